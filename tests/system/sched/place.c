/* SPDX-License-Identifier: BSD-2-Clause */
/* Places in the queues of ready threads, seen from the order in which threads run. */
#include "call.h"
#include "sched.h"

#define PRIORITY 100
/* What the acting thread leaves in the trace behind its system call. */
#define ACTOR 99

static struct probe p[4], actor;
static seL4_CPtr waits_at, reply;

static void leave_number(void *argument)
{
    trace_add((seL4_Word)argument);
}

static void wait_and_leave(void *argument)
{
    (void)seL4_Wait(waits_at, 0);
    trace_add((seL4_Word)argument);
}

static void check_trace(const seL4_Word *wanted, seL4_Word count)
{
    CHECK_EQUAL(trace_count, count);
    for (seL4_Word i = 0; i < count && i < trace_count; i++)
        CHECK_EQUAL(trace[i], wanted[i + 1]);
}
#define CHECK_TRACE(...) check_trace(WORDS(__VA_ARGS__))

/* Thread 0 waits for a signal; thread 1 is ready, and behind the actor in its queue. */
static void set_up(seL4_Word waiter, seL4_Word acting)
{
    waits_at = kit_notification();
    reply = kit_reply();
    probe_make(&p[0], (struct kit_options){.priority = waiter});
    probe_make(&p[1], (struct kit_options){.priority = PRIORITY});
    probe_make(&actor, (struct kit_options){.priority = acting, .mcp = 200});
    probe_start(&p[0], wait_and_leave, (void *)0);
    probe_settle();
    trace_clear();
    probe_start(&p[1], leave_number, (void *)1);
}

static void act(void (*function)(void *), void *argument)
{
    probe_start(&actor, function, argument);
    probe_settle();
}

/* covers: scheduling.md 5 positions: front for Bind, SetPriority and what cannot run at once */
TEST(fronts)
{
    trace_clear();
    for (seL4_Word i = 0; i < 4; i++)
        probe_make(&p[i], (struct kit_options){.priority = PRIORITY});
    CHECK_OK(seL4_SchedContext_Unbind(p[2].thread.sc));
    for (seL4_Word i = 0; i < 4; i++)
        probe_start(&p[i], leave_number, (void *)i);
    CHECK_OK(seL4_SchedContext_Bind(p[2].thread.sc, p[2].thread.tcb));
    CHECK_OK(seL4_TCB_SetPriority(p[0].thread.tcb, SELF, PRIORITY));
    probe_settle();
    CHECK_TRACE(0, 2, 3, 1);
}

static void signal_and_leave(void *argument)
{
    (void)argument;
    seL4_Signal(waits_at);
    trace_add(ACTOR);
}

/* covers: scheduling.md 5 candidate of equal priority: back of the queue, the current one goes on */
TEST(signal_equal)
{
    set_up(PRIORITY, PRIORITY);
    act(signal_and_leave, 0);
    CHECK_TRACE(ACTOR, 1, 0);
}

/* covers: scheduling.md 5 candidate of higher priority runs directly, the displaced one goes to the front */
TEST(signal_higher)
{
    set_up(PRIORITY + 1, PRIORITY);
    act(signal_and_leave, 0);
    CHECK_TRACE(0, ACTOR, 1);
}

/* covers: scheduling.md 5 candidate of lower priority */
TEST(signal_lower)
{
    set_up(PRIORITY - 1, PRIORITY);
    act(signal_and_leave, 0);
    CHECK_TRACE(ACTOR, 1, 0);
}

static void receive_and_leave(void *argument)
{
    (void)seL4_Recv(waits_at, 0, reply);
    trace_add((seL4_Word)argument);
    seL4_Send(reply, seL4_MessageInfo_new(0, 0, 0, 0));
    trace_add((seL4_Word)argument + 10);
}

static void call_and_leave(void *argument)
{
    (void)argument;
    (void)seL4_Call(waits_at, seL4_MessageInfo_new(0, 0, 0, 0));
    trace_add(ACTOR);
}

/* covers: scheduling.md 5 IPC to an equal-priority receiver when the sender blocks runs the receiver at once */
TEST(call_equal)
{
    waits_at = kit_endpoint();
    reply = kit_reply();
    probe_make(&p[0], (struct kit_options){.priority = PRIORITY});
    probe_make(&p[1], (struct kit_options){.priority = PRIORITY});
    probe_make(&actor, (struct kit_options){.priority = PRIORITY});
    probe_start(&p[0], receive_and_leave, (void *)0);
    probe_settle();
    trace_clear();
    probe_start(&p[1], leave_number, (void *)1);
    act(call_and_leave, 0);
    /* The callee overtakes; its reply puts the caller behind all others. */
    CHECK_TRACE(0, 10, 1, ACTOR);
}

/* covers: scheduling.md 5 step 3: something more urgent than the candidate is queued */
TEST(call_lower)
{
    waits_at = kit_endpoint();
    reply = kit_reply();
    probe_make(&p[0], (struct kit_options){.priority = PRIORITY - 10});
    probe_make(&p[1], (struct kit_options){.priority = PRIORITY - 5});
    probe_make(&actor, (struct kit_options){.priority = PRIORITY});
    probe_start(&p[0], receive_and_leave, (void *)0);
    probe_settle();
    trace_clear();
    probe_start(&p[1], leave_number, (void *)1);
    act(call_and_leave, 0);
    CHECK_TRACE(1, 0, ACTOR, 10);
}

static void yield_and_leave(void *argument)
{
    (void)argument;
    seL4_Yield();
    trace_add(ACTOR);
}

/* covers: scheduling.md 5 positions: Yield: back */
TEST(yield)
{
    set_up(PRIORITY, PRIORITY);
    act(yield_and_leave, 0);
    CHECK_TRACE(1, ACTOR);
}

static void change_own_priority(void *argument)
{
    (void)seL4_TCB_SetPriority(actor.thread.tcb, SELF, (seL4_Word)argument);
    trace_add(ACTOR);
}

/* covers: scheduling.md 5 SetPriority of the running thread; scheduling.md 10 SCHED0005 */
TEST(own_priority)
{
    /* Raised, kept, lowered to that of another one: goes on. Lowered below it: waits. */
    static const seL4_Word from[] = {PRIORITY, PRIORITY, PRIORITY + 5, PRIORITY + 5};
    static const seL4_Word to[] = {PRIORITY + 5, PRIORITY, PRIORITY, PRIORITY - 1};

    for (unsigned i = 0; i < 4; i++) {
        set_up(PRIORITY, from[i]);
        act(change_own_priority, (void *)to[i]);
        if (i < 3)
            CHECK_TRACE(ACTOR, 1);
        else
            CHECK_TRACE(1, ACTOR);
    }
}

static void resume_and_leave(void *argument)
{
    (void)seL4_TCB_Resume((seL4_CPtr)argument);
    trace_add(ACTOR);
}

/* covers: scheduling.md 6 Resume: candidate; scheduling.md 10 SCHED0003 */
TEST(resume)
{
    for (seL4_Word priority = PRIORITY - 1; priority <= PRIORITY + 1; priority++) {
        probe_make(&p[0], (struct kit_options){.priority = priority});
        probe_make(&p[1], (struct kit_options){.priority = PRIORITY});
        probe_make(&actor, (struct kit_options){.priority = PRIORITY});
        trace_clear();
        probe_start(&p[0], leave_number, (void *)0);
        CHECK_OK(seL4_TCB_Suspend(p[0].thread.tcb));
        probe_start(&p[1], leave_number, (void *)1);
        act(resume_and_leave, (void *)p[0].thread.tcb);
        if (priority > PRIORITY)
            CHECK_TRACE(0, ACTOR, 1);
        else
            CHECK_TRACE(ACTOR, 1, 0);
    }
}

static void configure_and_leave(void *argument)
{
    (void)seL4_SchedControl_ConfigureFlags(CONTROL, (seL4_CPtr)argument, 5000, 5000, 0, 0, 0);
    trace_add(ACTOR);
}

/* covers: scheduling.md 6 ConfigureFlags 5: candidate; the caller's own: reschedule */
TEST(configure)
{
    for (seL4_Word priority = PRIORITY; priority <= PRIORITY + 1; priority++) {
        seL4_CPtr sc = kit_object(seL4_SchedContextObject, 8);

        probe_make(&p[0], (struct kit_options){.priority = priority});
        probe_make(&p[1], (struct kit_options){.priority = PRIORITY});
        probe_make(&actor, (struct kit_options){.priority = PRIORITY});
        trace_clear();
        /* Ready but for its scheduling context, which was never configured. */
        CHECK_OK(seL4_SchedContext_Unbind(p[0].thread.sc));
        probe_start(&p[0], leave_number, (void *)0);
        CHECK_OK(seL4_SchedContext_Bind(sc, p[0].thread.tcb));
        probe_start(&p[1], leave_number, (void *)1);
        act(configure_and_leave, (void *)sc);
        if (priority > PRIORITY)
            CHECK_TRACE(0, ACTOR, 1);
        else
            CHECK_TRACE(ACTOR, 1, 0);
    }
    /* Its own: it goes on. */
    set_up(PRIORITY, PRIORITY);
    act(configure_and_leave, (void *)actor.thread.sc);
    CHECK_TRACE(ACTOR, 1);
}

/* covers: scheduling.md 7 initial thread */
TEST(initial_thread)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    CHECK_SUCCESS(INVOKE(tcb, TCBSetPriority, CAPS(SELF), ARGS(255)));
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(SELF), ARGS(256)), seL4_RangeError, WORDS(0, 255));
    CHECK_REFUSED(INVOKE(tcb, SchedContextBind, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    /* Two refills: the object has the least size. */
    CHECK_REFUSED(INVOKE(CONTROL, SchedControlConfigureFlags, CAPS(seL4_CapInitThreadSC), ARGS(5000, 6000, 1, 0, 0)),
                  seL4_RangeError, WORDS(0, 0));
    CHECK_REFUSED(INVOKE(seL4_CapInitThreadSC, SchedContextBind, CAPS(tcb), ARGS()), seL4_IllegalOperation, WORDS());
}

const struct frame_test place_tests[] = {
    ENTRY("scheduling.5.fronts", fronts),
    ENTRY("scheduling.5.signal-equal", signal_equal),
    ENTRY("scheduling.5.signal-higher", signal_higher),
    ENTRY("scheduling.5.signal-lower", signal_lower),
    ENTRY("scheduling.5.call-equal", call_equal),
    ENTRY("scheduling.5.call-lower", call_lower),
    ENTRY("scheduling.5.yield", yield),
    ENTRY("scheduling.5.own-priority", own_priority),
    ENTRY("scheduling.6.resume", resume),
    ENTRY("scheduling.6.configure", configure),
    ENTRY("scheduling.7.initial-thread", initial_thread),
    FRAME_END,
};
