/* SPDX-License-Identifier: BSD-2-Clause */
/* YieldTo while it is pending: how it ends otherwise. */
#include "call.h"
#include "sched.h"

#define PRIORITY 100

static struct agent yielder;
static struct probe target, third;
static seL4_CPtr signal;
static volatile seL4_Word phase, third_error, third_consumed;

static seL4_MessageInfo_t yield_info(void)
{
    return seL4_MessageInfo_new(SchedContextYieldTo, 0, 0, 0);
}

/* Works a little, wakes the third thread, works a little, ends. */
static void work(void *argument)
{
    (void)argument;
    for (phase = 1; phase <= 2; phase++) {
        seL4_Word end = kit_clock() + 1000 * frame_ticks_per_us();

        while (kit_clock() < end)
            continue;
        if (phase == 1 && signal)
            seL4_Signal(signal);
    }
}

static void start(long number, void (*function)(void *))
{
    phase = 0;
    signal = function ? kit_notification() : 0;
    agent_make_with(&yielder, (struct kit_options){.priority = PRIORITY, .mcp = PRIORITY});
    /* A slice that no pause of an emulated machine uses up: the yielder must not have its turn before the end. */
    probe_make(&target, (struct kit_options){.priority = PRIORITY, .sc = kit_sched_context(10000000, 10000000)});
    if (function) {
        probe_make(&third, (struct kit_options){.priority = PRIORITY + 1, .mcp = 200});
        probe_start(&third, function, 0);
        probe_settle();
    }
    probe_start(&target, work, 0);
    /* In front of the target. */
    call_prepare(&yielder.call, (seL4_Word)number, target.thread.sc, yield_info());
    agent_start(&yielder);
    probe_settle();
}

/* Consumed microseconds as the only result. */
static void check_completed(void)
{
    CHECK_EQUAL(yielder.call.done, 1);
    CHECK_EQUAL(yielder.call.out.cap, 0);
    CHECK_EQUAL(yielder.call.out.info, seL4_MessageInfo_new(0, 0, 0, 1).words[0]);
    CHECK(yielder.call.got[0] != 0);
    CHECK_EQUAL(yielder.call.got[1], yielder.call.words[1]);
}

/* covers: scheduling.md 6 YieldTo 5; the reply of a pending YieldTo is written even without Call */
TEST(every_call)
{
    static const long numbers[] = {seL4_SysCall, seL4_SysSend, seL4_SysNBSend};

    for (unsigned i = 0; i < 3; i++) {
        start(numbers[i], 0);
        CHECK_EQUAL(phase, 3);
        check_completed();
        /* The counter was read and reset. */
        CHECK_REPLY(INVOKE(target.thread.sc, SchedContextConsumed, CAPS(), ARGS()), WORDS(0));
    }
}

static void yield_too(void *argument)
{
    seL4_SchedContext_YieldTo_t result = {0};

    (void)argument;
    seL4_Wait(signal, 0);
    result = seL4_SchedContext_YieldTo(target.thread.sc);
    third_error = (seL4_Word)result.error;
    third_consumed = result.consumed;
}

/* covers: scheduling.md 6 YieldTo 1: a pending one is completed by another; scheduling.md 6 YieldTo 4 */
TEST(completed_by_another)
{
    third_error = third_consumed = 77;
    start(seL4_SysCall, yield_too);
    CHECK_EQUAL(phase, 3);
    check_completed();
    CHECK_EQUAL(third_error, seL4_NoError);
    /* The first one has taken the counter. */
    CHECK_EQUAL(third_consumed, 0);
}

static void suspend_yielder(void *argument)
{
    (void)argument;
    seL4_Wait(signal, 0);
    third_error = (seL4_Word)seL4_TCB_Suspend(yielder.probe.thread.tcb);
}

/* covers: scheduling.md 6 pending yields: Suspend of the caller: cancelled, no reply */
TEST(cancelled_by_suspend)
{
    start(seL4_SysSend, suspend_yielder);
    CHECK_EQUAL(third_error, seL4_NoError);
    CHECK_EQUAL(phase, 3);
    CHECK_EQUAL(yielder.call.done, 0);
    /* The target's scheduling context knows nothing more of it. */
    CHECK(INVOKE(target.thread.sc, SchedContextConsumed, CAPS(), ARGS()).words[0] != 0);
    CHECK_OK(seL4_TCB_Resume(yielder.probe.thread.tcb));
    probe_settle();
    CHECK_UNTOUCHED(&yielder.call);
}

static void delete_context(void *argument)
{
    (void)argument;
    seL4_Wait(signal, 0);
    third_error = (seL4_Word)kit_delete(target.thread.sc);
}

/* covers: scheduling.md 6 pending yields: deletion of the SC: completed; scheduling.md 6 SC deletion */
TEST(completed_by_deletion)
{
    start(seL4_SysCall, delete_context);
    CHECK_EQUAL(third_error, seL4_NoError);
    /* The target stopped where it was. */
    CHECK_EQUAL(phase, 1);
    check_completed();
}

static void delete_target(void *argument)
{
    (void)argument;
    seL4_Wait(signal, 0);
    third_error = (seL4_Word)kit_delete(target.thread.tcb);
}

/* covers: scheduling.md 6 deleting T only makes the caller next in line; caps.md 5 TCB: pending YieldTo completed */
TEST(target_deleted)
{
    start(seL4_SysCall, delete_target);
    CHECK_EQUAL(third_error, seL4_NoError);
    CHECK_EQUAL(phase, 1);
    check_completed();
}

static void yield_once(void *argument)
{
    (void)argument;
    seL4_Yield();
    phase = 1;
}

/* covers: scheduling.md 6 YieldTo 2 and 3: target without budget */
TEST(target_without_budget)
{
    seL4_CPtr sc = kit_sched_context(100000, 60000000);

    phase = 0;
    agent_make_with(&yielder, (struct kit_options){.priority = PRIORITY, .mcp = PRIORITY});
    probe_make(&target, (struct kit_options){.priority = PRIORITY, .sc = sc});
    probe_start(&target, yield_once, 0);
    probe_settle();
    CHECK_EQUAL(phase, 0);
    call_prepare(&yielder.call, (seL4_Word)seL4_SysCall, sc, yield_info());
    agent_start(&yielder);
    probe_settle();
    CHECK_EQUAL(phase, 0);
    CHECK_EQUAL(yielder.call.out.info, seL4_MessageInfo_new(0, 0, 0, 1).words[0]);
    /* Much less than the budget that Yield gave away. */
    CHECK(yielder.call.got[0] < 100000);
}

/* covers: scheduling.md 6 Consumed: sent without Call: counter reset, no reply */
TEST(consumed_without_call)
{
    start(seL4_SysCall, 0);
    probe_start(&target, work, 0);
    probe_settle();
    call_prepare(&yielder.call, (seL4_Word)seL4_SysSend, target.thread.sc,
                 seL4_MessageInfo_new(SchedContextConsumed, 0, 0, 0));
    agent_start(&yielder);
    probe_settle();
    CHECK_UNTOUCHED(&yielder.call);
    CHECK_REPLY(INVOKE(target.thread.sc, SchedContextConsumed, CAPS(), ARGS()), WORDS(0));
}

const struct frame_test pending_tests[] = {
    ENTRY("scheduling.6.yield-to-every-call", every_call),
    ENTRY("scheduling.6.yield-to-completed-by-another", completed_by_another),
    ENTRY("scheduling.6.yield-to-cancelled", cancelled_by_suspend),
    ENTRY("scheduling.6.yield-to-completed-by-deletion", completed_by_deletion),
    ENTRY("scheduling.6.yield-to-target-deleted", target_deleted),
    ENTRY("scheduling.6.yield-to-without-budget", target_without_budget),
    ENTRY("scheduling.6.consumed-without-call", consumed_without_call),
    FRAME_END,
};
