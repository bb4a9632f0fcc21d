/* SPDX-License-Identifier: BSD-2-Clause */
/* Every refusal of Retype. Arguments that fail one check fail all later ones too, so the order shows. */
#include "untyped.h"

/* Log2 of the largest object. */
#define MAX_BITS seL4_MaxUntypedBits
#define UNTYPED_BITS 16
#define NODE_BITS 2
#define NODE_SLOTS 4

static seL4_CPtr untyped, node;

/* An untyped and, beside it, a CNode of four slots. */
static void setup(void)
{
    untyped = kit_untyped(UNTYPED_BITS);
    node = kit_object(seL4_CapTableObject, NODE_BITS);
}

static seL4_Word root_guard_bits(void)
{
    return seL4_WordBits - kit_bootinfo->initThreadCNodeSizeBits;
}

/* Nothing was made: all memory is free and the four slots are empty. */
static void check_untouched(void)
{
    CHECK_EQUAL(frame_untyped_free(untyped), 1UL << UNTYPED_BITS);
    for (seL4_Word i = 0; i < NODE_SLOTS; i++)
        CHECK_EQUAL(seL4_CNode_Move(node, i, NODE_BITS, node, i, NODE_BITS), seL4_FailedLookup);
}

/* covers: invocations.md 3.1 */
TEST(unknown_label)
{
    setup();
    CHECK_REFUSED(INVOKE(untyped, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(untyped, TCBSuspend, CAPS(ROOT), ARGS(99, 64, 0, 65, 9, 0)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(untyped, ~0UL >> 12, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    check_untouched();
}

/* covers: invocations.md 3.2 */
TEST(truncated)
{
    setup();
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(99, 64, 0, 65, 9)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(), ARGS(99, 64, 0, 65, 9, 0)), seL4_TruncatedMessage, WORDS());
    check_untouched();
}

/* covers: invocations.md 3.3; objects.md 1 */
TEST(type_number)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_ObjectTypeCount, 64, node, 65, 9, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(RETYPE(untyped, 0xfffffe, 64, node, 65, 9, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(RETYPE(untyped, ~0UL, 64, node, 65, 9, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_EQUAL(seL4_ObjectTypeCount, ISA_OBJECT_TYPES);
    check_untouched();
}

/* covers: invocations.md 3.4 */
TEST(size_range)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 64, node, 65, 9, 0), seL4_RangeError, WORDS(0, MAX_BITS));
    CHECK_REFUSED(RETYPE(untyped, KIT_FRAME_TYPE, ~0UL, node, 65, 9, 0), seL4_RangeError, WORDS(0, MAX_BITS));
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, MAX_BITS + 1, node, 65, 9, 0),
                  seL4_RangeError, WORDS(0, MAX_BITS));
    CHECK_REFUSED(RETYPE(untyped, seL4_SchedContextObject, MAX_BITS + 1, node, 65, 9, 0),
                  seL4_RangeError, WORDS(0, MAX_BITS));
    CHECK_REFUSED(RETYPE(untyped, seL4_CapTableObject, MAX_BITS - 4, node, 65, 9, 0),
                  seL4_RangeError, WORDS(0, MAX_BITS));
    CHECK_REFUSED(RETYPE(untyped, seL4_CapTableObject, 63, node, 65, 9, 0), seL4_RangeError, WORDS(0, MAX_BITS));
    /* The largest sizes pass this check and fail the next. */
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, MAX_BITS, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_CapTableObject, MAX_BITS - 5, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 63, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    check_untouched();
}

/* covers: invocations.md 3.5; invocations.md 3.6; invocations.md 3.7 */
TEST(size_minimum)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_CapTableObject, 0, node, 65, 9, 0), seL4_InvalidArgument, WORDS(1));
    for (seL4_Word bits = 0; bits < 4; bits++)
        CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, bits, node, 65, 9, 0), seL4_InvalidArgument, WORDS(1));
    for (seL4_Word bits = 0; bits < 7; bits++)
        CHECK_REFUSED(RETYPE(untyped, seL4_SchedContextObject, bits, node, 65, 9, 0), seL4_InvalidArgument, WORDS(1));
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, 4, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_SchedContextObject, 7, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    check_untouched();
}

/* covers: invocations.md 3.8; caps.md 3.2 */
TEST(node_lookup)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_CPtr gap = kit_slot();

    setup();
    /* The root is looked at before the depth. */
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(endpoint), ARGS(seL4_EndpointObject, 0, node, 65, 9, 0)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(gap), ARGS(seL4_EndpointObject, 0, node, 64, 9, 0)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 65, 9, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, ~0UL, 9, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, 1UL << 40 | node, 64, 9, 0), seL4_FailedLookup,
                  FAIL_GUARD(0, 64, 0, root_guard_bits()));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 10, 9, 0), seL4_FailedLookup,
                  FAIL_GUARD(0, 10, 0, root_guard_bits()));
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(node), ARGS(seL4_EndpointObject, 0, 0, 1, 9, 0)),
                  seL4_FailedLookup, FAIL_DEPTH(0, 1, NODE_BITS));
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(node), ARGS(seL4_EndpointObject, 0, 0, 5, 9, 0)),
                  seL4_FailedLookup, FAIL_DEPTH(0, 3, 0));
    check_untouched();
}

/* covers: invocations.md 3.9 */
TEST(node_type)
{
    seL4_CPtr endpoint = kit_endpoint();
    seL4_CPtr gap = kit_slot();

    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, endpoint, 64, 9, 0), seL4_FailedLookup, FAIL_MISSING(0, 64));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, gap, 64, 9, 0), seL4_FailedLookup, FAIL_MISSING(0, 64));
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(node), ARGS(seL4_EndpointObject, 0, 3, 2, 9, 0)),
                  seL4_FailedLookup, FAIL_MISSING(0, 2));
    /* Depth 0: the destination is the extra capability itself, the index does not count. */
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(endpoint), ARGS(seL4_EndpointObject, 0, node, 0, 9, 0)),
                  seL4_FailedLookup, FAIL_MISSING(0, 0));
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(gap), ARGS(seL4_EndpointObject, 0, node, 0, 9, 0)),
                  seL4_FailedLookup, FAIL_MISSING(0, 0));
    check_untouched();
}

/* covers: invocations.md 3.10 */
TEST(offset_range)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 4, 0), seL4_RangeError, WORDS(0, NODE_SLOTS - 1));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, ~0UL, 0), seL4_RangeError,
                  WORDS(0, NODE_SLOTS - 1));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, 1UL << kit_bootinfo->initThreadCNodeSizeBits, 0),
                  seL4_RangeError, WORDS(0, (1UL << kit_bootinfo->initThreadCNodeSizeBits) - 1));
    check_untouched();
}

/* covers: invocations.md 3.11; objects.md 4 RETYPE0000 */
TEST(fan_out)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 3, 0), seL4_RangeError, WORDS(1, FAN_OUT));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 3, FAN_OUT + 1), seL4_RangeError,
                  WORDS(1, FAN_OUT));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, 1UL << 31), seL4_RangeError,
                  WORDS(1, FAN_OUT));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, ~0UL), seL4_RangeError, WORDS(1, FAN_OUT));
    check_untouched();
}

/* covers: invocations.md 3.12; objects.md 4 RETYPE0000 */
TEST(window_range)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, 5), seL4_RangeError, WORDS(1, 4));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 3, 2), seL4_RangeError, WORDS(1, 1));
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 1, FAN_OUT), seL4_RangeError, WORDS(1, 3));
    /* Occupied slots and lack of memory come later. */
    CHECK_OK(seL4_CNode_Copy(node, 3, NODE_BITS, ROOT, untyped, 64, seL4_AllRights));
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, MAX_BITS, node, 64, 3, 2), seL4_RangeError, WORDS(1, 1));
    CHECK_OK(seL4_CNode_Delete(node, 3, NODE_BITS));
    check_untouched();
}

/* covers: invocations.md 3.13 */
TEST(occupied)
{
    seL4_CPtr endpoint = kit_endpoint();

    setup();
    for (seL4_Word at = 0; at < NODE_SLOTS; at++) {
        CHECK_OK(seL4_CNode_Copy(node, at, NODE_BITS, ROOT, endpoint, 64, seL4_AllRights));
        CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, NODE_SLOTS), seL4_DeleteFirst, WORDS());
        CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, at, 1), seL4_DeleteFirst, WORDS());
        /* Before memory is looked at. */
        CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, MAX_BITS, node, 64, 0, NODE_SLOTS),
                      seL4_DeleteFirst, WORDS());
        CHECK_OK(seL4_CNode_Delete(node, at, NODE_BITS));
    }
    check_untouched();
}

/* covers: invocations.md 3.14; invocations.md 3.15; objects.md 3.4; objects.md 4 RETYPE0002 */
TEST(not_enough_memory)
{
    setup();
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, UNTYPED_BITS + 1, node, 64, 0, 1), seL4_NotEnoughMemory,
                  WORDS(1 << UNTYPED_BITS));
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, UNTYPED_BITS, node, 64, 0, 2), seL4_NotEnoughMemory,
                  WORDS(1 << UNTYPED_BITS));
    check_untouched();
    /* 16 bytes gone, then the next page boundary counts, and the message still has every free byte. */
    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 0, 1));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << UNTYPED_BITS) - 16);
    CHECK_REFUSED(RETYPE(untyped, seL4_UntypedObject, UNTYPED_BITS - 1, node, 64, 1, 2), seL4_NotEnoughMemory,
                  WORDS((1 << UNTYPED_BITS) - 16));
    CHECK_SUCCESS(RETYPE(untyped, seL4_UntypedObject, UNTYPED_BITS - 1, node, 64, 1, 1));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, node, 64, 2, 1), seL4_NotEnoughMemory, WORDS(0));
    CHECK_OK(seL4_CNode_Delete(node, 0, NODE_BITS));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
    CHECK_OK(seL4_CNode_Delete(node, 1, NODE_BITS));
    check_untouched();
}

/* covers: objects.md 4 RETYPE0002 */
TEST(sixteen_frames)
{
    seL4_CPtr slots = kit_slots(17);

    setup();
    CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots, 16));
    CHECK_REFUSED(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots, 1UL << 20), seL4_RangeError, WORDS(1, FAN_OUT));
    CHECK_REFUSED(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots, 1), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots + 16, 1), seL4_NotEnoughMemory, WORDS(0));
}

/* A device untyped that holds at least a page and is not in use. */
static seL4_CPtr device_untyped(seL4_Word *bits)
{
    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];

        if (memory->isDevice && memory->sizeBits >= seL4_PageBits) {
            *bits = memory->sizeBits;
            return kit_bootinfo->untyped.start + i;
        }
    }
    return 0;
}

/* covers: invocations.md 3.16; objects.md 3.8 */
TEST(device)
{
    static const seL4_Word refused[] = {seL4_TCBObject, seL4_EndpointObject, seL4_NotificationObject,
        seL4_CapTableObject, seL4_SchedContextObject, seL4_ReplyObject, ISA_TABLE_TYPES};
    seL4_Word bits = 0;
    seL4_CPtr device = device_untyped(&bits);
    seL4_CPtr slots = kit_slots(2);
    seL4_CPtr buffer_owner = kit_object(seL4_TCBObject, 0);

    setup();
    REQUIRE(device != 0);
    for (seL4_Word i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        CHECK_REFUSED(RETYPE(device, refused[i], 7, node, 64, 0, 1), seL4_InvalidArgument, WORDS(1));
    /* Memory is counted first. */
    CHECK_REFUSED(RETYPE(device, seL4_CapTableObject, MAX_BITS - 5, node, 64, 0, NODE_SLOTS), seL4_NotEnoughMemory,
                  WORDS(1UL << bits));
    check_untouched();
    /* A device untyped gives device untypeds, and these device frames. */
    CHECK_SUCCESS(RETYPE(device, seL4_UntypedObject, seL4_PageBits, 0, 0, slots, 1));
    CHECK_REFUSED(RETYPE(slots, seL4_EndpointObject, 0, node, 64, 0, 1), seL4_InvalidArgument, WORDS(1));
    CHECK_SUCCESS(RETYPE(slots, KIT_FRAME_TYPE, 0, 0, 0, slots + 1, 1));
    CHECK_EQUAL(seL4_TCB_SetIPCBuffer(buffer_owner, WINDOW, slots + 1), seL4_IllegalOperation);
    CHECK_OK(kit_revoke(device));
    CHECK(kit_slot_is_empty(slots) && kit_slot_is_empty(slots + 1));
    CHECK_EQUAL(frame_untyped_free(device), 1UL << bits);
}

/* covers: invocations.md 3.2 Retype by other system calls; syscalls.md 5.4; syscalls.md 5.5 */
TEST(sent)
{
    setup();
    /* By Send the object is made and nothing is reported; what is refused is dropped. */
    seL4_SetMR(0, seL4_EndpointObject);
    seL4_SetMR(1, 0);
    seL4_SetMR(2, node);
    seL4_SetMR(3, 64);
    seL4_SetMR(4, 0);
    seL4_SetMR(5, 1);
    seL4_SetCap(0, ROOT);
    seL4_Send(untyped, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << UNTYPED_BITS) - 16);
    seL4_SetMR(0, seL4_EndpointObject);
    seL4_SetMR(1, 0);
    seL4_SetMR(2, node);
    seL4_SetMR(3, 64);
    seL4_SetMR(4, 0);
    seL4_SetMR(5, 1);
    seL4_SetCap(0, ROOT);
    seL4_NBSend(untyped, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << UNTYPED_BITS) - 16);
    seL4_SetMR(0, seL4_EndpointObject);
    seL4_SetMR(1, 0);
    seL4_SetMR(2, node);
    seL4_SetMR(3, 64);
    seL4_SetMR(4, 1);
    seL4_SetMR(5, 1);
    seL4_NBSend(untyped, seL4_MessageInfo_new(UntypedRetype, 0, 1, 6));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << UNTYPED_BITS) - 32);
}

const struct frame_test retype_tests[] = {
    ENTRY("invocations.3.1.unknown-label", unknown_label),
    ENTRY("invocations.3.2.truncated", truncated),
    ENTRY("invocations.3.3.type-number", type_number),
    ENTRY("invocations.3.4.size-range", size_range),
    ENTRY("invocations.3.5-7.size-minimum", size_minimum),
    ENTRY("invocations.3.8.node-lookup", node_lookup),
    ENTRY("invocations.3.9.node-type", node_type),
    ENTRY("invocations.3.10.offset-range", offset_range),
    ENTRY("invocations.3.11.fan-out", fan_out),
    ENTRY("invocations.3.12.window-range", window_range),
    ENTRY("invocations.3.13.occupied", occupied),
    ENTRY("invocations.3.15.not-enough-memory", not_enough_memory),
    ENTRY("objects.4.sixteen-frames", sixteen_frames),
    ENTRY("invocations.3.16.device", device),
    ENTRY("invocations.3.sent", sent),
    FRAME_END,
};
