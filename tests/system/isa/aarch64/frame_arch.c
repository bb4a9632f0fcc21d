/* SPDX-License-Identifier: BSD-2-Clause */
#include <frame_arch.h>

/* What a called function keeps, and the return address. No floating-point values live across these calls. */
__asm__(".text\n"
        ".globl frame_place_mark, frame_place_return\n"
        "frame_place_mark:\n"
        "    stp x19, x20, [x0, #0]\n    stp x21, x22, [x0, #16]\n    stp x23, x24, [x0, #32]\n"
        "    stp x25, x26, [x0, #48]\n    stp x27, x28, [x0, #64]\n    stp x29, x30, [x0, #80]\n"
        "    mov x9, sp\n    str x9, [x0, #104]\n    mov x0, #0\n"
        "    ret\n"
        "frame_place_return:\n"
        "    ldp x19, x20, [x0, #0]\n    ldp x21, x22, [x0, #16]\n    ldp x23, x24, [x0, #32]\n"
        "    ldp x25, x26, [x0, #48]\n    ldp x27, x28, [x0, #64]\n    ldp x29, x30, [x0, #80]\n"
        "    ldr x9, [x0, #104]\n    mov sp, x9\n    mov x0, #1\n"
        "    ret\n");
