/* SPDX-License-Identifier: BSD-2-Clause */
/* Switching to a thread whose decoded words hold, in line for the shortest paths: arch_switch_to without questions. */
#ifndef ARCH_SWITCH_H
#define ARCH_SWITCH_H

#include <asid.h>

/* It has a root with an ASID, some thread's bases are loaded, and there are instructions for those. */
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
