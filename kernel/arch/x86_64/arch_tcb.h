/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a thread that the ISA defines: saved registers and FPU state.
 *
 * Entry code stores the user's registers straight into the current thread: an exception's hardware frame (error
 * code, rip, cs, rflags, rsp, ss) forms the end of r[], whose end is 16-byte aligned as the CPU demands. After a
 * `syscall` r[R_CS] is 0: the way back is `sysret`, which leaves rip in rcx and rflags in r11; r[R_RCX] and r[R_R11]
 * are not stored then. Any other value of r[R_CS] is the user's code selector and the way back is `iretq`, which
 * restores everything.
 */
#ifndef ARCH_TCB_H
#define ARCH_TCB_H

#include <lib/types.h>

enum arch_register {
    R_RAX, R_RBX, R_RCX, R_RDX, R_RSI, R_RDI, R_RBP,
    R_R8, R_R9, R_R10, R_R11, R_R12, R_R13, R_R14, R_R15,
    R_FAULT_IP, /* instruction that trapped: where a thread in state Restart continues */
    R_FS_BASE, R_GS_BASE,
    R_ERROR, /* exception error code */
    R_RIP,   /* where a Running thread continues */
    R_CS, R_RFLAGS, R_RSP, R_SS,
    R_COUNT
};

/* What generic code calls the registers of a system call (syscalls.md section 2). */
enum {
    REG_SYSCALL = R_RDX,
    REG_CAP = R_RDI,   /* capability pointer in, badge out */
    REG_INFO = R_RSI,
    REG_MR0 = R_R10, REG_MR1 = R_R8, REG_MR2 = R_R9, REG_MR3 = R_R15,
    REG_REPLY = R_R12,
    REG_NBSEND_DEST = R_R13,
    REG_FAULT_IP = R_FAULT_IP,
    REG_NEXT_IP = R_RIP,
    REG_FIRST_ARGUMENT = R_RDI, /* boot info address of the root task */
};

/* Message registers that travel in CPU registers. */
#define MR_REGISTERS 4u

static inline unsigned arch_mr_register(word_t i)
{
    return i == 0 ? REG_MR0 : i == 1 ? REG_MR1 : i == 2 ? REG_MR2 : REG_MR3;
}

struct arch_context {
    word_t r[R_COUNT];
};

_Static_assert(sizeof(struct arch_context) == 192, "entry code knows the layout; the end must be 16-byte aligned");

/*
 * What a switch to the thread needs to know, decoded from its root capability and its flags. It holds while epoch is
 * arch_epoch (arch_switch.h), which is never 0.
 */
struct arch_decoded {
    word_t epoch;
    word_t asid;
    word_t space; /* hw_vspace_word of the root and its ASID */
    word_t fpu;   /* what arch_loaded.fpu has to be */
};

/* Largest FPU state: XSAVE area of x87, SSE and AVX. */
#define ARCH_TCB_FPU_BYTES 832

#endif
