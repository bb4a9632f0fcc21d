/* SPDX-License-Identifier: BSD-2-Clause */
/* PCI configuration space by its two ports (PCI Local Bus Specification 3.0, chapters 3.2.2.3, 6), and the device. */
#include "pci.h"

#define CONFIG_PORT 0xcf8UL
#define CONFIG_DATA 0xcfcUL
#define CONFIG_ON 0x80000000UL
#define FUNCTIONS 256 /* of bus 0: 32 devices of 8 */

#define EDU_ID 0x11e81234UL
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY 2UL
#define PCI_COMMAND_MASTER 4UL
#define PCI_COMMAND_NO_PIN 0x400UL
#define PCI_BAR0 0x10
#define PCI_CAPABILITIES 0x34
#define CAPABILITIES_MAX 48
#define CAPABILITY_MSI 5
#define MSI_ON 0x10000UL      /* in the word of the capability's head */
#define MSI_64 0x800000UL     /* the address has two words */
#define MSI_ADDRESS 0xfee00000UL /* of the boot CPU, whose local APIC has number 0 */

/* Byte offsets of the device's registers. */
#define EDU_IDENTITY 0x00
#define EDU_IDENTITY_MASK 0xffUL
#define EDU_IDENTITY_LOW 0xedUL
#define EDU_RAISE 0x60
#define EDU_ACKNOWLEDGE 0x64

#define WINDOW 0x10000000000UL
#define PINS 24
#define PIN_TRIALS 5
#define PIN_TRIAL_US 1000

static struct {
    seL4_CPtr ports, memory; /* memory: the device untyped that it lies in */
    seL4_Word function, msi;
    volatile seL4_Uint32 *registers;
} edu;

void spin_us(seL4_Word us)
{
    seL4_Word start = kit_clock();

    while (kit_clock() - start < us * frame_ticks_per_us())
        __asm__ volatile(KIT_PAUSE);
}

static seL4_Word config_read(seL4_Word function, seL4_Word offset)
{
    CHECK_OK(seL4_X86_IOPort_Out32(edu.ports, CONFIG_PORT, CONFIG_ON | function << 8 | offset));
    return seL4_X86_IOPort_In32(edu.ports, CONFIG_DATA).result;
}

static void config_write(seL4_Word offset, seL4_Word value)
{
    CHECK_OK(seL4_X86_IOPort_Out32(edu.ports, CONFIG_PORT, CONFIG_ON | edu.function << 8 | offset));
    CHECK_OK(seL4_X86_IOPort_Out32(edu.ports, CONFIG_DATA, value));
}

/* The 4 KiB of device memory at an address: the untyped around it is halved until nothing else is left. */
static seL4_CPtr device_frame(seL4_Word address)
{
    seL4_CPtr untyped = 0, halves = 0, frame = kit_slot();
    seL4_Word base = 0, bits = 0;

    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];

        if (memory->isDevice && address >= memory->paddr && address - memory->paddr < 1UL << memory->sizeBits) {
            untyped = kit_bootinfo->untyped.start + i;
            base = memory->paddr;
            bits = memory->sizeBits;
        }
    }
    REQUIRE(untyped != 0);
    edu.memory = untyped;
    for (; bits > seL4_PageBits; bits--) {
        halves = kit_slots(2);
        REQUIRE(seL4_Untyped_Retype(untyped, seL4_UntypedObject, bits - 1, ROOT, 0, 0, halves, 2) == seL4_NoError);
        untyped = halves;
        if (address - base >= 1UL << (bits - 1)) {
            untyped = halves + 1;
            base += 1UL << (bits - 1);
        }
    }
    REQUIRE(seL4_Untyped_Retype(untyped, seL4_X86_4K, 0, ROOT, 0, 0, frame, 1) == seL4_NoError);
    CHECK_EQUAL(seL4_X86_Page_GetAddress(frame).paddr, address);
    return frame;
}

static void msi_find(void)
{
    seL4_Word at = config_read(edu.function, PCI_CAPABILITIES) & 0xfc;

    for (int i = 0; i < CAPABILITIES_MAX && at != 0; i++) {
        seL4_Word head = config_read(edu.function, at);

        if ((head & 0xff) == CAPABILITY_MSI)
            edu.msi = at;
        at = head >> 8 & 0xfc;
    }
    REQUIRE(edu.msi != 0);
}

void edu_begin(void)
{
    seL4_Word function = 0;

    memset(&edu, 0, sizeof(edu));
    edu.ports = kit_slot();
    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, CONFIG_PORT, CONFIG_DATA + 3, ROOT, edu.ports, 64));
    while (function < FUNCTIONS && config_read(function, 0) != EDU_ID)
        function++;
    REQUIRE(function < FUNCTIONS);
    edu.function = function;
    msi_find();
    REQUIRE(kit_map(device_frame(config_read(function, PCI_BAR0) & ~0xfffUL), seL4_CapInitThreadVSpace, WINDOW,
                    seL4_AllRights) == seL4_NoError);
    edu.registers = (volatile seL4_Uint32 *)WINDOW;
    config_write(PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
    REQUIRE((edu.registers[EDU_IDENTITY / 4] & EDU_IDENTITY_MASK) == EDU_IDENTITY_LOW);
    edu_messages(0);
    edu_quiet();
}

void edu_end(void)
{
    edu_quiet();
    edu_messages(0);
    config_write(PCI_COMMAND, PCI_COMMAND_NO_PIN);
    CHECK_OK(kit_revoke(edu.memory));
}

void edu_raise(void)
{
    edu.registers[EDU_RAISE / 4] = 1;
}

void edu_quiet(void)
{
    edu.registers[EDU_ACKNOWLEDGE / 4] = ~0U;
}

void edu_messages(seL4_Word cpu_vector)
{
    seL4_Word head = config_read(edu.function, edu.msi);
    seL4_Word data_at = edu.msi + ((head & MSI_64) != 0 ? 12 : 8);

    config_write(edu.msi, head & ~MSI_ON);
    if (cpu_vector == 0)
        return;
    config_write(edu.msi + 4, MSI_ADDRESS);
    if ((head & MSI_64) != 0)
        config_write(edu.msi + 8, 0);
    config_write(data_at, cpu_vector);
    config_write(edu.msi, head | MSI_ON);
}

seL4_Word edu_pin(void)
{
    seL4_CPtr notification = kit_notification(), handlers = kit_slots(PINS), badges = kit_slots(PINS);
    seL4_Word candidates = (1UL << PINS) - 1, pin = 0;

    for (pin = 0; pin < PINS; pin++) {
        CHECK_OK(kit_mint(badges + pin, notification, seL4_AllRights, 1UL << pin));
        CHECK_OK(seL4_IRQControl_GetIOAPIC(CONTROL, ROOT, handlers + pin, 64, 0, pin, 1, 0, pin));
        CHECK_OK(seL4_IRQHandler_SetNotification(handlers + pin, badges + pin));
    }
    /* Other devices interrupt now and then; ours, each time that it is told to. */
    for (int trial = 0; trial < PIN_TRIALS; trial++) {
        seL4_Word seen = 0;

        (void)seL4_Poll(notification, &seen);
        seen = 0;
        edu_raise();
        spin_us(PIN_TRIAL_US);
        (void)seL4_Poll(notification, &seen);
        edu_quiet();
        candidates &= seen;
        for (pin = 0; pin < PINS; pin++)
            CHECK_OK(seL4_IRQHandler_Ack(handlers + pin));
    }
    for (pin = 0; pin < PINS; pin++)
        CHECK_OK(kit_delete(handlers + pin));
    for (pin = 0; pin < PINS && candidates != 1UL << pin; pin++)
        ;
    REQUIRE(pin < PINS);
    return pin;
}
