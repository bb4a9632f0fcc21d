/* SPDX-License-Identifier: BSD-2-Clause */
/* Fault handlers: which capabilities may be one, how the message is sent, and what happens without. */
#include "fault.h"

static struct agent a, b;
static seL4_CPtr endpoint, reply, tcb, self;

static void set_up(void)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    tcb = a.probe.thread.tcb;
    self = seL4_CapInitThreadTCB;
}

/* Gives a the handler and makes it fault with this capability pointer. */
static void start_fault(seL4_CPtr handler)
{
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, self, 0, PRIORITY, a.probe.thread.sc, handler));
    agent_wait(&a, BAD_CPTR);
    probe_settle();
}

/* Inactive: it goes on, and faults again, when resumed. */
static void check_inactive(void)
{
    struct fault fault = {0};

    CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
    CHECK(agent_has(&a, a.probe.thread.sc));
    CHECK_OK(seL4_TCB_SetSchedParams(tcb, self, 0, PRIORITY, a.probe.thread.sc, endpoint));
    CHECK_OK(seL4_TCB_Resume(tcb));
    fault = fault_take(endpoint, reply);
    CHECK_EQUAL(fault.label, seL4_Fault_CapFault);
}

/* covers: invocations.md 4.1 valid fault handler; invocations.md 4.2 check 5; ipc.md 8 handler caps */
TEST(handler_rights)
{
    seL4_CPtr cspace = seL4_CapInitThreadCNode, vspace = seL4_CapInitThreadVSpace, sc = 0;

    set_up();
    sc = a.probe.thread.sc;
    for (seL4_Word bits = 0; bits < 16; bits++) {
        seL4_CapRights_t rights = {{bits}};
        seL4_CPtr cap = minted(endpoint, rights, 7);
        /* Write, and Grant or GrantReply. */
        int good = (bits & 1) && (bits & 0xc);

        if (good) {
            CHECK_SUCCESS(INVOKE(tcb, TCBSetSchedParams, CAPS(self, sc, cap), ARGS(0, PRIORITY)));
            CHECK_SUCCESS(INVOKE(tcb, TCBSetSpace, CAPS(cap, cspace, vspace), ARGS(0, 0)));
            CHECK_SUCCESS(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(cap), ARGS()));
        } else {
            CHECK_REFUSED(INVOKE(tcb, TCBSetSchedParams, CAPS(self, sc, cap), ARGS(0, PRIORITY)),
                          seL4_InvalidCapability, WORDS(3));
            CHECK_REFUSED(INVOKE(tcb, TCBSetSpace, CAPS(cap, cspace, vspace), ARGS(0, 0)), seL4_InvalidCapability,
                          WORDS(1));
            CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(cap), ARGS()), seL4_InvalidCapability, WORDS(1));
        }
    }
    CHECK_REFUSED(INVOKE(tcb, TCBSetSchedParams, CAPS(self, sc, reply), ARGS(0, PRIORITY)), seL4_InvalidCapability,
                  WORDS(3));
    CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(kit_notification()), ARGS()), seL4_InvalidCapability,
                  WORDS(1));
    CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(kit_slot()), ARGS()));
    CHECK_SUCCESS(INVOKE(tcb, TCBSetSpace, CAPS(kit_slot(), cspace, vspace), ARGS(0, 0)));
}

/* covers: ipc.md 8 slot empty; ipc.md 8 a real capability: deleting or revoking empties the slot */
TEST(no_handler)
{
    seL4_CPtr cap = 0;

    set_up();
    start_fault(seL4_CapNull);
    CHECK_EQUAL(a.call.done, 0);
    check_inactive();
    /* Deleting the capability it was copied from does nothing, revoking its ancestor does. */
    cap = minted(endpoint, seL4_AllRights, 5);
    start_fault(cap);
    CHECK_EQUAL(fault_take(endpoint, reply).badge, 5);
    CHECK_OK(kit_delete(cap));
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(fault_take(endpoint, reply).badge, 5);
    CHECK_OK(kit_revoke(endpoint));
    CHECK_OK(seL4_TCB_Resume(tcb));
    probe_settle();
    check_inactive();
}

/* covers: ipc.md 4 Send: fault message, badge and rights of the handler capability; ipc.md 4 Recv 5 */
TEST(delivery)
{
    seL4_CPtr cap = 0;

    set_up();
    cap = minted(endpoint, seL4_CapRights_new(1, 0, 0, 1), 0xface);
    /* The handler waits. */
    agent_recv(&b, endpoint, reply);
    probe_settle();
    start_fault(cap);
    CHECK_EQUAL(b.call.done, 1);
    CHECK_EQUAL(b.call.out.cap, 0xface);
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 7).words[0]);
    CHECK_EQUAL(b.call.got[0], call_instruction);
    CHECK_EQUAL(b.call.got[6], 64 - kit_bootinfo->initThreadCNodeSizeBits);
    CHECK_EQUAL(b.call.got[7], b.call.words[7]);
    /* Blocked until the reply. */
    CHECK_EQUAL(a.call.done, 0);
    agent_nbsend(&b, reply, 0, 0);
    probe_settle();
    CHECK_EQUAL(fault_take(endpoint, reply).label, seL4_Fault_CapFault);
    /* The handler comes later; it has no buffer: four words. */
    start_fault(cap);
    CHECK_OK(seL4_TCB_SetIPCBuffer(b.probe.thread.tcb, 0, 0));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_EQUAL(b.call.out.cap, 0xface);
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 4).words[0]);
    CHECK_EQUAL(b.call.got[2], 1);
    CHECK_EQUAL(b.call.got[3], seL4_GuardMismatch);
}

/* covers: ipc.md 4 has a pending fault, no reply object: Inactive; ipc.md 4 cancelling: pending fault cleared */
TEST(handler_without_reply)
{
    set_up();
    for (unsigned first = 0; first < 2; first++) {
        if (first) {
            agent_wait(&b, endpoint);
            probe_settle();
        }
        start_fault(endpoint);
        if (!first) {
            agent_wait(&b, endpoint);
            probe_settle();
        }
        CHECK_EQUAL(b.call.done, 1);
        CHECK_EQUAL(call_label(&b.call), seL4_Fault_CapFault);
        agent_send(&b, reply, 0, 0);
        probe_settle();
        CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
        CHECK_OK(seL4_TCB_Resume(tcb));
        CHECK_EQUAL(fault_take(endpoint, reply).label, seL4_Fault_CapFault);
    }
}

/* covers: ipc.md 4 cancelling a wait: pending fault; caps.md 5 endpoint deleted: queued fault message */
TEST(fault_cancelled)
{
    set_up();
    start_fault(endpoint);
    /* Suspended while its message is queued: the message is gone. */
    CHECK_OK(seL4_TCB_Suspend(tcb));
    CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(fault_take(endpoint, reply).present, 1);
    /* Suspended while the handler has it: the reply does nothing. */
    CHECK_OK(seL4_TCB_Suspend(tcb));
    fault_reply(reply, 0, 0, 0);
    CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(fault_take(endpoint, reply).present, 1);
    /* Reply object deleted: inactive. */
    CHECK_OK(kit_delete(reply));
    reply = kit_reply();
    CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
    CHECK_OK(seL4_TCB_Resume(tcb));
    probe_settle();
    /* Endpoint deleted while the message is queued: inactive. */
    CHECK_OK(kit_revoke(endpoint));
    CHECK_OK(kit_delete(endpoint));
    endpoint = kit_endpoint();
    probe_settle();
    check_inactive();
}

/* covers: ipc.md 4 Send table: fault message donates iff S has an SC; ipc.md 6 push for a fault */
TEST(donation_to_handler)
{
    seL4_CPtr sc = 0;

    set_up();
    sc = a.probe.thread.sc;
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_make_passive(&b);
    start_fault(endpoint);
    CHECK_EQUAL(b.call.done, 1);
    CHECK(agent_has(&b, sc));
    /* The reply gives it back; the thread faults again, and its handler is busy. */
    fault_reply(reply, 0, 0, 0);
    CHECK(agent_has(&a, sc));
    CHECK_EQUAL(fault_take(endpoint, reply).label, seL4_Fault_CapFault);
    /* A handler with its own leaves it. */
    CHECK_OK(seL4_SchedContext_Bind(b.probe.thread.sc, b.probe.thread.tcb));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_OK(seL4_TCB_Resume(tcb));
    probe_settle();
    CHECK_EQUAL(b.call.done, 1);
    CHECK(agent_has(&a, sc));
}

/* covers: ipc.md 4 Send table: fault, no reply object: Inactive, no donation */
TEST(passive_handler_without_reply)
{
    set_up();
    agent_wait(&b, endpoint);
    probe_settle();
    agent_make_passive(&b);
    start_fault(endpoint);
    CHECK_EQUAL(b.call.done, 0);
    CHECK(agent_has(&a, a.probe.thread.sc));
    CHECK_EQUAL(fault_take(endpoint, reply).present, 0);
    /* It has its message. */
    CHECK_OK(seL4_SchedContext_Bind(b.probe.thread.sc, b.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(b.call.done, 1);
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(seL4_Fault_CapFault, 0, 0, 7).words[0]);
    CHECK_EQUAL(b.call.got[1], BAD_CPTR);
    CHECK_OK(seL4_TCB_Resume(tcb));
    CHECK_EQUAL(fault_take(endpoint, reply).label, seL4_Fault_CapFault);
}

/* covers: ipc.md 8 caps in such a reply are ignored; ipc.md 6 reply transfer 4 */
TEST(reply_with_capabilities)
{

    set_up();
    start_fault(endpoint);
    CHECK_EQUAL(fault_take(endpoint, reply).present, 1);
    call_prepare(&b.call, (seL4_Word)seL4_SysCall, reply, seL4_MessageInfo_new(0, 0, 2, 1));
    b.call.caps[0] = endpoint;
    b.call.caps[1] = reply;
    agent_start(&b);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 0, 0, 0);
    CHECK_EQUAL(fault_take(endpoint, reply).present, 1);
}

const struct frame_test handler_tests[] = {
    ENTRY("ipc.8.handler-rights", handler_rights),
    ENTRY("ipc.8.no-handler", no_handler),
    ENTRY("ipc.8.delivery", delivery),
    ENTRY("ipc.8.handler-without-reply", handler_without_reply),
    ENTRY("ipc.8.fault-cancelled", fault_cancelled),
    ENTRY("ipc.8.donation-to-handler", donation_to_handler),
    ENTRY("ipc.8.passive-handler-without-reply", passive_handler_without_reply),
    ENTRY("ipc.8.reply-with-capabilities", reply_with_capabilities),
    FRAME_END,
};
