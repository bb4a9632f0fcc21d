/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the CPU has loaded, and switching to a thread whose decoded words hold, in line for the shortest paths:
 * arch_switch_to without questions. memory.md section 6.
 */
#ifndef ARCH_SWITCH_H
#define ARCH_SWITCH_H

#include <arch/arch.h>

/* What the CPU has loaded. switch.c. */
struct arch_loaded {
    tcb_t *tcb;  /* whose FS and GS bases are in the CPU; the idle thread: nobody's; 0: no thread has run yet */
    word_t asid; /* of the PML4 in use; 0: the space without user mappings */
    word_t fpu;  /* address of the thread that may use the FPU and has its state there, or FPU_* */
};

enum { FPU_UNKNOWN = 0, FPU_DENIED = 1 };

extern struct arch_loaded arch_loaded;

/*
 * What threads have decoded (struct arch_decoded) of their roots and of ASIDs holds as long as this number stays: a
 * thread whose decoded.epoch it is has in its slot the capability of a root that has the ASID decoded.asid.
 */
extern word_t arch_epoch;

/* The CPU goes to the space without user mappings. */
void vspace_unload(void);

/* It has a root with an ASID, and there are instructions for bases. */
static inline bool arch_switch_is_simple(const tcb_t *tcb)
{
    return tcb->decoded.epoch == arch_epoch;
}

/* Allows, denies or exchanges the FPU: arch_loaded.fpu is not what tcb has to have. */
void arch_fpu_change(tcb_t *tcb, word_t wanted);

_Static_assert(R_GS_BASE == R_FS_BASE + 1, "hw_bases_exchange takes them in this order");

/* Users write both bases without telling anybody, hence the exchange. */
ALWAYS_INLINE void arch_switch_simply(tcb_t *tcb)
{
    tcb_t *old = arch_loaded.tcb;

    REQUIRES(arch_switch_is_simple(tcb) && old != 0);

    hw_kernel_stack_set((word_t)(&tcb->context + 1));
    if (arch_loaded.asid != tcb->decoded.asid) {
        arch_loaded.asid = tcb->decoded.asid;
        hw_vspace_load_word(tcb->decoded.space, tcb->decoded.asid);
    }
    arch_loaded.tcb = tcb;
    hw_bases_exchange(&old->context.r[R_FS_BASE], &tcb->context.r[R_FS_BASE]);
    if (arch_loaded.fpu != tcb->decoded.fpu)
        arch_fpu_change(tcb, tcb->decoded.fpu);
}

#endif
