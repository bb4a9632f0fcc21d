/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/gic_distributor.h>
#include <driver/gicv2.h>
#include <lib/field.h>

#define DISTRIBUTOR_CONTROL 0x0u
#define TARGETS 0x800u /* a byte per interrupt */
#define SOFTWARE 0xf00u
#define SOFTWARE_TARGET_BIT 16u

#define INTERFACE_CONTROL 0x0u
#define INTERFACE_MASK 0x4u
#define INTERFACE_TAKE 0xcu
#define INTERFACE_END 0x10u

#define ENABLED 1u
#define PRIORITY 0xa0u
#define PRIORITY_ALL 0xf0u

static volatile uint32_t *gicv2_register(word_t base, word_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

static volatile uint8_t *target(word_t distributor, word_t irq)
{
    return (volatile uint8_t *)(distributor + TARGETS + irq);
}

void gicv2_start(word_t distributor, word_t interface, word_t count)
{
    uint8_t this_cpu = *target(distributor, 0); /* the fields of private interrupts say who is reading */

    *gicv2_register(distributor, DISTRIBUTOR_CONTROL) = 0;
    for (word_t irq = 0; irq < count; irq += GIC_PRIVATE_COUNT) {
        gic_word_write(distributor, GIC_DISABLE, irq, ~0u);
        gic_word_write(distributor, GIC_CLEAR_PENDING, irq, ~0u);
        gic_word_write(distributor, GIC_CLEAR_ACTIVE, irq, ~0u);
    }
    for (word_t irq = 0; irq < count; irq++) {
        gic_priority_set(distributor, irq, PRIORITY);
        if (irq >= GIC_PRIVATE_COUNT)
            *target(distributor, irq) = this_cpu;
    }
    *gicv2_register(distributor, DISTRIBUTOR_CONTROL) = ENABLED;
    *gicv2_register(interface, INTERFACE_MASK) = PRIORITY_ALL;
    *gicv2_register(interface, INTERFACE_CONTROL) = ENABLED;
}

word_t gicv2_take(word_t interface)
{
    return *gicv2_register(interface, INTERFACE_TAKE);
}

void gicv2_end(word_t interface, word_t taken)
{
    *gicv2_register(interface, INTERFACE_END) = (uint32_t)taken;
}

void gicv2_send(word_t distributor, word_t number, word_t target_cpu)
{
    *gicv2_register(distributor, SOFTWARE) = (uint32_t)(number | op_pow2(SOFTWARE_TARGET_BIT + target_cpu));
}
