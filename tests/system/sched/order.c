/* SPDX-License-Identifier: BSD-2-Clause */
/* Who runs first: priorities, starting and stopping. */
#include "sched.h"

#define MANY 40

static struct probe a, b, c;
static struct kit_thread many[MANY];
static volatile seL4_Word counter, step;

static void count_for_ever(void *argument)
{
    (void)argument;
    for (;;)
        counter++;
}

static void leave_number(void *argument)
{
    trace_add((seL4_Word)argument);
}

/* covers: scheduling.md 10 SCHED0000; scheduling.md 6 Suspend; scheduling.md 6 Resume */
TEST(suspend_stops)
{
    seL4_Word before = 0;

    counter = 0;
    probe_make(&a, (struct kit_options){.priority = 1}); /* takes turns with sched_await */
    probe_start(&a, count_for_ever, 0);
    CHECK(sched_await(&counter, 1, 10000));
    CHECK_OK(seL4_TCB_Suspend(a.thread.tcb));
    before = counter;
    sched_pause(20);
    CHECK_EQUAL(counter, before);
    CHECK_OK(seL4_TCB_Suspend(a.thread.tcb)); /* harmless when Inactive */
    CHECK_OK(seL4_TCB_Resume(a.thread.tcb));
    CHECK(sched_await(&counter, before + 1, 10000));
}

/* covers: scheduling.md 10 SCHED0002 */
TEST(resume_self)
{
    CHECK_OK(seL4_TCB_Resume(SELF));
}

static void resume_two(void *argument)
{
    (void)argument;
    trace_add(2);
    (void)seL4_TCB_Resume(c.thread.tcb); /* higher: runs at once */
    trace_add(4);
    (void)seL4_TCB_Resume(a.thread.tcb); /* lower: later */
    trace_add(5);
}

/* covers: scheduling.md 10 SCHED0003; scheduling.md 5 table of making a thread candidate */
TEST(resume_order)
{
    static const seL4_Word expected[] = {2, 3, 4, 5, 1};

    trace_clear();
    probe_make(&a, (struct kit_options){.priority = 50});
    probe_make(&b, (struct kit_options){.priority = 100});
    probe_make(&c, (struct kit_options){.priority = 150});
    probe_start(&a, leave_number, (void *)1);
    CHECK_OK(seL4_TCB_Suspend(a.thread.tcb));
    kit_thread_prepare(&a.thread);
    probe_start(&c, leave_number, (void *)3);
    CHECK_OK(seL4_TCB_Suspend(c.thread.tcb));
    kit_thread_prepare(&c.thread);
    probe_start(&b, resume_two, 0);
    probe_settle();
    CHECK_EQUAL(trace_count, 5);
    for (seL4_Word i = 0; i < 5; i++)
        CHECK_EQUAL(trace[i], expected[i]);
}

static void many_body(void *argument)
{
    trace_add((seL4_Word)argument);
    (void)seL4_Wait(step, 0); /* for ever */
}

/* covers: scheduling.md 10 SCHED0004 */
TEST(strict_priorities)
{
    trace_clear();
    step = kit_notification();
    for (seL4_Word i = 0; i < MANY; i++) {
        seL4_Word priority = 10 + (i * 17) % MANY; /* 17 and MANY have no common divisor */

        many[i] = kit_thread(many_body, (void *)priority, (struct kit_options){.priority = priority});
        kit_thread_start(&many[i]);
    }
    CHECK_EQUAL(trace_count, 0);
    probe_settle();
    CHECK_EQUAL(trace_count, MANY);
    for (seL4_Word i = 0; i < MANY; i++)
        CHECK_EQUAL(trace[i], 10 + MANY - 1 - i);
}

/* Priority 100. The other one, at 50, is raised above, which runs it at once, and lowers itself again. */
static void raise_other(void *argument)
{
    (void)argument;
    trace_add(1);
    (void)seL4_TCB_SetPriority(b.thread.tcb, SELF, 120);
    trace_add(4);
    (void)seL4_TCB_SetPriority(a.thread.tcb, SELF, 30);
    trace_add(6);
}

static void lower_self(void *argument)
{
    (void)argument;
    trace_add(2);
    (void)seL4_TCB_SetPriority(b.thread.tcb, SELF, 130);
    trace_add(3);
    (void)seL4_TCB_SetPriority(b.thread.tcb, SELF, 50);
    trace_add(5);
}

/* covers: scheduling.md 10 SCHED0005; scheduling.md 10 SCHED0020; scheduling.md 5 SetPriority */
TEST(priority_changes)
{
    trace_clear();
    probe_make(&a, (struct kit_options){.priority = 100});
    probe_make(&b, (struct kit_options){.priority = 50});
    probe_start(&a, raise_other, 0);
    probe_start(&b, lower_self, 0);
    probe_settle();
    CHECK_EQUAL(trace_count, 6);
    for (seL4_Word i = 0; i < 6; i++)
        CHECK_EQUAL(trace[i], i + 1);
}

/* covers: scheduling.md 10 SCHED0010; scheduling.md 6 Bind; scheduling.md 6 Passive thread */
TEST(no_context)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000);

    trace_clear();
    probe_make(&a, (struct kit_options){.priority = 100, .passive = 1});
    probe_start(&a, leave_number, (void *)7);
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
    CHECK_OK(seL4_SchedContext_Bind(sc, a.thread.tcb));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
    CHECK_EQUAL(trace[0], 7);
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0005; scheduling.md 6 SC deletion */
TEST(context_deleted)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000);
    seL4_Word before = 0;

    counter = 0;
    probe_make(&a, (struct kit_options){.priority = 1, .sc = sc});
    probe_start(&a, count_for_ever, 0);
    CHECK(sched_await(&counter, 1, 10000));
    CHECK_OK(kit_delete(sc));
    before = counter;
    sched_pause(30);
    CHECK_EQUAL(counter, before);
}

/* covers: scheduling.md 6 Bind (an inactive context starts its thread when it is configured) */
TEST(context_configured_later)
{
    seL4_CPtr sc = kit_object(seL4_SchedContextObject, seL4_MinSchedContextBits);

    trace_clear();
    probe_make(&a, (struct kit_options){.priority = 100, .passive = 1});
    CHECK_OK(seL4_SchedContext_Bind(sc, a.thread.tcb));
    probe_start(&a, leave_number, (void *)9);
    probe_settle();
    CHECK_EQUAL(trace_count, 0);
    CHECK_OK(seL4_SchedControl_ConfigureFlags(CONTROL, sc, 5000, 5000, 0, 0, 0));
    probe_settle();
    CHECK_EQUAL(trace_count, 1);
}

const struct frame_test order_tests[] = {
    ENTRY("scheduling.10.suspend-stops", suspend_stops),
    ENTRY("scheduling.10.resume-self", resume_self),
    ENTRY("scheduling.10.resume-order", resume_order),
    ENTRY("scheduling.10.strict-priorities", strict_priorities),
    ENTRY("scheduling.10.priority-changes", priority_changes),
    ENTRY("scheduling.10.no-context", no_context),
    ENTRY("scheduling.10.context-deleted", context_deleted),
    ENTRY("scheduling.6.context-configured-later", context_configured_later),
    FRAME_END,
};
