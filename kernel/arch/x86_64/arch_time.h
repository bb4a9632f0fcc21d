/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks of the TSC. scheduling.md section 1. */
#ifndef ARCH_TIME_H
#define ARCH_TIME_H

#include <lib/types.h>

/* Boot: the TSC's whole MHz, at least 1. */
void arch_time_init(word_t mhz);

#endif
