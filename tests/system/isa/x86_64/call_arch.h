/* SPDX-License-Identifier: BSD-2-Clause */
/* The registers of a system call on x86_64. */
#pragma once

#include <sel4/sel4.h>

/*
 * In the order call_trap uses; what is not named by its role is named as itself. RBX carries the stack pointer around
 * the trap instruction.
 */
struct call_registers {
    seL4_Word rax, rcx, number /* rdx */, info /* rsi */, cap /* rdi */, rbp, mr1 /* r8 */, mr2 /* r9 */, mr0 /* r10 */,
        r11, reply /* r12 */, dest /* r13 */, r14, mr3 /* r15 */, flags;
};
#define CALL_REGISTERS "rax", "rcx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", \
    "rflags"
/* Bit n: register n is kept by every call. */
#define CALL_KEPT 0x5c25u

/* Settings of a call that must make no difference: RFLAGS that user mode may set, and those that are always set. */
#define CALL_FLAGS_ALLOWED 0xcd5UL
#define CALL_FLAGS_FIXED 0x202UL
#define CALL_VARIANTS 3

/* What registers hold that do not get the pattern. */
static inline void call_arch_prepare(struct call_registers *in)
{
    in->flags = CALL_FLAGS_FIXED;
}

static inline void call_arch_vary(struct call_registers *in, unsigned variant)
{
    in->flags = CALL_FLAGS_FIXED | (variant == 1 ? CALL_FLAGS_ALLOWED : variant == 2 ? 0x41 : 0);
}

/* What the instruction itself leaves in registers is what the CPU's manual says. */
extern const char call_next[];
static inline int call_arch_left(const struct call_registers *in, const struct call_registers *out)
{
    return out->rcx == (seL4_Word)call_next && out->r11 == in->flags;
}

/* The call has set the TLS register, which is none of these. */
static inline void call_arch_tls_was_set(struct call_registers *in, seL4_Word base)
{
    (void)in;
    (void)base;
}
