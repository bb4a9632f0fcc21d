/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks of the kernel's clock. scheduling.md section 1. */
#include <core/time.h>

/* The clock makes unit_ticks ticks in unit_us microseconds. */
static word_t unit_ticks = 1;
static word_t unit_us = 1;
static word_t margin = ARCH_TIMER_MARGIN_US;

void time_init(word_t ticks, word_t us)
{
    REQUIRES(us > 0 && ticks >= us);
    unit_ticks = ticks;
    unit_us = us;
    margin = ARCH_TIMER_MARGIN_US * ticks / us;
}

word_t time_us_to_ticks(word_t us)
{
    REQUIRES(us <= time_max_us());
    return us * unit_ticks / unit_us;
}

word_t time_ticks_to_us(word_t ticks)
{
    REQUIRES(ticks <= time_max_ticks());
    return ticks * unit_us / unit_ticks;
}

word_t time_max_us(void)
{
    return UINT64_MAX / unit_ticks;
}

/* The whole range, unless time_ticks_to_us multiplies. */
word_t time_max_ticks(void)
{
    return unit_us == 1 ? UINT64_MAX : UINT64_MAX / unit_ticks;
}

word_t time_margin(void)
{
    return margin;
}
