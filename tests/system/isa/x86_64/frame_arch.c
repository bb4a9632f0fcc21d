/* SPDX-License-Identifier: BSD-2-Clause */
#include <frame_arch.h>

/* What a called function keeps, the stack pointer of the caller, and the return address. */
__asm__(".text\n"
        ".globl frame_place_mark, frame_place_return\n"
        "frame_place_mark:\n"
        "    popq %rdx\n"
        "    movq %rbx, 0(%rdi)\n    movq %rbp, 8(%rdi)\n    movq %r12, 16(%rdi)\n    movq %r13, 24(%rdi)\n"
        "    movq %r14, 32(%rdi)\n    movq %r15, 40(%rdi)\n    movq %rsp, 48(%rdi)\n    movq %rdx, 56(%rdi)\n"
        "    xorl %eax, %eax\n"
        "    jmp *%rdx\n"
        "frame_place_return:\n"
        "    movq 0(%rdi), %rbx\n    movq 8(%rdi), %rbp\n    movq 16(%rdi), %r12\n    movq 24(%rdi), %r13\n"
        "    movq 32(%rdi), %r14\n    movq 40(%rdi), %r15\n    movq 48(%rdi), %rsp\n"
        "    movl $1, %eax\n"
        "    jmp *56(%rdi)\n");
