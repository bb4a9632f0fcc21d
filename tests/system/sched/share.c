/* SPDX-License-Identifier: BSD-2-Clause */
/* How threads share the CPU: slices, budgets, releases. Margins are generous: machines may be slow and late. */
#include "call.h"
#include "sched.h"

#define PRIORITY 100
#define SLICE_US 20000
#define SLICES   12
#define CALLS    3000

static struct probe one, two, three;
static volatile seL4_Word counters[2], stop;

/* ---- turns of two round-robin threads ---- */

static struct {
    volatile seL4_Word owner, count;
    volatile unsigned long began[SLICES + 2]; /* each may begin one when all are done */
} turns;

/* Notes when its turn begins. */
static void take_turns(void *argument)
{
    while (turns.count <= SLICES) {
        if (turns.owner != (seL4_Word)argument) {
            turns.owner = (seL4_Word)argument;
            turns.began[turns.count] = kit_clock();
            turns.count++;
        }
    }
}

/* covers: scheduling.md 10 SCHED0011; scheduling.md 4 charge: round robin */
TEST(slices)
{
    unsigned long good = 0;

    memset(&turns, 0, sizeof(turns));
    probe_make(&one, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(SLICE_US, SLICE_US)});
    probe_make(&two, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(SLICE_US, SLICE_US)});
    probe_start(&one, take_turns, (void *)1);
    probe_start(&two, take_turns, (void *)2);
    probe_settle();
    CHECK(turns.count > SLICES);
    /* Whatever pauses the machine makes, no turn ends early; and they are not all too long. */
    for (unsigned i = 1; i + 1 < SLICES; i++) {
        unsigned long us = (turns.began[i + 1] - turns.began[i]) / frame_ticks_per_us();

        CHECK(us >= SLICE_US / 2);
        if (us <= SLICE_US * 3 / 2)
            good++;
    }
    CHECK(good > 0);
}

static void yield_first(void *argument)
{
    seL4_Word me = (seL4_Word)argument;

    while (!stop) {
        trace_add(me);
        if (trace_count >= 20)
            stop = 1;
        seL4_Yield();
    }
}

/* covers: scheduling.md 10 SCHED0011 Yield gives the other its turn; scheduling.md 5 positions: Yield */
TEST(yields_alternate)
{
    stop = 0;
    trace_clear();
    probe_make(&one, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000000, 1000000)});
    probe_make(&two, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(1000000, 1000000)});
    probe_start(&one, yield_first, (void *)1);
    probe_start(&two, yield_first, (void *)2);
    probe_settle();
    CHECK(trace_count >= 20);
    for (seL4_Word i = 1; i < 20; i++)
        CHECK(trace[i] != trace[i - 1]);
}

/* ---- two budgets ---- */

static void count_up(void *argument)
{
    volatile seL4_Word *counter = argument;

    while (!stop)
        (*counter)++;
}

static int first_is_ahead(seL4_Word ms)
{
    stop = 0;
    counters[0] = counters[1] = 0;
    probe_make(&one, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(49000, 50000)});
    probe_make(&two, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(49000, 100000)});
    probe_start(&two, count_up, (void *)&counters[1]);
    probe_start(&one, count_up, (void *)&counters[0]);
    sched_pause(ms);
    CHECK_OK(seL4_TCB_Suspend(one.thread.tcb));
    CHECK_OK(seL4_TCB_Suspend(two.thread.tcb));
    CHECK(counters[0] > 0 && counters[1] > 0);
    return counters[0] > counters[1];
}

/* covers: scheduling.md 10 SCHED0013 */
TEST(more_often)
{
    unsigned ahead = 0;

    for (unsigned i = 0; i < 3; i++)
        ahead += (unsigned)first_is_ahead(400);
    CHECK(ahead >= 2);
}

/* ---- releases ---- */

static void yield_then_leave(void *argument)
{
    seL4_Yield();
    trace_add((seL4_Word)argument);
}

/* covers: scheduling.md 4 release queue: ascending times; scheduling.md 4 Yield gives up the head refill */
TEST(releases)
{
    static const seL4_Word periods[] = {200000, 300000, 100000};
    struct probe *const threads[] = {&one, &two, &three};

    trace_clear();
    /* The latest has the highest priority: time decides. */
    for (unsigned i = 0; i < 3; i++) {
        probe_make(threads[i], (struct kit_options){.priority = PRIORITY + i % 2,
                                                    .sc = kit_sched_context(20000, periods[i])});
        probe_start(threads[i], yield_then_leave, (void *)(seL4_Word)(i + 1));
    }
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
    CHECK(sched_await(&trace_count, 3, 5000));
    CHECK_EQUAL(trace[0], 3);
    CHECK_EQUAL(trace[1], 1);
    CHECK_EQUAL(trace[2], 2);
}

/* ---- system calls of a thread whose budget ends anywhere ---- */

static struct {
    seL4_CPtr endpoint, reply, ready;
    volatile seL4_Word received, wrong, completed;
} counted;

static void count_server(void *argument)
{
    seL4_MessageInfo_t info = seL4_NBSendRecv(counted.ready, (seL4_MessageInfo_t){{0}}, counted.endpoint, 0,
                                              counted.reply);

    (void)argument;
    for (;;) {
        if (seL4_MessageInfo_get_label(info) != counted.received || seL4_GetMR(0) != ~counted.received)
            counted.wrong++;
        counted.received++;
        info = seL4_ReplyRecv(counted.endpoint, seL4_MessageInfo_new(counted.received, 0, 0, 0), 0, counted.reply);
    }
}

static void count_client(void *argument)
{
    (void)argument;
    for (seL4_Word i = 0; i < CALLS; i++) {
        seL4_SetMR(0, ~i);
        if (seL4_MessageInfo_get_label(seL4_Call(counted.endpoint, seL4_MessageInfo_new(i, 0, 0, 1))) != i + 1)
            counted.wrong++;
        counted.completed++;
    }
}

static void exactly_once(int passive)
{
    memset(&counted, 0, sizeof(counted));
    counted.endpoint = kit_endpoint();
    counted.reply = kit_reply();
    counted.ready = kit_endpoint();
    probe_make(&one, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(150, 400)});
    probe_make(&two, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(130, 350)});
    probe_start(&one, count_server, 0);
    sched_pause(5);
    if (passive)
        CHECK_OK(seL4_SchedContext_Unbind(one.thread.sc));
    probe_start(&two, count_client, 0);
    CHECK(sched_await(&counted.completed, CALLS, 12000));
    CHECK_EQUAL(counted.received, CALLS);
    CHECK_EQUAL(counted.wrong, 0);
}

/* covers: syscalls.md 4 entry check: executed again; scheduling.md 4 entry check, skipped operation */
TEST(calls_exactly_once) { exactly_once(0); }
/* covers: syscalls.md 4 entry check: executed again; ipc.md 6 reply transfer 5 release queue */
TEST(calls_exactly_once_passive) { exactly_once(1); }

/* covers: scheduling.md 1 constants; invocations.md 8 SchedControl ConfigureFlags limits */
TEST(constants)
{
    seL4_CPtr sc = kit_object(seL4_SchedContextObject, 7), wide = kit_object(seL4_SchedContextObject, 8);
    seL4_Word max = ~0UL / ISA_TICKS_DIVISOR / 8;

    CHECK_EQUAL(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 19, 1000, 0, 0, 0), seL4_RangeError);
    CHECK_EQUAL(seL4_GetMR(0), 20);
    CHECK_EQUAL(seL4_GetMR(1), max);
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 20, 20, 0, 0, 0));
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 20, max, 0, 0, 0));
    CHECK_EQUAL(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 20, max + 1, 0, 0, 0), seL4_RangeError);
    CHECK_EQUAL(seL4_SchedControl_ConfigureFlags(CONTROL, sc, max + 1, max + 1, 0, 0, 0), seL4_RangeError);
    /* Two refills always; eight more fit into twice the size. */
    CHECK_EQUAL(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 20, 1000, 1, 0, 0), seL4_RangeError);
    CHECK_EQUAL(seL4_GetMR(1), 0);
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, wide, 20, 1000, 8, 0, ~0UL));
    CHECK_EQUAL(seL4_SchedControl_ConfigureFlags(CONTROL, wide, 20, 1000, 9, 0, 0), seL4_RangeError);
    CHECK_EQUAL(seL4_GetMR(1), 8);
}

static void count_for_ever(void *argument)
{
    (void)argument;
    for (;;)
        counters[0]++;
}

/* A thread that gave up its budget for ten minutes. */
static void make_waiting(void)
{
    trace_clear();
    probe_make(&one, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(100000, 600000000)});
    probe_start(&one, yield_then_leave, (void *)1);
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
}

static void configure(seL4_Word budget, seL4_Word period)
{
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, one.thread.sc, budget, period, 0, 0, 0));
    probe_settle();
}

/* covers: scheduling.md 6 ConfigureFlags 2: new or update; scheduling.md 3 update 2: a head in the future stays */
TEST(configure_waiting)
{
    /* Runnable: only the limits change, its time does not come nearer. */
    make_waiting();
    configure(100000, 500000000);
    CHECK_EQUAL(trace_count, 0);
    configure(90000, 400000000);
    CHECK_EQUAL(trace_count, 0);
    /* Round robin is always ready. */
    configure(5000, 5000);
    CHECK_EQUAL(trace_count, 1);
    /* Not runnable: it begins anew. */
    make_waiting();
    CHECK_OK(seL4_TCB_Suspend(one.thread.tcb));
    CHECK_OK(seL4_TCB_Resume(one.thread.tcb));
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
    CHECK_OK(seL4_TCB_Suspend(one.thread.tcb));
    configure(100000, 600000000);
    CHECK_EQUAL(trace_count, 0);
    CHECK_OK(seL4_TCB_Resume(one.thread.tcb));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
    /* Without thread, too. */
    make_waiting();
    CHECK_OK(seL4_SchedContext_Unbind(one.thread.sc));
    configure(100000, 600000000);
    CHECK_OK(seL4_SchedContext_Bind(one.thread.sc, one.thread.tcb));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
}

/* covers: scheduling.md 6 Bind: schedulable but not ready: release queue */
TEST(bind_exhausted)
{
    make_waiting();
    CHECK_OK(seL4_SchedContext_Unbind(one.thread.sc));
    /* Another thread does not get more out of it. */
    probe_make(&two, (struct kit_options){.priority = PRIORITY, .passive = 1});
    CHECK_OK(seL4_SchedContext_Bind(one.thread.sc, two.thread.tcb));
    probe_start(&two, yield_then_leave, (void *)2);
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
    /* Nor the first one, with which it is still ready to run: but with another scheduling context. */
    CHECK_OK(seL4_SchedContext_Bind(kit_sched_context(5000, 5000), one.thread.tcb));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
    CHECK_EQUAL(trace[0], 1);
    /* Its priority can change meanwhile. */
    CHECK_OK(seL4_TCB_SetPriority(two.thread.tcb, SELF, PRIORITY + 5));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, one.thread.sc, 5000, 5000, 0, 0, 0));
    probe_settle();
    CHECK_EQUAL(trace_count, 2);
}

/* covers: scheduling.md 6 Unbind; scheduling.md 6 Unbind TCB: the thread keeps its state, becomes passive */
TEST(unbind_running)
{
    seL4_CPtr notification = kit_notification();
    seL4_Word before = 0;

    counters[0] = 0;
    probe_make(&one, (struct kit_options){.priority = 1});
    probe_start(&one, count_for_ever, 0);
    CHECK(sched_await(&counters[0], 1, 10000));
    CHECK_OK(seL4_SchedContext_Bind(one.thread.sc, notification));
    CHECK_SUCCESS(INVOKE(one.thread.sc, SchedContextUnbind, CAPS(), ARGS()));
    before = counters[0];
    sched_pause(20);
    CHECK_EQUAL(counters[0], before);
    /* Still running: it needs but a scheduling context. The notification's is free as well. */
    CHECK_SUCCESS(INVOKE(one.thread.sc, SchedContextBind, CAPS(one.thread.tcb), ARGS()));
    CHECK_SUCCESS(INVOKE(one.thread.sc, SchedContextBind, CAPS(notification), ARGS()));
    CHECK(sched_await(&counters[0], before + 1, 10000));
}

const struct frame_test share_tests[] = {
    ENTRY("scheduling.10.slices", slices),
    ENTRY("scheduling.10.yields-alternate", yields_alternate),
    ENTRY("scheduling.10.more-often", more_often),
    ENTRY("scheduling.4.releases", releases),
    ENTRY("syscalls.4.calls-exactly-once", calls_exactly_once),
    ENTRY("syscalls.4.calls-exactly-once-passive", calls_exactly_once_passive),
    ENTRY("scheduling.1.constants", constants),
    ENTRY("scheduling.6.configure-waiting", configure_waiting),
    ENTRY("scheduling.6.bind-exhausted", bind_exhausted),
    ENTRY("scheduling.6.unbind-running", unbind_running),
    FRAME_END,
};
