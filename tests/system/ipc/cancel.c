/* SPDX-License-Identifier: BSD-2-Clause */
/* Waits that end otherwise: by suspending, resuming, deleting, and for one badge. */
#include "ipc.h"

#define PRIORITY 100
#define CALLERS  4

static struct agent a, b, c, callers[CALLERS];
static seL4_CPtr endpoint, reply;

static void set_up(void)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
    agent_make(&c, PRIORITY);
}

static seL4_Word rip_of(const struct agent *agent)
{
    seL4_UserContext registers = {0};

    CHECK_OK(seL4_TCB_ReadRegisters(agent->probe.thread.tcb, 0, 0, 20, &registers));
    return registers.KIT_IP;
}

/* covers: ipc.md 4 cancelling a wait; scheduling.md 6 Suspend and Resume */
TEST(suspend_resume)
{
    set_up();
    /* A sender. */
    agent_send(&a, endpoint, 1, 9);
    probe_settle();
    CHECK_OK(seL4_TCB_Suspend(a.probe.thread.tcb));
    CHECK_EQUAL(rip_of(&a), call_instruction);
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&b.call, 0);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    agent_nbrecv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 1, 9, &a.call);
    CHECK_UNTOUCHED(&a.call);
    /* A receiver: it leaves the queue and gives its reply object back. */
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_OK(seL4_TCB_Suspend(b.probe.thread.tcb));
    agent_nbsend(&a, endpoint, 2, 0);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    agent_recv(&c, endpoint, reply);
    probe_settle();
    CHECK_OK(kit_delete(b.probe.thread.tcb));
    agent_call(&a, endpoint, 3, 0);
    probe_settle();
    CHECK_MESSAGE(&c.call, 0, 3, 0, &a.call);
    agent_send(&c, reply, 4, 0);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 4, 0, &c.call);
    /* Resuming a blocked thread makes it call again, behind its equals. */
    agent_send(&a, minted(endpoint, seL4_AllRights, 1), 1, 0);
    agent_send(&c, minted(endpoint, seL4_AllRights, 2), 2, 0);
    probe_settle();
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    agent_make(&b, PRIORITY);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 2, 2, 0, 0);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 1, 1, 0, 0);
}

/* covers: caps.md 5 Endpoint; ipc.md 4 endpoint deletion */
TEST(endpoint_deleted)
{
    seL4_CPtr cap = 0;

    set_up();
    /* All callers use one copy, so that they see what became of it. */
    cap = minted(endpoint, seL4_AllRights, 5);
    agent_call(&a, cap, 1, 2);
    agent_send(&b, cap, 1, 2);
    probe_settle();
    /* Not the last capability: nothing. */
    CHECK_OK(kit_delete(endpoint));
    probe_settle();
    CHECK_EQUAL(a.call.done + b.call.done, 0);
    /* The last one: the calls are made again, on an empty slot. */
    CHECK_OK(kit_delete(cap));
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    CHECK_EQUAL(a.call.out.info, seL4_MessageInfo_new(seL4_InvalidCapability, 0, 0, 1).words[0]);
    CHECK_EQUAL(a.call.got[0], 0);
    CHECK_UNTOUCHED(&b.call);
    /* Receivers fault; the reply object is free. */
    endpoint = kit_endpoint();
    agent_recv(&a, endpoint, reply);
    agent_wait(&b, endpoint);
    probe_settle();
    CHECK_OK(kit_delete(endpoint));
    CHECK_EQUAL(probe_look(&a.probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), endpoint);
    CHECK_EQUAL(seL4_GetMR(2), 1);
    CHECK_EQUAL(seL4_GetMR(3), seL4_MissingCapability);
    CHECK_EQUAL(seL4_GetMR(4), 0);
    CHECK_EQUAL(probe_look(&b.probe), seL4_Fault_CapFault);
}

/* covers: ipc.md 9 CANCEL_BADGED_SENDS_0001; caps.md 7 CancelBadgedSends; ipc.md 9 CANCEL_BADGED_SENDS_0002 */
TEST(badged_sends_cancelled)
{
    static const seL4_Word badges[CALLERS] = {7, 8, 7, 8};
    seL4_CPtr caps[2] = {0};

    set_up();
    caps[0] = minted(endpoint, seL4_AllRights, 7);
    caps[1] = minted(endpoint, seL4_AllRights, 8);
    for (unsigned i = 0; i < CALLERS; i++) {
        agent_make(&callers[i], PRIORITY + i);
        if (i < 3)
            agent_call(&callers[i], caps[badges[i] - 7], i, i);
        else
            agent_send(&callers[i], caps[1], i, i);
    }
    probe_settle();
    CHECK_OK(kit_revoke(caps[0]));
    CHECK_OK(kit_delete(caps[0]));
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, endpoint, 64));
    probe_settle();
    for (unsigned i = 0; i < CALLERS; i++)
        CHECK_EQUAL(callers[i].call.done, 0);
    /* The badge is that of the capability given; the one the callers used is gone. */
    caps[0] = minted(endpoint, seL4_AllRights, 7);
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, caps[0], 64));
    probe_settle();
    for (unsigned i = 0; i < CALLERS; i++) {
        CHECK_EQUAL(callers[i].call.done, badges[i] == 7);
        if (badges[i] == 7)
            CHECK_EQUAL(callers[i].call.out.info, seL4_MessageInfo_new(seL4_InvalidCapability, 0, 0, 1).words[0]);
    }
    for (unsigned i = CALLERS; i-- > 0;) {
        if (badges[i] != 8)
            continue;
        agent_recv(&a, endpoint, reply);
        probe_settle();
        CHECK_MESSAGE(&a.call, 8, i, i, &callers[i].call);
    }
    /* Those that wait for their reply are not concerned. */
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, caps[1], 64));
    probe_settle();
    CHECK_EQUAL(callers[1].call.done, 0);
    agent_send(&a, reply, 1, 0);
    probe_settle();
    CHECK_MESSAGE(&callers[1].call, 0, 1, 0, 0);
}

/* covers: caps.md 7 CancelBadgedSends restarts with the capability in place; caps.md 7 pending fault */
TEST(badged_sends_restarted)
{
    seL4_CPtr cap = 0, handler = 0;

    set_up();
    cap = minted(endpoint, seL4_AllRights, 7);
    handler = minted(endpoint, seL4_AllRights, 7);
    agent_call(&a, cap, 3, 4);
    probe_settle();
    agent_call(&b, cap, 5, 4);
    probe_settle();
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, cap, 64));
    /* Both call again: the first one first. */
    probe_settle();
    agent_recv(&c, endpoint, reply);
    probe_settle();
    CHECK_EQUAL(c.call.done, 1);
    CHECK_EQUAL(a.call.done + b.call.done, 0);
    /* A fault message with this badge is dropped: its thread is inactive. */
    agent_make_with(&callers[0], (struct kit_options){.priority = PRIORITY + 5, .fault_endpoint = handler});
    agent_recv(&callers[0], BAD_CPTR, reply);
    probe_settle();
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, cap, 64));
    probe_settle();
    agent_recv(&c, endpoint, reply);
    probe_settle();
    CHECK(call_label(&c.call) == 3 || call_label(&c.call) == 5);
    agent_nbrecv(&c, endpoint, reply);
    probe_settle();
    CHECK_BADGE_ONLY(&c.call, 0);
    /* Resumed it faults again. */
    CHECK_OK(seL4_TCB_Resume(callers[0].probe.thread.tcb));
    probe_settle();
    agent_nbrecv(&c, endpoint, reply);
    probe_settle();
    CHECK_EQUAL(c.call.out.cap, 7);
    CHECK_EQUAL(call_label(&c.call), seL4_Fault_CapFault);
}

/* covers: ipc.md 4 cancelling a wait: notification; caps.md 5 Notification */
TEST(notification_waits)
{
    seL4_CPtr notification = 0;

    set_up();
    notification = kit_notification();
    agent_wait(&a, notification);
    probe_settle();
    CHECK_OK(seL4_TCB_Suspend(a.probe.thread.tcb));
    seL4_Signal(notification);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(a.call.done, 1);
    agent_wait(&a, notification);
    probe_settle();
    CHECK_OK(kit_delete(notification));
    CHECK_EQUAL(probe_look(&a.probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(1), notification);
    CHECK_EQUAL(seL4_GetMR(3), seL4_MissingCapability);
}

/* covers: syscalls.md 5.5 suspending oneself; invocations.md 4 side effects on the caller */
TEST(suspend_oneself)
{
    set_up();
    agent_call(&a, a.probe.thread.tcb, TCBSuspend, 0);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_EQUAL(rip_of(&a), call_instruction);
    /* Resumed, it suspends itself again. */
    CHECK_OK(seL4_TCB_Resume(a.probe.thread.tcb));
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_EQUAL(rip_of(&a), call_instruction);
    agent_call(&a, a.probe.thread.tcb, TCBResume, 0);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 0, 0, 0);
}

const struct frame_test cancel_tests[] = {
    ENTRY("ipc.4.suspend-resume", suspend_resume),
    ENTRY("ipc.4.endpoint-deleted", endpoint_deleted),
    ENTRY("ipc.9.badged-sends-cancelled", badged_sends_cancelled),
    ENTRY("ipc.9.badged-sends-restarted", badged_sends_restarted),
    ENTRY("ipc.4.notification-waits", notification_waits),
    ENTRY("syscalls.5.suspend-oneself", suspend_oneself),
    FRAME_END,
};
