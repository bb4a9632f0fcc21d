/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and back. The kernel runs with interrupts off on one stack that is empty between entries.
 *
 * sscratch holds the address of the current thread, except for the first instructions of an entry. Its registers are
 * stored in its TCB and nowhere else. The idle thread runs in supervisor mode, with its own TCB in sscratch, so that an
 * interrupt of it looks the same. Any other trap from supervisor mode is the end, with one exception: the guarded
 * instruction below.
 */
#include <status.h>

/* enum arch_register */
#define OF(r) (TCB_CONTEXT + 8 * (r))
#define R_RA 0
#define R_SP 1
#define R_GP 2
#define R_TP 3
#define R_T0 4
#define R_T1 5
#define R_T2 6
#define R_S0 7
#define R_S1 8
#define R_A0 9
#define R_A1 10
#define R_A2 11
#define R_A3 12
#define R_A4 13
#define R_A5 14
#define R_A6 15
#define R_A7 16
#define R_S2 17
#define R_S3 18
#define R_S4 19
#define R_S5 20
#define R_S6 21
#define R_S7 22
#define R_S8 23
#define R_S9 24
#define R_S10 25
#define R_S11 26
#define R_T3 27
#define R_T4 28
#define R_T5 29
#define R_T6 30
#define R_FAULT_IP 31
#define R_NEXT_IP 32
#define R_STATUS 33

/* struct core */
#define CORE_CURRENT 0
#define CORE_SCRATCH 8

/* seL4_SysCall and seL4_SysReplyRecv: core/fastpath.c asserts them */
#define SYSCALL_CALL -1
#define SYSCALL_REPLY_RECV -2
#define ECALL_BYTES 4

.macro EACH_REGISTER op, tcb
    \op ra, OF(R_RA)(\tcb)
    \op sp, OF(R_SP)(\tcb)
    \op gp, OF(R_GP)(\tcb)
    \op tp, OF(R_TP)(\tcb)
    \op t1, OF(R_T1)(\tcb)
    \op t2, OF(R_T2)(\tcb)
    \op s0, OF(R_S0)(\tcb)
    \op s1, OF(R_S1)(\tcb)
    \op a0, OF(R_A0)(\tcb)
    \op a1, OF(R_A1)(\tcb)
    \op a2, OF(R_A2)(\tcb)
    \op a3, OF(R_A3)(\tcb)
    \op a4, OF(R_A4)(\tcb)
    \op a5, OF(R_A5)(\tcb)
    \op a6, OF(R_A6)(\tcb)
    \op a7, OF(R_A7)(\tcb)
    \op s2, OF(R_S2)(\tcb)
    \op s3, OF(R_S3)(\tcb)
    \op s4, OF(R_S4)(\tcb)
    \op s5, OF(R_S5)(\tcb)
    \op s6, OF(R_S6)(\tcb)
    \op s7, OF(R_S7)(\tcb)
    \op s8, OF(R_S8)(\tcb)
    \op s9, OF(R_S9)(\tcb)
    \op s10, OF(R_S10)(\tcb)
    \op s11, OF(R_S11)(\tcb)
    \op t3, OF(R_T3)(\tcb)
    \op t4, OF(R_T4)(\tcb)
    \op t5, OF(R_T5)(\tcb)
    \op t6, OF(R_T6)(\tcb)
.endm

    .section .text.entry, "ax"
    .balign 64
    .globl hw_entry_trap
hw_entry_trap:
    csrrw t0, sscratch, t0
    EACH_REGISTER sd, t0
    csrrw t1, sscratch, t0
    sd t1, OF(R_T0)(t0)
    csrr t2, sepc
    csrr t3, scause
    sd t2, OF(R_FAULT_IP)(t0)
    li t4, CAUSE_USER_CALL
    bne t3, t4, entry_other
    addi t2, t2, ECALL_BYTES
    sd t2, OF(R_NEXT_IP)(t0)
    lla sp, kernel_stack_top
    li t4, SYSCALL_CALL
    bne a7, t4, 1f
    call entry_call

/*
 * Back to user mode (or to idling) with the registers of the current thread. Traps of user mode have left what user
 * mode needs in sstatus; those of the idle thread have taken away SPP.
 */
    .globl hw_leave
hw_leave:
    lla t1, core0 + CORE_SCRATCH
    ld t0, CORE_CURRENT - CORE_SCRATCH(t1)
    ld t2, OF(R_NEXT_IP)(t0)
    ld t3, OF(R_STATUS)(t0)
    csrw sscratch, t0
    csrw sepc, t2
    csrs sstatus, t3
    sc.d zero, zero, (t1) /* a reservation of the thread before ends here */
    EACH_REGISTER ld, t0
    ld t0, OF(R_T0)(t0)
    sret

1:  li t4, SYSCALL_REPLY_RECV
    bne a7, t4, 2f
    call entry_reply_recv
    j hw_leave
2:  mv a2, a7
    call entry_syscall
    j hw_leave

entry_other:
    sd t2, OF(R_NEXT_IP)(t0)
    lla sp, kernel_stack_top
    mv a0, t3
    li t4, STATUS_SPP
    bltz t3, 3f
    csrr t5, sstatus
    and t5, t5, t4
    bnez t5, entry_kernel
    csrr a1, stval
    call trap_exception
    j hw_leave
3:  csrc sstatus, t4
    call trap_interrupt
    j hw_leave

/* A trap of the kernel itself, t2 says where. The guarded instruction may cause it. */
entry_kernel:
    lla t4, guarded_stimecmp
    bne t2, t4, 4f
    lla t4, guarded_stimecmp_failed
    csrw sepc, t4
    EACH_REGISTER ld, t0
    ld t0, OF(R_T0)(t0)
    sret
4:  mv a1, t2
    csrr a2, stval
    ld a3, OF(R_SP)(t0)
    ld a4, OF(R_RA)(t0)
    call trap_kernel
5:  wfi
    j 5b

/* bool hw_stimecmp_try(void): sets the timer to never; false when there is no such register, or no access to it. */
    .globl hw_stimecmp_try
hw_stimecmp_try:
    li a0, -1
guarded_stimecmp:
    csrw 0x14d, a0
    li a0, 1
    ret
guarded_stimecmp_failed:
    li a0, 0
    ret

/* Idling: an interrupt comes back here through its thread's context. */
    .globl hw_idle
hw_idle:
    wfi
    j hw_idle

/* ---- FPU state: f0 to f31, then fcsr, 8 bytes each ---- */
    .option push
    .option arch, +d
.macro EACH_FLOAT op
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
    \op f\n, 8 * \n(a0)
    .endr
    \op f30, 8 * 30(a0)
    \op f31, 8 * 31(a0)
.endm

.macro FPU_SAVE
    EACH_FLOAT fsd
    frcsr a2
    sd a2, 8 * 32(a0)
.endm

/* The registers are those of memory afterwards: clean. */
.macro FPU_RESTORE
    EACH_FLOAT fld
    ld a2, 8 * 32(a0)
    fscsr a2
    li a2, STATUS_FS_NEWER
    csrc sstatus, a2
.endm

    .globl hw_fpu_save
hw_fpu_save:
    FPU_SAVE
    ret

    .globl hw_fpu_restore
hw_fpu_restore:
    FPU_RESTORE
    ret

/* The sign bit of sstatus says that something is dirty: no more than the FPU can be. */
    .globl hw_fpu_exchange
hw_fpu_exchange:
    csrr a2, sstatus
    bgez a2, 6f
    FPU_SAVE
6:  mv a0, a1
    FPU_RESTORE
    ret
    .option pop

/* ---- the kernel stack; an overflow hits the page below it, which is not mapped ---- */
    .section .bss.page, "aw", @nobits
    .balign 4096
    .globl kernel_stack_guard
kernel_stack_guard:
    .skip 4096
    .skip 8192
    .globl kernel_stack_top
kernel_stack_top:

    .section .note.GNU-stack, "", @progbits
