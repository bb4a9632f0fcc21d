/* SPDX-License-Identifier: BSD-2-Clause */
/* The IPC buffer: how the kernel reaches it, and what happens without one. */
#include "ipc.h"

#define PRIORITY 100
#define HALF     0x800UL

static struct agent a, b;
static seL4_CPtr endpoint, reply;

static void set_up(void)
{
    endpoint = kit_endpoint();
    reply = kit_reply();
    agent_make(&a, PRIORITY);
    agent_make(&b, PRIORITY);
}

static seL4_CPtr buffer_frame(const struct agent *agent)
{
    return runtime_image_frame(kit_bootinfo, kit_thread_buffer(&agent->probe.thread));
}

static seL4_Error set_buffer(const struct agent *agent, seL4_Word address, seL4_CPtr frame)
{
    return seL4_TCB_SetIPCBuffer(agent->probe.thread.tcb, address, frame);
}

static void check_pass(seL4_Word sent, seL4_Word arrives)
{
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_send(&a, endpoint, 9, sent);
    probe_settle();
    CHECK_UNTOUCHED(&a.call);
    CHECK_MESSAGE(&b.call, 0, 9, arrives, &a.call);
    agent_call(&a, endpoint, 9, sent);
    agent_recv(&b, endpoint, reply);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 9, arrives, &a.call);
    agent_send(&b, reply, 8, sent);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 8, arrives, &b.call);
}

/* covers: ipc.md 1 readable and writable buffer; ipc.md 2 table */
TEST(no_buffer)
{
    struct agent *const both[] = {&a, &b};

    set_up();
    for (unsigned i = 0; i < 2; i++) {
        CHECK_OK(set_buffer(both[i], 0, seL4_CapNull));
        for (seL4_Word length = 0; length <= 6; length++)
            check_pass(length, length < 4 ? length : 4);
        check_pass(120, 4);
        CHECK_OK(set_buffer(both[i], (seL4_Word)kit_thread_buffer(&both[i]->probe.thread), buffer_frame(both[i])));
        check_pass(120, 120);
    }
}

/* covers: ipc.md 1 rights of the frame; invocations.md 4.3 rights are tested at use */
TEST(buffer_rights)
{
    seL4_CPtr read_only = kit_slot(), no_rights = kit_slot();
    seL4_Word address = 0;

    set_up();
    address = (seL4_Word)kit_thread_buffer(&a.probe.thread);
    CHECK_OK(kit_copy(read_only, buffer_frame(&a), seL4_CanRead));
    CHECK_OK(kit_copy(no_rights, buffer_frame(&a), seL4_CanWrite));
    /* Enough for a sender, not for a receiver. */
    CHECK_OK(set_buffer(&a, address, read_only));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_call(&a, endpoint, 1, 7);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 1, 7, &a.call);
    agent_send(&b, reply, 2, 7);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 2, 4, &b.call);
    /* Enough for nothing. */
    CHECK_OK(set_buffer(&a, address, no_rights));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_call(&a, endpoint, 1, 7);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 1, 4, &a.call);
    agent_send(&b, reply, 2, 7);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 2, 4, &b.call);
}

/* covers: ipc.md 1 buffer reached through the frame capability; ipc.md 1 deleting the capability */
TEST(buffer_frame_capability)
{
    seL4_CPtr frame = kit_frame(), mapped = kit_slot();
    seL4_Word *words = (seL4_Word *)(WINDOW + HALF);

    set_up();
    CHECK_OK(kit_copy(mapped, frame, seL4_AllRights));
    CHECK_OK(kit_map(mapped, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights));
    for (unsigned i = 0; i < 128; i++)
        words[i] = 0x1111 + i;
    /* An address that is mapped nowhere: only its place in the frame counts. */
    CHECK_OK(set_buffer(&b, 0x123456000UL + HALF, frame));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_send(&a, endpoint, 3, 120);
    probe_settle();
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(3, 0, 0, 120).words[0]);
    CHECK_EQUAL(b.call.got[3], a.call.words[3]);
    /* Tag, the first four words, user data and what follows are left alone. */
    for (unsigned i = 0; i < 128; i++)
        CHECK_EQUAL(words[i], i >= 5 && i <= 120 ? a.call.words[i - 1] : 0x1111 + i);

    /* As a sender: the words come from the frame. */
    agent_recv(&a, endpoint, reply);
    probe_settle();
    words[5] = 0x77;
    agent_send(&b, endpoint, 3, 5);
    probe_settle();
    CHECK_EQUAL(a.call.got[4], 0x77);

    /* Unmapping the frame changes nothing, deleting the capability does. */
    CHECK_OK(kit_unmap(mapped));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_send(&a, endpoint, 3, 6);
    probe_settle();
    CHECK_EQUAL(b.call.out.info, seL4_MessageInfo_new(3, 0, 0, 6).words[0]);
    CHECK_OK(kit_revoke(frame));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    agent_send(&a, endpoint, 3, 6);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 3, 4, &a.call);
}

/* covers: ipc.md 3 no readable buffer; syscalls.md 3 no extra caps without buffer */
TEST(no_buffer_no_capabilities)
{
    set_up();
    CHECK_OK(set_buffer(&a, 0, seL4_CapNull));
    agent_recv(&b, endpoint, reply);
    probe_settle();
    /* Three extra capabilities that would all fault. */
    call_prepare(&a.call, (seL4_Word)seL4_SysCall, endpoint, seL4_MessageInfo_new(1, 0, 3, 2));
    a.call.caps[0] = a.call.caps[1] = a.call.caps[2] = BAD_CPTR;
    agent_start(&a);
    probe_settle();
    CHECK_MESSAGE(&b.call, 0, 1, 2, &a.call);
    agent_send(&b, reply, 0, 0);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, 0, 0, &b.call);
    /* An invocation without buffer: too few capabilities instead of a fault. */
    call_prepare(&a.call, (seL4_Word)seL4_SysCall, a.probe.thread.tcb, seL4_MessageInfo_new(TCBSetPriority, 0, 1, 1));
    a.call.caps[0] = BAD_CPTR;
    agent_start(&a);
    probe_settle();
    CHECK_MESSAGE(&a.call, 0, seL4_TruncatedMessage, 0, 0);
}

/* covers: ipc.md 1 device frames; ipc.md 9 FRAMEDIPC0001; ipc.md 9 FRAMEDIPC0002; invocations.md 4.3 */
TEST(device_frame_refused)
{
    seL4_CPtr device = kit_slot();
    seL4_Error error = seL4_NotEnoughMemory;

    set_up();
    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start && error != seL4_NoError; i++) {
        if (kit_bootinfo->untypedList[i].isDevice && kit_bootinfo->untypedList[i].sizeBits >= seL4_PageBits)
            error = seL4_Untyped_Retype(kit_bootinfo->untyped.start + i, KIT_FRAME_TYPE, 0, ROOT, 0, 0, device, 1);
    }
    REQUIRE(error == seL4_NoError);
    CHECK_EQUAL(set_buffer(&a, WINDOW, device), seL4_IllegalOperation);
    CHECK_EQUAL(set_buffer(&a, WINDOW + 1, device), seL4_IllegalOperation);
    CHECK_EQUAL(set_buffer(&a, WINDOW + 512, buffer_frame(&a)), seL4_AlignmentError);
    CHECK_EQUAL(set_buffer(&a, WINDOW, endpoint), seL4_IllegalOperation);
    /* The old one works. */
    check_pass(120, 120);
    CHECK_OK(kit_delete(device));
}

const struct frame_test buffer_tests[] = {
    ENTRY("ipc.1.no-buffer", no_buffer),
    ENTRY("ipc.1.buffer-rights", buffer_rights),
    ENTRY("ipc.1.buffer-frame-capability", buffer_frame_capability),
    ENTRY("ipc.3.no-buffer-no-capabilities", no_buffer_no_capabilities),
    ENTRY("ipc.1.device-frame", device_frame_refused),
    FRAME_END,
};
