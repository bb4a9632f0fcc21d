/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"

/*
 * call_trap(struct call *): loads the registers, traps, stores them. The offsets are those of struct call_registers;
 * the second set follows the first. RSP may be lost, so RBX has it.
 */
__asm__(".text\n"
        ".globl call_trap, call_instruction, call_next\n"
        "call_trap:\n"
        "    pushq %rbx\n    pushq %rbp\n    pushq %r12\n    pushq %r13\n    pushq %r14\n    pushq %r15\n"
        "    pushq %rdi\n"
        "    movq %rsp, %rbx\n"
        "    movq 0(%rdi), %rax\n    movq 8(%rdi), %rcx\n    movq 16(%rdi), %rdx\n    movq 24(%rdi), %rsi\n"
        "    movq 40(%rdi), %rbp\n    movq 48(%rdi), %r8\n    movq 56(%rdi), %r9\n    movq 64(%rdi), %r10\n"
        "    movq 72(%rdi), %r11\n    movq 80(%rdi), %r12\n    movq 88(%rdi), %r13\n    movq 96(%rdi), %r14\n"
        "    movq 104(%rdi), %r15\n"
        "    pushq 112(%rdi)\n    popfq\n"
        "    movq 32(%rdi), %rdi\n"
        "call_instruction:\n"
        "    syscall\n"
        "call_next:\n"
        "    movq %rbx, %rsp\n"
        "    pushfq\n    pushq %rax\n"
        "    cld\n"
        "    movq 16(%rsp), %rax\n"
        "    movq %rcx, 128(%rax)\n    movq %rdx, 136(%rax)\n    movq %rsi, 144(%rax)\n    movq %rdi, 152(%rax)\n"
        "    movq %rbp, 160(%rax)\n    movq %r8, 168(%rax)\n    movq %r9, 176(%rax)\n    movq %r10, 184(%rax)\n"
        "    movq %r11, 192(%rax)\n    movq %r12, 200(%rax)\n    movq %r13, 208(%rax)\n    movq %r14, 216(%rax)\n"
        "    movq %r15, 224(%rax)\n"
        "    popq 120(%rax)\n    popq 232(%rax)\n"
        "    popq %rdi\n"
        "    popq %r15\n    popq %r14\n    popq %r13\n    popq %r12\n    popq %rbp\n    popq %rbx\n"
        "    ret\n");

_Static_assert(sizeof(struct call_registers) == 120, "offsets in call_trap");
