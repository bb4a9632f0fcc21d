/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O APICs (Intel 82093AA data sheet). The low halves of the redirection entries are kept here: reading is slow. */
#include <machine/machine.h>
#include <lib/field.h>
#include <sel4/abi.h>

#define IOAPICS_MAX CONFIG_MAX_NUM_IOAPIC

/* Byte offsets of the two registers; numbers of the registers behind them. */
#define IOAPIC_SELECT 0x00u
#define IOAPIC_WINDOW 0x10u
#define IOAPIC_VERSION 1u
#define IOAPIC_ENTRIES 0x10u

#define ENTRY_ACTIVE_LOW (1u << 13)
#define ENTRY_LEVEL (1u << 15)
#define ENTRY_MASKED (1u << 16)
#define ENTRY_DESTINATION_SHIFT 24u

struct ioapic {
    word_t pins;
    uint32_t entry[IOAPIC_PINS_MAX];
};

static struct ioapic ioapics[IOAPICS_MAX];

static volatile uint32_t *ioapic_register(word_t ioapic, word_t offset)
{
    return (volatile uint32_t *)(device_page(1 + ioapic) + offset);
}

static word_t ioapic_read(word_t ioapic, word_t number)
{
    *ioapic_register(ioapic, IOAPIC_SELECT) = (uint32_t)number;
    return *ioapic_register(ioapic, IOAPIC_WINDOW);
}

static void ioapic_write(word_t ioapic, word_t number, word_t value)
{
    *ioapic_register(ioapic, IOAPIC_SELECT) = (uint32_t)number;
    *ioapic_register(ioapic, IOAPIC_WINDOW) = (uint32_t)value;
}

static void entry_set(word_t ioapic, word_t pin, uint32_t value)
{
    ioapics[ioapic].entry[pin] = value;
    ioapic_write(ioapic, IOAPIC_ENTRIES + 2 * pin, value);
}

void ioapic_start(word_t ioapic)
{
    word_t last = op_take(ioapic_read(ioapic, IOAPIC_VERSION), 16, 8);

    ioapics[ioapic].pins = last < IOAPIC_PINS_MAX ? last + 1 : IOAPIC_PINS_MAX;
    for (word_t pin = 0; pin < IOAPIC_PINS_MAX && pin < ioapics[ioapic].pins; pin++)
        entry_set(ioapic, pin, ENTRY_MASKED);
}

void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low)
{
    uint32_t value = (uint32_t)vector | ENTRY_MASKED;

    REQUIRES(ioapic < hw_state.ioapic_count && pin < ioapics[ioapic].pins);
    value |= level ? ENTRY_LEVEL : 0;
    value |= active_low ? ENTRY_ACTIVE_LOW : 0;
    entry_set(ioapic, pin, value); /* masked while the halves disagree */
    ioapic_write(ioapic, IOAPIC_ENTRIES + 2 * pin + 1, hw_state.apic_id << ENTRY_DESTINATION_SHIFT);
}

void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked)
{
    uint32_t value = 0;

    REQUIRES(ioapic < hw_state.ioapic_count && pin < ioapics[ioapic].pins);
    value = ioapics[ioapic].entry[pin];
    entry_set(ioapic, pin, masked ? value | ENTRY_MASKED : value & ~ENTRY_MASKED);
}

word_t hw_ioapic_count(void)
{
    return hw_state.ioapic_count;
}

word_t hw_ioapic_pins(word_t ioapic)
{
    REQUIRES(ioapic < hw_state.ioapic_count);
    return ioapics[ioapic].pins;
}
