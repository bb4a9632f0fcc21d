/* SPDX-License-Identifier: BSD-2-Clause */
#include <frame_arch.h>

/* What a called function keeps, and the return address. No floating-point values live across these calls. */
__asm__(".text\n"
        ".globl frame_place_mark, frame_place_return\n"
        "frame_place_mark:\n"
        "    sd ra, 0(a0)\n    sd sp, 8(a0)\n    sd s0, 16(a0)\n    sd s1, 24(a0)\n    sd s2, 32(a0)\n"
        "    sd s3, 40(a0)\n    sd s4, 48(a0)\n    sd s5, 56(a0)\n    sd s6, 64(a0)\n    sd s7, 72(a0)\n"
        "    sd s8, 80(a0)\n    sd s9, 88(a0)\n    sd s10, 96(a0)\n    sd s11, 104(a0)\n"
        "    li a0, 0\n"
        "    ret\n"
        "frame_place_return:\n"
        "    ld ra, 0(a0)\n    ld sp, 8(a0)\n    ld s0, 16(a0)\n    ld s1, 24(a0)\n    ld s2, 32(a0)\n"
        "    ld s3, 40(a0)\n    ld s4, 48(a0)\n    ld s5, 56(a0)\n    ld s6, 64(a0)\n    ld s7, 72(a0)\n"
        "    ld s8, 80(a0)\n    ld s9, 88(a0)\n    ld s10, 96(a0)\n    ld s11, 104(a0)\n"
        "    li a0, 1\n"
        "    ret\n");
