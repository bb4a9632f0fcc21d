/* SPDX-License-Identifier: BSD-2-Clause */
/* The script as data: REPLAY_SCRIPT is the file's name. */
__asm__(".section .rodata\n"
        ".balign 8\n"
        ".globl script\n"
        "script:\n"
        ".incbin \"" REPLAY_SCRIPT "\"\n"
        ".text\n");
