/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the CPU to a thread: address space, FS and GS bases, FPU. memory.md section 6, fpu-tls-misc.md. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <object/asid.h>

struct arch_loaded arch_loaded;
word_t arch_epoch = 1;

void arch_decoded_forget(void)
{
    arch_epoch++;
}

/*
 * The FPU's registers hold the state of core->fpu_owner, the last thread that was allowed to use them, until another
 * one is. A thread that may use the FPU now is the owner.
 */
static void fpu_owner_set(tcb_t *tcb)
{
    struct core *core = this_core();

    if (core->fpu_owner == tcb)
        return;
    if (core->fpu_owner != 0)
        hw_fpu_save(core->fpu_owner->fpu);
    core->fpu_owner = tcb;
    hw_fpu_restore(tcb->fpu);
}

/* Between a thread with and one without, or nothing is known. Out of line: the others need no stack. */
static NOINLINE void fpu_allow_or_deny(tcb_t *tcb, word_t wanted)
{
    arch_loaded.fpu = wanted;
    hw_fpu_allow(wanted != FPU_DENIED);
    if (wanted != FPU_DENIED)
        fpu_owner_set(tcb);
}

static inline word_t fpu_wanted(const tcb_t *tcb)
{
    return op_take(tcb->flags, 0, 1) != 0 ? FPU_DENIED : (word_t)tcb;
}

void arch_fpu_change(tcb_t *tcb, word_t wanted)
{
    word_t loaded = arch_loaded.fpu;

    if (unlikely(loaded <= FPU_DENIED) || unlikely(wanted == FPU_DENIED)) {
        fpu_allow_or_deny(tcb, wanted);
        return;
    }
    arch_loaded.fpu = wanted;
    this_core()->fpu_owner = tcb;
    hw_fpu_exchange(((tcb_t *)loaded)->fpu, tcb->fpu); /* the owner's */
}

static void fpu_switch(tcb_t *tcb, word_t wanted)
{
    if (arch_loaded.fpu != wanted)
        arch_fpu_change(tcb, wanted);
}

static void bases_switch(tcb_t *tcb)
{
    tcb_t *old = arch_loaded.tcb;

    if (old != 0) { /* but at boot */
        old->context.r[R_FS_BASE] = hw_fs_base();
        old->context.r[R_GS_BASE] = hw_gs_base();
    }
    arch_loaded.tcb = tcb;
    hw_fs_base_set(tcb->context.r[R_FS_BASE]);
    hw_gs_base_set(tcb->context.r[R_GS_BASE]);
}

void vspace_unload(void)
{
    arch_loaded.asid = 0;
    hw_vspace_load(0, 0);
}

/*
 * Any thread. A root that is loaded under an ASID still has it, as asid_release and asid_pool_release unload first. The
 * idle thread has no user mode and no root, and keeps what is loaded: that saves two loads around each pause.
 */
static NOINLINE void switch_undecoded(tcb_t *tcb)
{
    cap_t root = tcb->slot[TCB_SLOT_VSPACE].cap;
    word_t asid = mapping_cap_asid(root);
    bool valid = asid != 0 && asid_root(asid) == cap_address(root);
    struct arch_decoded decoded = {0, asid, 0, fpu_wanted(tcb)};

    hw_kernel_stack_set((word_t)(&tcb->context + 1));
    if (valid) {
        decoded.space = hw_vspace_word(cap_address(root), asid);
        decoded.epoch = hw_has_base_instructions() ? arch_epoch : 0;
        tcb->decoded = decoded;
        if (arch_loaded.asid != asid) {
            arch_loaded.asid = asid;
            hw_vspace_load_word(decoded.space, asid);
        }
    } else if (tcb->state == THREAD_IDLE) {
        return;
    } else if (arch_loaded.asid != 0) {
        vspace_unload();
    }
    bases_switch(tcb);
    fpu_switch(tcb, decoded.fpu);
}

void arch_switch_to(tcb_t *tcb)
{
    if (likely(arch_switch_is_simple(tcb)))
        arch_switch_simply(tcb);
    else
        switch_undecoded(tcb);
}

void arch_fpu_flag_changed(tcb_t *tcb)
{
    tcb->decoded.epoch = 0;
    if (arch_loaded.tcb == tcb)
        fpu_switch(tcb, fpu_wanted(tcb));
}

/* Its address space, if it was the last user, goes when the last capability of the root goes. */
void arch_tcb_release(tcb_t *tcb)
{
    struct core *core = this_core();

    if (core->fpu_owner == tcb)
        core->fpu_owner = 0;
    if (arch_loaded.fpu == (word_t)tcb)
        arch_loaded.fpu = FPU_UNKNOWN;
    if (arch_loaded.tcb == tcb)
        arch_loaded.tcb = core->idle; /* whose bases are of no use, so that there is a thread to save them to */
}
