/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of a system call on RISC-V: tests/system/isa/x86_64/call_arch.h says what each thing is for. */
#pragma once

#include <sel4/sel4.h>

/* x1 to x31. */
struct call_registers {
    seL4_Word ra, sp, gp, tp, dest /* t0 */, t1, t2, s0, s1, cap /* a0 */, info /* a1 */, mr0, mr1, mr2, mr3,
        reply /* a6 */, number /* a7 */, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, t3, t4, t5, t6;
};
#define CALL_REGISTERS "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", \
    "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"
/* All but a0 to a5. */
#define CALL_KEPT 0x7fff81ffu

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
    in->tp = base;
}
