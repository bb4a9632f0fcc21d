/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers as TCB methods and fault messages see them. syscalls.md sections 2 and 6, ipc.md section 8.
 *
 * Every register takes every value: addresses that are none make the next instruction fetch fault, and no register of
 * a user says anything about its mode.
 *
 * Words of a pending fault: UnknownSyscall number; UserException number, code; VMFault address, 1 for an instruction
 * fetch, status.
 */
#include <arch/arch.h>
#include <common/fault_words.h>
#include <status.h>

#define FRAME_REGISTERS 16u
#define USER_REGISTERS 32u

void arch_tcb_init(tcb_t *tcb)
{
    tcb->context.r[R_STATUS] = STATUS_SPIE;
    hw_fpu_init_area(tcb->fpu);
}

word_t arch_user_register_count(void)
{
    return USER_REGISTERS;
}

word_t arch_frame_register_count(void)
{
    return FRAME_REGISTERS;
}

/* Order of seL4_UserContext, which is that of TimeoutReply. */
static word_t user_context_register(word_t i)
{
    static const unsigned char order[USER_REGISTERS] = {
        R_FAULT_IP, R_RA, R_SP, R_GP, R_S0, R_S1, R_S2, R_S3, R_S4, R_S5, R_S6, R_S7, R_S8, R_S9, R_S10, R_S11,
        R_A0,       R_A1, R_A2, R_A3, R_A4, R_A5, R_A6, R_A7, R_T0, R_T1, R_T2, R_T3, R_T4, R_T5, R_T6,  R_TP,
    };

    REQUIRES(i < USER_REGISTERS);
    return order[i];
}

/* Registers of the UnknownSyscall message: i below seL4_UnknownSyscall_Syscall. */
static word_t unknown_syscall_register(word_t i)
{
    REQUIRES(i < seL4_UnknownSyscall_Syscall);
    switch (i) {
    case seL4_UnknownSyscall_FaultIP:
        return R_FAULT_IP;
    case seL4_UnknownSyscall_SP:
        return R_SP;
    case seL4_UnknownSyscall_RA:
        return R_RA;
    }
    return R_A0 + i - seL4_UnknownSyscall_A0;
}

static word_t context_word(const tcb_t *tcb, word_t r)
{
    return tcb->context.r[r];
}

static void register_write(tcb_t *tcb, word_t r, word_t value)
{
    tcb->context.r[r] = value;
    if (r == R_FAULT_IP)
        tcb->context.r[R_NEXT_IP] = value;
}

word_t arch_user_register(const tcb_t *tcb, word_t i)
{
    return context_word(tcb, user_context_register(i));
}

void arch_user_register_set(tcb_t *tcb, word_t i, word_t value)
{
    register_write(tcb, user_context_register(i), value);
}

bool arch_tls_base_is_valid(word_t base)
{
    (void)base;
    return true;
}

void arch_tls_base_set(tcb_t *tcb, word_t base)
{
    tcb->context.r[R_TP] = base;
}

/* ---- faults ---- */

static word_t user_exception_write(const tcb_t *faulted, tcb_t *receiver)
{
    const word_t *from = faulted->context.r;
    word_t *to = receiver->context.r;

    to[REG_MR0] = from[R_FAULT_IP];
    to[REG_MR1] = from[R_SP];
    to[REG_MR2] = faulted->fault.word[0];
    to[REG_MR3] = faulted->fault.word[1];
    return seL4_UserException_Length;
}

word_t arch_fault_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer)
{
    switch (faulted->fault.kind) {
    case seL4_Fault_UserException:
        return user_exception_write(faulted, receiver);
    case seL4_Fault_VMFault:
        return vm_fault_write(faulted, receiver);
    case seL4_Fault_UnknownSyscall:
        return unknown_syscall_write(faulted, receiver, buffer);
    }
    return 0;
}

void arch_fault_apply(tcb_t *faulted, word_t kind, const tcb_t *replier, word_t length)
{
    if (kind == seL4_Fault_UserException) {
        if (length > seL4_UserException_FaultIP)
            register_write(faulted, R_FAULT_IP, replier->context.r[REG_MR0]);
        if (length > seL4_UserException_SP)
            register_write(faulted, R_SP, replier->context.r[REG_MR1]);
    } else if (kind == seL4_Fault_UnknownSyscall) {
        reply_words_apply(faulted, true, replier, min_length(length, seL4_UnknownSyscall_Syscall));
    } else if (kind == seL4_Fault_Timeout) {
        reply_words_apply(faulted, false, replier, min_length(length, seL4_TimeoutReply_Length));
    }
}
