/* SPDX-License-Identifier: BSD-2-Clause */
/* A thread with a bound notification waits for messages and signals at once. */
#include "ipc.h"

#define PRIORITY 100

static struct agent a, b, c;
static seL4_CPtr endpoint, notification, reply, sc;

static void set_up(void)
{
    endpoint = kit_endpoint();
    notification = kit_notification();
    reply = kit_reply();
    sc = kit_sched_context(5000, 5000);
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    agent_make(&c, PRIORITY);
    CHECK_OK(seL4_TCB_BindNotification(b.probe.thread.tcb, notification));
}

static void signal_with(seL4_Word badge)
{
    seL4_Signal(minted(notification, seL4_CanWrite, badge));
}

/* covers: ipc.md 9 BIND0001; ipc.md 9 BIND0003; ipc.md 9 BIND0004; ipc.md 4 Recv 2; ipc.md 5 Signal Idle, bound */
TEST(messages_and_signals)
{
    seL4_CPtr badged = 0;

    set_up();
    badged = minted(endpoint, seL4_AllRights, 1);
    /* A signal while it waits at the endpoint. */
    for (unsigned way = 0; way < 2; way++) {
        if (way)
            agent_wait(&b, endpoint);
        else
            agent_recv(&b, endpoint, reply);
        probe_settle();
        signal_with(0x40);
        probe_settle();
        CHECK_BADGE_ONLY(&b.call, 0x40);
        /* It was consumed, and the thread has left the endpoint. */
        agent_nbwait(&b, notification);
        agent_nbsend(&a, endpoint, 1, 0);
        probe_settle();
        CHECK_BADGE_ONLY(&b.call, 0);
    }
    /* A message while it waits. */
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_call(&a, badged, 2, 6);
    probe_settle();
    CHECK_MESSAGE(&b.call, 1, 2, 6, &a.call);
    agent_send(&b, reply, 3, 0);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 3, 0, 0);
    /* A signal that is there comes before a message that is there. */
    signal_with(0x10);
    signal_with(0x20);
    agent_call(&a, badged, 4, 5);
    probe_settle();
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x30);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 1, 4, 5, &a.call);
    /* Without blocking as well. */
    signal_with(0x8);
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 8);
    signal_with(0x4);
    agent_nbwait(&b, endpoint);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 4);
    agent_nbwait(&b, endpoint);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    /* Directly. */
    agent_wait(&b, notification);
    probe_settle();
    signal_with(0x2);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 2);
    /* ReplyRecv and the two-phase calls take it in their second phase. */
    agent_call(&a, badged, 5, 0);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    signal_with(0x80);
    agent_reply_recv(&b, reply, 6, 3, endpoint);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 6, 3, &b.call);
    CHECK_BADGE_ONLY(&b.call, 0x80);
}

/* covers: ipc.md 5 Idle, else: bound TCB in a Call or waiting elsewhere; ipc.md 9 BIND0002 */
TEST(signal_while_busy)
{
    seL4_CPtr other = 0;

    set_up();
    other = kit_notification();
    /* In a call, before and after it was received. */
    agent_call(&b, endpoint, 1, 0);
    probe_settle();
    signal_with(1);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    agent_recv(&a, endpoint, reply);
    probe_settle();
    signal_with(2);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    agent_send(&a, reply, 7, 0);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 7, 0, 0);
    agent_wait(&b, other);
    probe_settle();
    signal_with(4);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    agent_nbwait(&b, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 7);
}

/* covers: syscalls.md 5 recv notification bound to a different thread; ipc.md 5 binding does not look at Active */
TEST(bound_to_another)
{
    static const long numbers[] = {seL4_SysRecv, seL4_SysNBRecv, seL4_SysWait, seL4_SysNBWait};

    set_up();
    for (unsigned i = 0; i < 4; i++) {
        call_prepare(&a.call, (seL4_Word)numbers[i], notification, plain(0));
        a.call.in.reply = reply;
        agent_start(&a);
        CHECK_EQUAL(probe_look(&a.probe), seL4_Fault_CapFault);
        CHECK_EQUAL(seL4_GetMR(1), notification);
        CHECK_EQUAL(seL4_GetMR(2), 1);
        CHECK_EQUAL(seL4_GetMR(3), seL4_MissingCapability);
        CHECK_EQUAL(seL4_GetMR(4), 0);
    }
    CHECK_OK(seL4_TCB_UnbindNotification(b.probe.thread.tcb));
    /* A signal that is there when it is bound is taken at the next receive. */
    signal_with(9);
    CHECK_OK(seL4_TCB_BindNotification(a.probe.thread.tcb, notification));
    agent_recv(&a, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&a.call, 9);
    /* Unbound: no longer. */
    CHECK_OK(seL4_TCB_UnbindNotification(a.probe.thread.tcb));
    agent_recv(&a, endpoint, reply);
    probe_settle();
    signal_with(3);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
}

/* covers: invocations.md 4 BindNotification; invocations.md 4 UnbindNotification */
TEST(bind_refusals)
{
    seL4_CPtr other = 0, tcb = 0;

    set_up();
    other = kit_notification();
    tcb = a.probe.thread.tcb;
    CHECK_REFUSED(INVOKE(b.probe.thread.tcb, TCBBindNotification, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(b.probe.thread.tcb, TCBBindNotification, CAPS(other), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(notification), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(endpoint), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(minted(other, seL4_CanWrite, 0)), ARGS()),
                  seL4_IllegalOperation, WORDS());
    agent_wait(&c, other);
    probe_settle();
    CHECK_REFUSED(INVOKE(tcb, TCBBindNotification, CAPS(other), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_OK(seL4_TCB_Suspend(c.probe.thread.tcb));
    CHECK_SUCCESS(INVOKE(tcb, TCBBindNotification, CAPS(minted(other, seL4_CanRead, 5)), ARGS()));
    CHECK_SUCCESS(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()));
    CHECK_REFUSED(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    /* Deleting the notification unbinds it. */
    CHECK_OK(seL4_TCB_BindNotification(tcb, other));
    CHECK_OK(kit_revoke(other));
    CHECK_OK(kit_delete(other));
    CHECK_REFUSED(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    /* Deleting the thread as well. */
    CHECK_OK(kit_delete(b.probe.thread.tcb));
    CHECK_OK(seL4_TCB_BindNotification(tcb, notification));
}

/* covers: ipc.md 9 BIND005; ipc.md 5 Signal: passive thread */
TEST(passive_bound)
{
    set_up();
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_make_passive(&b);
    signal_with(5);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    /* It has its signal: a message waits. */
    agent_send(&a, endpoint, 1, 0);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_SchedContext_Bind(sc, b.probe.thread.tcb));
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 5);
}

/* covers: ipc.md 9 BIND006; ipc.md 5 maybe donate; ipc.md 5 maybe return SC */
TEST(notification_with_sched_context)
{
    set_up();
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_make_passive(&b);
    signal_with(5);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 5);
    CHECK(agent_has(&b, sc));
    /* It waits again at the endpoint and thereby loses it. */
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK(!agent_has(&b, sc));
    signal_with(6);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 6);
    CHECK(agent_has(&b, sc));
    /* A poll keeps it; a wait on the notification itself does not. */
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    CHECK(agent_has(&b, sc));
    agent_wait(&b, notification);
    probe_settle();
    CHECK(!agent_has(&b, sc));
    signal_with(7);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 7);
    CHECK(agent_has(&b, sc));
    /* A call message brings its own instead. */
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_call(&a, endpoint, 1, 1);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 1, 1, &a.call);
    CHECK(agent_has(&b, a.probe.thread.sc));
    /* Bound elsewhere it cannot be lent. */
    agent_reply_recv(&b, reply, 2, 0, endpoint);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 2, 0, 0);
    agent_make_passive(&c);
    CHECK_OK(seL4_SchedContext_Bind(sc, c.probe.thread.tcb));
    signal_with(8);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
}

/* covers: ipc.md 5 consume: maybe donate (the thread has none) */
TEST(consume_after_giving_away)
{
    seL4_CPtr back = 0;

    set_up();
    back = kit_endpoint();
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    agent_wait(&c, back);
    probe_settle();
    agent_make_passive(&c);
    signal_with(0x70);
    /* It gives its own to c in the first phase; the signal that is there gives it another one. */
    agent_nbsend_recv(&b, back, 1, 1, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x70);
    CHECK(agent_has(&c, b.probe.thread.sc));
    CHECK(agent_has(&b, sc));
}

const struct frame_test bound_tests[] = {
    ENTRY("ipc.9.bound-messages-and-signals", messages_and_signals),
    ENTRY("ipc.5.bound-signal-while-busy", signal_while_busy),
    ENTRY("syscalls.5.bound-to-another", bound_to_another),
    ENTRY("invocations.4.bind-notification", bind_refusals),
    ENTRY("ipc.9.bound-passive", passive_bound),
    ENTRY("ipc.9.notification-with-sc", notification_with_sched_context),
    ENTRY("ipc.5.consume-after-giving-away", consume_after_giving_away),
    FRAME_END,
};
