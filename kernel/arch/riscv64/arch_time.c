/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks of the time CSR. scheduling.md section 1. */
#include <arch/arch.h>
#include <arch_time.h>

static word_t ticks_per_us = 1;

void arch_time_init(word_t mhz)
{
    REQUIRES(mhz > 0);
    ticks_per_us = mhz;
}

word_t arch_clock(void)
{
    return hw_clock();
}

void arch_timer_set(word_t deadline)
{
    hw_timer_set(deadline);
}

word_t arch_us_to_ticks(word_t us)
{
    REQUIRES(us <= arch_max_us());
    return us * ticks_per_us;
}

word_t arch_ticks_to_us(word_t ticks)
{
    return ticks / ticks_per_us;
}

word_t arch_max_us(void)
{
    return UINT64_MAX / ticks_per_us;
}

word_t arch_max_ticks(void)
{
    return UINT64_MAX;
}

word_t arch_timer_margin(void)
{
    return ticks_per_us;
}
