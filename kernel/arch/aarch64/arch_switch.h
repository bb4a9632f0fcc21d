/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the CPU has loaded, and switching to a thread whose decoded words hold, in line for the shortest paths:
 * arch_switch_to without questions. memory.md section 6, fpu-tls-misc.md.
 */
#ifndef ARCH_SWITCH_H
#define ARCH_SWITCH_H

#include <arch/arch.h>

/*
 * fpu: address of the thread that may use the FPU and has its state there, FPU_DENIED, or FPU_UNKNOWN, which no thread
 * wants: that is what the switch away from a thread with anything unusual (a VCPU, a value of TPIDRRO_EL0) finds, so
 * that it looks closer.
 */
struct arch_loaded {
    word_t asid;    /* of the root in use; 0: the space without mappings */
    word_t fpu;
    word_t tpidrro; /* TPIDRRO_EL0 */
    struct vcpu *vcpu; /* whose guest runs now, or 0 */
};

enum { FPU_UNKNOWN = 0, FPU_DENIED = 1 };

extern struct arch_loaded arch_loaded;

/*
 * What threads have decoded (struct arch_decoded) of their roots, ASIDs and VMIDs holds as long as this number stays: a
 * thread whose decoded.epoch it is has in its slot the capability of a root with the ASID
 * decoded.asid, whose word is decoded.space, and neither a VCPU nor a value of TPIDRRO_EL0.
 */
extern word_t arch_epoch;

/* The CPU goes to the space without mappings. */
void vspace_unload(void);

static inline bool arch_switch_is_simple(const tcb_t *tcb)
{
    return tcb->decoded.epoch == arch_epoch;
}

/*
 * The FPU's registers hold the state of the last thread that was allowed to use them, until another one is: that is the
 * thread arch_loaded.fpu, or while it says something else, core->fpu_owner.
 */
static inline bool fpu_has_thread(word_t loaded)
{
    return loaded > FPU_DENIED;
}

/* For a thread without VCPU and TPIDRRO_EL0: arch_loaded.fpu is not what it has to be, tcb->decoded.fpu. */
void arch_fpu_change(tcb_t *tcb);

/* tcb has become simple, or is so no longer: takes effect at once if it is current. */
void arch_unusual_changed(tcb_t *tcb);

/* tcb's program state is one of programs, or, if it has a VCPU, of guests from now on. registers.c. */
void arch_spsr_sanitise(tcb_t *tcb);

ALWAYS_INLINE void fpu_switch_simply(tcb_t *tcb)
{
    word_t loaded = arch_loaded.fpu;

    if (loaded == tcb->decoded.fpu)
        return;
    if (likely(fpu_has_thread(loaded) & (tcb->decoded.fpu == (word_t)tcb))) {
        arch_loaded.fpu = (word_t)tcb;
        hw_fpu_exchange(((tcb_t *)loaded)->fpu, tcb->fpu);
        return;
    }
    arch_fpu_change(tcb);
}

ALWAYS_INLINE void arch_switch_simply(tcb_t *tcb)
{
    REQUIRES(arch_switch_is_simple(tcb));

    if (arch_loaded.asid != tcb->decoded.asid) {
        arch_loaded.asid = tcb->decoded.asid;
        hw_space_load(tcb->decoded.space);
    }
    fpu_switch_simply(tcb);
}

#endif
