/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a thread that the ISA defines: saved registers and FPU state.
 *
 * Entry code stores the user's registers x1 to x31 straight into the current thread, in the order of their numbers.
 */
#ifndef ARCH_TCB_H
#define ARCH_TCB_H

#include <lib/types.h>

enum arch_register {
    R_RA, R_SP, R_GP, R_TP,
    R_T0, R_T1, R_T2,
    R_S0, R_S1,
    R_A0, R_A1, R_A2, R_A3, R_A4, R_A5, R_A6, R_A7,
    R_S2, R_S3, R_S4, R_S5, R_S6, R_S7, R_S8, R_S9, R_S10, R_S11,
    R_T3, R_T4, R_T5, R_T6,
    R_FAULT_IP, /* instruction that trapped: where a thread in state Restart continues */
    R_NEXT_IP,  /* where a Running thread continues */
    R_STATUS,   /* bits to set in sstatus on the way back: SPIE, and SPP for the idle thread */
    R_COUNT
};

/* What generic code calls the registers of a system call (syscalls.md section 2). */
enum {
    REG_SYSCALL = R_A7,
    REG_CAP = R_A0,    /* capability pointer in, badge out */
    REG_INFO = R_A1,
    REG_MR0 = R_A2, REG_MR1 = R_A3, REG_MR2 = R_A4, REG_MR3 = R_A5,
    REG_REPLY = R_A6,
    REG_NBSEND_DEST = R_T0,
    REG_FAULT_IP = R_FAULT_IP,
    REG_NEXT_IP = R_NEXT_IP,
    REG_FIRST_ARGUMENT = R_A0, /* boot info address of the root task */
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

_Static_assert(sizeof(struct arch_context) == 272, "entry code knows the layout");

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

/* f0 to f31, then fcsr. */
#define ARCH_TCB_FPU_BYTES 264

#endif
