/* SPDX-License-Identifier: BSD-2-Clause */
/* All system instructions and moves from and to system registers: 2^17, with X9 as their register. */
#include "../sweep.h"

#define UNDEFINED 0u /* udf #0 */
#define SYSTEM 0xd5000009u
#define ENCODINGS (1u << 17)
#define OP2(i) ((i) & 7)
#define CRM(i) ((i) >> 3 & 15)
#define CRN(i) ((i) >> 7 & 15)
#define OP1(i) ((i) >> 11 & 7)
#define OP0(i) ((i) >> 14 & 3)

static unsigned char scratch[8192] __attribute__((aligned(4096)));

/* Bits 5 to 21 of the word. */
static unsigned instruction(unsigned index)
{
    return SYSTEM | index << 5;
}

/*
 * Whatever EL0 may use has 3 as its first operand, whichever feature it belongs to; but for three instructions that
 * turn the flags around.
 */
static int may_pass(unsigned index)
{
    return OP1(index) == 3 || (OP0(index) == 0 && OP1(index) == 0 && CRN(index) == 4 && CRM(index) == 0 &&
                               OP2(index) < 3);
}

/* covers: ipc.md 8 AArch64 EL2 kernel: any other; fpu-tls-misc.md 5 AArch64 */
TEST(system_instructions)
{
    const struct sweep sweep = {"system instruction", ENCODINGS, instruction, may_pass, UNDEFINED};
    seL4_UserContext registers = {.sp = (seL4_Word)scratch + 4096, .x9 = (seL4_Word)scratch + 4096, .x7 = 200};

    sweep_run(&sweep, &registers);
    /* The timer that belongs to programs. */
    __asm__ volatile("msr cntp_ctl_el0, xzr\n\tisb" : : : "memory");
}

const struct frame_test sweep_tests[] = {
    ENTRY("ipc.8.every-system-instruction", system_instructions),
    FRAME_END,
};
