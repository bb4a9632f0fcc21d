/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the bench depends on the ISA: an exception, and an interrupt. */
#pragma once

#include <kit/kit.h>

/* An exception. */
#define BENCH_FAULT KIT_UNDEFINED
#define BENCH_FAULT_BYTES KIT_UNDEFINED_BYTES

/* The programmable interval timer on QEMU's pc machine, which asserts its line by itself all the time. */
#define PIT_PIN 2 /* of the I/O APIC */
#define PIT_PORT 0x40
#define PIT_HZ 1193182
#define INTERRUPTS_PER_SECOND 50000 /* one each 20000 instructions: tracing steps through all of them */
#define PIT_MODE 0x34 /* channel 0, both bytes, rate generator */

/* Makes the line's handler in this slot. */
static inline void bench_line_handler(seL4_CPtr slot)
{
    require_ok(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, slot, seL4_WordBits, 0, PIT_PIN,
                                         0, 0, 0));
}

/* The threads are ready. */
static inline void bench_line_start(void)
{
    unsigned divisor = PIT_HZ / INTERRUPTS_PER_SECOND;
    seL4_CPtr ports = kit_slot();

    require_ok(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, PIT_PORT, PIT_PORT + 3, seL4_CapInitThreadCNode,
                                            ports, seL4_WordBits));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT + 3, PIT_MODE));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT, divisor & 0xff));
    require_ok(seL4_X86_IOPort_Out8(ports, PIT_PORT, divisor >> 8));
}

/* Asserts the line, and takes that back: of a timer's there is nothing to do. */
static inline void bench_line_assert(void)
{
}

static inline void bench_line_release(void)
{
}
