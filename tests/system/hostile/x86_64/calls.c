/* SPDX-License-Identifier: BSD-2-Clause */
#include "../hostile.h"

/*
 * The state of the generator is in RBX, which no system call changes. From it: the number, capability, label, length
 * and extra capabilities of the message, words, reply and destination capabilities; then again.
 */
__asm__(".text\n"
        ".globl random_program, random_program_end\n"
        "random_program:\n"
        "movq %rbx, %rax\n shlq $13, %rax\n xorq %rax, %rbx\n"
        "movq %rbx, %rax\n shrq $7, %rax\n xorq %rax, %rbx\n"
        "movq %rbx, %rax\n shlq $17, %rax\n xorq %rax, %rbx\n"
        "movzwl %bx, %edx\n imull $11, %edx\n shrl $16, %edx\n notq %rdx\n"
        /* Most are calls: the others tend to block. */
        "testl $0x70000, %ebx\n jz 1f\n movq $-1, %rdx\n 1:\n"
        "movq %rbx, %rdi\n shrq $20, %rdi\n andl $63, %edi\n"
        "movq %rbx, %rsi\n shrq $26, %rsi\n andl $63, %esi\n shlq $12, %rsi\n"
        /* Half of them to a capability that has the label. */
        "btq $62, %rbx\n jc 5f\n"
        "movl %edi, %eax\n movzbl 0x400800(,%rax,2), %edi\n movzbl 0x400801(,%rax,2), %esi\n shlq $12, %rsi\n 5:\n"
        "movq %rbx, %rax\n shrq $32, %rax\n andl $0x187, %eax\n orq %rax, %rsi\n"
        "movq %rbx, %r10\n shrq $40, %r10\n andl $63, %r10d\n"
        "movl $64, %r8d\n btq $50, %rbx\n jc 2f\n movq %rbx, %r8\n shrq $44, %r8\n andl $63, %r8d\n 2:\n"
        "movl $6, %r9d\n btq $51, %rbx\n jc 3f\n movq %rbx, %r9\n shrq $47, %r9\n andl $63, %r9d\n 3:\n"
        "xorl %r15d, %r15d\n btq $52, %rbx\n jc 4f\n movq %rbx, %r15\n rorq $13, %r15\n 4:\n"
        "movq %rbx, %r12\n shrq $53, %r12\n andl $63, %r12d\n"
        "movq %rbx, %r13\n shrq $57, %r13\n andl $63, %r13d\n"
        "syscall\n jmp random_program\n"
        "random_program_end:\n");
