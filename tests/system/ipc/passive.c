/* SPDX-License-Identifier: BSD-2-Clause */
/* Passive servers: threads that run on the scheduling contexts of their clients. */
#include "ipc.h"

#define PRIORITY 100
#define PROXIES  5
#define ROUNDS   10

static struct agent client, server, extra;
static seL4_CPtr endpoint, reply, sc;

static void make_server(seL4_Word priority)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    agent_make(&client, PRIORITY);
    agent_make(&server, priority);
    agent_make(&extra, PRIORITY);
    sc = client.probe.thread.sc;
    agent_recv(&server, endpoint, reply);
    probe_settle();
    agent_make_passive(&server);
}

/* ---- a chain of proxies that run in loops ---- */
static struct {
    struct probe threads[PROXIES + 1], client;
    seL4_CPtr endpoints[PROXIES + 1], replies[PROXIES + 1], ready;
    seL4_Word length;
    volatile unsigned rounds;
} chain;

/* Passes every message on, one word larger by one; the last one answers. */
static void proxy(void *argument)
{
    seL4_Word i = (seL4_Word)argument;
    seL4_MessageInfo_t info = seL4_NBSendRecv(chain.ready, plain(0), chain.endpoints[i], 0, chain.replies[i]);

    for (;;) {
        seL4_Word length = seL4_MessageInfo_get_length(info);

        for (seL4_Word k = 0; k < length; k++)
            seL4_SetMR((int)k, seL4_GetMR((int)k) + 1);
        if (i < PROXIES)
            info = seL4_Call(chain.endpoints[i + 1], info);
        info = seL4_ReplyRecv(chain.endpoints[i], info, 0, chain.replies[i]);
    }
}

static void chain_client(void *argument)
{
    (void)argument;
    for (unsigned round = 0; round < ROUNDS; round++) {
        seL4_MessageInfo_t info = {{0}};

        for (seL4_Word k = 0; k < chain.length; k++)
            seL4_SetMR((int)k, 100 * round + k);
        info = seL4_Call(chain.endpoints[0], seL4_MessageInfo_new(round, 0, 0, chain.length));
        CHECK_EQUAL(info.words[0], seL4_MessageInfo_new(round, 0, 0, chain.length).words[0]);
        for (seL4_Word k = 0; k < chain.length; k++)
            CHECK_EQUAL(seL4_GetMR((int)k), 100 * round + k + PROXIES + 1);
        chain.rounds++;
    }
}

static void chain_test(long step, seL4_Word length)
{
    memset(&chain, 0, sizeof(chain));
    chain.ready = kit_endpoint();
    chain.length = length;
    for (seL4_Word i = 0; i <= PROXIES; i++) {
        chain.endpoints[i] = kit_endpoint();
        chain.replies[i] = kit_reply();
    }
    for (seL4_Word i = 0; i <= PROXIES; i++) {
        struct probe *thread = &chain.threads[i];

        probe_make(thread, (struct kit_options){.priority = (seL4_Word)(PRIORITY + step * (long)(i + 1))});
        probe_start(thread, proxy, (void *)i);
        probe_settle();
        CHECK_OK(seL4_SchedContext_Unbind(thread->thread.sc));
    }
    probe_make(&chain.client, (struct kit_options){.priority = PRIORITY});
    CHECK_EQUAL(probe_run(&chain.client, chain_client, 0), PROBE_RETURNED);
    CHECK_EQUAL(chain.rounds, ROUNDS);
    /* It is back. */
    CHECK_OK(seL4_SchedContext_UnbindObject(chain.client.thread.sc, chain.client.thread.tcb));
}

/* covers: ipc.md 9 IPC0011; ipc.md 7 making a server passive; ipc.md 7 nested calls; ipc.md 6 reply by ReplyRecv */
TEST(chain_same) { chain_test(0, 1); }
/* covers: ipc.md 9 IPC0012 */
TEST(chain_lower) { chain_test(-1, 1); }
/* covers: ipc.md 9 IPC0013 */
TEST(chain_higher) { chain_test(1, 1); }
/* covers: ipc.md 9 IPC0014 */
TEST(chain_long_message) { chain_test(0, 8); }
/* covers: ipc.md 9 IPC0015 */
TEST(chain_long_message_lower) { chain_test(-1, 8); }

/* ---- single steps ---- */

static volatile unsigned steps;

static void reply_and_count(void *argument)
{
    (void)argument;
    (void)seL4_Recv(endpoint, 0, reply);
    steps = 1;
    seL4_Send(reply, plain(5));
    steps = 2;
}

/* covers: ipc.md 9 IPC0016; ipc.md 6 reply transfer 2 */
TEST(replier_stops)
{
    for (seL4_Word priority = PRIORITY - 1; priority <= PRIORITY + 1; priority++) {
        steps = 0;
        make_server(priority);
        CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
        probe_start(&server.probe, reply_and_count, 0);
        probe_settle();
        agent_make_passive(&server);
        agent_call(&client, endpoint, 1, 0);
        probe_settle();
        CHECK_MESSAGE(&client.call, 0, 5, 0, 0);
        CHECK_EQUAL(steps, 1);
        /* Its system call is over: it goes on behind it. */
        CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
        probe_settle();
        CHECK_EQUAL(steps, 2);
    }
}

/* covers: ipc.md 9 IPC0017; ipc.md 4 no donation by Send and NBSend */
TEST(nbsend_to_passive)
{
    struct agent *const senders[] = {&client, &extra};

    make_server(PRIORITY + 1);
    agent_nbsend(&client, endpoint, 1, 6);
    probe_settle();
    CHECK_UNTOUCHED(&client.call);
    CHECK_EQUAL(server.call.done, 0);
    CHECK(agent_has(&client, sc));
    /* It has its message, so these wait. */
    for (unsigned i = 0; i < 2; i++) {
        agent_send(senders[i], endpoint, 2 + i, 5 + i);
        probe_settle();
        CHECK_EQUAL(senders[i]->call.done, 0);
    }
    CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(server.call.done, 1);
    CHECK_EQUAL(call_label(&server.call), 1);
    CHECK_EQUAL(call_length(&server.call), 6);
    for (unsigned i = 0; i < 2; i++) {
        agent_recv(&server, endpoint, reply);
        probe_settle();
        CHECK_MESSAGE(&server.call, 0, 2 + i, 5 + i, &senders[i]->call);
        CHECK_UNTOUCHED(&senders[i]->call);
    }
}

/* covers: ipc.md 9 IPC0018; ipc.md 9 IPC0019; ipc.md 4 table, otherwise: Running */
TEST(sender_lost_sched_context)
{
    for (unsigned deleted = 0; deleted < 2; deleted++) {
        make_server(PRIORITY);
        CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
        agent_nbwait(&server, endpoint);
        probe_settle();
        agent_send(&client, endpoint, 4, 8);
        probe_settle();
        if (deleted)
            CHECK_OK(kit_delete(sc));
        else
            agent_make_passive(&client);
        agent_recv(&server, endpoint, reply);
        probe_settle();
        CHECK_MESSAGE(&server.call, 0, 4, 8, &client.call);
        CHECK_EQUAL(client.call.done, 0);
        CHECK_OK(seL4_SchedContext_Bind(deleted ? kit_sched_context(1000, 1000) : sc, client.probe.thread.tcb));
        probe_settle();
        CHECK_UNTOUCHED(&client.call);
    }
}

/* covers: ipc.md 9 IPC0020 */
TEST(receiver_lost_sched_context)
{
    make_server(PRIORITY);
    CHECK_OK(kit_delete(server.probe.thread.sc));
    agent_send(&client, endpoint, 4, 8);
    probe_settle();
    CHECK_UNTOUCHED(&client.call);
    CHECK_EQUAL(server.call.done, 0);
    CHECK_OK(seL4_SchedContext_Bind(kit_sched_context(1000, 1000), server.probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&server.call, 0, 4, 8, &client.call);
}

/* covers: ipc.md 9 IPC0027; ipc.md 4 Send table canDonate; ipc.md 4 Recv 5 push */
TEST(donation_both_orders)
{
    for (seL4_Word priority = PRIORITY - 10; priority <= PRIORITY + 10; priority += 10) {
        /* Receiver first. */
        make_server(priority);
        agent_call(&client, endpoint, 1, 1);
        probe_settle();
        CHECK_MESSAGE(&server.call, 0, 1, 1, &client.call);
        CHECK(agent_has(&server, sc));
        /* Caller first: it waits in the queue; the server gives its own away and takes the caller's. */
        agent_call(&extra, endpoint, 2, 2);
        probe_settle();
        CHECK_EQUAL(extra.call.done, 0);
        CHECK(agent_has(&extra, extra.probe.thread.sc));
        agent_reply_recv(&server, reply, 3, 3, endpoint);
        probe_settle();
        CHECK_MESSAGE(&client.call, 0, 3, 3, 0);
        CHECK_MESSAGE(&server.call, 0, 2, 2, &extra.call);
        CHECK(agent_has(&client, sc));
        CHECK(agent_has(&server, extra.probe.thread.sc));
    }
}

/* covers: ipc.md 4 plain Send queued, receiver gave its SC away */
TEST(reply_then_plain_send)
{
    make_server(PRIORITY);
    agent_call(&client, endpoint, 1, 1);
    probe_settle();
    agent_send(&extra, endpoint, 2, 7);
    probe_settle();
    agent_reply_recv(&server, reply, 3, 3, endpoint);
    probe_settle();
    CHECK_EQUAL(client.call.done, 1);
    /* The message is delivered, but the server has nothing to run on. */
    CHECK_UNTOUCHED(&extra.call);
    CHECK_EQUAL(server.call.done, 0);
    CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&server.call, 0, 2, 7, &extra.call);
}

/* covers: ipc.md 4 canDonate of the first phase; scheduling.md 10 SCHED_CONTEXT_0008 */
TEST(donation_by_first_phase)
{
    seL4_CPtr back = kit_endpoint(), back_reply = kit_reply();

    for (unsigned way = 0; way < 3; way++) {
        make_server(PRIORITY);
        if (way == 0)
            agent_nbsend_recv(&client, endpoint, 4, 5, back, back_reply);
        else if (way == 1)
            agent_nbsend_wait(&client, endpoint, 4, 5, back);
        else
            agent_reply_recv(&client, endpoint, 4, 5, back);
        probe_settle();
        CHECK_EQUAL(server.call.done, 1);
        CHECK_MESSAGE(&server.call, 0, 4, 5, &client.call);
        if (way == 2) {
            /* The send happened; then the register of the reply object holds none. */
            CHECK(agent_has(&server, sc));
            CHECK_EQUAL(client.call.done, 0);
            CHECK_EQUAL(probe_look(&client.probe), seL4_Fault_CapFault);
            CHECK_EQUAL(seL4_GetMR(1), endpoint);
            CHECK_EQUAL(seL4_GetMR(2), 1);
            CHECK_EQUAL(seL4_GetMR(3), seL4_MissingCapability);
            CHECK_EQUAL(seL4_GetMR(4), 0);
            continue;
        }
        /* Given away for good: no call, nothing to return. */
        CHECK(agent_has(&server, sc));
        seL4_Send(reply, plain(1));
        CHECK(agent_has(&server, sc));
        /* And back the same way. */
        agent_nbsend_recv(&server, back, 6, 7, endpoint, reply);
        probe_settle();
        CHECK_MESSAGE(&client.call, 0, 6, 7, &server.call);
        CHECK(agent_has(&client, sc));
    }
}

/* covers: ipc.md 4 Call that reaches a waiting thread without reply object: Inactive, no donation */
TEST(call_to_passive_wait)
{
    make_server(PRIORITY);
    CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
    agent_wait(&server, endpoint);
    probe_settle();
    agent_make_passive(&server);
    agent_call(&client, endpoint, 1, 1);
    probe_settle();
    CHECK_EQUAL(client.call.done, 0);
    CHECK_EQUAL(server.call.done, 0);
    CHECK(agent_has(&client, sc));
    CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
    probe_settle();
    CHECK_MESSAGE(&server.call, 0, 1, 1, &client.call);
    /* A first phase gives its own away, with or without reply object. */
    agent_wait(&server, endpoint);
    probe_settle();
    agent_make_passive(&server);
    agent_nbsend_wait(&client, endpoint, 2, 2, kit_endpoint());
    probe_settle();
    CHECK_MESSAGE(&server.call, 0, 2, 2, &client.call);
    CHECK(agent_has(&server, sc));
}

/* covers: scheduling.md 10 SCHED_CONTEXT_0008 */
TEST(handed_along)
{
    seL4_CPtr second = kit_endpoint(), never = kit_endpoint();

    make_server(PRIORITY);
    agent_recv(&extra, second, kit_reply());
    probe_settle();
    agent_make_passive(&extra);
    agent_nbsend_wait(&client, endpoint, 1, 1, never);
    probe_settle();
    CHECK(agent_has(&server, sc));
    agent_nbsend_wait(&server, second, 2, 2, never);
    probe_settle();
    CHECK_MESSAGE(&extra.call, 0, 2, 2, &server.call);
    CHECK(agent_has(&extra, sc));
    /* The last one is deleted: the scheduling context is nobody's, and can be bound to the first one. */
    CHECK_OK(kit_delete(extra.probe.thread.tcb));
    CHECK_OK(seL4_SchedContext_Bind(sc, client.probe.thread.tcb));
    agent_send(&client, reply, 0, 0);
    probe_settle();
    CHECK_UNTOUCHED(&client.call);
}

/* covers: ipc.md 4 donation only if the receiver has none; ipc.md 6 push */
TEST(no_donation_to_active)
{
    make_server(PRIORITY);
    CHECK_OK(seL4_SchedContext_Bind(server.probe.thread.sc, server.probe.thread.tcb));
    agent_call(&client, endpoint, 1, 0);
    probe_settle();
    CHECK_EQUAL(server.call.done, 1);
    CHECK(agent_has(&server, server.probe.thread.sc));
    CHECK(agent_has(&client, sc));
    /* Lost in mid-call: it is not given back, since it was not lent. */
    agent_make_passive(&client);
    CHECK_OK(kit_delete(reply));
    CHECK_EQUAL(seL4_SchedContext_UnbindObject(sc, client.probe.thread.tcb), seL4_IllegalOperation);
}

/* ---- a server that starts a worker per client ---- */

#define CLIENTS 3

static struct {
    struct probe server, workers[CLIENTS], clients[CLIENTS];
    seL4_CPtr endpoint, hand_over[CLIENTS], replies[CLIENTS], ready;
    volatile unsigned answered;
} spawn;

/* Gets a reply object by its number and answers the client itself. */
static void spawn_worker(void *argument)
{
    seL4_Word i = (seL4_Word)argument;

    (void)seL4_NBSendWait(spawn.ready, plain(0), spawn.hand_over[i], 0);
    seL4_SetMR(0, 1000 + i);
    seL4_Send(spawn.replies[i], seL4_MessageInfo_new(i, 0, 0, 1));
}

static void spawn_server(void *argument)
{
    (void)argument;
    (void)seL4_NBSendRecv(spawn.ready, plain(0), spawn.endpoint, 0, spawn.replies[0]);
    for (seL4_Word i = 0; i < CLIENTS; i++) {
        if (i + 1 < CLIENTS)
            (void)seL4_NBSendRecv(spawn.hand_over[i], plain(0), spawn.endpoint, 0, spawn.replies[i + 1]);
        else
            (void)seL4_NBSendWait(spawn.hand_over[i], plain(0), spawn.ready, 0);
    }
}

static void spawn_client(void *argument)
{
    seL4_Word i = (seL4_Word)argument;
    seL4_MessageInfo_t info = seL4_Call(spawn.endpoint, plain(i));

    CHECK_EQUAL(seL4_MessageInfo_get_label(info), i);
    CHECK_EQUAL(seL4_GetMR(0), 1000 + i);
    spawn.answered++;
}

/* covers: ipc.md 9 IPC0022 */
TEST(worker_per_client)
{
    memset(&spawn, 0, sizeof(spawn));
    spawn.endpoint = kit_endpoint();
    spawn.ready = kit_endpoint();
    probe_make(&spawn.server, (struct kit_options){.priority = PRIORITY});
    for (seL4_Word i = 0; i < CLIENTS; i++) {
        spawn.hand_over[i] = kit_endpoint();
        spawn.replies[i] = kit_reply();
        probe_make(&spawn.workers[i], (struct kit_options){.priority = PRIORITY});
        probe_start(&spawn.workers[i], spawn_worker, (void *)i);
        probe_settle();
        CHECK_OK(seL4_SchedContext_Unbind(spawn.workers[i].thread.sc));
    }
    probe_start(&spawn.server, spawn_server, 0);
    probe_settle();
    CHECK_OK(seL4_SchedContext_Unbind(spawn.server.thread.sc));
    for (seL4_Word i = 0; i < CLIENTS; i++) {
        probe_make(&spawn.clients[i], (struct kit_options){.priority = PRIORITY});
        probe_start(&spawn.clients[i], spawn_client, (void *)i);
        probe_settle();
        CHECK_EQUAL(spawn.answered, i + 1);
        /* The server called nobody, it gave the client's time away: the worker returned it. */
        CHECK_OK(seL4_SchedContext_UnbindObject(spawn.clients[i].thread.sc, spawn.clients[i].thread.tcb));
    }
}

const struct frame_test passive_tests[] = {
    ENTRY("ipc.9.chain-same-priority", chain_same),
    ENTRY("ipc.9.chain-lower-priority", chain_lower),
    ENTRY("ipc.9.chain-higher-priority", chain_higher),
    ENTRY("ipc.9.chain-long-message", chain_long_message),
    ENTRY("ipc.9.chain-long-message-lower-priority", chain_long_message_lower),
    ENTRY("ipc.9.replier-stops", replier_stops),
    ENTRY("ipc.9.nbsend-to-passive", nbsend_to_passive),
    ENTRY("ipc.9.sender-lost-sc", sender_lost_sched_context),
    ENTRY("ipc.9.receiver-lost-sc", receiver_lost_sched_context),
    ENTRY("ipc.9.donation-both-orders", donation_both_orders),
    ENTRY("ipc.4.reply-then-plain-send", reply_then_plain_send),
    ENTRY("ipc.4.donation-by-first-phase", donation_by_first_phase),
    ENTRY("ipc.4.no-donation-to-active", no_donation_to_active),
    ENTRY("ipc.4.call-to-passive-wait", call_to_passive_wait),
    ENTRY("scheduling.10.handed-along", handed_along),
    ENTRY("ipc.9.worker-per-client", worker_per_client),
    FRAME_END,
};
