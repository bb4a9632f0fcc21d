/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of scheduling contexts and SchedControl: refusals in their order, bindings, consumption. */
#include "sched.h"

#define CONFIGURE(caps, ...) INVOKE(CONTROL, SchedControlConfigureFlags, caps, ARGS(__VA_ARGS__))
#define BIND(sc, caps) INVOKE(sc, SchedContextBind, caps, ARGS())
#define UNBIND_OBJECT(sc, caps) INVOKE(sc, SchedContextUnbindObject, caps, ARGS())

static struct probe a;
static volatile seL4_Word counter;

static seL4_CPtr new_context(seL4_Word size_bits)
{
    return kit_object(seL4_SchedContextObject, size_bits);
}

static seL4_Word max_period(void)
{
    return ~0UL / ISA_TICKS_DIVISOR / 8;
}

/* covers: invocations.md 8 ConfigureFlags; scheduling.md 10 SCHED_CONTEXT_0001 */
TEST(configure_refusals)
{
    seL4_CPtr sc = new_context(7);
    seL4_CPtr other = kit_endpoint();
    seL4_Word max = max_period();

    CHECK_REFUSED(INVOKE(CONTROL, SchedContextBind, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(CAPS(), 0, 0, 9, 0, 0), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(CONFIGURE(CAPS(other), 0, 0, 9, 0), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(CONFIGURE(CAPS(other), max + 1, 0, 9, 0, 0), seL4_RangeError, WORDS(20, max));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 0, max + 1, 9, 0, 0), seL4_RangeError, WORDS(20, max));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 0, 100, 9, 0, 0), seL4_RangeError, WORDS(20, max));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 100, 0, 9, 0, 0), seL4_RangeError, WORDS(20, max));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 19, 100, 9, 0, 0), seL4_RangeError, WORDS(20, max));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 101, 100, 9, 0, 0), seL4_RangeError, WORDS(20, 100));
    CHECK_REFUSED(CONFIGURE(CAPS(other), 20, 100, 9, 0, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(CONFIGURE(CAPS(sc), 20, 100, 1, 0, 0), seL4_RangeError, WORDS(0, 0));
    CHECK_SUCCESS(CONFIGURE(CAPS(sc), 20, 100, 0, 0, 0));
    CHECK_SUCCESS(CONFIGURE(CAPS(sc), 20, 20, 0, 0, 0));
    CHECK_SUCCESS(CONFIGURE(CAPS(sc), max, max, 0, 0, 0));
    CHECK_REFUSED(CONFIGURE(CAPS(new_context(8)), 20, 100, 9, 0, 0), seL4_RangeError, WORDS(0, 8));
    CHECK_SUCCESS(CONFIGURE(CAPS(new_context(8)), 20, 100, 8, 0, 0));
    CHECK_REFUSED(CONFIGURE(CAPS(new_context(12)), 20, 100, 249, 0, 0), seL4_RangeError, WORDS(0, 248));
    CHECK_SUCCESS(CONFIGURE(CAPS(new_context(12)), 20, 100, 248, 0, 0));
}

/* covers: invocations.md 8 Bind; invocations.md 8 UnbindObject; scheduling.md 10 SCHED_CONTEXT_0003 */
TEST(bindings)
{
    seL4_CPtr sc = new_context(7), second = new_context(7), own = kit_sched_context(5000, 5000);
    seL4_CPtr n1 = kit_notification(), n2 = kit_notification(), endpoint = kit_endpoint();
    struct kit_thread thread = kit_thread(0, 0, (struct kit_options){.priority = 5, .passive = 1});
    struct kit_thread owner = kit_thread(0, 0, (struct kit_options){.priority = 5, .sc = own});

    CHECK_REFUSED(BIND(sc, CAPS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(BIND(sc, CAPS(endpoint)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(BIND(sc, CAPS(owner.tcb)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(BIND(own, CAPS(thread.tcb)), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(BIND(sc, CAPS(thread.tcb)));
    CHECK_REFUSED(BIND(second, CAPS(thread.tcb)), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(BIND(sc, CAPS(n1)));
    CHECK_REFUSED(BIND(sc, CAPS(n2)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(BIND(second, CAPS(n1)), seL4_IllegalOperation, WORDS());

    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(endpoint)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(n2)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(owner.tcb)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(UNBIND_OBJECT(seL4_CapInitThreadSC, CAPS(SELF)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapInitThreadSC, SchedContextUnbind, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(UNBIND_OBJECT(sc, CAPS(n1)));
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(n1)), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(UNBIND_OBJECT(sc, CAPS(thread.tcb)));
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(thread.tcb)), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(BIND(sc, CAPS(thread.tcb)));
    CHECK_SUCCESS(BIND(sc, CAPS(n1)));
    CHECK_SUCCESS(INVOKE(sc, SchedContextUnbind, CAPS(), ARGS()));
    CHECK_SUCCESS(BIND(second, CAPS(thread.tcb)));
    CHECK_SUCCESS(BIND(second, CAPS(n1)));
    CHECK_REFUSED(INVOKE(sc, TCBSuspend, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
}

static void wait_for_ever(void *argument)
{
    (void)seL4_Wait((seL4_CPtr)argument, 0);
    counter++;
}

/* covers: invocations.md 8 Bind (blocked thread, context not released) */
TEST(bind_blocked)
{
    seL4_CPtr sc = new_context(7), signal = kit_notification();

    counter = 0;
    probe_make(&a, (struct kit_options){.priority = 100});
    probe_start(&a, wait_for_ever, (void *)signal);
    probe_settle();
    CHECK_SUCCESS(INVOKE(a.thread.sc, SchedContextUnbind, CAPS(), ARGS()));
    CHECK_REFUSED(BIND(sc, CAPS(a.thread.tcb)), seL4_IllegalOperation, WORDS()); /* inactive */
    CHECK_SUCCESS(CONFIGURE(CAPS(sc), 400000, 500000, 0, 0, 0));
    CHECK_SUCCESS(BIND(sc, CAPS(a.thread.tcb)));
    seL4_Signal(signal);
    probe_settle();
    CHECK_EQUAL(counter, 1);
}

static void count(void *argument)
{
    volatile seL4_Word *value = argument;

    for (;;)
        (*value)++;
}

/* covers: scheduling.md 6 Consumed; invocations.md 8 Consumed */
TEST(consumed)
{
    struct frame_reply reply = {0};
    seL4_Word begin = 0, elapsed = 0;

    counter = 0;
    probe_make(&a, (struct kit_options){.priority = 1});
    CHECK_REPLY(INVOKE(a.thread.sc, SchedContextConsumed, CAPS(), ARGS()), WORDS(0));
    begin = kit_clock();
    probe_start(&a, count, (void *)&counter);
    CHECK(sched_await(&counter, 100000, 20000));
    CHECK_OK(seL4_TCB_Suspend(a.thread.tcb));
    elapsed = (kit_clock() - begin) / frame_ticks_per_us();
    reply = INVOKE(a.thread.sc, SchedContextConsumed, CAPS(), ARGS());
    CHECK_EQUAL(reply.label, seL4_NoError);
    CHECK_EQUAL(reply.length, 1);
    CHECK(reply.words[0] > 0 && reply.words[0] <= elapsed);
    CHECK_REPLY(INVOKE(a.thread.sc, SchedContextConsumed, CAPS(), ARGS()), WORDS(0));
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0007; scheduling.md 10 SCHED_CONTEXT_0006; ipc.md 5 maybe donate */
TEST(notification_context)
{
    seL4_CPtr sc = kit_sched_context(5000, 5000), signal = kit_notification();

    counter = 0;
    CHECK_OK(seL4_SchedContext_Bind(sc, signal));
    probe_make(&a, (struct kit_options){.priority = 100, .sc = sc});
    probe_start(&a, wait_for_ever, (void *)signal);
    probe_settle();
    /* it waits there, so the context is the notification's again */
    CHECK_REFUSED(UNBIND_OBJECT(sc, CAPS(a.thread.tcb)), seL4_IllegalOperation, WORDS());
    seL4_Signal(signal);
    probe_settle();
    CHECK_EQUAL(counter, 1);
}

const struct frame_test context_tests[] = {
    ENTRY("invocations.8.configure-refusals", configure_refusals),
    ENTRY("invocations.8.bindings", bindings),
    ENTRY("invocations.8.bind-blocked", bind_blocked),
    ENTRY("scheduling.6.consumed", consumed),
    ENTRY("scheduling.10.notification-context", notification_context),
    FRAME_END,
};
