/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a thread that the ISA defines: saved registers and FPU state.
 *
 * Entry code stores the user's registers straight into the current thread, in the order of their numbers, two at a
 * time.
 */
#ifndef ARCH_TCB_H
#define ARCH_TCB_H

#include <lib/types.h>

enum arch_register {
    R_X0, R_X1, R_X2, R_X3, R_X4, R_X5, R_X6, R_X7, R_X8, R_X9, R_X10, R_X11, R_X12, R_X13, R_X14, R_X15,
    R_X16, R_X17, R_X18, R_X19, R_X20, R_X21, R_X22, R_X23, R_X24, R_X25, R_X26, R_X27, R_X28, R_X29, R_X30,
    R_SP,       /* SP_EL0 */
    R_TPIDR,    /* TPIDR_EL0: the TLS register */
    R_FAULT_IP, /* instruction that trapped: where a thread in state Restart continues */
    R_NEXT_IP,  /* where a Running thread continues */
    R_SPSR,     /* program state on the way back: a mode of lower level, or EL2h for the idle thread */
    R_TPIDRRO,  /* TPIDRRO_EL0, which user mode reads only: loaded when threads are switched */
    R_COUNT
};

/* What generic code calls the registers of a system call (syscalls.md section 2). */
enum {
    REG_SYSCALL = R_X7,
    REG_CAP = R_X0,    /* capability pointer in, badge out */
    REG_INFO = R_X1,
    REG_MR0 = R_X2, REG_MR1 = R_X3, REG_MR2 = R_X4, REG_MR3 = R_X5,
    REG_REPLY = R_X6,
    REG_NBSEND_DEST = R_X8,
    REG_FAULT_IP = R_FAULT_IP,
    REG_NEXT_IP = R_NEXT_IP,
    REG_FIRST_ARGUMENT = R_X0, /* boot info address of the root task */
};

/* Message registers that travel in CPU registers. */
#define MR_REGISTERS 4u

static inline unsigned arch_mr_register(word_t i)
{
    return (unsigned)(REG_MR0 + i);
}

struct vcpu;

struct arch_context {
    word_t r[R_COUNT];
    struct vcpu *vcpu; /* the guest's state that goes with the thread, or 0 */
    /* A cache operation in several entries (cache.c): its first message register, at first and now; next 0: none. */
    word_t range_start, range_next;
};

_Static_assert(sizeof(struct arch_context) == 320, "entry code knows the layout");

/*
 * What a switch to the thread needs to know, decoded from its root capability and its flags. It holds while epoch is
 * arch_epoch (arch_switch.h), which is never 0.
 */
struct arch_decoded {
    word_t epoch;
    word_t asid;
    word_t space; /* VTTBR_EL2: the root and the VMID of its ASID */
    word_t fpu;   /* what arch_loaded.fpu has to be */
};

/* FPSR and FPCR, then v0 to v31. */
#define ARCH_TCB_FPU_BYTES 528

#endif
