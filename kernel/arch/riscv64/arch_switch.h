/* SPDX-License-Identifier: BSD-2-Clause */
/* Switching to a thread whose decoded words hold, in line for the shortest paths: arch_switch_to without questions. */
#ifndef ARCH_SWITCH_H
#define ARCH_SWITCH_H

#include <asid.h>

/* It has a root with an ASID. */
static inline bool arch_switch_is_simple(const tcb_t *tcb)
{
    return tcb->decoded.epoch == arch_epoch;
}

/* Allows, denies or exchanges the FPU: arch_loaded.fpu is not what tcb has to have. */
void arch_fpu_change(tcb_t *tcb, word_t wanted);

ALWAYS_INLINE void arch_switch_simply(tcb_t *tcb)
{
    REQUIRES(arch_switch_is_simple(tcb));

    if (arch_loaded.asid != tcb->decoded.asid) {
        arch_loaded.asid = tcb->decoded.asid;
        hw_vspace_load_word(tcb->decoded.space);
    }
    if (arch_loaded.fpu != tcb->decoded.fpu)
        arch_fpu_change(tcb, tcb->decoded.fpu);
}

#endif
