/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known patterns in every register of two threads: integers, flags, FPU with its control words, thread pointers. They
 * are as they were after interrupts of the timer and of devices, system calls, exceptions, faults, each other's turns.
 */
#include "../clock.h"
#include "pattern.h"

#define PRIORITY 100
#define THREADS 2
#define TURNS_US 40000 /* several slices of 5 ms for everybody */
#define CLOCK_US 2000
#define CLOCK_TICKS 10

static unsigned char blocks[THREADS][PATTERN_BLOCK_BYTES] __attribute__((aligned(PATTERN_BLOCK_BYTES)));
static struct probe probes[THREADS];

static seL4_Word word_at(const unsigned char *block, unsigned word)
{
    seL4_Word value = 0;

    memcpy(&value, block + 8 * word, sizeof(value));
    return value;
}

static void start(unsigned t, enum pattern_point point)
{
    seL4_UserContext context;

    for (unsigned i = 0; i < PATTERN_BLOCK_BYTES; i++)
        blocks[t][i] = (unsigned char)(i * 7 + i / 256 + (t == 0 ? 0x35 : 0xca));
    pattern_finish(blocks[t], t, point);
    memset(blocks[t] + pattern_stored_byte, 0, PATTERN_FPU_BYTE);
    context = pattern_context(blocks[t], point);
    probe_make(&probes[t], (struct kit_options){.priority = PRIORITY});
    CHECK_OK(seL4_TCB_WriteRegisters(probes[t].thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &context));
}

/* It goes on where it stores its registers: nothing but the instruction pointer is set. */
static void finish(unsigned t, enum pattern_point point)
{
    seL4_UserContext context = {.KIT_IP = (seL4_Word)pattern_store};
    const unsigned char *stored = blocks[t] + pattern_stored_byte;

    CHECK_OK(seL4_TCB_Suspend(probes[t].thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probes[t].thread.tcb, 1, 0, 1, &context));
    CHECK_EQUAL(probe_wait(&probes[t]), seL4_Fault_UserException);
    for (unsigned i = 0; i < pattern_words; i++) {
        if (!pattern_word_is_lost(i, point))
            CHECK_EQUAL(word_at(stored, i), word_at(blocks[t], i));
    }
    CHECK(pattern_fpu_is_same(blocks[t] + PATTERN_FPU_BYTE, stored + PATTERN_FPU_BYTE));
}

/* Both threads and this one take turns. */
static void take_turns(void)
{
    unsigned long end = kit_clock() + TURNS_US * kit_clock_per_us();

    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, PRIORITY));
    while (kit_clock() < end) {
    }
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, seL4_MaxPrio));
}

static void both_start(enum pattern_point point)
{
    for (unsigned t = 0; t < THREADS; t++)
        start(t, point);
}

static void both_finish(enum pattern_point point)
{
    for (unsigned t = 0; t < THREADS; t++)
        finish(t, point);
}

/* covers: fpu-tls-misc.md 1 State is strictly per thread; syscalls.md 2 registers are kept */
TEST(preemption)
{
    both_start(POINT_SPIN);
    take_turns();
    both_finish(POINT_SPIN);
}

/* covers: syscalls.md 2 registers are kept; fpu-tls-misc.md 1 per thread */
TEST(system_calls)
{
    both_start(POINT_YIELD);
    take_turns();
    both_finish(POINT_YIELD);
}

/* Each faults, the other runs meanwhile, and their handler has its own registers. */
static void both_fault(enum pattern_point point, seL4_Word fault)
{
    both_start(point);
    for (unsigned t = 0; t < THREADS; t++)
        CHECK_EQUAL(probe_wait(&probes[t]), fault);
    both_finish(point);
}

/* covers: syscalls.md 2 registers are kept; ipc.md 8 UserException */
TEST(exceptions)
{
    both_fault(POINT_UNDEFINED, seL4_Fault_UserException);
}

/* covers: syscalls.md 2 registers are kept; ipc.md 8 UnknownSyscall */
TEST(unknown_calls)
{
    both_fault(POINT_CALL, seL4_Fault_UnknownSyscall);
}

/* covers: syscalls.md 2 registers are kept; ipc.md 8 VMFault */
TEST(missing_pages)
{
    both_fault(POINT_ACCESS, seL4_Fault_VMFault);
}

/*
 * A device interrupts one of the two while it runs, and this thread runs in between.
 * covers: syscalls.md 2 registers are kept; irq.md 2 delivery
 */
TEST(device_interrupts)
{
    seL4_CPtr handler = kit_slot(), notification = kit_notification();

    CHECK_OK(clock_issue(handler, 0));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    both_start(POINT_SPIN);
    clock_start(CLOCK_US);
    for (unsigned i = 0; i < CLOCK_TICKS; i++) {
        seL4_Wait(notification, 0);
        clock_next();
        CHECK_OK(seL4_IRQHandler_Ack(handler));
    }
    clock_stop();
    both_finish(POINT_SPIN);
}

/*
 * Suspended in the middle, and resumed by others with nothing said about registers.
 * covers: syscalls.md 2 registers are kept; invocations.md 4 Suspend, Resume
 */
TEST(suspension)
{
    both_start(POINT_SPIN);
    take_turns();
    for (unsigned i = 0; i < 10; i++) {
        CHECK_OK(seL4_TCB_Suspend(probes[i % THREADS].thread.tcb));
        seL4_Yield();
        CHECK_OK(seL4_TCB_Resume(probes[i % THREADS].thread.tcb));
    }
    take_turns();
    both_finish(POINT_SPIN);
}

static const struct frame_test tests[] = {
    ENTRY("registers.preemption", preemption),
    ENTRY("registers.system-calls", system_calls),
    ENTRY("registers.exceptions", exceptions),
    ENTRY("registers.unknown-calls", unknown_calls),
    ENTRY("registers.missing-pages", missing_pages),
    ENTRY("registers.device-interrupts", device_interrupts),
    ENTRY("registers.suspension", suspension),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
