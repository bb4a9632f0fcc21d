/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities in messages: what arrives where, what is unwrapped, what stops the transfer. */
#include "ipc.h"

#define PRIORITY 100
#define MARK     0x5151UL

static struct agent a, b;
static seL4_CPtr endpoint, reply, slot;

static void set_up(void)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    slot = kit_slot();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
}

/* What the receiver got: capabilities handled, bits of the unwrapped ones. */
struct outcome {
    seL4_Word extra, unwrapped, words[3];
};

static void start_send(long number, seL4_CPtr cap, seL4_Word count, seL4_CPtr c0, seL4_CPtr c1, seL4_CPtr c2)
{
    call_prepare(&a.call, (seL4_Word)number, cap, seL4_MessageInfo_new(7, 0, count, 5));
    a.call.caps[0] = c0;
    a.call.caps[1] = c1;
    a.call.caps[2] = c2;
    agent_start(&a);
}

static void start_receive(seL4_CPtr to)
{
    call_prepare(&b.call, (seL4_Word)seL4_SysRecv, endpoint, plain(0));
    b.call.in.reply = reply;
    call_receive_in(&b.call, to);
    b.call.caps[0] = b.call.caps[1] = b.call.caps[2] = MARK;
    agent_start(&b);
}

static struct outcome outcome_of(void)
{
    struct outcome outcome = {call_extra_caps(&b.call), call_unwrapped(&b.call), {0}};

    CHECK_EQUAL(b.call.done, 1);
    CHECK_EQUAL(call_label(&b.call), 7);
    CHECK_EQUAL(call_length(&b.call), 5);
    for (unsigned i = 0; i < 5; i++)
        CHECK_EQUAL(b.call.got[i], a.call.words[i]);
    for (unsigned i = 0; i < 3; i++)
        outcome.words[i] = b.call.caps[i];
    return outcome;
}

static struct outcome pass(seL4_CPtr cap, seL4_Word count, seL4_CPtr c0, seL4_CPtr c1, seL4_CPtr c2)
{
    start_receive(slot);
    probe_settle();
    start_send(seL4_SysSend, cap, count, c0, c1, c2);
    probe_settle();
    return outcome_of();
}

#define CHECK_OUTCOME(result, extra_caps, bits) \
    do { \
        struct outcome found = result; \
        CHECK_EQUAL(found.extra, extra_caps); \
        CHECK_EQUAL(found.unwrapped, bits); \
        for (unsigned word = 0; word < 3; word++) \
            if (!((bits) >> word & 1)) \
                CHECK_EQUAL(found.words[word], MARK); \
    } while (0)

/* The slot holds something; it is emptied. */
#define CHECK_RECEIVED() \
    do { \
        CHECK(!kit_slot_is_empty(slot)); \
        CHECK_OK(kit_delete(slot)); \
    } while (0)

/* covers: ipc.md 3 receive slot; ipc.md 3 delivered extraCaps; ipc.md 4 sender or receiver first */
TEST(one_capability)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    set_up();
    CHECK_OUTCOME(pass(endpoint, 1, tcb, 0, 0), 1, 0);
    CHECK_OK(seL4_TCB_SetMCPriority(slot, seL4_CapInitThreadTCB, 33));
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(34)), seL4_RangeError, WORDS(0, 33));
    CHECK_RECEIVED();
    /* Sender first; Call. */
    start_send(seL4_SysCall, endpoint, 1, tcb, 0, 0);
    probe_settle();
    start_receive(slot);
    probe_settle();
    CHECK_OUTCOME(outcome_of(), 1, 0);
    CHECK_RECEIVED();
    /* The receiver needs no Grant of its own. */
    CHECK_OUTCOME(pass(endpoint, 2, tcb, tcb, 0), 1, 0);
    CHECK_RECEIVED();
    CHECK_OUTCOME(pass(endpoint, 0, tcb, tcb, 0), 0, 0);
    CHECK(kit_slot_is_empty(slot));
}

/* covers: ipc.md 3 only with Grant; ipc.md 9 IPCRIGHTS0003 */
TEST(without_grant)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_CPtr no_grant = 0;

    set_up();
    no_grant = minted(endpoint, seL4_CapRights_new(1, 0, 1, 1), 4);
    CHECK_OUTCOME(pass(no_grant, 3, tcb, endpoint, tcb), 0, 0);
    CHECK(kit_slot_is_empty(slot));
    start_send(seL4_SysCall, no_grant, 3, endpoint, tcb, tcb);
    probe_settle();
    start_receive(slot);
    probe_settle();
    CHECK_OUTCOME(outcome_of(), 0, 0);
    CHECK(kit_slot_is_empty(slot));
}

/* covers: ipc.md 3 unwrapped; caps.md 1 extra-cap word */
TEST(unwrapping)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    seL4_CPtr one = 0, two = 0, other = kit_endpoint();
    struct outcome outcome = {0};

    set_up();
    one = minted(endpoint, seL4_NoRights, 0x111);
    two = minted(endpoint, seL4_AllRights, 0x2222222222222222);
    outcome = pass(two, 1, one, 0, 0);
    CHECK_OUTCOME(outcome, 1, 1);
    CHECK_EQUAL(outcome.words[0], 0x111);
    CHECK_EQUAL(b.call.out.cap, 0x2222222222222222);
    CHECK(kit_slot_is_empty(slot));
    outcome = pass(endpoint, 3, one, two, endpoint);
    CHECK_OUTCOME(outcome, 3, 7);
    CHECK_EQUAL(outcome.words[0], 0x111);
    CHECK_EQUAL(outcome.words[1], 0x2222222222222222);
    CHECK_EQUAL(outcome.words[2], 0);
    outcome = pass(endpoint, 3, one, tcb, two);
    CHECK_OUTCOME(outcome, 3, 5);
    CHECK_EQUAL(outcome.words[2], 0x2222222222222222);
    CHECK_RECEIVED();
    outcome = pass(endpoint, 3, tcb, two, other);
    CHECK_OUTCOME(outcome, 2, 2);
    CHECK_RECEIVED();
    CHECK_OUTCOME(pass(endpoint, 3, other, tcb, two), 1, 0);
    CHECK_RECEIVED();
    /* Without a slot, too. */
    CHECK_OK(kit_copy(slot, tcb, seL4_AllRights));
    CHECK_OUTCOME(pass(endpoint, 3, one, two, tcb), 2, 3);
    CHECK_OUTCOME(pass(endpoint, 3, tcb, one, two), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 3, one, tcb, two), 1, 1);
}

/* covers: ipc.md 3 copy of the sender's slot; ipc.md 3 a frame arrives unmapped; caps.md 4 insertion by IPC */
TEST(what_arrives)
{
    seL4_CPtr other = kit_endpoint(), frame = kit_frame(), source = 0;

    set_up();
    /* Badge and rights as they are, whatever the endpoint's rights. */
    source = minted(other, seL4_CanWrite, 0x99);
    CHECK_OUTCOME(pass(endpoint, 1, source, 0, 0), 1, 0);
    agent_recv(&b, other, reply);
    probe_settle();
    agent_nbsend(&a, slot, 1, 1);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0x99, 1, 1, &a.call);
    CHECK_REFUSED(INVOKE(ROOT, CNodeCancelBadgedSends, CAPS(), ARGS(slot, 64)), seL4_IllegalOperation, WORDS());
    /* It is a child of what the source was minted from. */
    CHECK_OK(kit_revoke(other));
    CHECK(kit_slot_is_empty(slot));
    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    CHECK_OUTCOME(pass(endpoint, 1, frame, 0, 0), 1, 0);
    CHECK_OK(kit_map(slot, seL4_CapInitThreadVSpace, WINDOW + 0x1000, seL4_AllRights));
    *(volatile seL4_Word *)WINDOW = 0xabc;
    CHECK_EQUAL(*(volatile seL4_Word *)(WINDOW + 0x1000), 0xabc);
    CHECK_OK(kit_revoke(frame));
    CHECK(kit_slot_is_empty(slot));
}

/* covers: ipc.md 3 stop: empty slot, derive error or null */
TEST(what_stops)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0), untyped = kit_untyped(12), child = kit_slot(), empty = kit_slot();
    seL4_CPtr table = kit_object(KIT_TABLE_TYPE, 0), root = kit_object(KIT_ROOT_TYPE, 0);

    set_up();
    CHECK_OUTCOME(pass(endpoint, 2, empty, tcb, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 2, seL4_CapNull, endpoint, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 3, endpoint, empty, endpoint), 1, 1);
    CHECK_OUTCOME(pass(endpoint, 2, seL4_CapIRQControl, tcb, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 2, seL4_CapIRQControl, tcb, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 2, table, tcb, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 2, root, tcb, 0), 0, 0);
    CHECK_OUTCOME(pass(endpoint, 1, untyped, 0, 0), 1, 0);
    CHECK_RECEIVED();
    CHECK_OK(kit_revoke(untyped));
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, ROOT, 0, 0, child, 1));
    CHECK_OUTCOME(pass(endpoint, 2, untyped, tcb, 0), 0, 0);
    CHECK(kit_slot_is_empty(slot));
}

/* covers: ipc.md 3 receive slot failures */
TEST(no_receive_slot)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0), node = kit_object(seL4_CapTableObject, 3);
    const struct {
        seL4_Word root, index, depth;
        seL4_Word arrives;
    } cases[] = {
        {0, 0, 64, 0},          {BAD_CPTR, 0, 64, 0},    {tcb, 0, 64, 0},     {ROOT, tcb, 64, 0}, {ROOT, 0, 0, 0},
        {ROOT, 0, 65, 0},       {ROOT, BAD_CPTR, 64, 0}, {node, 2, 4, 0},     {node, 2, 2, 0},    {node, 2, 3, 1},
        {node, 0xfff3, 3, 1},   {node, 3, 3, 0},         {node, 4, 3 | 1UL << 32, 0},
    };

    set_up();
    for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        call_prepare(&b.call, (seL4_Word)seL4_SysRecv, endpoint, plain(0));
        b.call.in.reply = reply;
        b.call.receive_root = cases[i].root;
        b.call.receive_index = cases[i].index;
        b.call.receive_depth = cases[i].depth;
        b.call.caps[0] = b.call.caps[1] = b.call.caps[2] = MARK;
        agent_start(&b);
        probe_settle();
        start_send(seL4_SysSend, endpoint, 1, tcb, 0, 0);
        probe_settle();
        CHECK_OUTCOME(outcome_of(), cases[i].arrives, 0);
        CHECK_UNTOUCHED(&a.call);
    }
    /* The two that arrived. */
    CHECK_EQUAL(seL4_CNode_Copy(node, 2, 3, node, 2, 3, seL4_AllRights), seL4_DeleteFirst);
    CHECK_EQUAL(seL4_CNode_Copy(node, 3, 3, node, 3, 3, seL4_AllRights), seL4_DeleteFirst);
    CHECK_EQUAL(seL4_CNode_Move(node, 4, 3, node, 4, 3), seL4_FailedLookup);
}

/* covers: ipc.md 3 receiver without writable buffer */
TEST(receiver_without_buffer)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    set_up();
    CHECK_OK(seL4_TCB_SetIPCBuffer(b.probe.thread.tcb, 0, 0));
    start_receive(slot);
    probe_settle();
    start_send(seL4_SysSend, endpoint, 2, endpoint, tcb, 0);
    probe_settle();
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(7, 0, 0, 4).words[0]);
    CHECK_EQUAL(b.call.caps[0], MARK);
    CHECK(kit_slot_is_empty(slot));
}

static void check_lookup_fault(struct probe *probe, seL4_CPtr address)
{
    CHECK_EQUAL(probe_look(probe), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_GetMR(0), (seL4_Word)call_instruction);
    CHECK_EQUAL(seL4_GetMR(1), address);
    CHECK_EQUAL(seL4_GetMR(2), 0);
    CHECK_EQUAL(seL4_GetMR(3), seL4_GuardMismatch);
    CHECK_EQUAL(seL4_GetMR(4), 64);
    CHECK_EQUAL(seL4_GetMR(5), 0);
    CHECK_EQUAL(seL4_GetMR(6), 64 - kit_bootinfo->initThreadCNodeSizeBits);
}

/* covers: ipc.md 3 at the system call; syscalls.md 5.2 extra capabilities before the type */
TEST(extra_lookup_faults)
{
    seL4_CPtr notification = kit_notification(), empty = kit_slot(), no_write = 0;
    seL4_CPtr targets[4];

    set_up();
    no_write = minted(endpoint, seL4_CanRead, 1);
    targets[0] = endpoint;
    targets[1] = notification;
    targets[2] = empty;
    targets[3] = no_write;
    for (unsigned i = 0; i < 4; i++) {
        start_receive(slot);
        probe_settle();
        start_send(seL4_SysSend, targets[i], 2, endpoint, BAD_CPTR | 5, 0);
        check_lookup_fault(&a.probe, BAD_CPTR | 5);
        start_send(seL4_SysCall, targets[i], 3, BAD_CPTR, BAD_CPTR | 1, BAD_CPTR | 2);
        check_lookup_fault(&a.probe, BAD_CPTR);
        /* The invoked capability comes first. */
        start_send(seL4_SysCall, BAD_CPTR | 7, 1, BAD_CPTR, 0, 0);
        check_lookup_fault(&a.probe, BAD_CPTR | 7);
        /* Not blocking: silence. */
        start_send(seL4_SysNBSend, targets[i], 1, BAD_CPTR, 0, 0);
        probe_settle();
        CHECK_EQUAL(a.call.done, 1);
        CHECK_EQUAL(a.call.out.info, a.call.in.info);
        CHECK_EQUAL(b.call.done, 0);
        agent_nbwait(&b, notification);
        probe_settle();
        CHECK_BADGE_ONLY(&b.call, 0);
    }
}

/* covers: ipc.md 3 resolved again at the transfer; if one fails none is transferred */
TEST(resolved_again)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 8), inner = kit_object(seL4_CapTableObject, 2);
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    /* The CSpace of a: eight bits, so its pointers are in the top byte. */
    struct kit_options options = {.priority = PRIORITY, .cspace = node};
#define TOP(index) ((seL4_Word)(index) << 56)

    set_up();
    CHECK_OK(seL4_CNode_Copy(node, 1, 8, ROOT, endpoint, 64, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(node, 2, 8, ROOT, tcb, 64, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(node, 3, 8, ROOT, tcb, 64, seL4_AllRights));
    agent_make_with(&a, options);
    /* Fine at the call: the slot's low bits do not matter. */
    start_send(seL4_SysSend, TOP(1), 2, TOP(2), TOP(3), 0);
    probe_settle();
    CHECK_EQUAL(a.call.done, 0);
    CHECK_OK(seL4_CNode_Delete(node, 3, 8));
    CHECK_OK(seL4_CNode_Mint(node, 3, 8, ROOT, inner, 64, seL4_AllRights, seL4_CNode_CapData_new(1, 4).words[0]));
    start_receive(slot);
    probe_settle();
    CHECK_OUTCOME(outcome_of(), 0, 0);
    CHECK(kit_slot_is_empty(slot));
    CHECK_EQUAL(a.call.done, 1);
    /* A capability that is gone by then only stops the transfer. */
    CHECK_OK(seL4_CNode_Delete(node, 3, 8));
    CHECK_OK(seL4_CNode_Copy(node, 3, 8, ROOT, tcb, 64, seL4_AllRights));
    start_send(seL4_SysSend, TOP(1), 3, TOP(1), TOP(3), TOP(2));
    probe_settle();
    CHECK_OK(seL4_CNode_Delete(node, 3, 8));
    start_receive(slot);
    probe_settle();
    CHECK_OUTCOME(outcome_of(), 1, 1);
}

/* covers: ipc.md 3 replies; ipc.md 6 original reply cap has Grant; caps.md 2 reply rights */
TEST(capabilities_in_replies)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0), no_grant = kit_slot();

    set_up();
    CHECK_OK(kit_copy(no_grant, reply, seL4_CapRights_new(1, 0, 1, 1)));
    for (unsigned grant = 0; grant < 2; grant++) {
        for (unsigned i = 0; i < 2; i++) {
            call_prepare(&b.call, (seL4_Word)seL4_SysCall, endpoint, plain(1));
            call_receive_in(&b.call, slot);
            b.call.caps[0] = b.call.caps[1] = b.call.caps[2] = MARK;
            agent_start(&b);
            agent_recv(&a, endpoint, reply);
            probe_settle();
            /* A capability to the endpoint of the call is not unwrapped here. */
            start_send(seL4_SysSend, grant ? reply : no_grant, 2, i ? endpoint : tcb, tcb, 0);
            probe_settle();
            CHECK_OUTCOME(outcome_of(), grant, 0);
            CHECK_EQUAL(b.call.out.cap, 0);
            if (grant)
                CHECK_RECEIVED();
            else
                CHECK(kit_slot_is_empty(slot));
        }
    }
}

const struct frame_test transfer_tests[] = {
    ENTRY("ipc.3.one-capability", one_capability),
    ENTRY("ipc.3.without-grant", without_grant),
    ENTRY("ipc.3.unwrapping", unwrapping),
    ENTRY("ipc.3.what-arrives", what_arrives),
    ENTRY("ipc.3.what-stops", what_stops),
    ENTRY("ipc.3.no-receive-slot", no_receive_slot),
    ENTRY("ipc.3.receiver-without-buffer", receiver_without_buffer),
    ENTRY("ipc.3.extra-lookup-faults", extra_lookup_faults),
    ENTRY("ipc.3.resolved-again", resolved_again),
    ENTRY("ipc.3.replies", capabilities_in_replies),
    FRAME_END,
};
