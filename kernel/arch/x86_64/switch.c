/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the CPU to a thread: address space, FS and GS bases, FPU. memory.md section 6, fpu-tls-misc.md. */
#include <arch/arch.h>
#include <asid.h>

struct arch_loaded arch_loaded;

static void fpu_allow(word_t wanted)
{
    if (arch_loaded.fpu != wanted) {
        arch_loaded.fpu = wanted;
        hw_fpu_allow(wanted == FPU_ALLOWED);
    }
}

/* The registers hold the state of the last thread that was allowed to use them, until another one is. */
static void fpu_switch(tcb_t *tcb)
{
    struct core *core = this_core();

    if (unlikely(op_take(tcb->flags, 0, 1) != 0)) {
        fpu_allow(FPU_DENIED);
        return;
    }
    fpu_allow(FPU_ALLOWED);
    if (core->fpu_owner == tcb)
        return;
    if (core->fpu_owner != 0)
        hw_fpu_save(core->fpu_owner->fpu);
    hw_fpu_restore(tcb->fpu);
    core->fpu_owner = tcb;
}

/* Users write both bases without telling anybody, hence the reading back. */
static void bases_switch(tcb_t *tcb)
{
    tcb_t *old = arch_loaded.tcb;

    if (old == tcb)
        return;
    if (likely(old != 0)) {
        old->context.r[R_FS_BASE] = hw_fs_base();
        old->context.r[R_GS_BASE] = hw_gs_base();
    }
    hw_fs_base_set(tcb->context.r[R_FS_BASE]);
    hw_gs_base_set(tcb->context.r[R_GS_BASE]);
    arch_loaded.tcb = tcb;
}

void vspace_unload(void)
{
    arch_loaded.root = 0;
    arch_loaded.asid = 0;
    hw_vspace_load(0, 0);
}

/*
 * A root that is loaded under an ASID still has it: asid_release and asid_pool_release unload first. So the table is
 * looked at only when something else is to be loaded. A thread without root has an address and ASID of 0 here.
 */
static void vspace_switch(const tcb_t *tcb)
{
    cap_t cap = tcb->slot[TCB_SLOT_VSPACE].cap;
    word_t root = cap_address(cap);
    word_t asid = mapping_cap_asid(cap);

    if (likely((root == arch_loaded.root) & (asid == arch_loaded.asid)))
        return;
    if (unlikely((asid == 0) || (asid_root(asid) != root))) {
        if (arch_loaded.root != 0)
            vspace_unload();
        return;
    }
    arch_loaded.root = root;
    arch_loaded.asid = asid;
    hw_vspace_load(root, asid);
}

/* The idle thread has no user mode: it runs with whatever is loaded, which saves two loads around each pause. */
void arch_switch_to(tcb_t *tcb)
{
    hw_kernel_stack_set((word_t)(&tcb->context + 1));
    if (unlikely(tcb->state == THREAD_IDLE))
        return;
    vspace_switch(tcb);
    bases_switch(tcb);
    fpu_switch(tcb);
}

void arch_fpu_flag_changed(tcb_t *tcb)
{
    if (arch_loaded.tcb == tcb)
        fpu_switch(tcb);
}

/* Its address space, if it was the last user, goes when the last capability of the root goes. */
void arch_tcb_release(tcb_t *tcb)
{
    struct core *core = this_core();

    if (core->fpu_owner == tcb)
        core->fpu_owner = 0;
    if (arch_loaded.tcb == tcb)
        arch_loaded.tcb = 0;
}
