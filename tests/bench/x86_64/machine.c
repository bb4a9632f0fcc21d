/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's pc machine: registers, devices, and what the CPU reads by itself. */
#include "../trace.h"
#include "kinds.h"

#include <string.h>

/* Physical addresses of devices on QEMU's pc machine: the hole below 4 GiB and the display's. */
#define DEVICES_START 0xfe000000ul
#define DEVICES_END 0x100000000ul
#define DISPLAY_START 0xa0000ul
#define DISPLAY_END 0xc0000ul

/* First two bytes of what user code is looked at for. */
#define BYTES_RDTSC 0x310fu
#define BYTES_SYSCALL 0x050fu
#define BYTES_UD2 0x0b0fu

/* Gates, descriptors, task state: the CPU's own reads at interrupts, exceptions and IRET (SDM volume 3, 6.14). */
#define GATE_BYTES 16
#define GATES 256
#define DESCRIPTOR_BYTES 8
#define STACK_POINTER_OFFSET 4
#define FRAME_BYTES 40
#define ERROR_BYTES 8

const char machine_idle_text[] = "hlt";

static uint64_t idt, gdt, tss;

/* The packet's order: general registers, RIP, 4 bytes each of RFLAGS and six segments, bases, control registers. */
struct registers machine_registers(void)
{
    static const unsigned order[GENERAL_REGISTERS] = {RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP,
                                                      R8,  R9,  R10, R11, R12, R13, R14, R15};
    struct registers registers = {.pc = 0};

    remote_registers_get();
    for (unsigned i = 0; i < GENERAL_REGISTERS; i++)
        registers.general[order[i]] = remote_registers_at(8ul * i, 8);
    registers.pc = remote_registers_at(128, 8);
    registers.cs = remote_registers_at(140, 4);
    registers.fs_base = remote_registers_at(164, 8);
    registers.gs_base = remote_registers_at(172, 8);
    registers.cr3 = remote_registers_at(204, 8);
    return registers;
}

bool machine_in_kernel(const struct registers *registers)
{
    return (registers->cs & 3) == 0;
}

uint64_t machine_space(const struct registers *registers)
{
    return registers->cr3;
}

uint64_t machine_argument(const struct registers *registers, unsigned i)
{
    static const unsigned order[] = {RDI, RSI, RDX};

    return registers->general[order[i]];
}

bool machine_is_device(uint64_t physical)
{
    return (physical >= DEVICES_START && physical < DEVICES_END) ||
           (physical >= DISPLAY_START && physical < DISPLAY_END);
}

void machine_trace_begin(void)
{
    idt = remote_table_base("IDT");
    gdt = remote_table_base("GDT");
    tss = remote_table_base("TR ");
}

enum user_kind machine_user_kind(const unsigned char bytes[USER_BYTES])
{
    switch (bytes[0] | (unsigned)bytes[1] << 8) {
    case BYTES_RDTSC:
        return USER_CLOCK;
    case BYTES_SYSCALL:
        return USER_CALL;
    case BYTES_UD2:
        return USER_FAULT;
    }
    return USER_PLAIN;
}

uint64_t machine_stamp(const unsigned char bytes[USER_BYTES], const struct registers *after)
{
    (void)bytes;
    return after->general[RDX] << 32 | (after->general[RAX] & 0xffffffff);
}

/* Null selectors have no descriptor. */
static bool has_descriptor(uint64_t selector)
{
    return selector / DESCRIPTOR_BYTES != 0;
}

static uint64_t descriptor_of(uint64_t selector)
{
    return gdt + selector / DESCRIPTOR_BYTES * DESCRIPTOR_BYTES;
}

void descriptor_add(struct effect *effect, uint64_t selector)
{
    if (has_descriptor(selector))
        effect_add(effect, descriptor_of(selector), DESCRIPTOR_BYTES);
}

/* An interrupt or exception has come to a gate of the kernel: gate, code descriptor, stack pointer, frame. */
void machine_entered(const struct registers *before, const struct registers *after, bool by_call)
{
    static unsigned char gates[GATES * GATE_BYTES];
    static bool known;
    bool from_user = (before->cs & 3) != 0;
    uint64_t rsp = after->general[RSP];

    if (by_call)
        return;
    for (unsigned at = 0; !known && at < sizeof gates; at += 512)
        remote_memory(idt + at, gates + at, 512);
    known = true;
    for (unsigned vector = 0; vector < GATES; vector++) {
        const unsigned char *gate = gates + vector * GATE_BYTES;
        uint64_t low = 0, middle = 0, high = 0;

        memcpy(&low, gate, 2);
        memcpy(&middle, gate + 6, 2);
        memcpy(&high, gate + 8, 4);
        if ((low | middle << 16 | high << 32) != after->pc)
            continue;
        trace_data(idt + vector * GATE_BYTES, GATE_BYTES, after->cr3);
        if (has_descriptor(after->cs))
            trace_data(descriptor_of(after->cs), DESCRIPTOR_BYTES, after->cr3);
        if (from_user)
            trace_data(tss + STACK_POINTER_OFFSET, 8, after->cr3);
        bool code = vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21;
        trace_data(rsp, FRAME_BYTES + (code ? ERROR_BYTES : 0), after->cr3);
        return;
    }
    fail("the kernel was entered at %#llx, which is no gate's", (unsigned long long)after->pc);
}
