/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a program starts. The kernel gives the initial thread a0 = boot information and zero in every other register;
 * there is no stack yet. A program that starts another one passes a0 = 0, a1 = the address of the IPC buffer and a2 = a
 * capability to the thread itself, or 0.
 */
    .set STACK_BYTES, 0x10000

    .section .text.start, "ax", @progbits
    .global _start
    .type _start, @function
_start:
    lla sp, runtime_stack_top
    call runtime_start
    unimp
    .size _start, . - _start

    .section .bss.runtime_stack, "aw", @nobits
    .balign 16
runtime_stack:
    .skip STACK_BYTES
runtime_stack_top:

    .section .note.GNU-stack, "", @progbits
