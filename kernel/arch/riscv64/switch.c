/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the CPU to a thread: address space and FPU. memory.md section 6, fpu-tls-misc.md. */
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
 * The FPU's registers hold the state of the last thread that was allowed to use them, until another one is: that is the
 * thread arch_loaded.fpu, or while it says something else, core->fpu_owner.
 */
static inline bool fpu_has_thread(word_t loaded)
{
    return loaded > FPU_DENIED;
}

/* The next switch looks closer. */
static void fpu_forget(void)
{
    if (fpu_has_thread(arch_loaded.fpu))
        this_core()->fpu_owner = (tcb_t *)arch_loaded.fpu;
    arch_loaded.fpu = FPU_UNKNOWN;
}

/* wanted: FPU_DENIED or tcb. Out of the way of the frequent case. */
static NOINLINE void fpu_change_any(tcb_t *tcb, word_t wanted)
{
    struct core *core = this_core();

    fpu_forget();
    arch_loaded.fpu = wanted;
    hw_fpu_allow(wanted != FPU_DENIED);
    if ((wanted == FPU_DENIED) || (core->fpu_owner == tcb))
        return;
    if (core->fpu_owner != 0)
        hw_fpu_save(core->fpu_owner->fpu);
    core->fpu_owner = tcb;
    hw_fpu_restore(tcb->fpu);
}

void arch_fpu_change(tcb_t *tcb, word_t wanted)
{
    word_t loaded = arch_loaded.fpu;

    if (likely(fpu_has_thread(loaded) & fpu_has_thread(wanted))) {
        arch_loaded.fpu = wanted;
        hw_fpu_exchange(((tcb_t *)loaded)->fpu, tcb->fpu);
        return;
    }
    fpu_change_any(tcb, wanted);
}

static inline word_t fpu_wanted(const tcb_t *tcb)
{
    return op_take(tcb->flags, 0, 1) != 0 ? FPU_DENIED : (word_t)tcb;
}

void vspace_unload(void)
{
    arch_loaded.asid = 0;
    hw_vspace_load_empty();
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
    word_t fpu = fpu_wanted(tcb);

    if (valid) {
        tcb->decoded = (struct arch_decoded){arch_epoch, asid, hw_vspace_word(cap_address(root), asid), fpu};
        arch_switch_simply(tcb);
        return;
    }
    if (tcb->state == THREAD_IDLE)
        return;
    if (arch_loaded.asid != 0)
        vspace_unload();
    if (arch_loaded.fpu != fpu)
        arch_fpu_change(tcb, fpu);
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
    word_t wanted = fpu_wanted(tcb);

    tcb->decoded.epoch = 0;
    if ((this_core()->current == tcb) && (arch_loaded.fpu != wanted))
        arch_fpu_change(tcb, wanted);
}

/* Its address space, if it was the last user, goes when the last capability of the root goes. */
void arch_tcb_release(tcb_t *tcb)
{
    struct core *core = this_core();

    if (arch_loaded.fpu == (word_t)tcb)
        fpu_forget();
    if (core->fpu_owner == tcb)
        core->fpu_owner = 0;
}
