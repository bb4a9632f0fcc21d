/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts: GICv2, or GICv3 with its system registers. irq.md section 4.
 *
 * Until the user's Ack an interrupt is masked with GICv2; with GICv3 it stays active, which costs one access less.
 */
#include <driver/gic_distributor.h>
#include <driver/gicv2.h>
#include <driver/gicv3.h>
#include <lib/field.h>
#include <machine/machine.h>

/* GICv3 interface of the CPU; the assembler knows the registers by their numbers in any case. */
#define ICC_IAR1 "s3_0_c12_c12_0"
#define ICC_EOIR1 "s3_0_c12_c12_1"
#define ICC_DIR "s3_0_c12_c11_1"
#define ICC_SGI1R "s3_0_c12_c11_5"

#define GICV2_NUMBER_BITS 10u
#define GICV3_NUMBER_BITS 24u

/* A software interrupt: targets [15:0], Aff1 [23:16], number [27:24], Aff2 [39:32], range [47:44], Aff3 [55:48]. */
#define SGI_AFFINITY_1_BIT 16u
#define SGI_NUMBER_BIT 24u
#define SGI_AFFINITY_2_BIT 32u
#define SGI_RANGE_BIT 44u
#define SGI_AFFINITY_3_BIT 48u

static bool is_v2(void)
{
    return hw_state.gic_version == 2;
}

/* Where the arrays for this interrupt are. */
static word_t arrays(word_t irq)
{
    return is_v2() || irq >= GIC_PRIVATE_COUNT ? hw_state.gic : gicv3_private(hw_state.gic_private);
}

word_t gic_take(void)
{
    if (is_v2()) {
        hw_state.irq_taken = gicv2_take(hw_state.gic_cpu);
        return op_low(hw_state.irq_taken, GICV2_NUMBER_BITS);
    }
    hw_state.irq_taken = SYSTEM_READ(ICC_IAR1);
    return op_low(hw_state.irq_taken, GICV3_NUMBER_BITS);
}

void hw_irq_mask(word_t irq)
{
    if (irq >= ARCH_IRQ_COUNT)
        return;
    gic_bit_write(arrays(irq), GIC_DISABLE, irq);
    if (!is_v2())
        gic_bit_write(arrays(irq), GIC_CLEAR_ACTIVE, irq);
}

void hw_irq_unmask(word_t irq)
{
    if (irq < ARCH_IRQ_COUNT)
        gic_bit_write(arrays(irq), GIC_ENABLE, irq);
}

void hw_irq_hold(word_t irq)
{
    if (is_v2())
        hw_irq_mask(irq);
    else
        hw_state.irq_held = irq;
}

void hw_irq_release(word_t irq)
{
    if (is_v2())
        hw_irq_unmask(irq);
    else
        SYSTEM_WRITE(ICC_DIR, irq);
}

void hw_irq_end(word_t irq)
{
    if (is_v2()) {
        gicv2_end(hw_state.gic_cpu, hw_state.irq_taken);
        return;
    }
    SYSTEM_WRITE(ICC_EOIR1, hw_state.irq_taken);
    if (hw_state.irq_held != irq)
        SYSTEM_WRITE(ICC_DIR, hw_state.irq_taken);
    hw_state.irq_held = ARCH_IRQ_COUNT;
}

void hw_irq_trigger(word_t irq, bool edge)
{
    if (irq >= GIC_PRIVATE_COUNT / 2)
        gic_trigger_set(arrays(irq), irq, edge);
}

/* target: affinities 0 to 3, a byte each from the lowest on. Affinity 0 is a range of 16 CPUs and one bit there. */
static word_t sgi_word(word_t number, word_t target)
{
    word_t word = op_pow2(op_take(target, 0, 4));

    word = op_put(word, SGI_RANGE_BIT, 4, op_take(target, 4, 4));
    word = op_put(word, SGI_AFFINITY_1_BIT, 8, op_take(target, 8, 8));
    word = op_put(word, SGI_AFFINITY_2_BIT, 8, op_take(target, 16, 8));
    word = op_put(word, SGI_AFFINITY_3_BIT, 8, op_take(target, 24, 8));
    return op_put(word, SGI_NUMBER_BIT, 4, number);
}

void hw_sgi_send(word_t number, word_t target)
{
    if (is_v2())
        gicv2_send(hw_state.gic, number, target);
    else
        SYSTEM_WRITE(ICC_SGI1R, sgi_word(number, target));
    system_barrier();
}
