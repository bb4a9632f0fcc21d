/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds, of which the interface speaks, and ticks of the kernel's clock. scheduling.md section 1. */
#ifndef KERNEL_CORE_TIME_H
#define KERNEL_CORE_TIME_H

#include <core/core.h>

/*
 * Boot: the clock makes ticks ticks in us microseconds. us is 1 when it makes a whole number in each, else 1000.
 * At least 1 MHz.
 */
void time_init(word_t ticks, word_t us);

word_t time_us_to_ticks(word_t us); /* no overflow for us <= MAX_PERIOD_US */
word_t time_ticks_to_us(word_t ticks); /* ticks <= time_max_ticks() */
word_t time_max_us(void);           /* MAX_US */
word_t time_max_ticks(void);        /* MAX_TICKS */
word_t time_margin(void);           /* deadlines are programmed early by this */

#define KERNEL_WCET_US 10u
#define MIN_BUDGET_US (2 * KERNEL_WCET_US)
static inline word_t min_budget(void) { return shared.min_budget; }
static inline word_t max_period_us(void) { return time_max_us() / 8; }

#endif
