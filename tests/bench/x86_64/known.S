/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine whose counts are known, for trace_test.sh: goes to 64-bit mode and executes one operation, in kernel mode,
 * whose instructions and accesses are written down beside them. D0, D1, ... are the cache lines of `data`, S the one
 * below the stack's top, G the descriptors'. Then it switches itself off.
 */
#define ALIAS 0x200000   /* shows the page of `data` a second time */
#define DEVICE 0x201000  /* shows the local APIC */
#define LOCAL_APIC 0xfee00000
#define APIC_ID 0x20

#define CR0_PG 0x80000000
#define CR0_PE 1
#define CR0_MP 2
#define CR4_PAE 0x20
#define CR4_OSFXSR 0x200
#define CR4_FSGSBASE 0x10000
#define CR4_OSXSAVE 0x40000
#define EFER 0xc0000080
#define EFER_LME 0x100
#define KERNEL_GS_BASE 0xc0000102
#define PAGE 3
#define PAGE_LARGE 0x83
#define SELECTOR_CODE 8
#define SELECTOR_DATA 16
#define PORT_UNUSED 0x80
#define PORT_EXIT 0xf4

    .section .header, "a"
    .balign 8
    .long 0x1badb002, 0, -0x1badb002

    .text
    .code32
    .globl start
start:
    movl $stack_top, %esp
    movl $(pdpt + PAGE), pml4
    movl $(directory + PAGE), pdpt
    movl $PAGE_LARGE, directory
    movl $(table + PAGE), directory + 8
    movl $(data + PAGE), table
    movl $(LOCAL_APIC + PAGE), table + 8
    movl $(CR4_PAE | CR4_OSFXSR | CR4_FSGSBASE | CR4_OSXSAVE), %eax
    movl %eax, %cr4
    movl $pml4, %eax
    movl %eax, %cr3
    movl $EFER, %ecx
    movl $EFER_LME, %eax
    xorl %edx, %edx
    wrmsr
    movl $(CR0_PG | CR0_MP | CR0_PE), %eax
    movl %eax, %cr0
    lgdt descriptors_pointer
    ljmp $SELECTOR_CODE, $start64

    .code64
start64:
    movl $SELECTOR_DATA, %eax
    movl %eax, %ss
    movl $7, %eax
    xorl %edx, %edx
    xorl %ecx, %ecx
    xsetbv
    movl $data, %ebx

    movl $1, %edi
    call bench_trace_begin
    rdtsc
    .globl first
first:
    shlq $32, %rdx
    orq %rdx, %rax
    movq %rax, %r12

    /* plain accesses */
    movq %rax, (%rbx)           /* D0 */
    addq $1, 8(%rbx)            /* D0 */
    movq %rax, 60(%rbx)         /* D0 D1 */
    movl $ALIAS, %ebp
    movq (%rbp), %rax           /* D0, by another address */
    movb $1, 128(%rbp)          /* D2 */
    pushq %rax                  /* S */
    popq %rax                   /* S */
    call function               /* S */
    leaq 4096(%rbx), %rax
    nopl 4096(%rbx)
    movups %xmm0, 192(%rbx)     /* D3 */
    leaq 256(%rbx), %rdi
    movl $16, %ecx
    rep stosq                   /* D4 D5, 17 steps */
    rep stosb                   /* nothing, 1 step */
    leaq 384(%rbx), %rax
    wrgsbase %rax               /* fsgsbase */
    movq %gs:8, %rax            /* D6 */
    movq data + 448(%rip), %rax /* D7 */
    movl $8, %ecx
    movq 448(%rbx, %rcx, 8), %rax /* D8 */
    movq 640(%rbx, %rcx, 8), %rax /* D11, 640 + 64 */
    movq $-64, %rdx
    movq 768(%rbx, %rdx), %rax  /* D11 */
    cmpb $0, 831(%rbx)          /* D12 */

    /* FPU state: 416 bytes, header, AVX: D16 .. D22, D24, D25 .. D28 */
    movl $7, %eax
    xorl %edx, %edx
    xsave64 1024(%rbx)
    xrstor64 1024(%rbx)         /* the same lines */
    movl $3, %eax
    xrstor64 2048(%rbx)         /* header is empty: D40 and, for MXCSR, D32 */
    fxsave64 3072(%rbx)         /* D48 .. D54 */

    /* kinds */
    movq %cr3, %rax
    movq %rax, %cr3
    movq %rax, %cr3
    movl $KERNEL_GS_BASE, %ecx
    rdmsr
    rdmsr
    rdmsr
    wrmsr
    swapgs
    swapgs
    rdfsbase %rax               /* fsgsbase */
    invlpg 2048(%rbx)           /* touches nothing */
    inb $PORT_UNUSED, %al
    inb $PORT_UNUSED, %al
    outb %al, $PORT_UNUSED
    lock addq $1, (%rbx)        /* locked, D0 */
    xchgq %rax, (%rbx)          /* locked, D0 */
    mfence                      /* locked */
    movl DEVICE + APIC_ID, %eax /* device */
    movl DEVICE + APIC_ID, %eax /* device */
    movq %cr0, %rax
    movq %rax, %cr0             /* other */
    pushq $SELECTOR_DATA        /* S */
    pushq $stack_top            /* S */
    pushfq                      /* S */
    pushq $SELECTOR_CODE        /* S */
    leaq 1f(%rip), %rax
    pushq %rax                  /* S */
    iretq                       /* iret, S, G */
1:  rdtsc
    .globl behind
behind:
    shlq $32, %rdx
    leaq (%rax, %rdx), %rdx
    movq %r12, %rsi
    movl $key, %edi
    call bench_trace_end
    movl $PORT_EXIT, %edx
    outl %eax, %dx
    hlt

    .balign 64
function:
    ret

    .globl bench_trace_begin, bench_trace_end
bench_trace_begin:
    ret
bench_trace_end:
    ret

    .data
    .balign 64
descriptors:
    .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
descriptors_pointer:
    .short . - descriptors - 1
    .long descriptors
key:
    .asciz "known"
    .balign 4096
pml4:
    .fill 4096
pdpt:
    .fill 4096
directory:
    .fill 4096
table:
    .fill 4096
    .globl data
data:
    .fill 8192
    .fill 256
    .balign 64
stack_top:
    .fill 64
