/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/gic_distributor.h>
#include <lib/field.h>

#define PRIORITIES 0x400u /* a byte per interrupt */
#define TRIGGERS 0xc00u   /* two bits per interrupt, the upper one: edge */
#define WORD_IRQS_BITS 5u /* log2 of the interrupts in a register of one bit each */
#define TRIGGER_IRQS_BITS 4u

static volatile uint32_t *gic_register(word_t base, word_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

void gic_word_write(word_t base, enum gic_bits array, word_t irq, uint32_t word)
{
    *gic_register(base, array + op_drop(irq, WORD_IRQS_BITS) * sizeof(uint32_t)) = word;
}

void gic_bit_write(word_t base, enum gic_bits array, word_t irq)
{
    gic_word_write(base, array, irq, (uint32_t)op_pow2(op_low(irq, WORD_IRQS_BITS)));
}

void gic_priority_set(word_t base, word_t irq, uint32_t priority)
{
    *(volatile uint8_t *)(base + PRIORITIES + irq) = (uint8_t)priority;
}

void gic_trigger_set(word_t base, word_t irq, bool edge)
{
    volatile uint32_t *bits =
        gic_register(base, TRIGGERS + op_drop(irq, TRIGGER_IRQS_BITS) * sizeof(uint32_t));

    *bits = (uint32_t)op_put(*bits, 2 * op_low(irq, TRIGGER_IRQS_BITS) + 1, 1, edge);
}
