/* SPDX-License-Identifier: BSD-2-Clause */
/* Budgets and periods. Machines may be slow and late, so tests count, or compare with generous margins. */
#include "sched.h"

#define RUNNERS 4
/* Long: an emulator that stands still for a slice takes a thread's turn away. */
#define SLICE_US 25000
#define TURNS 30

static struct probe runner[RUNNERS + 1];
static volatile seL4_Word counters[RUNNERS + 1], stop;

/* Notes each time that it goes on after another one ran. */
static void trace_turns(void *argument)
{
    while (!stop) {
        if (trace_count == 0 || trace[trace_count - 1] != (seL4_Word)argument)
            trace_add((seL4_Word)argument);
    }
}

static void yield_between_turns(void *argument)
{
    while (!stop) {
        trace_add((seL4_Word)argument);
        if (trace_count > TURNS)
            stop = 1;
        seL4_Yield();
    }
}

/* covers: scheduling.md 10 SCHED0021; scheduling.md 5 positions (slice ended, Yield) */
TEST(round_robin_turns)
{
    trace_clear();
    stop = 0;
    for (seL4_Word i = 0; i <= RUNNERS; i++) {
        probe_make(&runner[i], (struct kit_options){.priority = 100, .sc = kit_sched_context(SLICE_US, SLICE_US)});
        probe_start(&runner[i], i < RUNNERS ? trace_turns : yield_between_turns, (void *)i);
    }
    CHECK(sched_await(&stop, 1, 20000));
    /* each of them once, in the same order, between two turns of the yielding one; what follows the end is no turn */
    CHECK(trace_count > TURNS);
    for (seL4_Word i = 0; i + RUNNERS + 1 <= TURNS; i++)
        CHECK_EQUAL(trace[i + RUNNERS + 1], trace[i]);
    for (seL4_Word i = 0; i < RUNNERS; i++)
        for (seL4_Word j = i + 1; j <= RUNNERS; j++)
            CHECK(trace[i] != trace[j]);
}

static void count_and_yield(void *argument)
{
    volatile seL4_Word *value = argument;

    for (;;) {
        (*value)++;
        seL4_Yield();
    }
}

/* covers: scheduling.md 10 SCHED0012; scheduling.md 10 SCHED0014; scheduling.md 4 Yield */
TEST(yield_gives_up_the_period)
{
    static const seL4_Word period_us[] = {10000, 20000, 40000};
    seL4_Word begin = 0, elapsed_us = 0;

    for (seL4_Word i = 0; i < 3; i++) {
        counters[i] = 0;
        probe_make(&runner[i], (struct kit_options){.priority = 100, .sc = kit_sched_context(2000, period_us[i])});
        probe_start(&runner[i], count_and_yield, (void *)&counters[i]);
    }
    begin = kit_clock();
    CHECK(sched_await(&counters[2], 8, 30000));
    elapsed_us = (kit_clock() - begin) / frame_ticks_per_us();
    for (seL4_Word i = 0; i < 3; i++)
        CHECK(counters[i] <= elapsed_us / period_us[i] + 2);
    /* a late machine takes more turns away from the shorter periods, but never inverts them */
    CHECK(counters[0] + 2 >= counters[1] && counters[1] + 2 >= counters[2]);
}

static void spin(void *argument)
{
    volatile seL4_Word *value = argument;

    for (;;)
        (*value)++;
}

/* covers: scheduling.md 3 budget check; scheduling.md 4 charge; scheduling.md 2 invariants */
TEST(budget_is_kept)
{
    seL4_Word begin = 0, elapsed_us = 0;
    seL4_SchedContext_Consumed_t consumed = {0};

    counters[0] = 0;
    probe_make(&runner[0], (struct kit_options){.priority = 100, .sc = kit_sched_context(3000, 30000)});
    begin = kit_clock();
    probe_start(&runner[0], spin, (void *)&counters[0]);
    sched_pause(300); /* at priority 1: it gets what the spinning thread leaves */
    CHECK_OK(seL4_TCB_Suspend(runner[0].thread.tcb));
    elapsed_us = (kit_clock() - begin) / frame_ticks_per_us();
    consumed = seL4_SchedContext_Consumed(runner[0].thread.sc);
    CHECK_EQUAL(consumed.error, seL4_NoError);
    /* one budget per period; a late timer lets it run on, which it pays for afterwards */
    CHECK(consumed.consumed >= 3000);
    CHECK(consumed.consumed <= elapsed_us / 2);
}

static void use_up(void *argument)
{
    counters[0]++;
    seL4_Yield();
    counters[0]++;
    (void)argument;
}

/* covers: scheduling.md 10 SCHED0016 */
TEST(suspend_gives_no_budget_back)
{
    counters[0] = 0;
    probe_make(&runner[0], (struct kit_options){.priority = 100, .sc = kit_sched_context(1000000, 600000000)});
    probe_start(&runner[0], use_up, 0);
    probe_settle();
    CHECK_EQUAL(counters[0], 1);
    CHECK_OK(seL4_TCB_Suspend(runner[0].thread.tcb));
    CHECK_OK(seL4_TCB_Resume(runner[0].thread.tcb));
    sched_pause(20);
    CHECK_EQUAL(counters[0], 1);
}

static void answer_for_ever(void *argument)
{
    seL4_CPtr endpoint = (seL4_CPtr)argument;

    (void)seL4_Recv(endpoint, 0, runner[1].reply);
    for (;;) {
        counters[1]++;
        (void)seL4_ReplyRecv(endpoint, seL4_MessageInfo_new(0, 0, 0, 0), 0, runner[1].reply);
    }
}

static void call_for_ever(void *argument)
{
    for (;;) {
        (void)seL4_Call((seL4_CPtr)argument, seL4_MessageInfo_new(0, 0, 0, 0));
        counters[0]++;
    }
}

/* Calls to a passive server run on the client's budget: the two together never use more. covers: ipc.md 6 push */
TEST(budget_travels)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_Word begin = 0, elapsed_us = 0;
    seL4_SchedContext_Consumed_t consumed = {0};

    counters[0] = 0;
    counters[1] = 0;
    probe_make(&runner[0], (struct kit_options){.priority = 100, .sc = kit_sched_context(2000, 20000)});
    probe_make(&runner[1], (struct kit_options){.priority = 110});
    probe_start(&runner[1], answer_for_ever, (void *)endpoint);
    probe_settle();
    CHECK_OK(seL4_SchedContext_UnbindObject(runner[1].thread.sc, runner[1].thread.tcb));
    CHECK_OK(seL4_SchedContext_Consumed(runner[1].thread.sc).error); /* what its start took */
    begin = kit_clock();
    probe_start(&runner[0], call_for_ever, (void *)endpoint);
    CHECK(sched_await(&counters[0], 3000, 30000));
    sched_pause(100);
    CHECK_OK(seL4_TCB_Suspend(runner[0].thread.tcb));
    elapsed_us = (kit_clock() - begin) / frame_ticks_per_us();
    consumed = seL4_SchedContext_Consumed(runner[0].thread.sc);
    CHECK(counters[1] >= counters[0]);
    CHECK(consumed.consumed > 0 && consumed.consumed <= elapsed_us / 2);
    CHECK_EQUAL(seL4_SchedContext_Consumed(runner[1].thread.sc).consumed, 0);
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0002; scheduling.md 3 update */
TEST(reconfigured_while_running)
{
    counters[0] = 0;
    probe_make(&runner[0], (struct kit_options){.priority = 1, .sc = kit_sched_context(5000, 5000)});
    probe_start(&runner[0], spin, (void *)&counters[0]);
    for (seL4_Word i = 0; i < 60; i++) {
        seL4_Word period = 2000 + i * 300, budget = i % 3 == 0 ? period : period / 2;
        seL4_Word seen = counters[0];

        CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, runner[0].thread.sc, budget, period, 0, i, i % 2));
        CHECK(sched_await(&counters[0], seen + 1, 10000));
    }
    /* of the caller itself */
    for (seL4_Word i = 0; i < 20; i++) {
        seL4_Word budget = 3000 + i * 50, period = i % 2 ? 5000 : budget;

        CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, seL4_CapInitThreadSC, budget, period, 0, 0, 0));
    }
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, seL4_CapInitThreadSC, 5000, 5000, 0, 0, 0));
}

const struct frame_test budget_tests[] = {
    ENTRY("scheduling.10.round-robin-turns", round_robin_turns),
    ENTRY("scheduling.10.yield-gives-up-the-period", yield_gives_up_the_period),
    ENTRY("scheduling.3.budget-is-kept", budget_is_kept),
    ENTRY("scheduling.10.suspend-gives-no-budget-back", suspend_gives_no_budget_back),
    ENTRY("scheduling.4.budget-travels", budget_travels),
    ENTRY("scheduling.10.reconfigured-while-running", reconfigured_while_running),
    FRAME_END,
};
