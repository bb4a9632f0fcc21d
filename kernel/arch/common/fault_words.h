/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fault messages whose shape is the same on every ISA, and the replies to them. ipc.md section 8. Part of registers.c
 * of the ISA, which supplies what is declared here first and is the only one to include this file.
 */
#ifndef KERNEL_ARCH_COMMON_FAULT_WORDS_H
#define KERNEL_ARCH_COMMON_FAULT_WORDS_H

#include <core/fault.h>

/* Register i of seL4_UserContext; register of the UnknownSyscall message, i below seL4_UnknownSyscall_Syscall. */
static word_t user_context_register(word_t i);
static word_t unknown_syscall_register(word_t i);

/* What the thread has in a register; giving it a value, as far as the user may choose it. */
static word_t context_word(const tcb_t *tcb, word_t r);
static void register_write(tcb_t *tcb, word_t r, word_t value);

/* Message word i of the fault of a thread, UnknownSyscall. */
static word_t unknown_syscall_word(const tcb_t *tcb, word_t i)
{
    return i == seL4_UnknownSyscall_Syscall ? tcb->fault.word[0] : context_word(tcb, unknown_syscall_register(i));
}

SLOW_PATH static word_t unknown_syscall_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer)
{
    for (word_t i = 0; i < seL4_UnknownSyscall_Length; i++)
        ipc_set_mr(receiver, buffer, i, unknown_syscall_word(faulted, i));
    return seL4_UnknownSyscall_Length;
}

static word_t vm_fault_write(const tcb_t *faulted, tcb_t *receiver)
{
    word_t *to = receiver->context.r;

    to[REG_MR0] = faulted->context.r[R_FAULT_IP];
    to[REG_MR1] = faulted->fault.word[0];
    to[REG_MR2] = faulted->fault.word[1];
    to[REG_MR3] = faulted->fault.word[2];
    return seL4_VMFault_Length;
}

/* Replies with many words: count registers, UnknownSyscall or Timeout. */
static void reply_words_apply(tcb_t *faulted, bool unknown_syscall, const tcb_t *replier, word_t count)
{
    const struct ipc_buffer *buffer = tcb_readable_buffer(replier);

    for (word_t i = 0; i < count; i++) { /* at most seL4_TimeoutReply_Length */
        word_t value = 0;

        INVARIANT(i < count);
        VARIANT(count - i);
        if (i < MR_REGISTERS)
            value = replier->context.r[arch_mr_register(i)];
        else if (buffer != 0)
            value = user_word(&buffer->msg[i]);
        else
            return;
        register_write(faulted, unknown_syscall ? unknown_syscall_register(i) : user_context_register(i), value);
    }
}

static word_t min_length(word_t length, word_t accepted)
{
    return length < accepted ? length : accepted;
}

#endif
