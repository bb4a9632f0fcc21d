/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the CPU to a thread: address space, FPU, what few threads have. memory.md section 6, fpu-tls-misc.md. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <vcpu.h>
#include <vmid.h>

struct arch_loaded arch_loaded;
word_t arch_epoch = 1;

void arch_decoded_forget(void)
{
    arch_epoch++;
}

/* wanted: FPU_DENIED or tcb. The FPU's thread, if arch_loaded.fpu is one, becomes the owner. */
static void fpu_load(tcb_t *tcb, word_t wanted)
{
    struct core *core = this_core();

    if (fpu_has_thread(arch_loaded.fpu))
        core->fpu_owner = (tcb_t *)arch_loaded.fpu;
    arch_loaded.fpu = wanted;
    hw_fpu_allow(wanted != FPU_DENIED);
    if ((wanted == FPU_DENIED) || (core->fpu_owner == tcb))
        return;
    if (core->fpu_owner != 0)
        hw_fpu_save(core->fpu_owner->fpu);
    core->fpu_owner = tcb;
    hw_fpu_restore(tcb->fpu);
}

/* vcpu 0: none. */
static void vcpu_load(struct vcpu *vcpu)
{
    if (arch_loaded.vcpu == vcpu)
        return;
    if (arch_loaded.vcpu != 0)
        vcpu_leave(arch_loaded.vcpu);
    arch_loaded.vcpu = vcpu;
    if (vcpu != 0)
        vcpu_enter(vcpu);
}

/* What belongs to the threads that are not simple: it is tcb's from now on. */
static void unusual_load(const tcb_t *tcb)
{
    vcpu_load(tcb->context.vcpu);
    if (arch_loaded.tpidrro != tcb->context.r[R_TPIDRRO]) {
        arch_loaded.tpidrro = tcb->context.r[R_TPIDRRO];
        hw_tpidrro_load(arch_loaded.tpidrro);
    }
}

static inline bool is_unusual(const tcb_t *tcb)
{
    return (tcb->context.vcpu != 0) | (tcb->context.r[R_TPIDRRO] != 0);
}

void arch_fpu_change(tcb_t *tcb)
{
    unusual_load(tcb);
    fpu_load(tcb, tcb->decoded.fpu);
}

static inline word_t fpu_wanted(const tcb_t *tcb)
{
    return op_take(tcb->flags, 0, 1) != 0 ? FPU_DENIED : (word_t)tcb;
}

void vspace_unload(void)
{
    arch_loaded.asid = 0;
    hw_space_load_empty();
}

/* The next switch looks closer. */
static void fpu_forget(void)
{
    if (fpu_has_thread(arch_loaded.fpu))
        this_core()->fpu_owner = (tcb_t *)arch_loaded.fpu;
    arch_loaded.fpu = FPU_UNKNOWN;
}

/* asid 0: none. */
static void space_load(word_t asid)
{
    if (arch_loaded.asid == asid)
        return;
    if (asid == 0) {
        vspace_unload();
        return;
    }
    hw_space_load(space_word(asid));
    arch_loaded.asid = asid;
}

/*
 * Any thread. The idle thread has no user mode and no root, and keeps what is loaded: that saves two loads around each
 * pause. But no guest's timer may interrupt it.
 */
static NOINLINE void switch_undecoded(tcb_t *tcb)
{
    cap_t root = tcb->slot[TCB_SLOT_VSPACE].cap;
    word_t asid = mapping_cap_asid(root);
    word_t table = asid_root(asid);
    bool valid = asid != 0 && table != 0 && table == cap_address(root);
    word_t fpu = fpu_wanted(tcb);

    if (tcb->state == THREAD_IDLE) {
        vcpu_load(0);
        return;
    }
    if (valid && !is_unusual(tcb)) {
        word_t space = space_word(asid); /* may be what makes the epoch a new one */

        tcb->decoded = (struct arch_decoded){arch_epoch, asid, space, fpu};
        arch_switch_simply(tcb);
        return;
    }
    space_load(valid ? asid : 0);
    unusual_load(tcb);
    if (arch_loaded.fpu != fpu)
        fpu_load(tcb, fpu);
    if (is_unusual(tcb))
        fpu_forget();
}

void arch_switch_to(tcb_t *tcb)
{
    if (likely(arch_switch_is_simple(tcb)))
        arch_switch_simply(tcb);
    else
        switch_undecoded(tcb);
}

/* The thread has become simple, or is so no longer. */
void arch_unusual_changed(tcb_t *tcb)
{
    tcb->decoded.epoch = 0;
    if (this_core()->current == tcb)
        switch_undecoded(tcb);
}

void arch_fpu_flag_changed(tcb_t *tcb)
{
    arch_unusual_changed(tcb);
}

/* Its address space, if it was the last user, goes when the last capability of the root goes. */
void arch_tcb_release(tcb_t *tcb)
{
    struct core *core = this_core();

    if (tcb->context.vcpu != 0)
        vcpu_detach(tcb->context.vcpu, tcb);
    if (arch_loaded.fpu == (word_t)tcb)
        fpu_forget();
    if (core->fpu_owner == tcb)
        core->fpu_owner = 0;
}
