/* SPDX-License-Identifier: BSD-2-Clause */
#include "../hostile.h"

/*
 * The state of the generator is in s1, which no system call changes. From it: the number, capability, label, length
 * and extra capabilities of the message, words, reply and destination capabilities; then again. The page of the program
 * has pairs of slots and labels at 0x800.
 */
__asm__(".text\n"
        ".globl random_program, random_program_end\n"
        "random_program:\n"
        "slli t1, s1, 13\n xor s1, s1, t1\n srli t1, s1, 7\n xor s1, s1, t1\n slli t1, s1, 17\n xor s1, s1, t1\n"
        "slli a7, s1, 48\n srli a7, a7, 48\n li t1, 11\n mul a7, a7, t1\n srli a7, a7, 16\n not a7, a7\n"
        /* Most are calls: the others tend to block. */
        "srli t1, s1, 16\n andi t1, t1, 7\n beqz t1, 1f\n li a7, -1\n 1:\n"
        "srli a0, s1, 20\n andi a0, a0, 63\n"
        "srli a1, s1, 26\n andi a1, a1, 63\n slli a1, a1, 12\n"
        /* Half of them to a capability that has the label. */
        "srli t1, s1, 62\n andi t1, t1, 1\n bnez t1, 5f\n"
        "li t2, 0x400800\n slli t1, a0, 1\n add t2, t2, t1\n lbu a0, 0(t2)\n lbu a1, 1(t2)\n slli a1, a1, 12\n 5:\n"
        "srli t1, s1, 32\n andi t1, t1, 0x187\n or a1, a1, t1\n"
        "srli a2, s1, 40\n andi a2, a2, 63\n"
        "li a3, 64\n srli t1, s1, 50\n andi t1, t1, 1\n bnez t1, 2f\n srli a3, s1, 44\n andi a3, a3, 63\n 2:\n"
        "li a4, 6\n srli t1, s1, 51\n andi t1, t1, 1\n bnez t1, 3f\n srli a4, s1, 47\n andi a4, a4, 63\n 3:\n"
        "li a5, 0\n srli t1, s1, 52\n andi t1, t1, 1\n bnez t1, 4f\n srli a5, s1, 13\n slli t1, s1, 51\n"
        "or a5, a5, t1\n 4:\n"
        "srli a6, s1, 53\n andi a6, a6, 63\n"
        "srli t0, s1, 57\n andi t0, t0, 63\n"
        "ecall\n j random_program\n"
        "random_program_end:\n");
