/* SPDX-License-Identifier: BSD-2-Clause */
/* Giving the CPU to a thread: address space, FS and GS bases, FPU. memory.md section 6, fpu-tls-misc.md. */
#include <arch/arch.h>
#include <asid.h>

struct arch_loaded arch_loaded;

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
__attribute__((noinline)) static void fpu_allow_or_deny(tcb_t *tcb, word_t wanted)
{
    arch_loaded.fpu = wanted;
    hw_fpu_allow(wanted != FPU_DENIED);
    if (wanted != FPU_DENIED)
        fpu_owner_set(tcb);
}

static inline void fpu_switch(tcb_t *tcb)
{
    word_t before = arch_loaded.fpu;
    word_t wanted = op_take(tcb->flags, 0, 1) != 0 ? FPU_DENIED : (word_t)tcb;

    if (before == wanted)
        return;
    if ((before <= FPU_DENIED) | (wanted == FPU_DENIED)) {
        fpu_allow_or_deny(tcb, wanted);
        return;
    }
    arch_loaded.fpu = wanted;
    hw_fpu_save(this_core()->fpu_owner->fpu);
    this_core()->fpu_owner = tcb;
    hw_fpu_restore(tcb->fpu);
}

/* Users write both bases without telling anybody, hence the reading back. */
static inline void bases_switch(tcb_t *tcb)
{
    tcb_t *old = arch_loaded.tcb;

    arch_loaded.tcb = tcb;
    if (likely(old != 0)) {
        hw_bases_exchange(&old->context.r[R_FS_BASE], &tcb->context.r[R_FS_BASE]);
    } else {
        hw_fs_base_set(tcb->context.r[R_FS_BASE]);
        hw_gs_base_set(tcb->context.r[R_GS_BASE]);
    }
}

_Static_assert(R_GS_BASE == R_FS_BASE + 1, "hw_bases_exchange takes them in this order");

void vspace_unload(void)
{
    arch_loaded.root = cap_null();
    hw_vspace_load(0, 0);
}

/*
 * A root that is loaded under an ASID still has it, as asid_release and asid_pool_release unload first: comparing
 * capabilities is enough. The idle thread has no user mode and no root, and keeps what is loaded: that saves two loads
 * around each pause.
 */
void arch_switch_to(tcb_t *tcb)
{
    cap_t root = tcb->slot[TCB_SLOT_VSPACE].cap;
    word_t asid = mapping_cap_asid(root);

    hw_kernel_stack_set((word_t)(&tcb->context + 1));
    if ((root.w0 != arch_loaded.root.w0) | (root.w1 != arch_loaded.root.w1)) {
        if (likely(asid != 0) && likely(asid_root(asid) == cap_address(root))) {
            arch_loaded.root = root;
            hw_vspace_load(cap_address(root), asid);
        } else if (tcb->state == THREAD_IDLE) {
            return;
        } else if (!cap_is_null(arch_loaded.root)) {
            vspace_unload();
        }
    }
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
    if (arch_loaded.fpu == (word_t)tcb)
        arch_loaded.fpu = FPU_UNKNOWN;
    if (arch_loaded.tcb == tcb)
        arch_loaded.tcb = 0;
}
