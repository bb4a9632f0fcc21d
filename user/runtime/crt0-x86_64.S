/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a program starts. The kernel gives the initial thread RDI = boot information and zero in every other
 * register; there is no stack yet. A program that starts another one passes RDI = 0, RSI = the address of the IPC
 * buffer and RDX = a capability to the thread itself, or 0.
 */
    .set STACK_BYTES, 0x10000

    .section .text.start, "ax", @progbits
    .global _start
    .type _start, @function
_start:
    xorl %ebp, %ebp
    leaq runtime_stack_top(%rip), %rsp
    call runtime_start
    ud2
    .size _start, . - _start

    .section .bss.runtime_stack, "aw", @nobits
    .balign 16
runtime_stack:
    .skip STACK_BYTES
runtime_stack_top:

    .section .note.GNU-stack, "", @progbits
