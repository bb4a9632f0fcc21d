/* SPDX-License-Identifier: BSD-2-Clause */
/* What functions need that every ISA has under the same name, as in proof/theorems/. */
#include <arch/arch.h>
#include <object/kind_proof.h>

/* ---- threads' registers ---- */
NEEDS(context_word, (const tcb_t *tcb, word_t r)) { return r < R_COUNT; }
NEEDS(register_write, (tcb_t *tcb, word_t r, word_t value)) { return r < R_COUNT; }
NEEDS(arch_user_register, (const tcb_t *tcb, word_t i)) { return i < arch_user_register_count(); }
NEEDS(arch_user_register_set, (tcb_t *tcb, word_t i, word_t value)) { return i < arch_user_register_count(); }
NEEDS(reply_words_apply, (tcb_t *faulted, bool unknown_syscall, const tcb_t *replier, word_t count))
{
    return count <= (unknown_syscall ? (word_t)seL4_UnknownSyscall_Syscall : (word_t)seL4_TimeoutReply_Length);
}
NEEDS(unknown_syscall_word, (const tcb_t *tcb, word_t i)) { return i < seL4_UnknownSyscall_Length; }

/* ---- frames ---- */
NEEDS(frame_invoke, (const struct invocation *in, struct refusal *why))
{
    return core0.result_count == 0 && cap_type(in->cap) == CAP_FRAME;
}
NEEDS(frame_invoke_other, (const struct invocation *in, struct refusal *why))
{
    return core0.result_count == 0 && cap_type(in->cap) == CAP_FRAME;
}
NEEDS(frame_unmap, (cap_t cap)) { return cap_type(cap) == CAP_FRAME; }

/* ---- leaves of the machine: the FPU ---- */
CONTRACT(hw_fpu_save, "assumed: it writes to a thread's FPU state and nothing else", void)(void *area)
{
    v_requires(v_type((char *)area - offsetof(tcb_t, fpu)) == T_TCB);
    hw_fpu_save(area);
}

CONTRACT(hw_fpu_restore, "assumed: it reads a thread's FPU state", void)(const void *area)
{
    v_requires(v_type((const char *)area - offsetof(tcb_t, fpu)) == T_TCB);
    hw_fpu_restore(area);
}

CONTRACT(hw_fpu_exchange, "assumed: it reads and writes threads' FPU states and nothing else", void)
    (void *save, const void *load)
{
    v_requires(v_type((char *)save - offsetof(tcb_t, fpu)) == T_TCB);
    v_requires(v_type((const char *)load - offsetof(tcb_t, fpu)) == T_TCB);
    hw_fpu_exchange(save, load);
}

CONTRACT(hw_fpu_init_area, "assumed: it writes to a thread's FPU state and nothing else", void)(void *area)
{
    v_requires(v_type((char *)area - offsetof(tcb_t, fpu)) == T_TCB);
    hw_fpu_init_area(area);
}
