/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arm Generic Interrupt Controller 3 and 4 (Arm IHI 0069): distributor and redistributors, each mapped at a base. The
 * interface of the CPU is system registers: the ISA's.
 */
#ifndef KERNEL_DRIVER_GICV3_H
#define KERNEL_DRIVER_GICV3_H

#include <lib/types.h>

/*
 * The redistributor of the CPU with these affinities (Aff3 in bits [31:24], to Aff0 in [7:0]), among those from base to
 * end; 0: there is none.
 */
word_t gicv3_redistributor(word_t base, word_t end, word_t affinity);

/* All interrupts below count are disabled, in group 1, of one priority, none pending, and come to that CPU. */
void gicv3_start(word_t distributor, word_t redistributor, word_t count, word_t affinity);

/* Where the arrays for private interrupts are (gic_distributor.h). */
word_t gicv3_private(word_t redistributor);

#endif
