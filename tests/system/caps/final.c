/* SPDX-License-Identifier: BSD-2-Clause */
/* What the deletion of the last capability does to an object's threads. */
#include "caps.h"

static struct probe probe;
static seL4_CPtr cap, reply;
static seL4_Word label, badge;
static volatile seL4_Word rounds;

static void call_cap(void *argument)
{
    (void)argument;
    label = seL4_MessageInfo_get_label(seL4_Call(cap, seL4_MessageInfo_new(1, 0, 0, 0)));
}

static void wait_cap(void *argument)
{
    (void)argument;
    (void)seL4_Wait(cap, &badge);
}

static void receive_cap(void *argument)
{
    (void)argument;
    (void)seL4_Recv(cap, &badge, reply);
}

static void fault(void *argument)
{
    (void)argument;
    rounds++;
    __asm__ volatile(KIT_UNDEFINED);
}

static void count(void *argument)
{
    (void)argument;
    for (;;)
        rounds++;
}

static void make_probe(void)
{
    probe_make(&probe, (struct kit_options){.priority = 100});
}

/* covers: caps.md 5 Endpoint, not final and final; caps.md 5 Final capability */
TEST(endpoint_senders)
{
    seL4_CPtr copy = kit_slot();

    make_probe();
    cap = kit_endpoint();
    CHECK_OK(kit_copy(copy, cap, seL4_AllRights));
    label = ~0UL;
    probe_start(&probe, call_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    /* Not the last capability: nothing happens to the sender. */
    CHECK_OK(kit_delete(copy));
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    /* The last one: the call is issued again, and finds an empty slot. */
    CHECK_OK(kit_delete(cap));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(label, seL4_InvalidCapability);
}

/* covers: caps.md 5 Endpoint receivers */
TEST(endpoint_receivers)
{
    make_probe();
    cap = kit_endpoint();
    reply = kit_reply();
    probe_start(&probe, receive_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(kit_delete(cap));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), cap);
    CHECK_EQUAL(seL4_GetMR(2), 1);
    CHECK_EQUAL(seL4_GetMR(3), 2);
    CHECK_EQUAL(seL4_GetMR(4), 0);
}

/* covers: caps.md 5 Endpoint with a queued fault message */
TEST(endpoint_faulters)
{
    seL4_CPtr handler = kit_endpoint();

    probe_make(&probe, (struct kit_options){.priority = 100, .fault_endpoint = handler});
    rounds = 0;
    probe_start(&probe, fault, 0);
    probe_settle();
    CHECK_EQUAL(rounds, 1);
    /* The thread's own copy goes first, then the endpoint: the thread is inactive, not restarted. */
    CHECK_OK(kit_revoke(handler));
    CHECK_OK(kit_delete(handler));
    probe_settle();
    CHECK_EQUAL(rounds, 1);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(rounds, 1);
}

/* covers: caps.md 5 Notification waiters */
TEST(notification_waiters)
{
    make_probe();
    cap = kit_notification();
    probe_start(&probe, wait_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(kit_delete(cap));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), cap);
}

/* covers: caps.md 5 Notification bound SC and TCB unlinked */
TEST(notification_bound)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_CPtr sc = kit_sched_context(5000, 5000);
    seL4_CPtr first = kit_notification(), second = kit_notification();

    CHECK_OK(seL4_TCB_BindNotification(tcb, first));
    CHECK_OK(seL4_SchedContext_Bind(sc, first));
    CHECK_EQUAL(seL4_TCB_BindNotification(tcb, second), seL4_IllegalOperation);
    CHECK_EQUAL(seL4_SchedContext_Bind(sc, second), seL4_IllegalOperation);
    CHECK_OK(kit_delete(first));
    CHECK_OK(seL4_TCB_BindNotification(tcb, second));
    CHECK_OK(seL4_SchedContext_Bind(sc, second));
    CHECK_OK(kit_delete(tcb));
    CHECK_OK(kit_delete(sc));
    /* Nor does the notification remember them. */
    tcb = kit_object(seL4_TCBObject, 0);
    sc = kit_sched_context(5000, 5000);
    CHECK_OK(seL4_TCB_BindNotification(tcb, second));
    CHECK_OK(seL4_SchedContext_Bind(sc, second));
}

/* covers: caps.md 5 Reply, thread waiting for a reply */
TEST(reply_caller)
{
    make_probe();
    cap = kit_endpoint();
    label = ~0UL;
    probe_start(&probe, call_cap, 0);
    reply = kit_reply();
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(cap, 0, reply)), 1);
    CHECK_OK(kit_delete(reply));
    probe_settle();
    CHECK_EQUAL(label, ~0UL);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    /* It is inactive; when resumed it issues its call again. */
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    reply = kit_reply();
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(cap, 0, reply)), 1);
    seL4_Send(reply, seL4_MessageInfo_new(33, 0, 0, 0));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(label, 33);
}

/* covers: caps.md 5 Reply, thread waiting in receive with it */
TEST(reply_receiver)
{
    make_probe();
    cap = kit_endpoint();
    reply = kit_reply();
    probe_start(&probe, receive_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(kit_delete(reply));
    /* Nobody waits any more. */
    seL4_NBSend(cap, seL4_MessageInfo_new(0, 0, 0, 0));
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_CapFault);
}

/* covers: caps.md 5 TCB; caps.md 5 final, notification unbound and SC unbound */
TEST(tcb)
{
    seL4_CPtr notification = kit_notification();
    seL4_CPtr other = kit_object(seL4_TCBObject, 0);
    seL4_CPtr copy = kit_slot();
    seL4_Word before;

    make_probe();
    CHECK_OK(seL4_TCB_BindNotification(probe.thread.tcb, notification));
    CHECK_OK(kit_copy(copy, probe.thread.tcb, seL4_AllRights));
    rounds = 0;
    probe_start(&probe, count, 0);
    CHECK_OK(kit_delete(probe.thread.tcb));
    /* Not final: it runs on. At equal priority both get their turns. */
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 100));
    before = rounds;
    seL4_Yield();
    CHECK(rounds != before);
    CHECK_EQUAL(seL4_SchedContext_Bind(probe.thread.sc, other), seL4_IllegalOperation);
    CHECK_OK(kit_delete(copy));
    before = rounds;
    seL4_Yield();
    CHECK_EQUAL(rounds, before);
    CHECK_OK(seL4_SchedContext_Bind(probe.thread.sc, other));
    CHECK_OK(seL4_TCB_BindNotification(other, notification));
}

/* covers: caps.md 5 TCB, its internal slots */
TEST(tcb_slots)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_CPtr node = kit_object(seL4_CapTableObject, 1);
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_CPtr inside = kit_untyped(12), object = kit_slot();

    /* The CNode lives on in the thread alone, and the endpoint made from `inside` in the CNode alone. */
    CHECK_OK(seL4_Untyped_Retype(inside, seL4_EndpointObject, 0, ROOT, 0, 0, object, 1));
    CHECK_OK(seL4_CNode_Move(node, 0, 1, ROOT, object, 64));
    CHECK_OK(seL4_TCB_SetSpace(tcb, endpoint, node, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(kit_delete(node));
    CHECK_EQUAL(frame_untyped_free(inside), (1 << 12) - 16);
    CHECK_OK(kit_delete(tcb));
    CHECK_EQUAL(frame_untyped_free(inside), 1 << 12);
}

/* covers: caps.md 5 SchedContext */
TEST(sched_context)
{
    seL4_CPtr notification = kit_notification();
    seL4_Word before;

    make_probe();
    CHECK_OK(seL4_SchedContext_Bind(probe.thread.sc, notification));
    rounds = 0;
    probe_start(&probe, count, 0);
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 100));
    seL4_Yield();
    CHECK(rounds != 0);
    CHECK_OK(kit_delete(probe.thread.sc));
    before = rounds;
    seL4_Yield();
    CHECK_EQUAL(rounds, before);
    /* Thread and notification can get another one. */
    seL4_CPtr sc = kit_sched_context(5000, 5000);
    CHECK_OK(seL4_SchedContext_Bind(sc, notification));
    CHECK_OK(seL4_SchedContext_Bind(sc, probe.thread.tcb));
    seL4_Yield();
    CHECK(rounds != before);
}

/* covers: caps.md 5 IRQHandler; irq.md 1 */
TEST(irq_handler)
{
    seL4_CPtr untyped = kit_untyped(12), notification = kit_slot();
    seL4_CPtr handler = kit_slot(), copy = kit_slot();

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_NotificationObject, 0, ROOT, 0, 0, notification, 1));
    CHECK_OK(kit_line(2, handler));
    CHECK_OK(seL4_IRQHandler_SetNotification(handler, notification));
    CHECK_OK(kit_copy(copy, handler, seL4_AllRights));
    CHECK_OK(kit_delete(notification));
    /* The stored copy keeps the notification alive. */
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << 12) - 64);
    CHECK_OK(kit_delete(handler));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << 12) - 64);
    CHECK_EQUAL(kit_line(2, handler), seL4_RevokeFirst);
    CHECK_OK(kit_delete(copy));
    CHECK_EQUAL(frame_untyped_free(untyped), 1 << 12);
    CHECK_OK(kit_line(2, handler));
}

static void touch_window(void *argument)
{
    (void)argument;
    *(volatile seL4_Word *)WINDOW = 1;
}

/* covers: caps.md 5 Frame; caps.md 5 mapping data are per frame cap; ipc.md 9 FRAMEDIPC0003 */
TEST(frame)
{
    seL4_CPtr frame = kit_frame(), copy = kit_slot(), other = kit_frame();

    make_probe();
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    CHECK_OK(kit_map(copy, seL4_CapInitThreadVSpace, WINDOW + 0x1000, seL4_AllRights));
    CHECK_EQUAL(probe_run(&probe, touch_window, 0), PROBE_RETURNED);
    CHECK_OK(kit_delete(copy));
    CHECK_EQUAL(probe_run(&probe, touch_window, 0), PROBE_RETURNED);
    /* Another frame has taken the place: the deletion of the first leaves it alone. */
    if (!ISA_MAP_REPLACES) {
        CHECK_EQUAL(kit_map(other, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights), seL4_DeleteFirst);
        CHECK_OK(kit_unmap(frame));
    }
    CHECK_OK(kit_map(other, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    CHECK_OK(kit_delete(frame));
    CHECK_EQUAL(probe_run(&probe, touch_window, 0), PROBE_RETURNED);
    CHECK_OK(kit_delete(other));
    CHECK_EQUAL(probe_run(&probe, touch_window, 0), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(1), WINDOW);
}

/* covers: caps.md 5 VSpace root; memory.md 3 deletion of the last root cap */
TEST(vspace)
{
    seL4_CPtr vspace = kit_vspace();

    probe_make(&probe, (struct kit_options){.priority = 100, .vspace = vspace});
    rounds = 0;
    CHECK_EQUAL(probe_run(&probe, fault, 0), seL4_Fault_UserException);
    CHECK_EQUAL(rounds, 1);
    probe_start(&probe, count, 0);
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 100));
    seL4_Yield();
    CHECK(rounds > 1);
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
    /* The thread's own copy goes with the original; it faults at its next instruction. */
    CHECK_OK(kit_revoke(vspace));
    CHECK_OK(kit_delete(vspace));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(0), seL4_GetMR(1));
}

#define LOWEST (ISA_TABLES - 1)
/* Where no table is. */
#define ELSEWHERE (2 * WINDOW)
#define MAP(frame, root) INVOKE(frame, KIT_LABEL_FRAME_MAP, CAPS(root), ARGS(ELSEWHERE, 3, 0))

/* covers: caps.md 5 page table levels; caps.md 5 ASID pool; memory.md 3 deletion of the last pool cap */
TEST(tables_and_pool)
{
    seL4_CPtr pool = kit_slot(), again = kit_slot(), root = kit_object(KIT_ROOT_TYPE, 0);
    seL4_CPtr table = 0, other = kit_object(isa_tables[LOWEST].type, 0);
    seL4_CPtr copy = kit_slot(), frame = kit_frame();

    CHECK_OK(kit_pool_make(kit_untyped(12), pool));
    CHECK_OK(kit_pool_assign(pool, root));
    for (unsigned level = 0; level <= LOWEST; level++) {
        table = kit_object(isa_tables[level].type, 0);
        CHECK_OK(isa_table_map(level, table, root, WINDOW));
    }
    CHECK_EQUAL(isa_table_map(LOWEST, other, root, WINDOW), seL4_DeleteFirst);
    /* A copy keeps the table mapped; with the last one it is unmapped. */
    CHECK_OK(kit_copy(copy, table, seL4_AllRights));
    CHECK_OK(kit_delete(table));
    CHECK_EQUAL(isa_table_map(LOWEST, other, root, WINDOW), seL4_DeleteFirst);
    CHECK_OK(kit_delete(copy));
    CHECK_OK(isa_table_map(LOWEST, other, root, WINDOW));
    /* Without its pool the address space is of no use. */
    CHECK_OK(kit_copy(again, pool, seL4_AllRights));
    CHECK_OK(kit_delete(pool));
    CHECK_REFUSED(MAP(frame, root), seL4_FailedLookup, FAIL_MISSING(0, isa_tables[0].bits));
    CHECK_OK(kit_delete(again));
    CHECK_REFUSED(MAP(frame, root), seL4_FailedLookup, FAIL_ROOT(0));
    /* The index can be used again, and that root is refused still. */
    CHECK_OK(kit_pool_make(kit_untyped(12), pool));
    CHECK_OK(kit_pool_assign(pool, kit_object(KIT_ROOT_TYPE, 0)));
    CHECK_REFUSED(MAP(frame, root), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(pool, KIT_LABEL_POOL_ASSIGN, CAPS(root), ARGS()), seL4_InvalidCapability, WORDS(1));
}

/* ---- threads that delete what they stand on ---- */

static void delete_cap(void *argument)
{
    (void)argument;
    (void)kit_delete(cap);
    rounds++;
}

/* The thread's own copy first, then the last one. */
static void revoke_and_delete_cap(void *argument)
{
    (void)argument;
    (void)kit_revoke(cap);
    (void)kit_delete(cap);
    rounds++;
}

static void revoke_cap(void *argument)
{
    (void)argument;
    (void)kit_revoke(cap);
    rounds++;
}

/* covers: caps.md 6 A thread may delete itself, its own SC, CSpace, VSpace, reply */
TEST(own_parts)
{
    rounds = 0;
    /* TCB and SC: it is not resumed. */
    make_probe();
    cap = probe.thread.tcb;
    probe_start(&probe, delete_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK(kit_slot_is_empty(cap));
    make_probe();
    cap = probe.thread.sc;
    probe_start(&probe, delete_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK(kit_slot_is_empty(cap));
    CHECK_EQUAL(rounds, 0);
    CHECK_OK(seL4_SchedContext_Bind(kit_sched_context(5000, 5000), probe.thread.tcb));
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 1);
    /* Its address space. */
    seL4_CPtr vspace = kit_vspace();
    probe_make(&probe, (struct kit_options){.priority = 100, .vspace = vspace});
    cap = vspace;
    probe_start(&probe, revoke_and_delete_cap, 0);
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_VMFault);
    CHECK_EQUAL(rounds, 1);
}

/* covers: caps.md 6 Revoke ends early when its own slot disappears; caps.md 6 own CSpace */
TEST(own_cspace)
{
    seL4_CPtr untyped = kit_untyped(16), node = kit_slot();

    /* The thread's only CNode: slot 1 its untyped, slot 2 the CNode itself, for the method. */
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_CapTableObject, 4, ROOT, 0, 0, node, 1));
    probe_make(&probe, (struct kit_options){.priority = 100, .cspace = node,
                                            .cspace_data = seL4_CNode_CapData_new(0, 60).words[0]});
    CHECK_OK(seL4_CNode_Mint(node, 2, 4, ROOT, node, 64, seL4_AllRights, seL4_CNode_CapData_new(0, 60).words[0]));
    CHECK_OK(seL4_CNode_Move(node, 1, 4, ROOT, untyped, 64));
    cap = 1;
    rounds = 0;
    /* kit_revoke names slot 2 of the initial thread's CNode, and of this one, as the CNode to act on. */
    probe_start(&probe, revoke_cap, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 1);
    CHECK(kit_slot_is_empty(node));
}

const struct frame_test final_tests[] = {
    ENTRY("caps.5.endpoint-senders", endpoint_senders),
    ENTRY("caps.5.endpoint-receivers", endpoint_receivers),
    ENTRY("caps.5.endpoint-faulters", endpoint_faulters),
    ENTRY("caps.5.notification-waiters", notification_waiters),
    ENTRY("caps.5.notification-bound", notification_bound),
    ENTRY("caps.5.reply-caller", reply_caller),
    ENTRY("caps.5.reply-receiver", reply_receiver),
    ENTRY("caps.5.tcb", tcb),
    ENTRY("caps.5.tcb-slots", tcb_slots),
    ENTRY("caps.5.sched-context", sched_context),
    ENTRY("caps.5.irq-handler", irq_handler),
    ENTRY("caps.5.frame", frame),
    ENTRY("caps.5.vspace", vspace),
    ENTRY("caps.5.tables-and-pool", tables_and_pool),
    ENTRY("caps.6.own-parts", own_parts),
    ENTRY("caps.6.own-cspace", own_cspace),
    FRAME_END,
};
