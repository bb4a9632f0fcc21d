/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers as TCB methods and fault messages see them. syscalls.md sections 2 and 6, ipc.md section 8.
 *
 * Every register but the program state takes every value: addresses that are none make the next instruction fetch
 * fault.
 *
 * Words of a pending fault: UnknownSyscall number; UserException number, code; VMFault address, 1 for an instruction
 * fetch, syndrome; VCPUFault syndrome; VGICMaintenance index; VPPIEvent interrupt.
 */
#include <arch/arch.h>
#include <arch_switch.h>
#include <common/fault_words.h>
#include <syndrome.h>
#include <vcpu_hw.h>

#define FRAME_REGISTERS 17u
#define USER_REGISTERS 36u

/* SErrors are for the kernel alone; debug kernels let them end the machine at once. */
#define SPSR_USER (SPSR_EL0T | SPSR_FIQ_MASKED | (HF_DEBUG ? 0 : SPSR_SERROR_MASKED))

#define SPSR_MODE_BITS 5u   /* the last one: AArch32 */
#define SPSR_FLAGS_BIT 28u /* negative, zero, carry, overflow */
#define SPSR_FLAGS 4u

void arch_tcb_init(tcb_t *tcb)
{
    tcb->context.r[R_SPSR] = SPSR_USER;
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

/* Order of seL4_UserContext, the beginning of which is that of TimeoutReply. */
static word_t user_context_register(word_t i)
{
    static const unsigned char order[USER_REGISTERS] = {
        R_FAULT_IP, R_SP,  R_SPSR, R_X0,  R_X1,  R_X2,  R_X3,  R_X4,  R_X5,  R_X6,  R_X7,    R_X8,
        R_X16,      R_X17, R_X18,  R_X29, R_X30, R_X9,  R_X10, R_X11, R_X12, R_X13, R_X14,   R_X15,
        R_X19,      R_X20, R_X21,  R_X22, R_X23, R_X24, R_X25, R_X26, R_X27, R_X28, R_TPIDR, R_TPIDRRO,
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
    case seL4_UnknownSyscall_LR:
        return R_NEXT_IP;
    case seL4_UnknownSyscall_SPSR:
        return R_SPSR;
    }
    return R_X0 + i;
}

/* A guest's thread may be at its own kernel's level. */
static word_t spsr_sanitise(const tcb_t *tcb, word_t value)
{
    word_t mode = op_low(value, SPSR_MODE_BITS);

    if ((tcb->context.vcpu != 0) && ((mode == SPSR_EL0T) | (mode == SPSR_EL1T) | (mode == SPSR_EL1H)))
        return value;
    return op_put(SPSR_USER, SPSR_FLAGS_BIT, SPSR_FLAGS, op_take(value, SPSR_FLAGS_BIT, SPSR_FLAGS));
}

void arch_spsr_sanitise(tcb_t *tcb)
{
    tcb->context.r[R_SPSR] = spsr_sanitise(tcb, tcb->context.r[R_SPSR]);
}

static word_t context_word(const tcb_t *tcb, word_t r)
{
    return tcb->context.r[r];
}

/* TPIDRRO_EL0 of a guest that runs, which may have written it, is in the processor. */
static bool tpidrro_is_live(const tcb_t *tcb)
{
    return (tcb->context.vcpu != 0) && (arch_loaded.vcpu == tcb->context.vcpu);
}

static void register_write(tcb_t *tcb, word_t r, word_t value)
{
    if ((r == R_TPIDRRO) && tpidrro_is_live(tcb))
        arch_loaded.tpidrro = hw_guest_tpidrro();
    tcb->context.r[r] = r == R_SPSR ? spsr_sanitise(tcb, value) : value;
    if (r == R_FAULT_IP)
        tcb->context.r[R_NEXT_IP] = value;
    if (r == R_TPIDRRO)
        arch_unusual_changed(tcb);
}

word_t arch_user_register(const tcb_t *tcb, word_t i)
{
    word_t r = user_context_register(i);

    return (r == R_TPIDRRO) && tpidrro_is_live(tcb) ? hw_guest_tpidrro() : context_word(tcb, r);
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
    tcb->context.r[R_TPIDR] = base;
}

/* ---- faults ---- */

static word_t user_exception_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer)
{
    const word_t *from = faulted->context.r;
    word_t *to = receiver->context.r;

    to[REG_MR0] = from[R_FAULT_IP];
    to[REG_MR1] = from[R_SP];
    to[REG_MR2] = from[R_SPSR];
    to[REG_MR3] = faulted->fault.word[0];
    ipc_set_buffer_mr(buffer, seL4_UserException_Code, faulted->fault.word[1]);
    return seL4_UserException_Length;
}

word_t arch_fault_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer)
{
    switch (faulted->fault.kind) {
    case seL4_Fault_UserException:
        return user_exception_write(faulted, receiver, buffer);
    case seL4_Fault_VMFault:
        return vm_fault_write(faulted, receiver);
    case seL4_Fault_UnknownSyscall:
        return unknown_syscall_write(faulted, receiver, buffer);
    case seL4_Fault_VGICMaintenance:
    case seL4_Fault_VCPUFault:
    case seL4_Fault_VPPIEvent:
        receiver->context.r[REG_MR0] = faulted->fault.word[0];
        return seL4_VCPUFault_Length;
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
        if (length > seL4_UserException_SPSR)
            register_write(faulted, R_SPSR, replier->context.r[REG_MR2]);
    } else if (kind == seL4_Fault_UnknownSyscall) {
        reply_words_apply(faulted, true, replier, min_length(length, seL4_UnknownSyscall_Syscall));
    } else if (kind == seL4_Fault_Timeout) {
        reply_words_apply(faulted, false, replier, min_length(length, seL4_TimeoutReply_Length));
    }
}
