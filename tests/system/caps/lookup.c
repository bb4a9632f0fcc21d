/* SPDX-License-Identifier: BSD-2-Clause */
/* Look-up: of capability pointers, seen by a thread with a CSpace made for it, and of the slots of CNode methods. */
#include "caps.h"

static struct probe probe;
static seL4_Word pointer, found_label, found_word;

static void call_pointer(void *argument)
{
    struct frame_reply reply = INVOKE(pointer, 1, CAPS(), ARGS());

    (void)argument;
    found_label = reply.label;
    found_word = reply.words[0];
}

/* A probe with this CSpace root; data 0 keeps the guard of the capability. */
static void probe_with(seL4_CPtr cspace, seL4_Word data)
{
    probe_make(&probe, (struct kit_options){.priority = 100, .cspace = cspace, .cspace_data = data});
}

/* The call faults: address, phase, and the description of the failure, which ends the message. */
static void check_fault(seL4_CPtr cptr, const seL4_Word *words, seL4_Word count)
{
    seL4_MessageInfo_t info;

    pointer = cptr;
    probe_start(&probe, call_pointer, 0);
    info = seL4_Recv(probe.fault_endpoint, 0, probe.reply);
    CHECK_EQUAL(seL4_MessageInfo_get_label(info), seL4_Fault_CapFault);
    CHECK_EQUAL(seL4_MessageInfo_get_length(info), 3 + count);
    CHECK_EQUAL(seL4_GetMR(1), cptr);
    CHECK_EQUAL(seL4_GetMR(2), 0);
    for (seL4_Word i = 0; i < count; i++)
        CHECK_EQUAL(seL4_GetMR(3 + (int)i), words[i + 1]);
}

/* The look-up ends at an empty slot: no fault, the call itself is refused. */
static void check_empty(seL4_CPtr cptr)
{
    pointer = cptr;
    found_label = ~0UL;
    CHECK_EQUAL(probe_run(&probe, call_pointer, 0), PROBE_RETURNED);
    CHECK_EQUAL(found_label, seL4_InvalidCapability);
    CHECK_EQUAL(found_word, 0);
}

/* The look-up ends at a notification: a call to it succeeds. */
static void check_found(seL4_CPtr cptr, seL4_CPtr notification)
{
    seL4_Word badge = 0;

    pointer = cptr;
    found_label = ~0UL;
    CHECK_EQUAL(probe_run(&probe, call_pointer, 0), PROBE_RETURNED);
    CHECK_EQUAL(found_label, 0);
    (void)seL4_Poll(notification, &badge);
    CHECK_EQUAL(badge, 0x77);
}

static seL4_Word guard(seL4_Word value, seL4_Word size)
{
    return seL4_CNode_CapData_new(value, size).words[0];
}

static seL4_CPtr badged_notification(seL4_CPtr *original)
{
    seL4_CPtr badged = kit_slot();

    *original = kit_notification();
    CHECK_OK(kit_mint(badged, *original, seL4_AllRights, 0x77));
    return badged;
}

/* covers: caps.md 3.1 root; caps.md 3.3 InvalidRoot */
TEST(pointer_invalid_root)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2);

    probe_with(node, 0);
    CHECK_OK(kit_revoke(node)); /* takes the thread's own copy, too */
    check_fault(1, WORDS(1));
    check_fault(0, WORDS(1));
    check_fault(~0UL, WORDS(1));
}

/* covers: caps.md 3.1.1; caps.md 3.3 GuardMismatch */
TEST(pointer_guard)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2);
    seL4_CPtr inner = kit_object(seL4_CapTableObject, 2);
    seL4_CPtr original, badged = badged_notification(&original);

    CHECK_OK(seL4_CNode_Copy(node, 3, 2, ROOT, badged, 64, seL4_AllRights));
    /* A guard of three bits at the root, value 5, then two bits of index; in slot 1 one of 62 - 4 = 58 bits. */
    CHECK_OK(seL4_CNode_Mint(node, 1, 2, ROOT, inner, 64, seL4_AllRights, guard(0x3, 57)));
    probe_with(node, guard(5, 3));
    check_fault(4UL << 61 | 3UL << 59, WORDS(4, 64, 5, 3));
    check_fault(0, WORDS(4, 64, 5, 3));
    check_found(5UL << 61 | 3UL << 59, original);
    check_found(5UL << 61 | 3UL << 59 | ((1UL << 59) - 1), original);
    check_empty(5UL << 61 | 2UL << 59 | 0x1234);
    check_empty(5UL << 61 | 1UL << 59 | 3 << 2);
    check_fault(5UL << 61 | 1UL << 59, WORDS(4, 59, 3, 57));
    check_fault(5UL << 61 | 1UL << 59 | 2 << 2, WORDS(4, 59, 3, 57));
}

/* covers: caps.md 3.1.1 guard longer than what is left; caps.md 3.1.2; caps.md 3.3 DepthMismatch */
TEST(pointer_depth)
{
    seL4_CPtr node = kit_object(seL4_CapTableObject, 2);
    seL4_CPtr inner = kit_object(seL4_CapTableObject, 2);

    CHECK_OK(seL4_CNode_Mint(node, 1, 2, ROOT, inner, 64, seL4_AllRights, guard(0, 61)));
    CHECK_OK(seL4_CNode_Mint(node, 2, 2, ROOT, inner, 64, seL4_AllRights, guard(0, 62)));
    CHECK_OK(seL4_CNode_Mint(inner, 1, 2, ROOT, inner, 64, seL4_AllRights, guard(0, 62)));
    CHECK_OK(seL4_CNode_Copy(node, 3, 2, ROOT, inner, 64, seL4_AllRights));
    probe_with(node, 0);
    check_fault(1UL << 62, WORDS(3, 62, 63));
    check_fault(2UL << 62, WORDS(3, 62, 64));
    check_fault(1UL << 62 | 1UL << 40, WORDS(4, 62, 0, 61));
    check_fault(3UL << 62 | 1UL << 60, WORDS(4, 60, 0, 62));
    check_empty(3UL << 62 | 2UL << 60);
}

static seL4_CPtr chain[64];
static seL4_Word refused;

static void call_all(void *argument)
{
    (void)argument;
    for (int i = 0; i < 128; i++) {
        seL4_Word bit = 1UL << (63 - i / 2);
        struct frame_reply reply = INVOKE(i % 2 ? bit | (bit - 1) : bit, 1, CAPS(), ARGS());

        refused += reply.label == seL4_InvalidCapability && reply.length == 1 && reply.words[0] == 0;
    }
}

/* covers: caps.md 9 CSPACE0001; caps.md 3.1.3; caps.md 3.1.4 */
TEST(pointer_64_levels)
{
    seL4_CPtr original, badged = badged_notification(&original);

    for (int i = 0; i < 64; i++) {
        chain[i] = kit_object(seL4_CapTableObject, 1);
        if (i > 0)
            CHECK_OK(seL4_CNode_Copy(chain[i - 1], 0, 1, ROOT, chain[i], 64, seL4_AllRights));
    }
    probe_with(chain[0], 0);
    refused = 0;
    CHECK_EQUAL(probe_run(&probe, call_all, 0), PROBE_RETURNED);
    CHECK_EQUAL(refused, 128);
    check_empty(0);
    CHECK_OK(seL4_CNode_Copy(chain[63], 1, 1, ROOT, badged, 64, seL4_AllRights));
    check_found(1, original);
    CHECK_OK(seL4_CNode_Copy(chain[63], 0, 1, ROOT, badged, 64, seL4_AllRights));
    check_found(0, original);
    /* A CNode in the last slot: all bits are used, the CNode itself is what was found; it knows no such method. */
    CHECK_OK(seL4_CNode_Delete(chain[63], 0, 1));
    CHECK_OK(seL4_CNode_Copy(chain[63], 0, 1, ROOT, chain[0], 64, seL4_AllRights));
    pointer = 0;
    CHECK_EQUAL(probe_run(&probe, call_pointer, 0), PROBE_RETURNED);
    CHECK_EQUAL(found_label, seL4_IllegalOperation);
}

/* ---- slots of CNode methods ---- */

static seL4_CPtr node, inner, endpoint;

/* node: 2 bits; slot 1: a CNode of 2 bits behind a guard of 3 bits, value 5; slot 2: an endpoint. */
static void setup(void)
{
    node = kit_object(seL4_CapTableObject, 2);
    inner = kit_object(seL4_CapTableObject, 2);
    endpoint = kit_endpoint();
    CHECK_OK(seL4_CNode_Mint(node, 1, 2, ROOT, inner, 64, seL4_AllRights, guard(5, 3)));
    CHECK_OK(seL4_CNode_Copy(node, 2, 2, ROOT, endpoint, 64, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(inner, 3, 2, ROOT, endpoint, 64, seL4_AllRights));
}

/* covers: caps.md 3.2.2; invocations.md 2 slot lookup depth */
TEST(slot_depth_range)
{
    static const seL4_Word depths[] = {0, 65, 128, 256, 1UL << 32 | 2, ~0UL};

    setup();
    for (int i = 0; i < 6; i++) {
        CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(2, depths[i])), seL4_RangeError, WORDS(1, 64));
        CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(0, 2, 2, depths[i])), seL4_RangeError, WORDS(1, 64));
        CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(node, node), ARGS(0, 2, 0, 2, depths[i], 0, 1, 2)),
                      seL4_RangeError, WORDS(1, 64));
    }
}

/* covers: caps.md 3.2.1; caps.md 3.3 InvalidRoot */
TEST(slot_root)
{
    setup();
    /* Before the depth. */
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(endpoint), ARGS(0, 2, 2, 65)), seL4_FailedLookup, FAIL_ROOT(1));
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(kit_slot()), ARGS(0, 2, 2, 2)), seL4_FailedLookup, FAIL_ROOT(1));
    CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(endpoint, node), ARGS(0, 2, 0, 2, 2, 0, 2, 2)), seL4_FailedLookup,
                  FAIL_ROOT(1));
    CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(node, endpoint), ARGS(0, 2, 0, 2, 2, 0, 2, 2)), seL4_FailedLookup,
                  FAIL_ROOT(1));
}

/* covers: caps.md 3.2.3; caps.md 3.3 */
TEST(slot_failures)
{
    setup();
    /* Target slots. */
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(0, 1)), seL4_FailedLookup, FAIL_DEPTH(0, 1, 2));
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(1 << 5 | 4 << 2 | 3, 7)), seL4_FailedLookup,
                  FAIL_GUARD(0, 5, 5, 3));
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(1 << 2, 4)), seL4_FailedLookup, FAIL_GUARD(0, 2, 5, 3));
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(1 << 4 | 5 << 1, 6)), seL4_FailedLookup,
                  FAIL_DEPTH(0, 4, 5));
    /* Source and pivot slots. */
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(0, 2, 1 << 5 | 4 << 2, 7)), seL4_FailedLookup,
                  FAIL_GUARD(1, 5, 5, 3));
    CHECK_REFUSED(INVOKE(node, CNodeCopy, CAPS(node), ARGS(0, 2, 0, 1, 15)), seL4_FailedLookup, FAIL_DEPTH(1, 1, 2));
    CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(node, node), ARGS(0, 2, 0, 0, 1, 0, 2, 2)), seL4_FailedLookup,
                  FAIL_DEPTH(1, 1, 2));
    CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(node, node), ARGS(0, 2, 0, 2, 2, 0, 0, 1)), seL4_FailedLookup,
                  FAIL_DEPTH(1, 1, 2));
}

/* covers: caps.md 3.2.4 */
TEST(slot_bits_left)
{
    setup();
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(2 << 6, 8)), seL4_FailedLookup, FAIL_DEPTH(0, 6, 0));
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(3 << 1, 3)), seL4_FailedLookup, FAIL_DEPTH(0, 1, 0));
    CHECK_REFUSED(INVOKE(node, CNodeDelete, CAPS(), ARGS(0, 64)), seL4_FailedLookup, FAIL_DEPTH(0, 62, 0));
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(0, 2, 2 << 6, 8)), seL4_FailedLookup,
                  FAIL_DEPTH(1, 6, 0));
}

/* covers: caps.md 3.2.3 high bits of the index */
TEST(slot_found)
{
    setup();
    /* Bits above the depth do not count; the slot of an inner CNode, and the slot that holds the CNode. */
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(~0UL << 2, 2, ~0UL << 2, 2)), seL4_FailedLookup,
                  FAIL_MISSING(1, 2));
    CHECK_REFUSED(INVOKE(node, CNodeCopy, CAPS(node), ARGS(2, 2, 2, 2, 15)), seL4_DeleteFirst, WORDS());
    CHECK_SUCCESS(INVOKE(node, CNodeDelete, CAPS(), ARGS(0xff00UL << 8 | 1 << 5 | 5 << 2 | 3, 7)));
    CHECK_EQUAL(seL4_CNode_Move(inner, 3, 2, inner, 3, 2), seL4_FailedLookup);
    CHECK_SUCCESS(INVOKE(node, CNodeDelete, CAPS(), ARGS(1, 2)));
    CHECK_EQUAL(seL4_CNode_Move(node, 1, 2, node, 1, 2), seL4_FailedLookup);
}

const struct frame_test lookup_tests[] = {
    ENTRY("caps.3.1.invalid-root", pointer_invalid_root),
    ENTRY("caps.3.1.guard", pointer_guard),
    ENTRY("caps.3.1.depth", pointer_depth),
    ENTRY("caps.3.1.64-levels", pointer_64_levels),
    ENTRY("caps.3.2.depth-range", slot_depth_range),
    ENTRY("caps.3.2.root", slot_root),
    ENTRY("caps.3.2.failures", slot_failures),
    ENTRY("caps.3.2.bits-left", slot_bits_left),
    ENTRY("caps.3.2.found", slot_found),
    FRAME_END,
};
