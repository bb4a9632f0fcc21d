/* SPDX-License-Identifier: BSD-2-Clause */
/* All moves from and to control and debug registers. */
#include "../sweep.h"

#define MOVES 4u /* opcodes 0f 20 to 0f 23 */
#define OPERANDS 256u
#define NOP 0x90u

static unsigned char scratch[8192] __attribute__((aligned(4096)));

static unsigned instruction(unsigned index)
{
    return 0x0fu | (0x20u + index / OPERANDS) << 8 | index % OPERANDS << 16 | NOP << 24;
}

static int never(unsigned index)
{
    (void)index;
    return 0;
}

/* covers: ipc.md 8 UserException */
TEST(register_moves)
{
    const struct sweep sweep = {"register move", MOVES * OPERANDS, instruction, never, 0x0b0f /* ud2 */};
    seL4_UserContext registers = {.rsp = (seL4_Word)scratch + 4096, .rax = ~0UL};

    sweep_run(&sweep, &registers);
}

const struct frame_test sweep_tests[] = {
    ENTRY("ipc.8.every-register-move", register_moves),
    FRAME_END,
};
