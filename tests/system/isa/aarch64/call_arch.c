/* SPDX-License-Identifier: BSD-2-Clause */
#include "call.h"

/*
 * The offsets are those of struct call_registers; the second set follows the first. The stack and thread pointers stay
 * as they are, and are written down before.
 */
__asm__(".text\n"
        ".globl call_trap, call_instruction, call_next\n"
        "call_trap:\n"
        "    stp x29, x30, [sp, #-112]!\n    stp x19, x20, [sp, #16]\n    stp x21, x22, [sp, #32]\n"
        "    stp x23, x24, [sp, #48]\n    stp x25, x26, [sp, #64]\n    stp x27, x28, [sp, #80]\n"
        "    str x0, [sp, #96]\n    mov x9, sp\n    str x9, [x0, #248]\n"
        "    mrs x9, tpidr_el0\n    str x9, [x0, #256]\n"
        "    ldp x1, x2, [x0, #8]\n    ldp x3, x4, [x0, #24]\n    ldp x5, x6, [x0, #40]\n"
        "    ldp x7, x8, [x0, #56]\n    ldp x9, x10, [x0, #72]\n    ldp x11, x12, [x0, #88]\n"
        "    ldp x13, x14, [x0, #104]\n    ldp x15, x16, [x0, #120]\n    ldp x17, x18, [x0, #136]\n"
        "    ldp x19, x20, [x0, #152]\n    ldp x21, x22, [x0, #168]\n    ldp x23, x24, [x0, #184]\n"
        "    ldp x25, x26, [x0, #200]\n    ldp x27, x28, [x0, #216]\n    ldp x29, x30, [x0, #232]\n"
        "    ldr x0, [x0]\n"
        "call_instruction:\n"
        "    svc #0\n"
        "call_next:\n"
        "    str x30, [sp, #104]\n    ldr x30, [sp, #96]\n    stp x0, x1, [x30, #264]\n"
        "    stp x2, x3, [x30, #280]\n    stp x4, x5, [x30, #296]\n    stp x6, x7, [x30, #312]\n"
        "    stp x8, x9, [x30, #328]\n    stp x10, x11, [x30, #344]\n    stp x12, x13, [x30, #360]\n"
        "    stp x14, x15, [x30, #376]\n    stp x16, x17, [x30, #392]\n    stp x18, x19, [x30, #408]\n"
        "    stp x20, x21, [x30, #424]\n    stp x22, x23, [x30, #440]\n    stp x24, x25, [x30, #456]\n"
        "    stp x26, x27, [x30, #472]\n    stp x28, x29, [x30, #488]\n    ldr x9, [sp, #104]\n"
        "    str x9, [x30, #504]\n    mov x9, sp\n    str x9, [x30, #512]\n"
        "    mrs x9, tpidr_el0\n    str x9, [x30, #520]\n"
        "    ldp x19, x20, [sp, #16]\n    ldp x21, x22, [sp, #32]\n    ldp x23, x24, [sp, #48]\n"
        "    ldp x25, x26, [sp, #64]\n    ldp x27, x28, [sp, #80]\n    ldp x29, x30, [sp], #112\n"
        "    ret\n");

_Static_assert(sizeof(struct call_registers) == 264, "offsets in call_trap");
