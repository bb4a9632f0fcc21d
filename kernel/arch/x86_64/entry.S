/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways into the kernel and back. The kernel runs with interrupts off on one stack that is empty between entries.
 *
 * A thread's registers are stored in its TCB and nowhere else. `syscall` code stores those that the instruction has
 * not destroyed; an exception or interrupt finds the CPU's frame already in place, because TSS.rsp0 is the end of the
 * current thread's context. The idle thread runs in kernel mode with its stack pointer at the end of its own context,
 * so that an interrupt of it looks the same: pushing on the same stack, the CPU fills the same words.
 *
 * With separate page tables for programs (docs/hardware.md, machine/boot_porch.c) the CPU comes to the porch instead:
 * code and data that are mapped in every address space, at the end of this file. It loads the kernel's page tables and
 * goes on where the CPU would have come to otherwise; the last instruction of each way out becomes a jump to it.
 */
#include <segments.h>

/* struct core */
#define CORE_CURRENT core0(%rip)
#define CORE_SCRATCH core0 + 8(%rip)

/* struct hw_state */
#define HW_STATE_ASID hw_state + 8(%rip)

/* enum arch_register, and the context's place in a TCB; arch_tcb.h and tcb.h assert the layout */
#define CONTEXT 192
#define R_RAX 0
#define R_RBX 1
#define R_RCX 2
#define R_RDX 3
#define R_RSI 4
#define R_RDI 5
#define R_RBP 6
#define R_R8 7
#define R_R9 8
#define R_R10 9
#define R_R11 10
#define R_R12 11
#define R_R13 12
#define R_R14 13
#define R_R15 14
#define R_FAULT_IP 15
#define R_ERROR 18
#define R_RIP 19
#define R_CS 20
#define R_RFLAGS 21
#define R_RSP 22
#define R_SS 23

/* A register's place relative to the TCB, and relative to the error code's word. */
#define OF_TCB(r) CONTEXT + 8 * r(%rsp)
#define OF_FRAME(r) 8 * (r - R_ERROR)(%rsp)

/* seL4_SysCall and seL4_SysReplyRecv: core/fastpath.c asserts them */
#define SYSCALL_CALL -1
#define SYSCALL_REPLY_RECV -2

#define SYSCALL_BYTES 2
#define INT_BYTES 2
#define PORCH_FRAME_WORDS 7 /* pushed by the CPU (6) and by a gate (1) */

/* Arguments of C functions marked ENTRY (lib/contract.h): compilers that know `preserve_none` begin with r12. */
#define ENTRY_ARGUMENT1 %rdi
#ifdef __has_attribute
#if __has_attribute(preserve_none)
#define ENTRY_PRESERVES_NONE
#undef ENTRY_ARGUMENT1
#define ENTRY_ARGUMENT1 %r12
#endif
#endif

/* Code that the porch replaces while booting (struct hw_patch): from site to here, at least 5 bytes, by a jump. */
#define OPCODE_JUMP 0xe9
.macro PATCH_WITH_JUMP site, target
    .pushsection .boot.patches, "a"
    .quad \site, 1f, \target, OPCODE_JUMP
    .popsection
1:
.endm

    .section .text.entry, "ax"
    .balign 64
    .globl hw_entry_syscall
hw_entry_syscall:
    movq %rsp, CORE_SCRATCH
    movq CORE_CURRENT, %rsp
    movq %rax, OF_TCB(R_RAX)
    movq %rbx, OF_TCB(R_RBX)
    movq %rdx, OF_TCB(R_RDX)
    movq %rsi, OF_TCB(R_RSI)
    movq %rdi, OF_TCB(R_RDI)
    movq %rbp, OF_TCB(R_RBP)
    movq %r8, OF_TCB(R_R8)
    movq %r9, OF_TCB(R_R9)
    movq %r10, OF_TCB(R_R10)
    movq %r12, OF_TCB(R_R12)
    movq %r13, OF_TCB(R_R13)
    movq %r14, OF_TCB(R_R14)
    movq %r15, OF_TCB(R_R15)
    movq %rcx, OF_TCB(R_RIP)
    movq %r11, OF_TCB(R_RFLAGS)
    subq $SYSCALL_BYTES, %rcx
    movq %rcx, OF_TCB(R_FAULT_IP)
    movq CORE_SCRATCH, %rcx
    movq %rcx, OF_TCB(R_RSP)
    movq $0, OF_TCB(R_CS)
    movq $kernel_stack_top, %rsp
#ifdef ENTRY_PRESERVES_NONE
    movq %rdi, %r12
    movq %rsi, %r13
#endif
    cmpq $SYSCALL_CALL, %rdx
    jne 1f
    call entry_call

    /* Back to user mode (or to idling) with the registers of the current thread. */
    .globl hw_leave
hw_leave:
    movq CORE_CURRENT, %rsp
    cmpq $0, OF_TCB(R_CS)
    jne leave_by_iret
    movq OF_TCB(R_RAX), %rax
    movq OF_TCB(R_RBX), %rbx
    movq OF_TCB(R_RDX), %rdx
    movq OF_TCB(R_RSI), %rsi
    movq OF_TCB(R_RDI), %rdi
    movq OF_TCB(R_RBP), %rbp
    movq OF_TCB(R_R8), %r8
    movq OF_TCB(R_R9), %r9
    movq OF_TCB(R_R10), %r10
    movq OF_TCB(R_R12), %r12
    movq OF_TCB(R_R13), %r13
    movq OF_TCB(R_R14), %r14
    movq OF_TCB(R_R15), %r15
    movq OF_TCB(R_RIP), %rcx /* canonical: r[R_CS] is 0 only while it came from `syscall` */
    movq OF_TCB(R_RFLAGS), %r11
    movq OF_TCB(R_RSP), %rsp
leave_sysret:
    sysretq
    int3
    int3
    PATCH_WITH_JUMP leave_sysret, porch_leave_sysret

1:  cmpq $SYSCALL_REPLY_RECV, %rdx
    jne 2f
    call entry_reply_recv
    jmp hw_leave
2:
#ifdef ENTRY_PRESERVES_NONE
    movq %rdx, %r14
#endif
    call entry_syscall
    jmp hw_leave

leave_by_iret:
    movq OF_TCB(R_RAX), %rax
    movq OF_TCB(R_RBX), %rbx
    movq OF_TCB(R_RCX), %rcx
    movq OF_TCB(R_RDX), %rdx
    movq OF_TCB(R_RSI), %rsi
    movq OF_TCB(R_RDI), %rdi
    movq OF_TCB(R_RBP), %rbp
    movq OF_TCB(R_R8), %r8
    movq OF_TCB(R_R9), %r9
    movq OF_TCB(R_R10), %r10
    movq OF_TCB(R_R11), %r11
    movq OF_TCB(R_R12), %r12
    movq OF_TCB(R_R13), %r13
    movq OF_TCB(R_R14), %r14
    movq OF_TCB(R_R15), %r15
    addq $(CONTEXT + 8 * R_RIP), %rsp
leave_iret:
    iretq
    int3
    int3
    int3
    PATCH_WITH_JUMP leave_iret, porch_leave_iret

/*
 * Saves what the CPU has not saved. On entry rax holds the vector, rsp points at the word of the error code. Changes
 * rbx; leaves rsp on the kernel stack and the vector in the first argument of ENTRY functions.
 */
.macro SAVE_FRAME
    cld /* C code relies on it; interrupt gates leave the user's direction flag as it is */
    movq %rbx, OF_FRAME(R_RBX)
    movq %rcx, OF_FRAME(R_RCX)
    movq %rdx, OF_FRAME(R_RDX)
    movq %rsi, OF_FRAME(R_RSI)
    movq %rdi, OF_FRAME(R_RDI)
    movq %rbp, OF_FRAME(R_RBP)
    movq %r8, OF_FRAME(R_R8)
    movq %r9, OF_FRAME(R_R9)
    movq %r10, OF_FRAME(R_R10)
    movq %r11, OF_FRAME(R_R11)
    movq %r12, OF_FRAME(R_R12)
    movq %r13, OF_FRAME(R_R13)
    movq %r14, OF_FRAME(R_R14)
    movq %r15, OF_FRAME(R_R15)
    movq OF_FRAME(R_RIP), %rbx
    movq %rbx, OF_FRAME(R_FAULT_IP)
    movq %rax, ENTRY_ARGUMENT1 /* zero-extended by the gate */
.endm

/* rax was pushed into the word of the error code, which the CPU left free. */
.macro SAVE_PUSHED_RAX
    movq (%rsp), %rbx
    movq %rbx, OF_FRAME(R_RAX)
    movq $0, (%rsp)
.endm

/* Interrupts: user mode or idle. */
entry_irq:
    SAVE_FRAME
    SAVE_PUSHED_RAX
    movq $kernel_stack_top, %rsp
    subq $VECTOR_IRQ, ENTRY_ARGUMENT1
    call entry_interrupt
    jmp hw_leave

/* `int n`, or an interrupt of a vector nobody should use. */
entry_software:
    SAVE_FRAME
    SAVE_PUSHED_RAX
    movq $kernel_stack_top, %rsp
    call trap_software
    jmp hw_leave

entry_exception:
    testb $3, 8 * (R_CS - R_ERROR)(%rsp)
    jz entry_kernel
    SAVE_FRAME
    SAVE_PUSHED_RAX
    movq $kernel_stack_top, %rsp
    call trap_exception
    jmp hw_leave

/* The CPU pushed an error code; the stub stored rax. */
entry_exception_code:
    testb $3, 8 * (R_CS - R_ERROR)(%rsp)
    jz entry_kernel
    SAVE_FRAME
    movq $kernel_stack_top, %rsp
    call trap_exception
    jmp hw_leave

/*
 * An exception of the kernel itself. One instruction may cause it, the guarded rdmsr below; every other is the end.
 * The frame lies on the stack in use: rsp points at the error code (or at rax, where there is none).
 */
entry_kernel:
    cmpq $guarded_rdmsr, 8(%rsp)
    jne 1f
    movq $guarded_rdmsr_failed, 8(%rsp)
    addq $8, %rsp
    iretq
1:  movl %eax, %edi
    movq %rsp, %rsi
    andq $-16, %rsp
    call trap_kernel
    ud2

/* bool hw_msr_try(word_t number, word_t *value): false when the CPU has no such register. */
    .globl hw_msr_try
hw_msr_try:
    movl %edi, %ecx
guarded_rdmsr:
    rdmsr
    shlq $32, %rdx
    orq %rdx, %rax
    movq %rax, (%rsi)
    movl $1, %eax
    ret
guarded_rdmsr_failed:
    xorl %eax, %eax
    ret

/* The vector of interrupts that the APIC took back; or of a device's message. */
entry_spurious:
    SAVE_FRAME
    SAVE_PUSHED_RAX
    movq $kernel_stack_top, %rsp
    call trap_spurious
    jmp hw_leave

/* Idling: an interrupt comes back here through its thread's context. */
    .globl hw_idle
hw_idle:
    hlt
    jmp hw_idle

/* ---- the 256 gates ---- */
.macro GATE_ADDRESS address
    .pushsection .boot.gates, "a"
    .quad \address
    .popsection
.endm

/* The gate of the same vector in the porch, all in 8 bytes. */
.macro PORCH_GATE vector, target
    .pushsection .text.porch, "ax"
    .balign 8
773:
    pushq %rax
    movb $\vector, %al
    jmp porch_\target
    .popsection
    .pushsection .boot.porch_gates, "a"
    .quad 773b
    .popsection
.endm

.macro GATE vector, target
    .balign 8
770:
    pushq %rax
    movl $\vector, %eax
    jmp \target
    GATE_ADDRESS 770b
    PORCH_GATE \vector, \target
.endm

.macro GATE_CODE vector
    .balign 8
771:
    movq %rax, OF_FRAME(R_RAX)
    movl $\vector, %eax
    jmp entry_exception_code
    GATE_ADDRESS 771b
    PORCH_GATE \vector, entry_exception_code
.endm

/* NMI, double fault, machine check: on stacks of their own, never to return. */
.macro GATE_FATAL vector, has_code
    .balign 8
772:
    .if !\has_code
    pushq $0
    .endif
    movl $\vector, %eax
    jmp entry_kernel
    GATE_ADDRESS 772b
    .if \has_code
    PORCH_GATE \vector, entry_fatal_code
    .else
    PORCH_GATE \vector, entry_fatal
    .endif
.endm

    .pushsection .boot.gates, "a"
    .balign 8
    .globl hw_gates
hw_gates:
    .popsection
    .pushsection .boot.porch_gates, "a"
    .balign 8
    .globl porch_gates
porch_gates:
    .popsection

    .altmacro
    .set vector, 0
    .rept VECTOR_IRQ
    .if vector == 2 || vector == 18
    GATE_FATAL %vector, 0
    .elseif vector == 8
    GATE_FATAL %vector, 1
    .elseif vector == 10 || vector == 11 || vector == 12 || vector == 13 || vector == 14 || vector == 17 || \
            vector == 21 || vector == 29 || vector == 30
    GATE_CODE %vector
    .else
    GATE %vector, entry_exception
    .endif
    .set vector, vector + 1
    .endr
    .rept VECTOR_TIMER + 1 - VECTOR_IRQ
    GATE %vector, entry_irq
    .set vector, vector + 1
    .endr
    .rept VECTOR_TRAP_LAST + 1 - VECTOR_TRAP_FIRST
    GATE %vector, entry_software
    .set vector, vector + 1
    .endr
    GATE VECTOR_SPURIOUS, entry_spurious
    .noaltmacro

/*
 * ---- the porch: mapped at the same addresses in every address space, entered with either page tables ----
 *
 * Interrupts are off. What interrupts all the same (NMI, machine check, double fault) has stacks of its own in the
 * porch and does not return. porch_scratch and the stack are read and written with a program's page tables; programs of
 * CPUs with the Meltdown flaw can find out what they hold: the scratch word a register of the program itself, the stack
 * frames of threads of its address space (hw_porch_vspace_load).
 */
    .section .text.porch, "ax"
    .balign 64
    .globl porch_entry_syscall
porch_entry_syscall:
    movq %rsp, porch_scratch(%rip)
    movq porch_kernel_cr3(%rip), %rsp
    movq %rsp, %cr3
    movq porch_scratch(%rip), %rsp
    jmp hw_entry_syscall

/* In place of `sysretq`: all registers are the program's. */
porch_leave_sysret:
    movq %rax, porch_scratch(%rip)
    movq porch_user_cr3(%rip), %rax
    movq %rax, %cr3
    movq porch_scratch(%rip), %rax
    sysretq

/* In place of `iretq`: to a program, with the frame on the porch's stack, or to the idle thread, in the kernel. */
porch_leave_iret:
    testb $3, 8 * (R_CS - R_RIP)(%rsp)
    jz 1f
    movq %rax, porch_scratch(%rip)
    movq %rsp, %rax
    movq $porch_stack_top, %rsp
    pushq 8 * (R_SS - R_RIP)(%rax)
    pushq 8 * (R_RSP - R_RIP)(%rax)
    pushq 8 * (R_RFLAGS - R_RIP)(%rax)
    pushq 8 * (R_CS - R_RIP)(%rax)
    pushq (%rax)
    movq porch_user_cr3(%rip), %rax
    movq %rax, %cr3
    movq porch_scratch(%rip), %rax
1:  iretq

/*
 * Goes on at target as a gate of entry.S does there. On entry al holds the vector; rax lies on the stack, in the place
 * of the error code if the CPU pushed none. An exception of the kernel, or an interrupt of the idle thread, stays on
 * the stack it came on; the frame of a program is moved to the end of the current thread's registers. rbx must not be
 * pushed: below the frame of the idle thread lie its registers.
 */
.macro PORCH_ENTER target, has_code
porch_\target:
    movq %rbx, porch_scratch(%rip)
    movq porch_kernel_cr3(%rip), %rbx
    movq %rbx, %cr3
    movzbl %al, %eax
    testb $3, 8 * (R_CS - R_ERROR + \has_code)(%rsp)
    jz 1f
    movq CORE_CURRENT, %rbx
    .if \has_code
    popq CONTEXT + 8 * R_RAX(%rbx)
    .endif
    popq CONTEXT + 8 * R_ERROR(%rbx)
    popq CONTEXT + 8 * R_RIP(%rbx)
    popq CONTEXT + 8 * R_CS(%rbx)
    popq CONTEXT + 8 * R_RFLAGS(%rbx)
    popq CONTEXT + 8 * R_RSP(%rbx)
    popq CONTEXT + 8 * R_SS(%rbx)
    leaq CONTEXT + 8 * R_ERROR(%rbx), %rsp
    movq porch_scratch(%rip), %rbx
    jmp \target
1:  movq porch_scratch(%rip), %rbx
    .if \has_code
    addq $8, %rsp
    jmp entry_kernel
    .else
    jmp \target
    .endif
.endm

    PORCH_ENTER entry_irq, 0
    PORCH_ENTER entry_software, 0
    PORCH_ENTER entry_exception, 0
    PORCH_ENTER entry_exception_code, 1
    PORCH_ENTER entry_spurious, 0

porch_entry_fatal_code:
    addq $8, %rsp
    jmp 1f
porch_entry_fatal:
    movq $0, (%rsp)
1:  movq porch_kernel_cr3(%rip), %rbx
    movq %rbx, %cr3
    movzbl %al, %eax
    jmp entry_kernel

/*
 * In place of loading CR3 (hw.h:hw_vspace_load), with the value in rax, which it changes: what the way out will load.
 * The next program must not find the last one's frames on the porch's stack. CR3 without bit 63 means PCID 0, which is
 * the kernel's own, too: translations must be forgotten on the way back as they are on the way out.
 */
    .section .text.entry, "ax"
    .balign 16
    .globl hw_porch_vspace_load
hw_porch_vspace_load:
    movq $0, HW_STATE_ASID
    movq %rax, porch_user_cr3(%rip)
    shrq $63, %rax
    shlq $63, %rax
    orq porch_kernel_root(%rip), %rax
    movq %rax, porch_kernel_cr3(%rip)
    .set word, 1
    .rept PORCH_FRAME_WORDS
    movq $0, porch_stack_top - 8 * word(%rip)
    .set word, word + 1
    .endr
    ret

/* ---- what the porch writes: stacks of NMI, double fault and machine check; scratch word, stack of other gates ---- */
    .section .bss.porch_write, "aw", @nobits
    .balign 4096
    .globl hw_ist_stack
hw_ist_stack:
    .skip 3 * 2048
porch_scratch:
    .skip 8
    .balign 2048
    .globl porch_stack_top
porch_stack_top:

/* ---- the kernel stack; an overflow hits the page below it, which is not mapped ---- */
    .section .bss.page, "aw", @nobits
    .balign 4096
    .globl kernel_stack_guard
kernel_stack_guard:
    .skip 4096
    .skip 8192
    .globl kernel_stack_top
kernel_stack_top:
