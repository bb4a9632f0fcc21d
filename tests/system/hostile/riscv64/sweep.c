/* SPDX-License-Identifier: BSD-2-Clause */
/* All control and status registers, read, set and written; all privileged instructions. */
#include "../sweep.h"

#define CSRS 4096u
#define UNDEFINED 0u
#define SYSTEM 0x73u
#define T0 5u
#define WAIT_FOR_INTERRUPT 0x105u
#define WAIT_ON_RESERVATION 0x00du
#define WAIT_ON_RESERVATION_SHORT 0x01du

static unsigned char scratch[8192] __attribute__((aligned(4096)));
static const seL4_UserContext start = {.sp = (seL4_Word)scratch + 4096, .t0 = ~0UL, .a7 = 200};

/* By turns: csrrs t0, csr, zero; csrrw zero, csr, t0; csrrc zero, csr, t0. */
static unsigned csr_instruction(unsigned index)
{
    unsigned csr = index / 3;

    switch (index % 3) {
    case 0:
        return SYSTEM | 2u << 12 | T0 << 7 | csr << 20;
    case 1:
        return SYSTEM | 1u << 12 | T0 << 15 | csr << 20;
    }
    return SYSTEM | 3u << 12 | T0 << 15 | csr << 20;
}

/* Bits 8 and 9 are the lowest privilege that may use it; 10 and 11 both set: it is only to be read. */
static int csr_may_pass(unsigned index)
{
    unsigned csr = index / 3;

    return (csr >> 8 & 3) == 0 && (index % 3 == 0 || csr >> 10 != 3);
}

/* covers: fpu-tls-misc.md 5 CSR access, user counters; ipc.md 8 UserException */
TEST(registers)
{
    const struct sweep sweep = {"register access", 3 * CSRS, csr_instruction, csr_may_pass, UNDEFINED};

    sweep_run(&sweep, &start);
}

static unsigned plain_instruction(unsigned index)
{
    return SYSTEM | index << 20;
}

static int plain_may_pass(unsigned index)
{
    return index == WAIT_FOR_INTERRUPT || index == WAIT_ON_RESERVATION || index == WAIT_ON_RESERVATION_SHORT;
}

/* The same with registers, as fences have them. */
static unsigned fence_instruction(unsigned index)
{
    return SYSTEM | index << 20 | T0 << 15;
}

static int never(unsigned index)
{
    (void)index;
    return 0;
}

/* covers: ipc.md 8 UserException; ipc.md 8 UnknownSyscall */
TEST(instructions)
{
    const struct sweep plain = {"system instruction", CSRS, plain_instruction, plain_may_pass, UNDEFINED};
    const struct sweep fences = {"system instruction with register", CSRS, fence_instruction, never, UNDEFINED};

    sweep_run(&plain, &start);
    sweep_run(&fences, &start);
}

const struct frame_test sweep_tests[] = {
    ENTRY("fpu-tls-misc.5.every-csr", registers),
    ENTRY("ipc.8.every-system-instruction", instructions),
    FRAME_END,
};
