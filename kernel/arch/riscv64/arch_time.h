/* SPDX-License-Identifier: BSD-2-Clause */
/* Microseconds and ticks of the time CSR. scheduling.md section 1. */
#ifndef ARCH_TIME_H
#define ARCH_TIME_H

#include <lib/types.h>

/* Boot: whole MHz of the time CSR, at least 1. */
void arch_time_init(word_t mhz);

#endif
