/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability faults in both phases of every system call. */
#include "fault.h"

static struct agent a, b;
static seL4_CPtr endpoint, reply;

static void set_up(void)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
}

/* The words of a failed look-up of 64 bits in the root CNode. */
#define GUARD_WORDS seL4_GuardMismatch, 64, 0, 64 - kit_bootinfo->initThreadCNodeSizeBits
#define HERE ((seL4_Word)call_instruction)

static struct fault fault_of(long number, seL4_CPtr cap, seL4_CPtr reply_cap, seL4_CPtr dest)
{
    call_prepare(&a.call, (seL4_Word)number, cap, plain(0));
    a.call.in.reply = reply_cap;
    a.call.in.dest = dest;
    agent_start(&a);
    return FAULT_OF(&a.probe);
}

/* covers: syscalls.md 5.1 look-up failure; ipc.md 8 CapFault; caps.md 3.1 */
TEST(send_phase)
{
    static const long faulting[] = {seL4_SysCall, seL4_SysSend};
    static const long silent[] = {seL4_SysNBSend, seL4_SysReplyRecv, seL4_SysNBSendRecv, seL4_SysNBSendWait};

    set_up();
    for (unsigned i = 0; i < 2; i++) {
        struct fault fault = fault_of(faulting[i], BAD_CPTR | 3, reply, 0);

        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR | 3, 0, GUARD_WORDS));
        CHECK_EQUAL(fault.badge, 0);
    }
    /* A first phase, or one that does not block, does not fault: it is skipped. */
    for (unsigned i = 0; i < 4; i++) {
        long number = silent[i];
        seL4_CPtr first = BAD_CPTR | 1;
        struct fault fault = {0};

        if (number == seL4_SysNBSend)
            fault = fault_of(number, first, 0, 0);
        else if (number == seL4_SysNBSendRecv)
            fault = fault_of(number, endpoint, reply, first);
        else
            fault = fault_of(number, endpoint, first, 0);
        if (number == seL4_SysReplyRecv) {
            CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, first, 1, GUARD_WORDS));
        } else if (number == seL4_SysNBSend) {
            CHECK_UNTOUCHED(&a.call);
        } else {
            CHECK_EQUAL(fault.present, 0);
            CHECK_EQUAL(a.call.done, 0);
            agent_send(&b, endpoint, 6, 2);
            probe_settle();
            CHECK_MESSAGE(&a.call, 0, 6, 2, &b.call);
        }
    }
}

/* covers: syscalls.md 5 recv; ipc.md 8 CapFault phase 1; ipc.md 9 IPCRIGHTS0002; ipc.md 10 failure words */
TEST(receive_phase)
{
    static const long with_reply[] = {seL4_SysRecv, seL4_SysNBRecv, seL4_SysReplyRecv, seL4_SysNBSendRecv};
    static const long without[] = {seL4_SysWait, seL4_SysNBWait, seL4_SysNBSendWait};
    seL4_CPtr empty = kit_slot(), notification = kit_notification(), no_read = 0, no_read_notification = 0;

    set_up();
    no_read = minted(endpoint, seL4_CapRights_new(1, 1, 0, 1), 3);
    no_read_notification = minted(notification, seL4_CanWrite, 3);
    for (unsigned i = 0; i < 7; i++) {
        long number = i < 4 ? with_reply[i] : without[i - 4];
        seL4_CPtr reply_cap = number == seL4_SysNBSendWait ? empty : reply;
        const seL4_CPtr missing[] = {empty, seL4_CapNull, no_read, no_read_notification, a.probe.thread.tcb, reply,
                                     ROOT, seL4_CapIRQControl};
        struct fault fault = fault_of(number, BAD_CPTR | 9, reply_cap, empty);

        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR | 9, 1, GUARD_WORDS));
        for (unsigned k = 0; k < sizeof(missing) / sizeof(missing[0]); k++) {
            fault = fault_of(number, missing[k], reply_cap, empty);
            CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, missing[k], 1, seL4_MissingCapability, 0));
        }
        /* The capability to receive from comes first, then the reply object. */
        if (number == seL4_SysReplyRecv || i >= 4)
            continue;
        fault = fault_of(number, no_read, BAD_CPTR, empty);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, no_read, 1, seL4_MissingCapability, 0));
        fault = fault_of(number, BAD_CPTR, BAD_CPTR | 1, empty);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR, 1, GUARD_WORDS));
        fault = fault_of(number, endpoint, BAD_CPTR | 1, empty);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR | 1, 1, GUARD_WORDS));
        fault = fault_of(number, endpoint, empty, empty);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, empty, 1, seL4_MissingCapability, 0));
        fault = fault_of(number, endpoint, endpoint, empty);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, endpoint, 1, seL4_MissingCapability, 0));
    }
}

/* covers: syscalls.md 5 recv: reply check even if a message or signal is pending; notifications do not look at it */
TEST(reply_register)
{
    seL4_CPtr notification = kit_notification();
    struct fault fault = {0};

    set_up();
    agent_send(&b, endpoint, 1, 1);
    probe_settle();
    fault = fault_of(seL4_SysRecv, endpoint, endpoint, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, endpoint, 1, seL4_MissingCapability, 0));
    CHECK_EQUAL(b.call.done, 0);
    CHECK_OK(seL4_TCB_BindNotification(a.probe.thread.tcb, notification));
    seL4_Signal(notification);
    fault = fault_of(seL4_SysNBRecv, endpoint, BAD_CPTR, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR, 1, GUARD_WORDS));
    fault = fault_of(seL4_SysRecv, notification, BAD_CPTR, 0);
    CHECK_EQUAL(fault.present, 1);
    CHECK_BADGE_ONLY(&a.call, 0);
}

/* covers: caps.md 3.1 all failures; caps.md 3.3; ipc.md 8 CapFault length 4..7 */
TEST(lookup_failures)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 8), inner = kit_object(seL4_CapTableObject, 4);
    struct fault fault = {0};
#define TOP(index) ((seL4_Word)(index) << 56)

    set_up();
    CHECK_OK(seL4_CNode_Mint(node, 1, 8, ROOT, inner, 64, seL4_AllRights, seL4_CNode_CapData_new(5, 4).words[0]));
    CHECK_OK(seL4_CNode_Mint(node, 2, 8, ROOT, inner, 64, seL4_AllRights, seL4_CNode_CapData_new(0, 54).words[0]));
    CHECK_OK(seL4_CNode_Mint(node, 3, 8, ROOT, inner, 64, seL4_AllRights, seL4_CNode_CapData_new(0, 57).words[0]));
    agent_make_with(&a, (struct kit_options){.priority = PRIORITY, .cspace = node});
    fault = fault_of(seL4_SysCall, TOP(1) | 0x6UL << 52, 0, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, TOP(1) | 0x6UL << 52, 0, seL4_GuardMismatch, 56, 5, 4));
    fault = fault_of(seL4_SysWait, TOP(2), 0, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, TOP(2), 1, seL4_DepthMismatch, 56, 58));
    fault = fault_of(seL4_SysSend, TOP(3), 0, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, TOP(3), 0, seL4_GuardMismatch, 56, 0, 57));
    /* An empty slot on the way is no failure to the sender. */
    fault = fault_of(seL4_SysCall, TOP(9) | 0x1234, 0, 0);
    CHECK_EQUAL(a.call.out.info, seL4_MessageInfo_new(seL4_InvalidCapability, 0, 0, 1).words[0]);
    fault = fault_of(seL4_SysNBWait, TOP(9) | 0x1234, 0, 0);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, TOP(9) | 0x1234, 1, seL4_MissingCapability, 0));
    /* No CSpace at all. */
    CHECK_OK(kit_revoke(node));
    CHECK_OK(kit_delete(node));
    fault = fault_of(seL4_SysCall, TOP(9), 0, 0);
    CHECK_EQUAL(fault.present, 1);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, TOP(9), 0, seL4_InvalidRoot));
}

/* covers: ipc.md 8 effect of a reply, CapFault; ipc.md 8 reply to a CapFault: the system call is executed again */
TEST(replies)
{
    const seL4_Word words[] = {1, 2, 3, 4, 5, 6, 7, 8};
    seL4_CPtr slot = kit_slot(), copy = 0;
    struct fault fault = {0};

    set_up();
    for (seL4_Word label = 0; label < 3; label++) {
        fault = fault_of(seL4_SysCall, BAD_CPTR, 0, 0);
        CHECK_EQUAL(fault.present, 1);
        /* No register is written, whatever comes; the call is made again and faults again. */
        fault_reply(a.probe.reply, label, words, 8);
        fault = FAULT_OF(&a.probe);
        CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, BAD_CPTR, 0, GUARD_WORDS));
    }
    /* In the second phase: the first one is executed again. */
    copy = minted(endpoint, seL4_AllRights, 8);
    agent_nbsend_recv(&a, minted(endpoint, seL4_AllRights, 5), 3, 4, slot, reply);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    fault = FAULT_OF(&a.probe);
    CHECK_FAULT(fault, seL4_Fault_CapFault, WORDS(HERE, slot, 1, seL4_MissingCapability, 0));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_EQUAL(b.call.done, 0);
    CHECK_OK(kit_copy(slot, copy, seL4_AllRights));
    fault_reply(a.probe.reply, 77, 0, 0);
    CHECK_MESSAGE(&b.call, 5, 3, 4, &a.call);
    CHECK_EQUAL(a.call.done, 0);
    agent_send(&b, copy, 9, 1);
    probe_settle();
    CHECK_MESSAGE(&a.call, 8, 9, 1, &b.call);
}

const struct frame_test cap_tests[] = {
    ENTRY("ipc.8.cap-fault-send-phase", send_phase),
    ENTRY("ipc.8.cap-fault-receive-phase", receive_phase),
    ENTRY("syscalls.5.reply-register", reply_register),
    ENTRY("caps.3.lookup-failures-in-faults", lookup_failures),
    ENTRY("ipc.8.cap-fault-replies", replies),
    FRAME_END,
};
