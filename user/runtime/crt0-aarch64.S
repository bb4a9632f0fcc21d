/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a program starts. The kernel gives the initial thread x0 = boot information and zero in every other register;
 * there is no stack yet. A program that starts another one passes x0 = 0, x1 = the address of the IPC buffer and x2 = a
 * capability to the thread itself, or 0.
 */
    .set STACK_BYTES, 0x10000

    .section .text.start, "ax", @progbits
    .global _start
    .type _start, @function
_start:
    adrp x9, runtime_stack_top
    add x9, x9, :lo12:runtime_stack_top
    mov sp, x9
    mov x29, xzr
    bl runtime_start
    udf #0
    .size _start, . - _start

    .section .bss.runtime_stack, "aw", @nobits
    .balign 16
runtime_stack:
    .skip STACK_BYTES
runtime_stack_top:

    .section .note.GNU-stack, "", @progbits
