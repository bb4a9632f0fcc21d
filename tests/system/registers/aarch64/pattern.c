/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of AArch64. Words: SP, flags, TPIDR_EL0, TPIDRRO_EL0, then x1 to x30; x0 is the block. */
#include "../pattern.h"

enum { W_SP, W_FLAGS, W_TPIDR, W_TPIDRRO, W_X1, WORDS = W_X1 + 30 };
/* In the FPU's part, behind v0 to v31. */
enum { FPSR = 512, FPCR = 520, FPU_BYTES = 528 };

/* Bits that every processor has: cumulative flags and saturation; rounding, flush to zero, default NaN. */
#define FPSR_BITS 0x0800001fUL
#define FPCR_BITS 0x03c00000UL
#define FLAGS 0xf0000000UL
#define UNKNOWN_CALL 0xc1UL

#define EACH_X(op, base) \
    ".irp i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28," \
    " 29, 30\n" op " x\\i, [x0, #" base " + 24 + 8 * \\i]\n.endr\n"
#define EACH_Q(op, base) \
    ".irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27," \
    " 28, 29, 30, 31\n" op " q\\i, [x0, #" base " + 16 * \\i]\n.endr\n"
#define LOAD \
    EACH_Q("ldr", "512") "ldr x1, [x0, #1024]\n msr fpsr, x1\n ldr x1, [x0, #1032]\n msr fpcr, x1\n" \
    "ldr x1, [x0]\n mov sp, x1\n ldr x1, [x0, #8]\n msr nzcv, x1\n ldr x1, [x0, #16]\n msr tpidr_el0, x1\n" \
    EACH_X("ldr", "0")
__asm__(".text\n"
        "load_spin: " LOAD "1: b 1b\n"
        "load_yield: " LOAD "1: svc #0\n b 1b\n"
        "load_undefined: " LOAD "udf #0\n"
        "load_call: " LOAD "svc #0\n"
        "load_access: " LOAD "ldr xzr, [x9]\n"
        ".globl pattern_store\n" "pattern_store: " EACH_X("str", "2048")
        "mov x1, sp\n str x1, [x0, #2048]\n mrs x1, nzcv\n str x1, [x0, #2056]\n"
        "mrs x1, tpidr_el0\n str x1, [x0, #2064]\n mrs x1, tpidrro_el0\n str x1, [x0, #2072]\n" EACH_Q("str", "2560")
        "mrs x1, fpsr\n str x1, [x0, #3072]\n mrs x1, fpcr\n str x1, [x0, #3080]\n udf #0\n");
extern const char load_spin[], load_yield[], load_undefined[], load_call[], load_access[];

static const char *const loads[POINTS] = {load_spin, load_yield, load_undefined, load_call, load_access};

const unsigned pattern_stored_byte = 2048, pattern_words = WORDS;

static void word_set(unsigned char *at, seL4_Word value)
{
    memcpy(at, &value, sizeof(value));
}

void pattern_finish(unsigned char *block, unsigned thread, enum pattern_point point)
{
    word_set(block + 8 * W_FLAGS, thread == 0 ? FLAGS : 0x60000000);
    word_set(block + PATTERN_FPU_BYTE + FPSR, thread == 0 ? FPSR_BITS : 0x15);
    word_set(block + PATTERN_FPU_BYTE + FPCR, thread == 0 ? FPCR_BITS : 0x00800000);
    if (point == POINT_YIELD)
        word_set(block + 8 * (W_X1 + 6), (seL4_Word)seL4_SysYield);
    if (point == POINT_CALL)
        word_set(block + 8 * (W_X1 + 6), UNKNOWN_CALL);
    if (point == POINT_ACCESS)
        word_set(block + 8 * (W_X1 + 8), 0x7f00000000);
}

seL4_UserContext pattern_context(unsigned char *block, enum pattern_point point)
{
    seL4_UserContext context = {.pc = (seL4_Word)loads[point], .x0 = (seL4_Word)block};

    memcpy(&context.tpidrro_el0, block + 8 * W_TPIDRRO, sizeof(context.tpidrro_el0));
    return context;
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
