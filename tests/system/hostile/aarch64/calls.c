/* SPDX-License-Identifier: BSD-2-Clause */
#include "../hostile.h"

/*
 * The state of the generator is in x19, which no system call changes. From it: the number, capability, label, length
 * and extra capabilities of the message, words, reply and destination capabilities; then again. The page of the program
 * has pairs of slots and labels at 0x800.
 */
__asm__(".text\n"
        ".globl random_program, random_program_end\n"
        "random_program:\n"
        "eor x19, x19, x19, lsl #13\n eor x19, x19, x19, lsr #7\n eor x19, x19, x19, lsl #17\n"
        "and x7, x19, #0xffff\n mov x9, #11\n mul x7, x7, x9\n lsr x7, x7, #16\n mvn x7, x7\n"
        /* Most are calls: the others tend to block. */
        "ubfx x9, x19, #16, #3\n cbz x9, 1f\n mov x7, #-1\n 1:\n"
        "ubfx x0, x19, #20, #6\n"
        "ubfx x1, x19, #26, #6\n lsl x1, x1, #12\n"
        /* Half of them to a capability that has the label. */
        "tbnz x19, #62, 5f\n"
        "mov x10, #0x400000\n add x10, x10, #0x800\n add x10, x10, x0, lsl #1\n ldrb w0, [x10]\n ldrb w1, [x10, #1]\n"
        "lsl x1, x1, #12\n 5:\n"
        "lsr x9, x19, #32\n mov x10, #0x187\n and x9, x9, x10\n orr x1, x1, x9\n"
        "ubfx x2, x19, #40, #6\n"
        "mov x3, #64\n tbnz x19, #50, 2f\n ubfx x3, x19, #44, #6\n 2:\n"
        "mov x4, #6\n tbnz x19, #51, 3f\n ubfx x4, x19, #47, #6\n 3:\n"
        "mov x5, #0\n tbnz x19, #52, 4f\n ror x5, x19, #13\n 4:\n"
        "ubfx x6, x19, #53, #6\n"
        "ubfx x8, x19, #57, #6\n"
        "svc #0\n b random_program\n"
        "random_program_end:\n");
