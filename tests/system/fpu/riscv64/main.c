/* SPDX-License-Identifier: BSD-2-Clause */
/* State of the FPU: each thread has its own, as long as it is allowed one. */
#include "probe.h"

#define PRIORITY 100
#define THREADS 4
#define DISABLED 1UL /* seL4_TCBFlag_fpuDisabled */
#define ILLEGAL 2
#define BREAKPOINT 3
/* f0 to f31, then fcsr. */
#define WORDS_TOTAL 33

#define EACH(op) op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15) \
    op(16) op(17) op(18) op(19) op(20) op(21) op(22) op(23) op(24) op(25) op(26) op(27) op(28) op(29) op(30) op(31)
#define LOAD(n) "fld f" #n ", 8 * " #n "(a0)\n"
#define SAVE(n) "fsd f" #n ", 8 * " #n "(a1)\n"
#define LOAD_ALL EACH(LOAD) "ld t0, 256(a0)\n fscsr t0\n"
#define SAVE_ALL EACH(SAVE) "frcsr t0\n sd t0, 256(a1)\n"

__asm__(".text\n"
        ".option push\n.option norvc\n"
        "fpu_save: " SAVE_ALL KIT_UNDEFINED "\n"
        /* Loads, works long enough to be interrupted, saves. */
        "fpu_spin: " LOAD_ALL "1: addi a2, a2, -1\n bnez a2, 1b\n" SAVE_ALL KIT_UNDEFINED "\n"
        /* Loads, stops, saves when it goes on. */
        "fpu_stop: " LOAD_ALL "ebreak\n fpu_touch: " SAVE_ALL KIT_UNDEFINED "\n"
        ".option pop\n");
extern const char fpu_save[], fpu_spin[], fpu_stop[], fpu_touch[];

static struct probe probes[THREADS];
static seL4_Word before[THREADS][WORDS_TOTAL], after[THREADS][WORDS_TOTAL];

static void start(unsigned i, const char *place, seL4_Word rounds)
{
    seL4_UserContext registers = {.pc = (seL4_Word)place, .a0 = (seL4_Word)before[i], .a1 = (seL4_Word)after[i],
                                  .a2 = rounds};

    CHECK_OK(seL4_TCB_Suspend(probes[i].thread.tcb));
    CHECK_OK(seL4_TCB_WriteRegisters(probes[i].thread.tcb, 1, 0, SEL4_USER_CONTEXT_WORDS, &registers));
}

static void make(unsigned i)
{
    probe_make(&probes[i], (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000, 1000)});
}

/* The number of the exception it ends with. */
static seL4_Word wait(unsigned i)
{
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(probes[i].fault_endpoint, 0, probes[i].reply)),
                seL4_Fault_UserException);
    return seL4_GetMR(seL4_UserException_Number);
}

static void go_on(unsigned i, seL4_Word at)
{
    seL4_SetMR(0, at);
    seL4_Send(probes[i].reply, seL4_MessageInfo_new(0, 0, 0, 1));
}

/* Different for each thread, rounding modes and flags included. */
static void fill(unsigned i)
{
    for (unsigned n = 0; n < WORDS_TOTAL; n++) {
        before[i][n] = 0x0101010101010101UL * (n + 1) + ((seL4_Word)i << 32);
        after[i][n] = ~0UL;
    }
    before[i][32] = (i & 3) << 5 | (i + 1);
}

static void check_kept(unsigned i)
{
    for (unsigned n = 0; n < WORDS_TOTAL; n++)
        CHECK_EQUAL(after[i][n], before[i][n]);
}

/* covers: fpu-tls-misc.md 1 new TCB; fpu-tls-misc.md 1 State is strictly per thread */
TEST(new_state)
{
    fill(0);
    fill(1);
    make(1);
    start(1, fpu_stop, 0);
    CHECK_EQUAL(wait(1), BREAKPOINT);
    make(0);
    start(0, fpu_save, 0);
    CHECK_EQUAL(wait(0), ILLEGAL);
    for (unsigned n = 0; n < WORDS_TOTAL; n++)
        CHECK_EQUAL(after[0][n], 0);
}

/* covers: fpu-tls-misc.md 7 FPU0000-0002 on one core */
TEST(preempted)
{
    for (unsigned i = 0; i < THREADS; i++) {
        make(i);
        fill(i);
        (void)seL4_SchedContext_Consumed(probes[i].thread.sc);
    }
    for (unsigned i = 0; i < THREADS; i++)
        start(i, fpu_spin, 4000000);
    for (unsigned i = 0; i < THREADS; i++) {
        CHECK_EQUAL(wait(i), ILLEGAL);
        check_kept(i);
        CHECK(seL4_SchedContext_Consumed(probes[i].thread.sc).consumed >= 2000);
    }
}

/* covers: fpu-tls-misc.md 1 Contents survive deletion of other threads */
TEST(others_end)
{
    for (unsigned i = 0; i < THREADS; i++) {
        make(i);
        fill(i);
        start(i, fpu_stop, 0);
        CHECK_EQUAL(wait(i), BREAKPOINT);
    }
    CHECK_OK(kit_delete(probes[3].thread.tcb));
    for (unsigned i = 0; i < 3; i++) {
        go_on(i, (seL4_Word)fpu_touch);
        CHECK_EQUAL(wait(i), ILLEGAL);
        check_kept(i);
        CHECK_OK(kit_delete(probes[i].thread.tcb));
    }
}

/* covers: fpu-tls-misc.md 1 FPU instruction while disabled; fpu-tls-misc.md 7 FPU0004; fpu-tls-misc.md 7 FPU0003 */
TEST(disabled)
{
    seL4_CPtr tcb;

    make(0);
    make(1);
    tcb = probes[0].thread.tcb;
    fill(0);
    fill(1);
    start(0, fpu_stop, 0);
    CHECK_EQUAL(wait(0), BREAKPOINT);
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, DISABLED)), WORDS(DISABLED));
    for (int round = 0; round < 2; round++) {
        go_on(0, (seL4_Word)fpu_touch);
        CHECK_EQUAL(wait(0), ILLEGAL);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_FaultIP), (seL4_Word)fpu_touch);
        CHECK_EQUAL(seL4_GetMR(seL4_UserException_Code), 0);
        /* Others have theirs meanwhile. */
        start(1, fpu_stop, 0);
        CHECK_EQUAL(wait(1), BREAKPOINT);
    }
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(DISABLED, 0)), WORDS(0));
    go_on(0, (seL4_Word)fpu_touch);
    CHECK_EQUAL(wait(0), ILLEGAL);
    CHECK(seL4_GetMR(seL4_UserException_FaultIP) != (seL4_Word)fpu_touch);
    check_kept(0);
}

static seL4_CPtr own_tcb;
static volatile int passed_by;

static void disable_oneself(void *argument)
{
    (void)argument;
    (void)seL4_TCB_SetFlags(own_tcb, 0, DISABLED);
    passed_by = 1;
    __asm__ volatile("frcsr t0" : : : "t0", "memory");
    passed_by = 2;
}

static void enable_oneself(void *argument)
{
    (void)argument;
    (void)seL4_TCB_SetFlags(own_tcb, DISABLED, 0);
    __asm__ volatile("frcsr t0" : : : "t0", "memory");
    passed_by = 3;
}

/* covers: fpu-tls-misc.md 1 Allowed on the caller itself, at once */
TEST(own_flag)
{
    make(0);
    own_tcb = probes[0].thread.tcb;
    passed_by = 0;
    CHECK_EQUAL(probe_run(&probes[0], disable_oneself, 0), seL4_Fault_UserException);
    CHECK_EQUAL(seL4_GetMR(seL4_UserException_Number), ILLEGAL);
    CHECK_EQUAL(passed_by, 1);
    CHECK_EQUAL(probe_run(&probes[0], enable_oneself, 0), PROBE_RETURNED);
    CHECK_EQUAL(passed_by, 3);
}

static const struct frame_test tests[] = {
    ENTRY("fpu-tls-misc.1.new-state", new_state),
    ENTRY("fpu-tls-misc.7.preempted", preempted),
    ENTRY("fpu-tls-misc.1.others-end", others_end),
    ENTRY("fpu-tls-misc.7.disabled", disabled),
    ENTRY("fpu-tls-misc.1.own-flag", own_flag),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
