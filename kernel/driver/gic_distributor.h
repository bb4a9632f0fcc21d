/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What GICv2 (Arm IHI 0048) and GICv3 (Arm IHI 0069) distributors have in common, and the registers for private
 * interrupts of a GICv3 redistributor with them: arrays with one or more bits per interrupt at the same offsets.
 */
#ifndef KERNEL_DRIVER_GIC_DISTRIBUTOR_H
#define KERNEL_DRIVER_GIC_DISTRIBUTOR_H

#include <lib/types.h>

#define GIC_PRIVATE_COUNT 32u /* interrupts below are each CPU's own */
#define GIC_SPURIOUS 1020u    /* from here on: none is pending */

/* What the numbers of an array's bits do when they are written as 1. */
enum gic_bits {
    GIC_GROUP = 0x80, /* an ordinary array: 1 is group 1 */
    GIC_ENABLE = 0x100,
    GIC_DISABLE = 0x180,
    GIC_CLEAR_PENDING = 0x280,
    GIC_CLEAR_ACTIVE = 0x380,
};

/* Writes 1 for one interrupt, in an array where 0 does nothing. */
void gic_bit_write(word_t base, enum gic_bits array, word_t irq);
/* Writes all 32 bits of the register that irq belongs to. */
void gic_word_write(word_t base, enum gic_bits array, word_t irq, uint32_t word);
void gic_priority_set(word_t base, word_t irq, uint32_t priority);
void gic_trigger_set(word_t base, word_t irq, bool edge);

#endif
