/* SPDX-License-Identifier: BSD-2-Clause */
/* What Retype makes: sizes, places, initial values. */
#include "untyped.h"

seL4_Word object_bits(seL4_Word type, seL4_Word size_bits)
{
    static const seL4_Word fixed[] = {[seL4_TCBObject] = 11, [seL4_EndpointObject] = 4, [seL4_NotificationObject] = 6,
        [seL4_ReplyObject] = 5, ISA_OBJECT_BITS};

    if (type == seL4_UntypedObject || type == seL4_SchedContextObject)
        return size_bits;
    return type == seL4_CapTableObject ? size_bits + 5 : fixed[type];
}

/* covers: objects.md 1; objects.md 2; objects.md 2.1; objects.md 3.6 */
TEST(sizes)
{
    seL4_CPtr slots = kit_slots(2);
    seL4_CPtr untyped = kit_untyped(22);

    for (seL4_Word type = 0; type < seL4_ObjectTypeCount; type++) {
        if (type == KIT_HUGE_FRAME_TYPE) {
            CHECK_REFUSED(RETYPE(untyped, type, 0, 0, 0, slots, 1), seL4_NotEnoughMemory, WORDS(1 << 22));
            continue;
        }
        for (seL4_Word bits = 8; bits < 12; bits++) {
            CHECK_SUCCESS(RETYPE(untyped, type, bits, 0, 0, slots, 2));
            CHECK_EQUAL(frame_untyped_free(untyped), (1UL << 22) - (2UL << object_bits(type, bits)));
            CHECK(!kit_slot_is_empty(slots) && !kit_slot_is_empty(slots + 1));
            CHECK_OK(kit_delete(slots));
            CHECK_OK(kit_delete(slots + 1));
        }
    }
    CHECK_EQUAL(frame_untyped_free(untyped), 1 << 22);
}

/* covers: objects.md 2; objects.md 2.2; objects.md 4 Retype of SC */
TEST(sched_context_sizes)
{
    seL4_CPtr slot = kit_slot();
    seL4_CPtr control = kit_bootinfo->schedcontrol.start;
    seL4_CPtr untyped = kit_untyped(12);

    for (seL4_Word bits = 7; bits <= 12; bits++) {
        seL4_Word extra = ((1UL << bits) - 128) / 16;

        CHECK_SUCCESS(RETYPE(untyped, seL4_SchedContextObject, bits, 0, 0, slot, 1));
        CHECK_EQUAL(seL4_MaxExtraRefills(bits), extra);
        CHECK_OK(seL4_SchedControl_ConfigureFlags(control, slot, 1000, 5000, extra, 0, 0));
        CHECK_REFUSED(INVOKE(control, SchedControlConfigureFlags, CAPS(slot), ARGS(1000, 5000, extra + 1, 0, 0)),
                      seL4_RangeError, WORDS(0, extra));
        CHECK_OK(kit_delete(slot));
    }
}

/* covers: objects.md 2; objects.md 4 RETYPE0001 */
TEST(node_fills_untyped)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr slot = kit_slot();

    for (seL4_Word extra = 1; extra <= 40; extra++)
        CHECK(RETYPE(untyped, seL4_CapTableObject, 12 - seL4_SlotBits + extra, 0, 0, slot, 1).label != seL4_NoError);
    CHECK(kit_slot_is_empty(slot));
    CHECK_SUCCESS(RETYPE(untyped, seL4_CapTableObject, 12 - seL4_SlotBits, 0, 0, slot, 1));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
}

/* covers: objects.md 4 RETYPE0001 */
TEST(slot_zero)
{
    seL4_CPtr untyped = kit_untyped(12);

    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, 0, 1));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << 12) - 16);
    CHECK_OK(kit_delete(0));
    CHECK_EQUAL(frame_untyped_free(untyped), 1 << 12);
}

static seL4_Word frame_address(seL4_CPtr frame)
{
    struct frame_reply reply = INVOKE(frame, KIT_LABEL_FRAME_ADDRESS, CAPS(), ARGS());

    CHECK_EQUAL(reply.label, seL4_NoError);
    CHECK_EQUAL(reply.length, 1);
    return reply.words[0];
}

/* covers: objects.md 3.3; objects.md 3.6; objects.md 4 RETYPE0000; invocations.md 9 GetAddress */
TEST(places)
{
    seL4_CPtr untyped = kit_untyped(16);
    seL4_CPtr slots = kit_slots(8);
    seL4_Word start;

    CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots, 3));
    start = frame_address(slots);
    CHECK_EQUAL(start & 0xffff, 0);
    CHECK_EQUAL(frame_address(slots + 1), start + 0x1000);
    CHECK_EQUAL(frame_address(slots + 2), start + 0x2000);
    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, slots + 3, 1));
    /* The next one is rounded up to its size. */
    CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots + 4, 1));
    CHECK_EQUAL(frame_address(slots + 4), start + 0x4000);
    /* Free memory behind is not given again while there are children. */
    CHECK_OK(kit_delete(slots + 4));
    CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots + 4, 1));
    CHECK_EQUAL(frame_address(slots + 4), start + 0x5000);
    for (int i = 0; i < 5; i++)
        CHECK_OK(kit_delete(slots + (seL4_CPtr)i));
    CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots + 7, 1));
    CHECK_EQUAL(frame_address(slots + 7), start);
}

/* covers: objects.md 3.7; objects.md 4 RETYPE0000 */
TEST(batch_of_256)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr slots = kit_slots(FAN_OUT);

    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, slots, FAN_OUT));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
    for (seL4_CPtr i = 0; i < FAN_OUT; i++) {
        CHECK(!kit_slot_is_empty(slots + i));
        CHECK_EQUAL(frame_untyped_free(untyped), 0);
        CHECK_OK(kit_delete(slots + i));
    }
    CHECK_EQUAL(frame_untyped_free(untyped), 1 << 12);
}

/* covers: objects.md 4 RETYPE0000; invocations.md 15 Retype */
TEST(batch_then_single)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2);

    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, 3));
    for (seL4_Word i = 0; i < 3; i++)
        CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, i, 1), seL4_DeleteFirst, WORDS());
    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 3, 1));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 3, 1), seL4_DeleteFirst, WORDS());
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_OK(seL4_CNode_Delete(node, i, 2));
    CHECK_SUCCESS(RETYPE(untyped, seL4_UntypedObject, 12, node, 64, 0, 1));
}

/* covers: objects.md 3 Initial values TCB; syscalls.md 6; fpu-tls-misc.md 1 SetFlags */
TEST(initial_tcb)
{
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);
    struct frame_reply first = INVOKE(tcb, TCBReadRegisters, CAPS(), ARGS(0, SEL4_USER_CONTEXT_WORDS));

    CHECK_EQUAL(first.label, seL4_NoError);
    CHECK_EQUAL(first.length, SEL4_USER_CONTEXT_WORDS);
    for (int i = 0; i < (int)SEL4_USER_CONTEXT_WORDS; i++)
        CHECK_EQUAL(i < 4 ? first.words[i] : seL4_GetMR(i), ISA_INITIAL_REGISTER(i));
    CHECK_REPLY(INVOKE(tcb, TCBSetFlags, CAPS(), ARGS(0, 0)), WORDS(0));
    /* As an authority it gives nothing above priority 0. */
    CHECK_REFUSED(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(1)), seL4_RangeError, WORDS(0, 0));
    CHECK_SUCCESS(INVOKE(tcb, TCBSetPriority, CAPS(tcb), ARGS(0)));
    CHECK_REFUSED(INVOKE(tcb, TCBUnbindNotification, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(INVOKE(tcb, TCBSuspend, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(tcb, TCBResume, CAPS(), ARGS()));
}

/* covers: objects.md 3 Initial values Endpoint Notification */
TEST(initial_endpoint)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_CPtr notification = kit_notification();
    seL4_Word badge = 1;

    (void)seL4_NBRecv(endpoint, &badge, kit_reply());
    CHECK_EQUAL(badge, 0);
    badge = 1;
    (void)seL4_Poll(notification, &badge);
    CHECK_EQUAL(badge, 0);
    /* Unbadged: a badge can be given. All rights: CancelBadgedSends wants the four. */
    CHECK_OK(seL4_CNode_CancelBadgedSends(ROOT, endpoint, 64));
    CHECK_OK(kit_mint(kit_slot(), endpoint, seL4_AllRights, 7));
    CHECK_OK(kit_mint(kit_slot(), notification, seL4_AllRights, 7));
}

/* covers: objects.md 3 Initial values Reply; ipc.md 6 reply transfer 1 */
TEST(initial_reply)
{
    seL4_CPtr reply = kit_reply();

    /* Nobody waits: nothing happens, by whatever call. */
    CHECK_SUCCESS(INVOKE(reply, 7, CAPS(), ARGS(1, 2, 3, 4)));
    seL4_Send(reply, seL4_MessageInfo_new(7, 0, 0, 4));
    seL4_NBSend(reply, seL4_MessageInfo_new(7, 0, 0, 4));
}

/* covers: objects.md 3 Initial values CNode */
TEST(initial_node)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 4);

    for (seL4_Word i = 0; i < 16; i++)
        CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(i, 4, i, 4)), seL4_FailedLookup, FAIL_MISSING(1, 4));
}

/* covers: objects.md 3 Initial values SchedContext */
TEST(initial_sched_context)
{
    seL4_CPtr sc = kit_object(seL4_SchedContextObject, 8);
    seL4_CPtr tcb = kit_object(seL4_TCBObject, 0);

    CHECK_REPLY(INVOKE(sc, SchedContextConsumed, CAPS(), ARGS()), WORDS(0));
    CHECK_REFUSED(INVOKE(sc, SchedContextYieldTo, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(sc, SchedContextUnbindObject, CAPS(tcb), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_OK(seL4_SchedContext_Bind(sc, tcb));
}

/* covers: objects.md 3 Initial values page tables; caps.md 2 derive */
TEST(initial_tables)
{
    static const seL4_Word tables[] = {ISA_TABLE_TYPES};
    seL4_CPtr copy = kit_slot();

    /* Neither mapped nor with an ASID: they cannot be copied. */
    for (seL4_Word i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
        CHECK_EQUAL(kit_copy(copy, kit_object(tables[i], 0), seL4_AllRights), seL4_IllegalOperation);
}

const struct frame_test object_tests[] = {
    ENTRY("objects.2.sizes", sizes),
    ENTRY("objects.2.2.sched-context-sizes", sched_context_sizes),
    ENTRY("objects.4.node-fills-untyped", node_fills_untyped),
    ENTRY("objects.4.slot-zero", slot_zero),
    ENTRY("objects.3.3.places", places),
    ENTRY("objects.3.7.batch-of-256", batch_of_256),
    ENTRY("objects.4.batch-then-single", batch_then_single),
    ENTRY("objects.3.initial-tcb", initial_tcb),
    ENTRY("objects.3.initial-endpoint", initial_endpoint),
    ENTRY("objects.3.initial-reply", initial_reply),
    ENTRY("objects.3.initial-node", initial_node),
    ENTRY("objects.3.initial-sched-context", initial_sched_context),
    ENTRY("objects.3.initial-tables", initial_tables),
    FRAME_END,
};
