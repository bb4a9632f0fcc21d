/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and back. The kernel runs with interrupts off on one stack that is empty between entries.
 *
 * While a thread runs, SP_EL2 holds the address of its TCB: an exception finds the place for the registers there. They
 * are stored in the TCB and nowhere else; then SP_EL2 becomes the kernel's stack pointer. The idle thread runs at EL2
 * with its own TCB in SP_EL2, so that an interrupt of it looks the same. Any other exception from EL2 is the end.
 */
#include <syndrome.h>

#define GIC_SPURIOUS 1020 /* driver/gic_distributor.h */

/* enum arch_register */
#define OF(r) [sp, #(TCB_CONTEXT + 8 * (r))]
#define R_X30 30 /* then SP_EL0 */
#define R_TPIDR 32 /* then R_FAULT_IP */
#define R_FAULT_IP 33
#define R_NEXT_IP 34 /* then R_SPSR */

/* struct core: the current thread is its first word */
#define SYSCALL_CALL_NEGATED 1 /* seL4_SysCall, seL4_SysReplyRecv: core/fastpath.c asserts them */
#define SYSCALL_REPLY_RECV_NEGATED 2
#define CALL_BYTES 4 /* of an svc instruction */

/*
 * Arguments of C functions marked ENTRY (lib/contract.h): compilers that know `preserve_none` begin with x20. No other
 * function of the ISA may call one: around such calls compilers save registers of the FPU, too.
 */
#ifdef __has_attribute
#if __has_attribute(preserve_none)
#define ENTRY_PRESERVES_NONE
#endif
#endif

.macro EACH_PAIR op, from
    .irp n, 2, 4, 6, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28
    PAIR \op, \n
    .endr
.endm

.macro PAIR op, n
    .if \n == 0
    \op x0, x1, OF(0)
    .elseif \n == 2
    \op x2, x3, OF(2)
    .elseif \n == 4
    \op x4, x5, OF(4)
    .elseif \n == 6
    \op x6, x7, OF(6)
    .elseif \n == 8
    \op x8, x9, OF(8)
    .elseif \n == 10
    \op x10, x11, OF(10)
    .elseif \n == 12
    \op x12, x13, OF(12)
    .elseif \n == 14
    \op x14, x15, OF(14)
    .elseif \n == 16
    \op x16, x17, OF(16)
    .elseif \n == 18
    \op x18, x19, OF(18)
    .elseif \n == 20
    \op x20, x21, OF(20)
    .elseif \n == 22
    \op x22, x23, OF(22)
    .elseif \n == 24
    \op x24, x25, OF(24)
    .elseif \n == 26
    \op x26, x27, OF(26)
    .else
    \op x28, x29, OF(28)
    .endif
.endm

/* Stores the general registers; what the CPU keeps elsewhere is in x10 to x13 then: SP_EL0, TPIDR_EL0, ELR, SPSR. */
.macro SAVE
    PAIR stp, 0
    PAIR stp, 8
    EACH_PAIR stp
    mrs x10, sp_el0
    mrs x11, tpidr_el0
    mrs x12, elr_el2
    mrs x13, spsr_el2
    stp x30, x10, OF(R_X30)
.endm

.macro VECTOR
    .balign 128
.endm

.macro KERNEL_VECTOR kind
    VECTOR
    mov x0, #\kind
    b entry_kernel
.endm

    .section .text.entry, "ax"
    .balign 2048
    .globl hw_vectors
hw_vectors:
    /* of EL2 with SP_EL0, which is not used */
    KERNEL_VECTOR 0
    KERNEL_VECTOR 1
    KERNEL_VECTOR 2
    KERNEL_VECTOR 3
    /* of EL2: the kernel itself, and the interrupts of the idle thread */
    KERNEL_VECTOR 4
    VECTOR
    b entry_interrupt_save
    KERNEL_VECTOR 6
    KERNEL_VECTOR 7
    /* of lower levels, AArch64 */
    VECTOR
entry_exception:
    SAVE
    mrs x14, esr_el2
    sub x15, x12, #CALL_BYTES
    stp x12, x13, OF(R_NEXT_IP)
    stp x11, x15, OF(R_TPIDR)
    adrp x9, kernel_stack_top
    lsr x15, x14, #ESR_CLASS_BIT
    cmp x15, #ESR_CLASS_SVC
    b.ne entry_other
    mov sp, x9
    cmn x7, #SYSCALL_CALL_NEGATED
    b.eq entry_svc_call
    b entry_svc
    VECTOR
entry_interrupt_save:
    SAVE
    stp x12, x13, OF(R_NEXT_IP)
    stp x11, x12, OF(R_TPIDR)
    adrp x9, kernel_stack_top
    mov sp, x9
    bl trap_interrupt
    b entry_interrupt_taken
    KERNEL_VECTOR 10
    KERNEL_VECTOR 11
    /* of lower levels, AArch32: user mode of a guest */
    VECTOR
    b entry_exception
    VECTOR
    b entry_interrupt_save
    KERNEL_VECTOR 14
    KERNEL_VECTOR 15
    .balign 128

entry_svc_call:
#ifdef ENTRY_PRESERVES_NONE
    mov x20, x0
    mov x21, x1
#endif
    bl entry_call

/* Back to user mode (or to idling) with the registers of the current thread. */
    .globl hw_leave
hw_leave:
    adrp x8, core0
    ldr x8, [x8, :lo12:core0]
    mov sp, x8
    ldr x11, OF(R_TPIDR)
    ldp x12, x13, OF(R_NEXT_IP)
    ldp x30, x10, OF(R_X30)
    msr tpidr_el0, x11
    msr elr_el2, x12
    msr spsr_el2, x13
    msr sp_el0, x10
    PAIR ldp, 0
    PAIR ldp, 8
    EACH_PAIR ldp
    eret

entry_svc:
#ifdef ENTRY_PRESERVES_NONE
    mov x20, x0
    mov x21, x1
    mov x22, x7
#else
    mov x2, x7
#endif
    cmn x7, #SYSCALL_REPLY_RECV_NEGATED
    b.ne 1f
    bl entry_reply_recv
    b hw_leave
1:  bl entry_syscall
    b hw_leave

/* x0: the interrupt, unless there is none. */
entry_interrupt_taken:
    cmp x0, #GIC_SPURIOUS
    b.hs hw_leave
#ifdef ENTRY_PRESERVES_NONE
    mov x20, x0
#endif
    bl entry_interrupt
    b hw_leave

/* hvc of a guest's kernel: what svc is for other threads. Else where it happened is also where the thread goes on. */
entry_other:
    cmp x15, #ESR_CLASS_HVC
    b.eq 2f
    str x12, OF(R_FAULT_IP)
    mov sp, x9
    mov x0, x14
    bl trap_exception
    b hw_leave
2:  mov sp, x9
    b entry_svc

/* x0: number of the vector. Whatever stack the kernel was on, it is not trusted. */
entry_kernel:
    mov x3, sp
    mov x4, x30
    adrp x9, emergency_stack_top
    mov sp, x9
    mrs x1, esr_el2
    mrs x2, elr_el2
    bl trap_kernel
2:  wfe
    b 2b

/* Idling: an interrupt comes back here through its thread's context. */
    .globl hw_idle
hw_idle:
    wfi
    b hw_idle

/* void hw_smc_call(struct hw_smc *registers) */
    .globl hw_smc_call
hw_smc_call:
    stp x0, x30, [sp, #-16]!
    mov x8, x0
    ldp x0, x1, [x8]
    ldp x2, x3, [x8, #16]
    ldp x4, x5, [x8, #32]
    ldp x6, x7, [x8, #48]
    smc #0
    ldp x8, x30, [sp], #16
    stp x0, x1, [x8]
    stp x2, x3, [x8, #16]
    stp x4, x5, [x8, #32]
    stp x6, x7, [x8, #48]
    ret

/* ---- FPU state: FPSR and FPCR, then v0 to v31, 16 bytes each ---- */
    .arch_extension fp
    .arch_extension simd
.macro EACH_VECTOR op, area
    \op q0, q1, [\area, #16]
    \op q2, q3, [\area, #48]
    \op q4, q5, [\area, #80]
    \op q6, q7, [\area, #112]
    \op q8, q9, [\area, #144]
    \op q10, q11, [\area, #176]
    \op q12, q13, [\area, #208]
    \op q14, q15, [\area, #240]
    \op q16, q17, [\area, #272]
    \op q18, q19, [\area, #304]
    \op q20, q21, [\area, #336]
    \op q22, q23, [\area, #368]
    \op q24, q25, [\area, #400]
    \op q26, q27, [\area, #432]
    \op q28, q29, [\area, #464]
    \op q30, q31, [\area, #496]
.endm

.macro FPU_SAVE area
    EACH_VECTOR stp, \area
    mrs x2, fpsr
    mrs x3, fpcr
    stp x2, x3, [\area]
.endm

.macro FPU_RESTORE area
    EACH_VECTOR ldp, \area
    ldp x2, x3, [\area]
    msr fpsr, x2
    msr fpcr, x3
.endm

    .globl hw_fpu_save
hw_fpu_save:
    FPU_SAVE x0
    ret

    .globl hw_fpu_restore
hw_fpu_restore:
    FPU_RESTORE x0
    ret

    .globl hw_fpu_exchange
hw_fpu_exchange:
    FPU_SAVE x0
    FPU_RESTORE x1
    ret

/* ---- stacks; an overflow of the kernel's hits the page below it, which is not mapped ---- */
    .section .bss.page, "aw", @nobits
    .balign 4096
    .globl kernel_stack_guard
kernel_stack_guard:
    .skip 4096
    .skip 8192
    .globl kernel_stack_top
kernel_stack_top:
    .skip 4096
emergency_stack_top:

    .section .note.GNU-stack, "", @progbits
