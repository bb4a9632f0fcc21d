/* SPDX-License-Identifier: BSD-2-Clause */
/* YieldTo: refusals, immediate and pending results. */
#include "sched.h"

static struct probe yielder, target;
static volatile seL4_Word result, error, returned, spinning;

static void yield(void *argument)
{
    seL4_SchedContext_YieldTo_t reply = seL4_SchedContext_YieldTo((seL4_CPtr)argument);

    error = (seL4_Word)reply.error;
    result = reply.consumed;
    returned++;
}

static void spin(void *argument)
{
    (void)argument;
    for (;;)
        spinning++;
}

static void spin_a_little(void *argument)
{
    seL4_Word end = kit_clock() + 2000 * frame_ticks_per_us();

    (void)argument;
    while (kit_clock() < end)
        spinning++;
}

static void make(seL4_Word yielder_priority, seL4_Word mcp, seL4_Word target_priority)
{
    returned = 0;
    spinning = 0;
    probe_make(&yielder, (struct kit_options){.priority = yielder_priority, .mcp = mcp});
    probe_make(&target, (struct kit_options){.priority = target_priority});
}

/* covers: scheduling.md 10 SCHED0017; invocations.md 8 YieldTo */
TEST(refusals)
{
    seL4_CPtr unbound = kit_sched_context(5000, 5000);

    CHECK_REFUSED(INVOKE(unbound, SchedContextYieldTo, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapInitThreadSC, SchedContextYieldTo, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    make(100, 100, 101);
    probe_start(&yielder, yield, (void *)target.thread.sc);
    probe_settle();
    CHECK_EQUAL(returned, 1);
    CHECK_EQUAL(error, seL4_IllegalOperation);
    /* a thread that is not running: the answer comes at once */
    CHECK_REPLY(INVOKE(target.thread.sc, SchedContextYieldTo, CAPS(), ARGS()), WORDS(0));
}

/* covers: scheduling.md 6 YieldTo 4 */
TEST(lower_target)
{
    make(100, 100, 50);
    probe_start(&target, spin_a_little, 0);
    probe_start(&yielder, yield, (void *)target.thread.sc);
    probe_settle();
    CHECK_EQUAL(returned, 1);
    CHECK_EQUAL(error, seL4_NoError);
    CHECK_EQUAL(result, 0);
}

/* covers: scheduling.md 10 SCHED0019; scheduling.md 6 YieldTo 5 */
TEST(equal_target)
{
    make(100, 100, 100);
    probe_start(&yielder, yield, (void *)target.thread.sc);
    probe_start(&target, spin_a_little, 0);
    probe_settle();
    CHECK_EQUAL(returned, 1);
    CHECK_EQUAL(error, seL4_NoError);
    CHECK(result > 0 && spinning > 0);
}

/* covers: scheduling.md 10 SCHED0018 (target suspended, target deleted) */
TEST(target_ends)
{
    for (int deletes = 0; deletes < 2; deletes++) {
        make(90, 100, 100);
        probe_start(&target, spin, 0);
        CHECK_OK(seL4_TCB_Suspend(target.thread.tcb));
        probe_start(&yielder, yield, (void *)target.thread.sc);
        CHECK_OK(seL4_TCB_Resume(target.thread.tcb));
        CHECK_OK(seL4_TCB_SetPriority(target.thread.tcb, SELF, 80));
        CHECK_OK(seL4_TCB_SetPriority(yielder.thread.tcb, SELF, 80));
        CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, 80));
        while (spinning == 0)
            seL4_Yield();
        CHECK_OK(seL4_TCB_SetPriority(SELF, SELF, TOP));
        if (deletes)
            CHECK_OK(kit_delete(target.thread.tcb));
        else
            CHECK_OK(seL4_TCB_Suspend(target.thread.tcb));
        probe_settle();
        CHECK_EQUAL(returned, 1);
        CHECK_EQUAL(error, seL4_NoError);
    }
}

/* A ticking thread above all others ends the yielder while the target runs on the yielder's wish. */
static void end_yielder(void *argument)
{
    while (spinning == 0)
        seL4_Yield();
    error = kit_delete(yielder.thread.tcb);
    (void)seL4_TCB_Suspend(target.thread.tcb);
    (void)argument;
}

/* covers: scheduling.md 10 SCHED0018 (yielder deleted); scheduling.md 6 pending yields */
TEST(yielder_ends)
{
    static struct probe ticker;

    returned = 0;
    spinning = 0;
    error = 99;
    probe_make(&yielder, (struct kit_options){.priority = 100, .mcp = 100});
    probe_make(&target, (struct kit_options){.priority = 100, .sc = kit_sched_context(60000000, 60000000)});
    probe_make(&ticker, (struct kit_options){.priority = 200, .sc = kit_sched_context(2000, 10000)});
    probe_start(&yielder, yield, (void *)target.thread.sc);
    probe_start(&target, spin, 0);
    CHECK_OK(seL4_TCB_SetPriority(yielder.thread.tcb, SELF, 100)); /* to the front of its queue */
    probe_start(&ticker, end_yielder, 0);
    sched_pause(1);
    CHECK_EQUAL(error, seL4_NoError);
    CHECK(spinning > 0);
    CHECK_EQUAL(returned, 0);
    CHECK_SUCCESS(INVOKE(target.thread.sc, SchedContextUnbind, CAPS(), ARGS()));
}

const struct frame_test yield_to_tests[] = {
    ENTRY("scheduling.10.yield-to-refusals", refusals),
    ENTRY("scheduling.6.yield-to-lower", lower_target),
    ENTRY("scheduling.10.yield-to-equal", equal_target),
    ENTRY("scheduling.10.yield-to-target-ends", target_ends),
    ENTRY("scheduling.10.yield-to-yielder-ends", yielder_ends),
    FRAME_END,
};
