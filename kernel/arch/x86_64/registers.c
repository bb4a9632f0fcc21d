/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * User registers as TCB methods and fault messages see them. syscalls.md sections 2 and 6, ipc.md section 8.
 *
 * Words of a pending fault: UnknownSyscall number; UserException number, code; VMFault address, 1 for an instruction
 * fetch, error code bits 0 to 4.
 */
#include <arch/arch.h>
#include <arch_switch.h>
#include <common/fault_words.h>
#include <segments.h>

#define FRAME_REGISTERS 18u
#define USER_REGISTERS 20u
#define EXCEPTION_CODE_BITS 28u

#define RFLAGS_INITIAL 0x202u /* interrupts on, and the bit that is always 1 */

/* CF, PF, AF, ZF, SF, DF, OF. */
#define RFLAGS_USERS 0xcd5u

_Static_assert(R_R15 - R_RAX == 14, "message orders below follow the enumeration");

static word_t sanitise_address(word_t value)
{
    word_t high = op_take(value, 47, 17);

    return (high == 0) || (high == op_take(~(word_t)0, 47, 17)) ? value : 0;
}

static word_t sanitise_flags(word_t value)
{
    return (value & RFLAGS_USERS) | RFLAGS_INITIAL;
}

void arch_tcb_init(tcb_t *tcb)
{
    tcb->context.r[R_RFLAGS] = RFLAGS_INITIAL;
    tcb->context.r[R_CS] = SELECTOR_USER_CODE;
    tcb->context.r[R_SS] = SELECTOR_USER_DATA;
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

/* Order of seL4_UserContext, of which the Timeout and UserException words are beginnings. */
static word_t user_context_register(word_t i)
{
    REQUIRES(i < USER_REGISTERS);
    switch (i) {
    case 0:
        return R_FAULT_IP;
    case 1:
        return R_RSP;
    case 2:
        return R_RFLAGS;
    case FRAME_REGISTERS:
        return R_FS_BASE;
    case FRAME_REGISTERS + 1:
        return R_GS_BASE;
    }
    return R_RAX + i - 3;
}

/* Registers of the UnknownSyscall message: i below seL4_UnknownSyscall_Syscall. */
static word_t unknown_syscall_register(word_t i)
{
    REQUIRES(i < seL4_UnknownSyscall_Syscall);
    switch (i) {
    case seL4_UnknownSyscall_FaultIP:
        return R_FAULT_IP;
    case seL4_UnknownSyscall_SP:
        return R_RSP;
    case seL4_UnknownSyscall_FLAGS:
        return R_RFLAGS;
    }
    return R_RAX + i;
}

/* While the way back is `sysret`, rcx and r11 are what that leaves in them, whatever the context holds. */
static word_t context_word(const tcb_t *tcb, word_t r)
{
    if (unlikely(tcb->context.r[R_CS] == 0)) {
        if (r == R_RCX)
            return tcb->context.r[R_RIP];
        if (r == R_R11)
            return tcb->context.r[R_RFLAGS];
    }
    return tcb->context.r[r];
}

/* FS and GS bases of the thread that is loaded are in the CPU, where the user may have changed them. */
static word_t register_read(const tcb_t *tcb, word_t r)
{
    if ((r == R_FS_BASE) & (arch_loaded.tcb == tcb))
        return hw_fs_base();
    if ((r == R_GS_BASE) & (arch_loaded.tcb == tcb))
        return hw_gs_base();
    return context_word(tcb, r);
}

static void register_write(tcb_t *tcb, word_t r, word_t value)
{
    word_t kept = value;

    if (r == R_RFLAGS)
        kept = sanitise_flags(value);
    else if ((r == R_FAULT_IP) | (r == R_FS_BASE) | (r == R_GS_BASE))
        kept = sanitise_address(value);
    tcb->context.r[r] = kept;
    if (r == R_FAULT_IP)
        tcb->context.r[R_RIP] = kept;
    if (arch_loaded.tcb == tcb) {
        if (r == R_FS_BASE)
            hw_fs_base_set(kept);
        if (r == R_GS_BASE)
            hw_gs_base_set(kept);
    }
}

/* The thread came by `syscall` maybe, whose way back would lose rcx and r11. */
static void return_fully(tcb_t *tcb)
{
    tcb->context.r[R_RCX] = context_word(tcb, R_RCX);
    tcb->context.r[R_R11] = context_word(tcb, R_R11);
    tcb->context.r[R_CS] = SELECTOR_USER_CODE;
    tcb->context.r[R_SS] = SELECTOR_USER_DATA;
}

word_t arch_user_register(const tcb_t *tcb, word_t i)
{
    return register_read(tcb, user_context_register(i));
}

void arch_user_register_set(tcb_t *tcb, word_t i, word_t value)
{
    return_fully(tcb);
    register_write(tcb, user_context_register(i), value);
}

bool arch_tls_base_is_valid(word_t base)
{
    return sanitise_address(base) == base;
}

void arch_tls_base_set(tcb_t *tcb, word_t base)
{
    register_write(tcb, R_FS_BASE, base);
}

/* ---- faults ---- */

static word_t user_exception_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer)
{
    const word_t *from = faulted->context.r;
    word_t *to = receiver->context.r;

    to[REG_MR0] = from[R_FAULT_IP];
    to[REG_MR1] = from[R_RSP];
    to[REG_MR2] = from[R_RFLAGS];
    to[REG_MR3] = faulted->fault.word[0];
    if (buffer != 0)
        user_word_set(&buffer->msg[seL4_UserException_Code], op_take(faulted->fault.word[1], 0, EXCEPTION_CODE_BITS));
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
    }
    return 0;
}

static void user_exception_apply(tcb_t *faulted, const tcb_t *replier, word_t length)
{
    const word_t *from = replier->context.r;
    word_t *to = faulted->context.r;

    if (length > seL4_UserException_FaultIP) {
        word_t ip = sanitise_address(from[REG_MR0]);

        to[R_FAULT_IP] = ip;
        to[R_RIP] = ip;
    }
    if (length > seL4_UserException_SP)
        to[R_RSP] = from[REG_MR1];
    if (length > seL4_UserException_FLAGS)
        to[R_RFLAGS] = sanitise_flags(from[REG_MR2]);
}

void arch_fault_apply(tcb_t *faulted, word_t kind, const tcb_t *replier, word_t length)
{
    if (length != 0)
        return_fully(faulted);
    if (kind == seL4_Fault_UserException)
        user_exception_apply(faulted, replier, length);
    else if (kind == seL4_Fault_UnknownSyscall)
        reply_words_apply(faulted, true, replier, min_length(length, seL4_UnknownSyscall_Syscall));
    else if (kind == seL4_Fault_Timeout)
        reply_words_apply(faulted, false, replier, min_length(length, seL4_TimeoutReply_Length));
}
