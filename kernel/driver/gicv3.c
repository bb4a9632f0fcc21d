/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/gic_distributor.h>
#include <driver/gicv3.h>
#include <lib/field.h>

#define CONTROL 0x0u
#define CONTROL_GROUPS 0x3u  /* group 1, in either view of the register */
#define CONTROL_AFFINITY 0x10u
#define CONTROL_BUSY_BIT 31u /* a write has not taken effect everywhere */
#define ROUTES 0x6000u       /* 8 bytes per interrupt */
#define ROUTE_AFF3_BIT 32u

#define REDISTRIBUTOR_BYTES 0x20000u
#define REDISTRIBUTOR_WITH_VIRTUAL_BYTES 0x40000u
#define PRIVATE 0x10000u
#define TYPE 0x8u
#define TYPE_VIRTUAL 0x2u
#define TYPE_LAST 0x10u
#define WAKER 0x14u
#define WAKER_SLEEP 0x2u
#define WAKER_ASLEEP 0x4u

#define PRIORITY 0xa0u
#define POLLS_MAX 1000000u
#define REDISTRIBUTORS_MAX 512u

static volatile uint32_t *gicv3_register(word_t base, word_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

/* Waits until the bits are clear, but not for ever. */
static void wait_clear(word_t base, word_t offset, uint32_t bits)
{
    for (word_t i = 0; i < POLLS_MAX && (*gicv3_register(base, offset) & bits) != 0; i++)
        continue;
}

word_t gicv3_redistributor(word_t base, word_t end, word_t affinity)
{
    word_t at = base;

    for (word_t i = 0; i < REDISTRIBUTORS_MAX && at + REDISTRIBUTOR_BYTES <= end; i++) {
        uint32_t type = *gicv3_register(at, TYPE);

        if (*gicv3_register(at, TYPE + sizeof(uint32_t)) == affinity)
            return at;
        if ((type & TYPE_LAST) != 0)
            return 0;
        at += (type & TYPE_VIRTUAL) != 0 ? REDISTRIBUTOR_WITH_VIRTUAL_BYTES : REDISTRIBUTOR_BYTES;
    }
    return 0;
}

word_t gicv3_private(word_t redistributor)
{
    return redistributor + PRIVATE;
}

/* 32 interrupts from irq on. */
static void word_start(word_t base, word_t irq)
{
    gic_word_write(base, GIC_DISABLE, irq, ~0u);
    gic_word_write(base, GIC_CLEAR_PENDING, irq, ~0u);
    gic_word_write(base, GIC_CLEAR_ACTIVE, irq, ~0u);
    gic_word_write(base, GIC_GROUP, irq, ~0u);
    for (word_t i = 0; i < GIC_PRIVATE_COUNT; i++)
        gic_priority_set(base, irq + i, PRIORITY);
}

static void route_set(word_t distributor, word_t irq, word_t affinity)
{
    volatile uint64_t *route = (volatile uint64_t *)(distributor + ROUTES + irq * sizeof(uint64_t));

    *route = op_put(op_low(affinity, 24), ROUTE_AFF3_BIT, 8, op_drop(affinity, 24));
}

void gicv3_start(word_t distributor, word_t redistributor, word_t count, word_t affinity)
{
    *gicv3_register(distributor, CONTROL) = 0;
    wait_clear(distributor, CONTROL, (uint32_t)op_pow2(CONTROL_BUSY_BIT));
    *gicv3_register(distributor, CONTROL) = CONTROL_AFFINITY;
    for (word_t irq = GIC_PRIVATE_COUNT; irq < count; irq += GIC_PRIVATE_COUNT)
        word_start(distributor, irq);
    for (word_t irq = GIC_PRIVATE_COUNT; irq < count; irq++)
        route_set(distributor, irq, affinity);
    *gicv3_register(distributor, CONTROL) = CONTROL_AFFINITY | CONTROL_GROUPS;
    wait_clear(distributor, CONTROL, (uint32_t)op_pow2(CONTROL_BUSY_BIT));

    *gicv3_register(redistributor, WAKER) &= ~WAKER_SLEEP;
    wait_clear(redistributor, WAKER, WAKER_ASLEEP);
    word_start(gicv3_private(redistributor), 0);
}
