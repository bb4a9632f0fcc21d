/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of RISC-V. Words: x1 to x31; x10, a0, is the block. */
#include "../pattern.h"

enum { WORDS = 31, A0 = 10, A7 = 17, S1 = 9 };
/* In the FPU's part, behind f0 to f31. */
enum { FCSR = 256, FPU_BYTES = 264 };

#define UNKNOWN_CALL 0xc1UL

#define EACH_X(op, base) \
    ".irp i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29," \
    " 30, 31\n" op " x\\i, " base " - 8 + 8 * \\i(a0)\n.endr\n"
#define EACH_F(op, base) \
    ".irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27," \
    " 28, 29, 30, 31\n" op " f\\i, " base " + 8 * \\i(a0)\n.endr\n"
#define LOAD EACH_F("fld", "512") "ld a1, 768(a0)\n fscsr a1\n" EACH_X("ld", "0")
__asm__(".text\n"
        ".option push\n.option norvc\n.option arch, +f, +d\n.balign 4\n"
        "load_spin: " LOAD "1: j 1b\n"
        "load_yield: " LOAD "1: ecall\n j 1b\n"
        "load_undefined: " LOAD ".word 0\n"
        "load_call: " LOAD "ecall\n"
        "load_access: " LOAD "ld x0, 0(s1)\n"
        ".globl pattern_store\n" "pattern_store: " EACH_X("sd", "1024") "sd a0, 1024 + 72(a0)\n" EACH_F("fsd", "1536")
        "frcsr a1\n sd a1, 1792(a0)\n .word 0\n"
        ".option pop\n");
extern const char load_spin[], load_yield[], load_undefined[], load_call[], load_access[];

static const char *const loads[POINTS] = {load_spin, load_yield, load_undefined, load_call, load_access};

const unsigned pattern_stored_byte = 1024, pattern_words = WORDS;

static void word_set(unsigned char *at, seL4_Word value)
{
    memcpy(at, &value, sizeof(value));
}

/* f registers hold NaNs of all kinds, too: patterns are bits. Of fcsr there are eight, and rounding 5 to 7 is none. */
void pattern_finish(unsigned char *block, unsigned thread, enum pattern_point point)
{
    word_set(block + 8 * (A0 - 1), (seL4_Word)block);
    word_set(block + PATTERN_FPU_BYTE + FCSR, thread == 0 ? 0x35 : 0x8a);
    if (point == POINT_YIELD)
        word_set(block + 8 * (A7 - 1), (seL4_Word)seL4_SysYield);
    if (point == POINT_CALL)
        word_set(block + 8 * (A7 - 1), UNKNOWN_CALL);
    if (point == POINT_ACCESS)
        word_set(block + 8 * (S1 - 1), 0x2f00000000);
}

seL4_UserContext pattern_context(unsigned char *block, enum pattern_point point)
{
    return (seL4_UserContext){.pc = (seL4_Word)loads[point], .a0 = (seL4_Word)block};
}

int pattern_word_is_lost(unsigned word, enum pattern_point point)
{
    (void)word;
    (void)point;
    return 0;
}

int pattern_fpu_is_same(const unsigned char *set, const unsigned char *stored)
{
    return memcmp(set, stored, FPU_BYTES) == 0;
}
