/* SPDX-License-Identifier: BSD-2-Clause */
/* Configure, SetSpace, SetIPCBuffer, SetTimeoutEndpoint. */
#include "tcb.h"

/* An address nothing is mapped at; aligned as a buffer must be. */
#define BUFFER (WINDOW + 0x400)

static seL4_CPtr tcb, vspace_without_asid, device_frame, gap;

static seL4_Word guard(seL4_Word value, seL4_Word size)
{
    return seL4_CNode_CapData_new(value, size).words[0];
}

static void setup(void)
{
    tcb = kit_object(seL4_TCBObject, 0);
    vspace_without_asid = kit_object(KIT_ROOT_TYPE, 0);
    gap = kit_slot();
    device_frame = kit_slot();
    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++)
        if (kit_bootinfo->untypedList[i].isDevice && kit_bootinfo->untypedList[i].sizeBits >= seL4_PageBits) {
            CHECK_OK(seL4_Untyped_Retype(kit_bootinfo->untyped.start + i, KIT_FRAME_TYPE, 0, ROOT, 0, 0,
                                          device_frame, 1));
            break;
        }
    CHECK(!kit_slot_is_empty(device_frame));
}

#define CONFIGURE(cspace, vspace, frame, ...) \
    INVOKE(tcb, TCBConfigure, CAPS(cspace, vspace, frame), ARGS(__VA_ARGS__))
#define SPACE(fault, cspace, vspace, ...) \
    INVOKE(tcb, TCBSetSpace, CAPS(fault, cspace, vspace), ARGS(__VA_ARGS__))

/* covers: invocations.md 4.1.1; invocations.md 4.1.2; invocations.md 4.3; ipc.md 9 FRAMEDIPC0001 */
TEST(configure_buffer)
{
    seL4_CPtr frame = kit_frame();
    seL4_CPtr vspace;

    setup();
    vspace = vspace_without_asid;
    CHECK_REFUSED(CONFIGURE(gap, vspace, gap, 0, 0), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBConfigure, CAPS(gap, vspace), ARGS(0, 0, 1)), seL4_TruncatedMessage, WORDS());
    /* The buffer comes before the spaces: no frame, a device frame, alignment. */
    CHECK_REFUSED(CONFIGURE(gap, vspace, gap, 0, 0, 1), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(gap, vspace, ROOT, 0, 0, 1), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(gap, vspace, device_frame, 0, 0, 1), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, seL4_CapInitThreadVSpace, device_frame, 0, 0, BUFFER), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(CONFIGURE(gap, vspace, frame, 0, 0, 1), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(CONFIGURE(gap, vspace, frame, 0, 0, WINDOW + 512), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(CONFIGURE(gap, vspace, frame, 0, 0, BUFFER), seL4_IllegalOperation, WORDS());
    /* What is refused for an untyped with children is refused for other reasons than being no frame. */
    CHECK_REFUSED(CONFIGURE(gap, vspace, frame_pool, 0, 0, 1), seL4_RevokeFirst, WORDS());
    CHECK_SUCCESS(CONFIGURE(ROOT, seL4_CapInitThreadVSpace, frame, 0, 0, BUFFER));
    /* Address 0: any capability, or none. */
    CHECK_SUCCESS(CONFIGURE(ROOT, seL4_CapInitThreadVSpace, gap, 0, 0, 0));
    CHECK_SUCCESS(CONFIGURE(ROOT, seL4_CapInitThreadVSpace, device_frame, 0, 0, 0));
    CHECK_OK(kit_delete(device_frame));
}

/* covers: invocations.md 4.1.4; invocations.md 4.1.5; invocations.md 15 THREADS0004; caps.md 9 THREADS0004/0005 */
TEST(configure_spaces)
{
    seL4_CPtr good = seL4_CapInitThreadVSpace;

    setup();
    CHECK_REFUSED(CONFIGURE(gap, good, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(tcb, good, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, good, gap, guard(0, 63), 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, gap, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, ROOT, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, vspace_without_asid, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, vspace_without_asid, gap, 0, 5, 0), seL4_IllegalOperation, WORDS());
    /* Data for a paging capability has no effect. */
    CHECK_SUCCESS(CONFIGURE(ROOT, good, gap, 0, 5, 0));
    CHECK_OK(kit_delete(device_frame));
}

/* covers: invocations.md 4.1.1 SetSpace; invocations.md 4.1.6; invocations.md 4.1 valid fault handler */
TEST(set_space)
{
    seL4_CPtr good = seL4_CapInitThreadVSpace;
    seL4_CPtr endpoint = kit_endpoint(), handler = kit_slot();

    setup();
    CHECK_REFUSED(SPACE(tcb, gap, gap, 0), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetSpace, CAPS(tcb, gap), ARGS(0, 0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(SPACE(tcb, gap, gap, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(SPACE(tcb, ROOT, gap, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(SPACE(tcb, ROOT, vspace_without_asid, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(SPACE(tcb, ROOT, good, 0, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(SPACE(kit_notification(), ROOT, good, 0, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_SUCCESS(SPACE(gap, ROOT, good, 0, 0));
    for (seL4_Word mask = 0; mask < 16; mask++) {
        seL4_CapRights_t rights = {{mask}};

        CHECK_OK(kit_copy(handler, endpoint, rights));
        if ((mask & 1) && (mask & 12))
            CHECK_SUCCESS(SPACE(handler, ROOT, good, 0, 0));
        else
            CHECK_REFUSED(SPACE(handler, ROOT, good, 0, 0), seL4_InvalidCapability, WORDS(1));
        CHECK_OK(kit_delete(handler));
    }
    CHECK_OK(kit_delete(device_frame));
}

/* covers: invocations.md 4.1.3 */
TEST(long_delete)
{
    seL4_CPtr good = seL4_CapInitThreadVSpace, frame = kit_frame();
    seL4_CPtr node = kit_object(seL4_CapTableObject, 4), copy = kit_slot();

    setup();
    CHECK_OK(kit_delete(device_frame));
    CHECK_SUCCESS(CONFIGURE(node, good, gap, 0, 0, 0));
    CHECK_OK(kit_copy(copy, node, seL4_AllRights));
    CHECK_OK(kit_delete(node));
    CHECK_SUCCESS(CONFIGURE(copy, good, gap, 0, 0, 0));
    /* The thread has the last capability to its CNode: it is not replaced, for that could take long. */
    CHECK_OK(kit_delete(copy));
    CHECK_REFUSED(CONFIGURE(ROOT, good, frame, 0, 0, 1), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, good, frame, 0, 0, BUFFER), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(CONFIGURE(ROOT, good, gap, 0, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(SPACE(gap, ROOT, good, 0, 0), seL4_IllegalOperation, WORDS());
    /* Before the handler. */
    CHECK_REFUSED(SPACE(tcb, ROOT, good, 0, 0), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSuspend, CAPS(), ARGS()));
}

static struct probe probe;

static void fault(void *argument)
{
    (void)argument;
    __asm__ volatile(KIT_UNDEFINED);
}

/* covers: invocations.md 2 failed check; invocations.md 4.1 Effects */
TEST(space_effects)
{
    seL4_CPtr other = kit_endpoint();

    gap = kit_slot();
    probe_make(&probe, (struct kit_options){.priority = 100});
    /* Refused: everything stays as it was. */
    CHECK_EQUAL(seL4_TCB_SetSpace(probe.thread.tcb, other, ROOT, 0, gap, 0), seL4_IllegalOperation);
    CHECK_EQUAL(seL4_TCB_SetSpace(probe.thread.tcb, other, gap, 0, seL4_CapInitThreadVSpace, 0),
                seL4_IllegalOperation);
    CHECK_EQUAL(seL4_TCB_SetSpace(probe.thread.tcb, ROOT, ROOT, 0, seL4_CapInitThreadVSpace, 0),
                seL4_InvalidCapability);
    CHECK_EQUAL(probe_run(&probe, fault, 0), seL4_Fault_UserException);
    /* Configure does not touch the handler, SetSpace does. */
    CHECK_OK(seL4_TCB_Configure(probe.thread.tcb, ROOT, 0, seL4_CapInitThreadVSpace, 0, 0, gap));
    CHECK_EQUAL(probe_run(&probe, fault, 0), seL4_Fault_UserException);
    CHECK_OK(seL4_TCB_SetSpace(probe.thread.tcb, other, ROOT, 0, seL4_CapInitThreadVSpace, 0));
    probe_start(&probe, fault, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_EQUAL(seL4_MessageInfo_get_label(seL4_Recv(other, 0, probe.reply)), seL4_Fault_UserException);
    CHECK_OK(seL4_TCB_SetSpace(probe.thread.tcb, gap, ROOT, 0, seL4_CapInitThreadVSpace, 0));
    probe_start(&probe, fault, 0);
    probe_settle();
    CHECK_OK(seL4_TCB_SetSpace(probe.thread.tcb, probe.fault_endpoint, ROOT, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_TCB_Resume(probe.thread.tcb));
    CHECK_EQUAL(probe_look(&probe), seL4_Fault_UserException);
}

static seL4_CPtr signalled;

static void signal_slot(void *argument)
{
    (void)argument;
    seL4_Signal(signalled);
}

/* covers: invocations.md 4.1 cspace data 0; caps.md 9 SetSpace with guard word 0 */
TEST(guard_of_cspace)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2), guarded = kit_slot();
    seL4_CPtr notification = kit_notification();
    seL4_Word badge;

    CHECK_OK(seL4_CNode_Mint(node, 2, 2, ROOT, notification, 64, seL4_AllRights, 3));
    CHECK_OK(kit_mint(guarded, node, seL4_AllRights, guard(0, 62)));
    probe_make(&probe, (struct kit_options){.priority = 100});
    signalled = 2;
    CHECK_OK(seL4_TCB_SetSpace(probe.thread.tcb, probe.fault_endpoint, guarded, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_EQUAL(probe_run(&probe, signal_slot, 0), PROBE_RETURNED);
    (void)seL4_Poll(notification, &badge);
    CHECK_EQUAL(badge, 3);
    /* Data replaces the guard. */
    CHECK_OK(seL4_TCB_SetSpace(probe.thread.tcb, probe.fault_endpoint, guarded, guard(0x2a, 62),
                               seL4_CapInitThreadVSpace, 0));
    CHECK_EQUAL(probe_run(&probe, signal_slot, 0), seL4_Fault_CapFault);
    signalled = 0x2a << 2 | 2;
    CHECK_EQUAL(probe_run(&probe, signal_slot, 0), PROBE_RETURNED);
    (void)seL4_Poll(notification, &badge);
    CHECK_EQUAL(badge, 3);
}

static seL4_CPtr endpoint;

static void receive(void *argument)
{
    (void)argument;
    (void)seL4_Wait(endpoint, 0);
}

static void send_ten(void)
{
    for (int i = 0; i < 10; i++)
        seL4_SetMR(i, 0x100 + (seL4_Word)i);
    seL4_Send(endpoint, seL4_MessageInfo_new(0, 0, 0, 10));
    probe_settle();
}

/* covers: invocations.md 4 SetIPCBuffer; invocations.md 4.3; ipc.md 1 buffer; ipc.md 9 FRAMEDIPC0001/0002 */
TEST(ipc_buffer)
{
    seL4_CPtr frame = kit_frame(), copy = kit_slot();
    volatile seL4_Word *buffer = (volatile seL4_Word *)BUFFER;

    setup();
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(frame), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(), ARGS(1)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(gap), ARGS(1)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(device_frame), ARGS(1)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(frame_pool), ARGS(1)), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(frame), ARGS(1)), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetIPCBuffer, CAPS(frame), ARGS(0x3ff)), seL4_AlignmentError, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSetIPCBuffer, CAPS(gap), ARGS(0)));

    probe_make(&probe, (struct kit_options){.priority = 100});
    endpoint = kit_endpoint();
    CHECK_EQUAL(seL4_TCB_SetIPCBuffer(probe.thread.tcb, BUFFER, device_frame), seL4_IllegalOperation);
    CHECK_OK(kit_delete(device_frame));
    /* The old buffer still works. */
    kit_thread_buffer(&probe.thread)->msg[9] = 0;
    probe_start(&probe, receive, 0);
    send_ten();
    CHECK_EQUAL(kit_thread_buffer(&probe.thread)->msg[9], 0x109);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    /* The kernel goes through the capability, not through a mapping: at 1 KiB of a frame mapped only later. */
    CHECK_OK(seL4_TCB_SetIPCBuffer(probe.thread.tcb, BUFFER, frame));
    probe_start(&probe, receive, 0);
    kit_thread_buffer(&probe.thread)->msg[9] = 0;
    send_ten();
    CHECK_EQUAL(kit_thread_buffer(&probe.thread)->msg[9], 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    REQUIRE(kit_map(copy, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights) == seL4_NoError);
    for (int i = 4; i < 10; i++)
        CHECK_EQUAL(buffer[1 + i], 0x100 + i);
    CHECK_EQUAL(buffer[1 + 10], 0);
    CHECK_EQUAL(buffer[1 - 129], 0);
    /* When the frame is revoked the thread has no buffer: the words beyond the fourth are dropped. */
    CHECK_OK(kit_revoke(frame));
    CHECK_OK(kit_map(frame, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    buffer[1 + 9] = 0;
    probe_start(&probe, receive, 0);
    send_ten();
    CHECK_EQUAL(buffer[1 + 9], 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RETURNED);
}

/* covers: invocations.md 4 SetTimeoutEndpoint */
TEST(timeout_endpoint)
{
    seL4_CPtr handler = kit_slot();

    setup();
    endpoint = kit_endpoint();
    CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(tcb), ARGS()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(kit_notification()), ARGS()), seL4_InvalidCapability,
                  WORDS(1));
    for (seL4_Word mask = 0; mask < 16; mask++) {
        seL4_CapRights_t rights = {{mask}};

        CHECK_OK(kit_copy(handler, endpoint, rights));
        if ((mask & 1) && (mask & 12))
            CHECK_SUCCESS(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(handler), ARGS()));
        else
            CHECK_REFUSED(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(handler), ARGS()), seL4_InvalidCapability, WORDS(1));
        CHECK_OK(kit_delete(handler));
    }
    CHECK_SUCCESS(INVOKE(tcb, TCBSetTimeoutEndpoint, CAPS(gap), ARGS()));
    CHECK_OK(kit_delete(device_frame));
}

const struct frame_test space_tests[] = {
    ENTRY("invocations.4.1.configure-buffer", configure_buffer),
    ENTRY("invocations.4.1.configure-spaces", configure_spaces),
    ENTRY("invocations.4.1.set-space", set_space),
    ENTRY("invocations.4.1.3.long-delete", long_delete),
    ENTRY("invocations.4.1.effects", space_effects),
    ENTRY("invocations.4.1.guard", guard_of_cspace),
    ENTRY("invocations.4.3.ipc-buffer", ipc_buffer),
    ENTRY("invocations.4.timeout-endpoint", timeout_endpoint),
    FRAME_END,
};
