/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: order of the queues, rights, calls that cannot be answered, polling. */
#include "ipc.h"

#define PRIORITY 100
#define COUNT    5

static struct agent senders[COUNT], receivers[COUNT], a, b;

/* covers: ipc.md 4 queues; scheduling.md 10 SCHED0007 */
TEST(sender_order)
{
    static const seL4_Word priorities[COUNT] = {100, 120, 100, 110, 120};
    static const unsigned order[COUNT] = {1, 4, 3, 0, 2};
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < COUNT; i++) {
        agent_make(&senders[i], priorities[i]);
        agent_call(&senders[i], minted(endpoint, seL4_AllRights, i + 1), i, i);
        probe_settle();
    }
    agent_recv(&a, endpoint, reply);
    probe_settle();
    for (unsigned i = 0; i < COUNT; i++) {
        CHECK_MESSAGE(&a.call, order[i] + 1, order[i], order[i], &senders[order[i]].call);
        if (i + 1 < COUNT)
            agent_reply_recv(&a, reply, 40 + i, 0, endpoint);
        else
            agent_send(&a, reply, 40 + i, 0);
        probe_settle();
        CHECK_MESSAGE(&senders[order[i]].call, 0, 40 + i, 0, 0);
    }
}

/* covers: ipc.md 4 queues; scheduling.md 10 SCHED0009 */
TEST(receiver_order)
{
    static const seL4_Word priorities[COUNT] = {100, 120, 100, 110, 120};
    static const unsigned order[COUNT] = {1, 4, 3, 0, 2};
    seL4_CPtr endpoint = kit_endpoint();

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < COUNT; i++) {
        agent_make(&receivers[i], priorities[i]);
        agent_recv(&receivers[i], endpoint, kit_reply());
        probe_settle();
    }
    for (unsigned i = 0; i < COUNT; i++) {
        agent_send(&a, endpoint, i, 2);
        probe_settle();
        for (unsigned k = 0; k < COUNT; k++)
            CHECK_EQUAL(receivers[order[k]].call.done, k <= i);
        CHECK_MESSAGE(&receivers[order[i]].call, 0, i, 2, &a.call);
    }
}

/* covers: ipc.md 4 priority change of a waiting thread; scheduling.md 5 SetPriority; scheduling.md 10 SCHED0008 */
TEST(requeued_by_priority)
{
    /* One of five senders, of priorities PRIORITY + 0..4, moves; the order that follows. */
    static const struct {
        unsigned who;
        seL4_Word priority;
        unsigned order[COUNT];
    } cases[] = {
        {2, 90, {4, 3, 1, 0, 2}},  {2, 101, {4, 3, 1, 2, 0}},  {2, 103, {4, 3, 2, 1, 0}}, {2, 150, {2, 4, 3, 1, 0}},
        {4, 101, {3, 2, 1, 4, 0}}, {0, 104, {4, 0, 3, 2, 1}},  {2, 100, {4, 3, 1, 0, 2}}, {1, 102, {4, 3, 2, 1, 0}},
        {3, 103, {4, 3, 2, 1, 0}},
    };
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < COUNT; i++)
        agent_make(&senders[i], PRIORITY + i);
    for (unsigned n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
        for (unsigned i = 0; i < COUNT; i++) {
            CHECK_OK(seL4_TCB_SetPriority(senders[i].probe.thread.tcb, seL4_CapInitThreadTCB, PRIORITY + i));
            agent_call(&senders[i], minted(endpoint, seL4_AllRights, i + 1), i, i + 3);
            probe_settle();
        }
        CHECK_OK(seL4_TCB_SetPriority(senders[cases[n].who].probe.thread.tcb, seL4_CapInitThreadTCB,
                                      cases[n].priority));
        for (unsigned i = 0; i < COUNT; i++) {
            unsigned next = cases[n].order[i];

            agent_recv(&a, endpoint, reply);
            probe_settle();
            CHECK_MESSAGE(&a.call, next + 1, next, next + 3, &senders[next].call);
            agent_send(&a, reply, 1, 0);
            probe_settle();
            CHECK_EQUAL(senders[next].call.done, 1);
        }
    }
}

/* covers: scheduling.md 10 SCHED0008 replies through five reply objects */
TEST(five_replies)
{
    seL4_CPtr endpoint = kit_endpoint(), replies[COUNT];

    agent_make(&a, PRIORITY);
    for (unsigned i = 0; i < COUNT; i++) {
        agent_make(&senders[i], PRIORITY + i);
        agent_call(&senders[i], endpoint, i, 1);
        replies[i] = kit_reply();
    }
    probe_settle();
    for (unsigned i = 0; i < COUNT; i++) {
        agent_recv(&a, endpoint, replies[COUNT - 1 - i]);
        probe_settle();
        CHECK_EQUAL(call_label(&a.call), COUNT - 1 - i);
    }
    for (unsigned i = 0; i < COUNT; i++) {
        agent_send(&a, replies[i], 70 + i, 6);
        probe_settle();
        CHECK_MESSAGE(&senders[i].call, 0, 70 + i, 6, &a.call);
        for (unsigned k = i + 1; k < COUNT; k++)
            CHECK_EQUAL(senders[k].call.done, 0);
    }
}

/* covers: ipc.md 9 IPCRIGHTS0001; syscalls.md 5.3 endpoint without Write; syscalls.md 5.4 */
TEST(send_without_write)
{
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();
    seL4_CPtr bad = minted(endpoint, seL4_CapRights_new(1, 1, 1, 0), 7);

    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_send(&a, bad, 1, 2);
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
    agent_nbsend(&a, bad, 1, 2);
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
    agent_call(&a, bad, 1, 2);
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.cap, 0);
    CHECK_EQUAL(a.call.out.info, seL4_MessageInfo_new(seL4_InvalidCapability, 0, 0, 1).words[0]);
    CHECK_EQUAL(a.call.got[0], 0);
    CHECK_EQUAL(b.call.done, 0);
}

/* covers: ipc.md 4 table call without Grant and GrantReply; ipc.md 4 Call that reaches Wait */
TEST(call_without_answer)
{
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();
    seL4_CPtr plain_cap = minted(endpoint, seL4_CapRights_new(0, 0, 1, 1), 5);

    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    for (unsigned receiver_first = 0; receiver_first < 2; receiver_first++) {
        for (unsigned with_reply = 0; with_reply < 2; with_reply++) {
            seL4_CPtr cap = with_reply ? plain_cap : endpoint;
            seL4_Word badge = with_reply ? 5 : 0;

            for (unsigned step = 0; step < 2; step++) {
                if (step == receiver_first)
                    agent_call(&a, cap, 2, 3);
                else if (with_reply)
                    agent_recv(&b, endpoint, reply);
                else
                    agent_wait(&b, endpoint);
                probe_settle();
            }
            CHECK_MESSAGE(&b.call, badge, 2, 3, &a.call);
            CHECK_EQUAL(a.call.done, 0);
            /* Nobody waits at the reply object, nor at the endpoint. */
            agent_send(&b, reply, 3, 0);
            probe_settle();
            CHECK_UNTOUCHED(&b.call);
            CHECK_EQUAL(a.call.done, 0);
            agent_nbrecv(&b, endpoint, reply);
            probe_settle();
            CHECK_BADGE_ONLY(&b.call, 0);
            /* The caller is inactive with its own scheduling context: resumed, it calls again. */
            CHECK(agent_has(&a, a.probe.thread.sc));
            CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
            agent_recv(&b, endpoint, reply);
            probe_settle();
            CHECK_MESSAGE(&b.call, badge, 2, 3, &a.call);
            CHECK_EQUAL(a.call.done, 0);
        }
    }
}

/* covers: ipc.md 4 canGrantReply; caps.md 2 rights needed at use, grantReply and grant */
TEST(call_rights)
{
    seL4_CPtr endpoint = kit_endpoint(), reply = kit_reply();

    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    for (seL4_Word rights = 0; rights < 4; rights++) {
        seL4_CPtr cap = minted(endpoint, seL4_CapRights_new(rights & 1, rights >> 1, 0, 1), 8);

        agent_call(&a, cap, 1, 0);
        probe_settle();
        agent_recv(&b, minted(endpoint, seL4_CanRead, 1), reply);
        probe_settle();
        CHECK_MESSAGE(&b.call, 8, 1, 0, &a.call);
        agent_send(&b, reply, 5, 4);
        probe_settle();
        if (rights)
            CHECK_MESSAGE(&a.call, 0, 5, 4, &b.call);
        else
            CHECK_EQUAL(a.call.done, 0);
    }
}

/* covers: ipc.md 9 NBWAIT0001; syscalls.md 5 NB variants; ipc.md 4 Recv 4 */
TEST(polling)
{
    seL4_CPtr endpoint = kit_endpoint(), notification = kit_notification(), reply = kit_reply();
    seL4_CPtr badged = minted(endpoint, seL4_AllRights, 6);

    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    agent_nbwait(&b, endpoint);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    agent_nbwait(&b, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    agent_nbrecv(&b, notification, BAD_CPTR);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);

    agent_call(&a, badged, 2, 9);
    probe_settle();
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 6, 2, 9, &a.call);
    agent_send(&b, reply, 1, 9);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 1, 9, &b.call);
    agent_send(&a, badged, 2, 9);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    agent_nbwait(&b, endpoint);
    probe_settle();
    CHECK_MESSAGE(&b.call, 6, 2, 9, &a.call);
    CHECK_UNTOUCHED(&a.call);
    seL4_Signal(minted(notification, seL4_AllRights, 0x30));
    agent_nbwait(&b, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0x30);
    agent_nbwait(&b, notification);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
}

/* covers: ipc.md 9 IPC0025; ipc.md 9 IPC0026; syscalls.md 5 two-phase calls */
TEST(send_then_receive)
{
    seL4_CPtr first = kit_endpoint(), second = kit_endpoint(), reply = kit_reply(), other_reply = kit_reply();

    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    agent_recv(&b, first, other_reply);
    probe_settle();
    agent_nbsend_recv(&a, first, 4, 7, second, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 4, 7, &a.call);
    CHECK_EQUAL(a.call.done, 0);
    CHECK(agent_has(&a, a.probe.thread.sc));
    agent_nbsend_recv(&b, second, 5, 8, first, other_reply);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 5, 8, &b.call);
    agent_nbsend_wait(&a, first, 6, 120, second);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 6, 120, &a.call);
    agent_send(&b, second, 1, 1);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 1, 1, &b.call);
    /* Nobody waits: the first phase is lost, the second one happens; also for a first phase that must fail. */
    agent_nbsend_recv(&a, first, 4, 7, second, reply);
    probe_settle();
    agent_nbwait(&b, first);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    agent_send(&b, second, 2, 2);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 2, 2, &b.call);
    agent_nbsend_recv(&a, a.probe.thread.tcb, TCBSuspend, 0, second, reply);
    agent_send(&b, second, 3, 3);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 3, 3, &b.call);
    agent_nbsend_wait(&a, BAD_CPTR, 4, 7, second);
    agent_send(&b, second, 2, 2);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 2, 2, &b.call);
    /* A signal in the first phase. */
    first = kit_notification();
    agent_nbsend_recv(&a, minted(first, seL4_AllRights, 3), 4, 7, second, reply);
    probe_settle();
    agent_nbwait(&b, first);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 3);
}

const struct frame_test queue_tests[] = {
    ENTRY("ipc.4.sender-order", sender_order),
    ENTRY("ipc.4.receiver-order", receiver_order),
    ENTRY("ipc.4.requeued-by-priority", requeued_by_priority),
    ENTRY("scheduling.10.five-replies", five_replies),
    ENTRY("ipc.9.send-without-write", send_without_write),
    ENTRY("ipc.4.call-without-answer", call_without_answer),
    ENTRY("ipc.4.call-rights", call_rights),
    ENTRY("ipc.9.polling", polling),
    ENTRY("ipc.9.send-then-receive", send_then_receive),
    FRAME_END,
};
