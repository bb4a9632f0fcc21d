/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the loader to C: 32-bit protected mode without paging, EAX = loader magic, EBX = information address.
 * Sets up tables that show physical 0 .. 4 GiB at 0, at WINDOW_BASE and (the first GiB) at IMAGE_BASE, enters 64-bit
 * mode and calls boot_start(magic, information).
 */
#include <segments.h>

#define MULTIBOOT1_HEADER_MAGIC 0x1badb002
#define MULTIBOOT1_FLAGS 3 /* modules page aligned, memory sizes wanted */
#define MULTIBOOT2_HEADER_MAGIC 0xe85250d6

#define CR0_PE 0x1
#define CR0_WP 0x10000
#define CR0_PG 0x80000000
#define CR4_PAE 0x20
#define EFER 0xc0000080
#define EFER_LME 0x100
#define CPUID_EXT_LONG_MODE (1 << 29)
#define PAGE_TABLE 0x3    /* present, writable */
#define PAGE_LARGE 0x83   /* present, writable, 2 MiB */

#define UART 0x3f8
#define UART_LINE_STATUS (UART + 5)
#define UART_EMPTY 0x20
#define UART_POLLS 100000

    .section .boot.multiboot, "a"
    .balign 8
    .long MULTIBOOT1_HEADER_MAGIC
    .long MULTIBOOT1_FLAGS
    .long -(MULTIBOOT1_HEADER_MAGIC + MULTIBOOT1_FLAGS)
    .balign 8
multiboot2_header:
    .long MULTIBOOT2_HEADER_MAGIC
    .long 0
    .long multiboot2_header_end - multiboot2_header
    .long -(MULTIBOOT2_HEADER_MAGIC + (multiboot2_header_end - multiboot2_header))
    .short 0, 0
    .long 8
multiboot2_header_end:

    .section .boot.low, "awx"
    .code32
    .globl boot_entry
boot_entry:
    cli
    cld
    movl $low_stack_end, %esp
    movl %eax, %ebp
    movl %ebx, %esi

    /* CPUID is there if the identification flag can be changed. */
    pushfl
    popl %eax
    movl %eax, %ecx
    xorl $0x200000, %eax
    pushl %eax
    popfl
    pushfl
    popl %eax
    cmpl %ecx, %eax
    je no_long_mode
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb no_long_mode
    movl $0x80000001, %eax
    cpuid
    testl $CPUID_EXT_LONG_MODE, %edx
    jz no_long_mode

    movl $(early_pdpt_low + PAGE_TABLE), early_pml4
    movl $(early_pdpt_high + PAGE_TABLE), early_pml4 + 8 * 511
    movl $(early_pd + PAGE_TABLE), %eax
    movl %eax, early_pdpt_high + 8 * 510
    xorl %ecx, %ecx
1:  movl %eax, early_pdpt_low(, %ecx, 8)
    movl %eax, early_pdpt_high(, %ecx, 8)
    addl $4096, %eax
    incl %ecx
    cmpl $4, %ecx
    jne 1b
    movl $PAGE_LARGE, %eax
    xorl %ecx, %ecx
2:  movl %eax, early_pd(, %ecx, 8)
    addl $0x200000, %eax
    incl %ecx
    cmpl $(4 * 512), %ecx
    jne 2b

    movl %cr4, %eax
    orl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $early_pml4, %eax
    movl %eax, %cr3
    movl $EFER, %ecx
    rdmsr
    orl $EFER_LME, %eax
    wrmsr
    movl $(CR0_PG | CR0_WP | CR0_PE), %eax
    movl %eax, %cr0
    lgdt early_gdt_pointer
    ljmp $SELECTOR_KERNEL_CODE, $long_mode

/* One line on the first serial port, then nothing more. */
no_long_mode:
    movl $no_long_mode_text, %esi
3:  movl $UART_POLLS, %ecx
    movw $UART_LINE_STATUS, %dx
4:  inb %dx, %al
    testb $UART_EMPTY, %al
    jnz 5f
    loop 4b
5:  lodsb
    testb %al, %al
    jz 6f
    movw $UART, %dx
    outb %al, %dx
    jmp 3b
6:  hlt
    jmp 6b

no_long_mode_text:
    .asciz "holdfast: cannot boot: this CPU has no 64-bit mode; use an x86_64 machine\r\n"

    .code64
long_mode:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %fs
    movl %eax, %gs
    movl $SELECTOR_KERNEL_DATA, %eax
    movl %eax, %ss
    movabsq $high_entry, %rax
    jmp *%rax

    .balign 8
early_gdt:
    .quad 0
    .quad 0x00af9b000000ffff /* 64-bit code */
    .quad 0x00cf93000000ffff /* data */
early_gdt_pointer:
    .word early_gdt_pointer - early_gdt - 1
    .long early_gdt

    .balign 16
    .skip 256
low_stack_end:

    .section .boot.tables, "aw"
    .balign 4096
early_pml4:
    .skip 4096
early_pdpt_low:
    .skip 4096
early_pdpt_high:
    .skip 4096
early_pd:
    .skip 4 * 4096

    .section .boot.high, "ax"
high_entry:
    movq $ki_bss, %rdi
    movq $ki_end, %rcx
    subq %rdi, %rcx
    shrq $3, %rcx
    xorl %eax, %eax
    rep stosq
    movl %ebp, %edi
    movl %esi, %esi
    movq $kernel_stack_top, %rsp
    xorl %ebp, %ebp
    call boot_start
    ud2
