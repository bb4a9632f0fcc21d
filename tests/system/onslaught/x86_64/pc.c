/* SPDX-License-Identifier: BSD-2-Clause */
/* The PC: its ports, its interval timer, its firmware's configuration device, code that is not for programs. */
#include "../onslaught.h"

/* The interval timer: its input of the I/O APIC, its ports, and a rate of about 20 kHz. */
#define PIT_PIN 2
#define PIT_VECTOR 40
#define PIT_PORT 0x40
#define PIT_RATE_GENERATOR 0x34
#define STORM_DIVISOR 60
#define QUIET_MODE 0x30

#define CLOCK_PORT 0x70

static seL4_CPtr storm_ports, clock_ports;

static seL4_CPtr ports_issue(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, ROOT, slot, 64));
    return slot;
}

/* ---- the storm ---- */

static void pit_program(unsigned mode, unsigned divisor)
{
    CHECK_OK(seL4_X86_IOPort_Out8(storm_ports, PIT_PORT + 3, mode));
    CHECK_OK(seL4_X86_IOPort_Out8(storm_ports, PIT_PORT, divisor & 0xff));
    CHECK_OK(seL4_X86_IOPort_Out8(storm_ports, PIT_PORT, divisor >> 8));
}

void isa_storm_issue(seL4_CPtr slot)
{
    CHECK_OK(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, slot, seL4_WordBits, 0, PIT_PIN, 0, 0, PIT_VECTOR));
}

void isa_storm_blow(void)
{
    pit_program(PIT_RATE_GENERATOR, STORM_DIVISOR);
}

/* It goes on by itself. */
void isa_storm_next(void)
{
}

void isa_storm_end(void)
{
    pit_program(QUIET_MODE, 0);
}

/* ---- parameters: QEMU's firmware configuration device, file opt/holdfast/onslaught ---- */

#define FW_SELECT 0x510
#define FW_DATA 0x511
#define FW_DIRECTORY 0x19
#define FW_NAME_BYTES 56
#define FW_FILES_MAX 128

static seL4_CPtr fw_ports;

static seL4_Word fw_read(seL4_Word bytes)
{
    seL4_Word value = 0;

    for (seL4_Word i = 0; i < bytes; i++)
        value = value << 8 | seL4_X86_IOPort_In8(fw_ports, FW_DATA).result;
    return value;
}

/* The file's key and size, 0 if there is none. */
static seL4_Word fw_find(const char *wanted, seL4_Word *size)
{
    char name[FW_NAME_BYTES];
    seL4_Word files = 0;

    (void)seL4_X86_IOPort_Out16(fw_ports, FW_SELECT, FW_DIRECTORY);
    files = fw_read(4);
    for (seL4_Word i = 0; i < files && i < FW_FILES_MAX; i++) {
        seL4_Word key = 0;

        *size = fw_read(4);
        key = fw_read(2);
        (void)fw_read(2);
        for (int c = 0; c < FW_NAME_BYTES; c++)
            name[c] = (char)fw_read(1);
        name[FW_NAME_BYTES - 1] = 0;
        if (strcmp(name, wanted) == 0)
            return key;
    }
    return 0;
}

void isa_parameters(char *text, seL4_Word bytes)
{
    seL4_Word size = 0, key = 0;

    fw_ports = ports_issue(FW_SELECT, FW_DATA);
    key = fw_find("opt/holdfast/onslaught", &size);
    if (key) {
        (void)seL4_X86_IOPort_Out16(fw_ports, FW_SELECT, key);
        for (seL4_Word i = 0; i < size && i < bytes; i++)
            text[i] = (char)fw_read(1);
    }
    CHECK_OK(kit_delete(fw_ports));
}

/* ---- what hostile threads have, and what they must not reach ---- */

/*
 * All I/O ports but those of no device: the others switch the machine off or reset it, let a device write to memory, or
 * are the console's. The control of I/O ports in their hands can issue what is left.
 */
#define FREE_FIRST 0x9100UL
#define FREE_LAST 0x9fffUL

void isa_begin(void)
{
    static const seL4_Word ranges[][2] = {{0, 0x3f}, {0x44, 0x6f}, {0x72, 0x3f7}, {0x400, FREE_FIRST - 1},
                                          {FREE_LAST + 1, 0xffff}};

    for (unsigned i = 0; i < COUNT(ranges); i++)
        (void)ports_issue(ranges[i][0], ranges[i][1]);
    storm_ports = ports_issue(PIT_PORT, PIT_PORT + 3);
    /* The clock chip: reading and writing it disturbs nobody. */
    clock_ports = ports_issue(CLOCK_PORT, CLOCK_PORT + 1);
}

void isa_world_fill(struct world *world)
{
    give_new(world, seL4_X86_PDPTObject, 0, ALL_METHODS_OF(PDPT));
    give_new(world, seL4_X86_PageDirectoryObject, 0, ALL_METHODS_OF(Directory));
    give_new(world, seL4_X86_PageTableObject, 0, ALL_METHODS_OF(Table));
    give_new(world, seL4_X86_PageTableObject, 0, ALL_METHODS_OF(Table));
    give_new(world, seL4_X86_IOPageTableObject, 0, ALL_METHODS_OF(IOTable));
}

void isa_worlds_fill(void)
{
    give_some(storm_ports, ALL_METHODS_OF(Ports));
    give_some(clock_ports, ALL_METHODS_OF(Ports));
}

seL4_Error isa_line(seL4_Word line, seL4_CPtr slot)
{
    return seL4_IRQControl_GetMSI(seL4_CapIRQControl, ROOT, slot, 64, 0, 0, 0, 0, line);
}

/* Every port that is not the console's. */
void isa_check_back(void)
{
    CHECK_OK(kit_delete(ports_issue(0, 0x3f7)));
    CHECK_OK(kit_delete(ports_issue(0x400, 0xffff)));
}

/* ---- the soup ---- */

/*
 * Pieces of code that touch flags, segments, stacks, gates, control registers, FPU state. Never iret: QEMU without
 * hardware virtualisation lets it enter virtual-8086 mode, which CPUs do not have in 64-bit mode, and from where
 * exceptions look like the kernel's own. Nor bytes at random: some make its translator give up.
 */
#define PIECE(text) {sizeof(text) - 1, text}
#define NOP 0x90

static const struct {
    unsigned char length;
    char bytes[CELL - 1];
} pieces[] = {
    PIECE("\x9d"), PIECE("\x50\x9d"), PIECE("\x68\x00\x43\x00\x00\x9d"), PIECE("\x68\x00\x01\x00\x00\x9d"),
    PIECE("\x68\x00\x00\x04\x00\x9d"), PIECE("\xfd"), PIECE("\xfa"), PIECE("\xfb"), PIECE("\xf4"),
    PIECE("\xcb"), PIECE("\x48\xcb"), PIECE("\x0f\x05"), PIECE("\x0f\x34"), PIECE("\x48\x0f\x07"), PIECE("\xcc"),
    PIECE("\xcd\x03"), PIECE("\xcd\x08"), PIECE("\xcd\x20"), PIECE("\xcd\x80"), PIECE("\xcd\x9d"),
    PIECE("\xcd\x9e"), PIECE("\xcd\xfe"), PIECE("\xcd\xff"), PIECE("\xf1"), PIECE("\x8e\xd0"),
    PIECE("\x8e\xd0\x0f\x05"), PIECE("\x8e\xd0\xcd\x9e"), PIECE("\x8e\xd8"), PIECE("\x8e\xe0"),
    PIECE("\x8e\xe8"), PIECE("\xb8\x1b\x00\x00\x00\x8e\xd0"), PIECE("\xb8\x28\x00\x00\x00\x8e\xe8"),
    PIECE("\x0f\xa1"), PIECE("\x31\xe4"), PIECE("\x48\x89\xc4"), PIECE("\x48\xff\xcc"), PIECE("\x0f\x01\xf8"),
    PIECE("\x0f\x00\xd8"), PIECE("\x0f\x01\x10"), PIECE("\x0f\x01\xe0"), PIECE("\x0f\x22\xc0"),
    PIECE("\x0f\x20\xc0"), PIECE("\x0f\x23\xf8"), PIECE("\x0f\x06"), PIECE("\x0f\x30"), PIECE("\x0f\x32"),
    PIECE("\x0f\x33"), PIECE("\x0f\x01\xd1"), PIECE("\xf3\x48\x0f\xae\xd0"), PIECE("\xf3\x48\x0f\xae\xd8"),
    PIECE("\x0f\xae\x28"), PIECE("\x0f\xae\x08"), PIECE("\x0f\xae\x10"), PIECE("\xdb\xe3"),
    PIECE("\xd9\xe8\xd9\xee\xde\xf9\x9b"), PIECE("\xd9\x20"), PIECE("\xd9\x2c\x24"), PIECE("\x0f\x77"),
    PIECE("\xf3\xa4"), PIECE("\xf3\x48\xab"), PIECE("\xe4\x60"), PIECE("\x6c"), PIECE("\x0f\x08"),
    PIECE("\x0f\x0b"), PIECE("\x0f\x01\xd0"), PIECE("\x0f\x01\xca"), PIECE("\xeb\xfe"), PIECE("\xff\xe0"),
    PIECE("\xff\xd0"), PIECE("\xc3"), PIECE("\xff\x28"), PIECE("\xf0\x0f\xb1\x00"),
};

void isa_soup_fill(unsigned char *cell)
{
    seL4_Word piece = (random() >> 20) % COUNT(pieces);

    memset(cell, NOP, CELL);
    memcpy(cell, pieces[piece].bytes, pieces[piece].length);
}
