/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of a system call on AArch64: tests/system/isa/x86_64/call_arch.h says what each thing is for. */
#pragma once

#include <sel4/sel4.h>

/* x0 to x30, SP, TPIDR_EL0. */
struct call_registers {
    seL4_Word cap /* x0 */, info /* x1 */, mr0, mr1, mr2, mr3 /* x5 */, reply /* x6 */, number /* x7 */,
        dest /* x8 */, x9, x10, x11, x12, x13, x14, x15, x16, x17, x18, x19, x20, x21, x22, x23, x24, x25, x26, x27,
        x28, x29, x30, sp, tpidr;
};
#define CALL_REGISTERS "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", \
    "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", \
    "x30", "sp", "tpidr_el0"
/* All but x0 to x5. */
#define CALL_KEPT 0x1ffffffc0u

/* The flags make no difference, and are kept. */
#define CALL_VARIANTS 1

static inline void call_arch_prepare(struct call_registers *in)
{
    (void)in;
}

static inline void call_arch_vary(struct call_registers *in, unsigned variant)
{
    (void)in;
    (void)variant;
}

/* The instruction itself changes nothing. */
static inline int call_arch_left(const struct call_registers *in, const struct call_registers *out)
{
    (void)in;
    (void)out;
    return 1;
}

/* The call has set the TLS register: one of those that are compared. */
static inline void call_arch_tls_was_set(struct call_registers *in, seL4_Word base)
{
    in->tpidr = base;
}
