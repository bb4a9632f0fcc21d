/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects and the scheduling context that travels along a chain of calls and back. */
#include "ipc.h"

#define PRIORITY 100
#define SERVERS  3

/* The client calls server 0, which calls server 1, ... The servers have no scheduling context of their own. */
static struct agent client, servers[SERVERS], extra;
static seL4_CPtr endpoints[SERVERS], replies[SERVERS], sc;

static void receive_at(unsigned i)
{
    agent_recv(&servers[i], endpoints[i], replies[i]);
}

/* Servers wait in receive, passive. */
static void set_up(void)
{
    agent_make(&client, PRIORITY);
    agent_make(&extra, PRIORITY);
    sc = client.probe.thread.sc;
    for (unsigned i = 0; i < SERVERS; i++) {
        endpoints[i] = kit_endpoint();
        replies[i] = kit_reply();
        agent_make(&servers[i], PRIORITY);
        receive_at(i);
    }
    probe_settle();
    for (unsigned i = 0; i < SERVERS; i++)
        agent_make_passive(&servers[i]);
}

/* The client calls, and each server but the last one calls the next: the last has the scheduling context. */
static void call_through(void)
{
    agent_call(&client, endpoints[0], 10, 1);
    probe_settle();
    CHECK_MESSAGE(&servers[0].call, 0, 10, 1, &client.call);
    CHECK(agent_has(&servers[0], sc));
    for (unsigned i = 1; i < SERVERS; i++) {
        agent_call(&servers[i - 1], endpoints[i], 10 + i, i + 1);
        probe_settle();
        CHECK_MESSAGE(&servers[i].call, 0, 10 + i, i + 1, &servers[i - 1].call);
        CHECK(agent_has(&servers[i], sc));
        CHECK_EQUAL(servers[i - 1].call.done, 0);
    }
}

/* From the initial thread: an empty reply. */
static void reply_to(seL4_CPtr reply, seL4_Word label)
{
    seL4_Send(reply, plain(label));
    probe_settle();
}

/* covers: ipc.md 6 push and remove; ipc.md 7 nested calls; ipc.md 9 IPC0011 */
TEST(nested)
{
    set_up();
    for (unsigned round = 0; round < 3; round++) {
        call_through();
        for (unsigned i = SERVERS - 1; i > 0; i--) {
            agent_reply_recv(&servers[i], replies[i], 20 + i, 2, endpoints[i]);
            probe_settle();
            CHECK_MESSAGE(&servers[i - 1].call, 0, 20 + i, 2, &servers[i].call);
            CHECK(agent_has(&servers[i - 1], sc));
        }
        agent_reply_recv(&servers[0], replies[0], 20, 120, endpoints[0]);
        probe_settle();
        CHECK_MESSAGE(&client.call, 0, 20, 120, &servers[0].call);
        CHECK(agent_has(&client, sc));
    }
}

/* covers: ipc.md 7 C replies to A's reply object first; ipc.md 6 remove in the middle */
TEST(inner_reply_first)
{
    set_up();
    call_through();
    /* The reply object of the middle call: its caller goes on without scheduling context. */
    reply_to(replies[1], 30);
    CHECK_EQUAL(servers[0].call.done, 0);
    CHECK(agent_has(&servers[2], sc));
    /* The innermost returns it to the middle server; there the chain ends. */
    reply_to(replies[2], 31);
    CHECK_MESSAGE(&servers[1].call, 0, 31, 0, 0);
    CHECK(agent_has(&servers[1], sc));
    reply_to(replies[1], 32);
    CHECK_EQUAL(servers[0].call.done, 0);
    CHECK(agent_has(&servers[1], sc));
    /* The client's call is answered, but it has nothing to run on. */
    reply_to(replies[0], 33);
    CHECK_EQUAL(client.call.done, 0);
    CHECK(agent_has(&servers[1], sc));
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, servers[1].probe.thread.tcb));
    CHECK_OK(seL4_SchedContext_Bind(sc, client.probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&client.call, 0, 33, 0, 0);
    /* The first server has its message as well. */
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, client.probe.thread.tcb));
    CHECK_OK(seL4_SchedContext_Bind(sc, servers[0].probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&servers[0].call, 0, 30, 0, 0);
}

/* covers: ipc.md 6 remove, middle entry: not further back than the entry above; ipc.md 6 remove not on a stack */
TEST(outer_reply_first)
{
    set_up();
    call_through();
    reply_to(replies[0], 40);
    CHECK_EQUAL(client.call.done, 0);
    CHECK(agent_has(&servers[2], sc));
    reply_to(replies[2], 41);
    CHECK(agent_has(&servers[1], sc));
    reply_to(replies[1], 42);
    CHECK(agent_has(&servers[0], sc));
    CHECK_EQUAL(servers[0].call.done, 1);
    /* Nothing more to return. */
    reply_to(replies[0], 43);
    CHECK(agent_has(&servers[0], sc));
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0011; scheduling.md 10 SCHED_CONTEXT_0009; caps.md 5 Reply */
TEST(delete_innermost_first)
{
    set_up();
    call_through();
    for (unsigned i = SERVERS; i-- > 0;) {
        CHECK_OK(kit_delete(replies[i]));
        CHECK(agent_has(i ? &servers[i - 1] : &client, sc));
        CHECK_EQUAL(i ? servers[i - 1].call.done : client.call.done, 0);
    }
    /* The client is inactive; resumed, it calls again. */
    CHECK_OK(seL4_TCB_Resume(client.probe.thread.tcb));
    agent_nbrecv(&extra, endpoints[0], kit_reply());
    probe_settle();
    CHECK_BADGE_ONLY(&extra.call, 0);
    CHECK_EQUAL(client.call.done, 0);
    agent_recv(&extra, endpoints[0], kit_reply());
    probe_settle();
    CHECK_MESSAGE(&extra.call, 0, 10, 1, &client.call);
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0012; ipc.md 6 remove, middle entry deleted */
TEST(delete_outer_first)
{
    set_up();
    call_through();
    CHECK_OK(kit_delete(replies[0]));
    CHECK(agent_has(&servers[2], sc));
    CHECK_OK(kit_delete(replies[2]));
    CHECK(agent_has(&servers[1], sc));
    CHECK_OK(kit_delete(replies[1]));
    CHECK(agent_has(&servers[0], sc));
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0013; ipc.md 6 SC deleted; ipc.md 9 IPC0023 */
TEST(delete_sched_context)
{
    set_up();
    call_through();
    CHECK_OK(kit_delete(sc));
    reply_to(replies[2], 50);
    CHECK_EQUAL(servers[1].call.done, 0);
    /* The reply reached it: with a new scheduling context it goes on. */
    CHECK_OK(seL4_SchedContext_Bind(servers[1].probe.thread.sc, servers[1].probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&servers[1].call, 0, 50, 0, 0);
    for (unsigned i = 0; i < SERVERS; i++)
        CHECK_OK(kit_delete(replies[i]));
    CHECK_EQUAL(client.call.done, 0);
}

/* covers: ipc.md 9 IPC0024 */
TEST(delete_reply_then_sched_context)
{
    set_up();
    agent_call(&client, endpoints[0], 1, 0);
    probe_settle();
    CHECK_OK(kit_delete(replies[0]));
    CHECK(agent_has(&client, sc));
    CHECK_OK(kit_delete(sc));
    sc = kit_sched_context(5000, 5000);
    CHECK_OK(seL4_SchedContext_Bind(sc, client.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(client.call.done, 0);
    /* Inactive, not blocked at the endpoint. */
    agent_nbrecv(&extra, endpoints[0], kit_reply());
    probe_settle();
    CHECK_BADGE_ONLY(&extra.call, 0);
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0010; ipc.md 6 remove: from whoever has it now, or nobody */
TEST(unbind_object_in_mid_call)
{
    set_up();
    call_through();
    CHECK_OK(seL4_SchedContext_UnbindObject(sc, servers[2].probe.thread.tcb));
    /* The server stops; its answer, by somebody else, still returns the scheduling context. */
    agent_send(&servers[2], replies[2], 53, 0);
    probe_settle();
    CHECK_EQUAL(servers[2].call.done, 0);
    CHECK_EQUAL(servers[1].call.done, 0);
    reply_to(replies[2], 52);
    CHECK_MESSAGE(&servers[1].call, 0, 52, 0, 0);
    CHECK(agent_has(&servers[1], sc));
}

/* covers: scheduling.md 6 Unbind; ipc.md 6 SC Unbind; invocations.md 8 Unbind reply */
TEST(unbind_in_mid_call)
{
    set_up();
    call_through();
    CHECK_OK(seL4_SchedContext_Unbind(sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, servers[2].probe.thread.tcb));
    reply_to(replies[2], 51);
    /* No longer on a stack: it stays. */
    CHECK(agent_has(&servers[2], sc));
    CHECK_EQUAL(servers[1].call.done, 0);
    CHECK_OK(seL4_SchedContext_Unbind(sc));
    CHECK_OK(seL4_SchedContext_Bind(sc, servers[1].probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&servers[1].call, 0, 51, 0, 0);
}

/* covers: ipc.md 7 callee deleted or suspended; ipc.md 6 remove */
TEST(callee_gone)
{
    set_up();
    call_through();
    CHECK_OK(seL4_TCB_Suspend(servers[2].probe.thread.tcb));
    CHECK(agent_has(&servers[2], sc));
    reply_to(replies[2], 60);
    CHECK_MESSAGE(&servers[1].call, 0, 60, 0, 0);
    CHECK(agent_has(&servers[1], sc));
    CHECK_OK(kit_delete(servers[1].probe.thread.tcb));
    /* Without thread, but still on its way back. */
    CHECK_EQUAL(seL4_SchedContext_UnbindObject(sc, servers[0].probe.thread.tcb), seL4_IllegalOperation);
    CHECK_OK(kit_delete(replies[1]));
    CHECK(agent_has(&servers[0], sc));
    CHECK_OK(kit_delete(servers[0].probe.thread.tcb));
    reply_to(replies[0], 61);
    CHECK_MESSAGE(&client.call, 0, 61, 0, 0);
    CHECK(agent_has(&client, sc));
}

/* covers: ipc.md 6 cut; ipc.md 7 caller deleted, suspended or resumed in mid-call */
TEST(caller_leaves)
{
    for (unsigned way = 0; way < 3; way++) {
        set_up();
        agent_call(&client, endpoints[0], 1, 0);
        probe_settle();
        if (way == 0)
            CHECK_OK(seL4_TCB_Suspend(client.probe.thread.tcb));
        else if (way == 1)
            CHECK_OK(seL4_TCB_Resume(client.probe.thread.tcb));
        else
            CHECK_OK(kit_delete(client.probe.thread.tcb));
        CHECK(agent_has(&servers[0], sc));
        reply_to(replies[0], 70);
        CHECK(agent_has(&servers[0], sc));
        CHECK_EQUAL(client.call.done, 0);
        if (way == 2)
            continue;
        /* Its call is made again when it has something to run on. */
        if (way == 0)
            CHECK_OK(seL4_TCB_Resume(client.probe.thread.tcb));
        CHECK_OK(seL4_SchedContext_Bind(servers[0].probe.thread.sc, client.probe.thread.tcb));
        agent_recv(&extra, endpoints[0], replies[0]);
        probe_settle();
        CHECK_MESSAGE(&extra.call, 0, 1, 0, 0);
    }
}

/* covers: ipc.md 6 cut of the head: the stack becomes empty; ipc.md 6 cut in the middle */
TEST(cut_in_chain)
{
    /* The head: the middle server, whose call is the last one, is suspended. */
    set_up();
    call_through();
    CHECK_OK(seL4_TCB_Suspend(servers[1].probe.thread.tcb));
    CHECK(agent_has(&servers[2], sc));
    reply_to(replies[2], 1);
    reply_to(replies[1], 2);
    reply_to(replies[0], 3);
    CHECK(agent_has(&servers[2], sc));
    CHECK_EQUAL(servers[0].call.done, 0);
    CHECK_EQUAL(servers[1].call.done, 0);
    CHECK_EQUAL(client.call.done, 0);

    /* In the middle: what lies above goes back to its caller only. */
    set_up();
    call_through();
    CHECK_OK(seL4_TCB_Suspend(servers[0].probe.thread.tcb));
    reply_to(replies[2], 1);
    CHECK_MESSAGE(&servers[1].call, 0, 1, 0, 0);
    CHECK(agent_has(&servers[1], sc));
    reply_to(replies[0], 3);
    CHECK(agent_has(&servers[1], sc));
}

/* covers: ipc.md 4 Recv 1; ipc.md 7 server receives again with the same reply object */
TEST(reply_object_reused)
{
    set_up();
    agent_call(&client, endpoints[0], 1, 0);
    probe_settle();
    receive_at(0);
    probe_settle();
    CHECK_EQUAL(servers[0].call.done, 0);
    CHECK(agent_has(&servers[0], sc));
    reply_to(replies[0], 5);
    CHECK_EQUAL(client.call.done, 0);
    /* Waiting in receive with it: another thread takes the object over. */
    agent_recv(&extra, endpoints[1], replies[0]);
    probe_settle();
    agent_nbsend(&client, endpoints[0], 2, 0);
    CHECK_OK(seL4_SchedContext_Bind(servers[1].probe.thread.sc, client.probe.thread.tcb));
    probe_settle();
    CHECK_UNTOUCHED(&client.call);
    CHECK_EQUAL(servers[0].call.done, 0);
    /* Taken away from a waiting receiver: inactive; resumed it waits again. */
    CHECK_OK(seL4_TCB_Resume(servers[0].probe.thread.tcb));
    probe_settle();
    agent_nbsend(&client, endpoints[0], 3, 0);
    probe_settle();
    CHECK_MESSAGE(&servers[0].call, 0, 3, 0, 0);
    /* And thereby the other one lost it. */
    agent_nbsend(&client, endpoints[1], 4, 0);
    probe_settle();
    CHECK_EQUAL(extra.call.done, 0);
}

/* covers: caps.md 5 Reply: thread waiting in receive with it; ipc.md 4 Recv 1: also without blocking */
TEST(reply_object_of_receiver)
{
    seL4_CPtr second = 0;

    set_up();
    second = kit_reply();
    /* Deleted: the receiver is inactive, nobody takes the message. */
    CHECK_OK(kit_delete(replies[0]));
    agent_nbsend(&client, endpoints[0], 1, 0);
    agent_nbwait(&extra, endpoints[0]);
    probe_settle();
    CHECK_EQUAL(servers[0].call.done, 0);
    CHECK_BADGE_ONLY(&extra.call, 0);
    /* Resumed it receives again; the slot is empty by now. */
    CHECK_OK(seL4_SchedContext_Bind(servers[0].probe.thread.sc, servers[0].probe.thread.tcb));
    CHECK_OK(seL4_TCB_Resume(servers[0].probe.thread.tcb));
    CHECK_EQUAL(probe_look(&servers[0].probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), replies[0]);
    /* A caller waits at the reply object; a poll with it ends its wait, though nothing is there. */
    agent_recv(&servers[0], endpoints[0], second);
    probe_settle();
    agent_call(&client, endpoints[0], 2, 0);
    probe_settle();
    CHECK_EQUAL(servers[0].call.done, 1);
    agent_nbrecv(&extra, endpoints[0], second);
    probe_settle();
    CHECK_BADGE_ONLY(&extra.call, 0);
    reply_to(second, 3);
    CHECK_EQUAL(client.call.done, 0);
    CHECK_OK(seL4_TCB_Resume(client.probe.thread.tcb));
    agent_recv(&extra, endpoints[0], second);
    probe_settle();
    CHECK_MESSAGE(&extra.call, 0, 2, 0, 0);
}

/* covers: ipc.md 6 reply transfer 1: no caller; syscalls.md 5 two-phase: own endpoint */
TEST(nobody_there)
{
    set_up();
    agent_reply_recv(&extra, kit_reply(), 3, 8, endpoints[0]);
    CHECK_OK(seL4_TCB_Suspend(servers[0].probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(extra.call.done, 0);
    agent_send(&client, endpoints[0], 4, 8);
    probe_settle();
    CHECK_MESSAGE(&extra.call, 0, 4, 8, &client.call);
    /* To and from one endpoint: nobody but the sender could take it. */
    agent_nbsend_recv(&extra, endpoints[0], 5, 8, endpoints[0], kit_reply());
    probe_settle();
    CHECK_EQUAL(extra.call.done, 0);
    agent_send(&client, endpoints[0], 6, 1);
    probe_settle();
    CHECK_MESSAGE(&extra.call, 0, 6, 1, &client.call);
}

/* covers: ipc.md 7 caller got another SC in mid-call; ipc.md 6 remove */
TEST(caller_got_another)
{
    set_up();
    agent_call(&client, endpoints[0], 1, 0);
    probe_settle();
    CHECK_OK(seL4_SchedContext_Bind(servers[0].probe.thread.sc, client.probe.thread.tcb));
    reply_to(replies[0], 9);
    CHECK_MESSAGE(&client.call, 0, 9, 0, 0);
    CHECK(agent_has(&servers[0], sc));
    CHECK(agent_has(&client, servers[0].probe.thread.sc));
}

/* covers: ipc.md 6 reply transfer 1; ipc.md 6 Call on a reply cap; ipc.md 6 several caps to one reply object */
TEST(reply_by_every_call)
{
    seL4_CPtr copy = kit_slot(), none = 0;

    set_up();
    CHECK_OK(kit_copy(copy, replies[0], seL4_NoRights));
    none = kit_endpoint();
    for (unsigned way = 0; way < 6; way++) {
        agent_call(&client, endpoints[0], 1, 0);
        probe_settle();
        switch (way) {
        case 0:
            agent_send(&extra, copy, 5, 10);
            break;
        case 1:
            agent_nbsend(&extra, replies[0], 5, 10);
            break;
        case 2:
            agent_call(&extra, copy, 5, 10);
            break;
        case 3:
            agent_reply_recv(&extra, copy, 5, 10, none);
            break;
        case 4:
            agent_nbsend_recv(&extra, replies[0], 5, 10, none, replies[1]);
            break;
        default:
            agent_nbsend_wait(&extra, copy, 5, 10, none);
            break;
        }
        probe_settle();
        CHECK_MESSAGE(&client.call, 0, 5, 10, &extra.call);
        CHECK(agent_has(&client, sc));
        if (way < 2)
            CHECK_UNTOUCHED(&extra.call);
        if (way == 2)
            CHECK_MESSAGE(&extra.call, 0, 0, 0, 0);
        /* The passive server lost what it ran on. */
        CHECK_OK(seL4_TCB_Suspend(extra.probe.thread.tcb));
        /* Nobody waits any more: no error, nothing. */
        agent_call(&extra, copy, 5, 10);
        probe_settle();
        CHECK_MESSAGE(&extra.call, 0, 0, 0, 0);
        receive_at(0);
        CHECK_OK(seL4_SchedContext_Bind(servers[0].probe.thread.sc, servers[0].probe.thread.tcb));
        probe_settle();
        agent_make_passive(&servers[0]);
    }
}

/* covers: ipc.md 9 IPC0010 */
TEST(suspended_callers)
{
    set_up();
    agent_call(&client, endpoints[0], 1, 0);
    probe_settle();
    CHECK_OK(seL4_TCB_Suspend(client.probe.thread.tcb));
    CHECK_OK(seL4_TCB_Resume(client.probe.thread.tcb));
    probe_settle();
    CHECK_OK(seL4_TCB_Suspend(client.probe.thread.tcb));
    CHECK_OK(kit_delete(client.probe.thread.tcb));
    /* The reply object serves the next call. */
    CHECK_OK(seL4_SchedContext_Unbind(sc));
    agent_make(&client, PRIORITY);
    CHECK_OK(seL4_SchedContext_Bind(sc, servers[0].probe.thread.tcb));
    receive_at(0);
    probe_settle();
    agent_call(&client, endpoints[0], 6, 3);
    probe_settle();
    CHECK_MESSAGE(&servers[0].call, 0, 6, 3, &client.call);
    reply_to(replies[0], 7);
    CHECK_MESSAGE(&client.call, 0, 7, 0, 0);
}

const struct frame_test chain_tests[] = {
    ENTRY("ipc.7.nested-calls", nested),
    ENTRY("ipc.7.inner-reply-first", inner_reply_first),
    ENTRY("ipc.6.outer-reply-first", outer_reply_first),
    ENTRY("scheduling.10.delete-replies-innermost-first", delete_innermost_first),
    ENTRY("scheduling.10.delete-replies-outer-first", delete_outer_first),
    ENTRY("scheduling.10.delete-sc-in-chain", delete_sched_context),
    ENTRY("ipc.9.delete-reply-then-sc", delete_reply_then_sched_context),
    ENTRY("ipc.6.unbind-object-in-mid-call", unbind_object_in_mid_call),
    ENTRY("ipc.6.unbind-in-mid-call", unbind_in_mid_call),
    ENTRY("ipc.7.callee-gone", callee_gone),
    ENTRY("ipc.7.caller-leaves", caller_leaves),
    ENTRY("ipc.6.cut", cut_in_chain),
    ENTRY("ipc.7.reply-object-reused", reply_object_reused),
    ENTRY("ipc.4.reply-object-of-receiver", reply_object_of_receiver),
    ENTRY("ipc.6.nobody-there", nobody_there),
    ENTRY("ipc.7.caller-got-another-sc", caller_got_another),
    ENTRY("ipc.6.reply-by-every-call", reply_by_every_call),
    ENTRY("ipc.9.suspended-callers", suspended_callers),
    FRAME_END,
};
