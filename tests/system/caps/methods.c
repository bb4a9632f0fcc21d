/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of CNodes: every refusal in the order of the checks, and their effect. */
#include "caps.h"

#define BITS 3
#define SLOTS 8
/* What the slots of the CNode hold. */
enum { ENDPOINT, THREAD, BADGED, EMPTY, TABLE, INNER, FREE, LAST };

static seL4_CPtr node;

static void put(seL4_Word slot, seL4_CPtr cap)
{
    CHECK_OK(seL4_CNode_Copy(node, slot, BITS, ROOT, cap, 64, seL4_AllRights));
}

static void setup(void)
{
    seL4_CPtr endpoint = kit_endpoint();

    node = kit_object(seL4_CapTableObject, BITS);
    put(ENDPOINT, endpoint);
    put(THREAD, kit_object(seL4_TCBObject, 0));
    put(INNER, kit_object(seL4_CapTableObject, 1));
    CHECK_OK(seL4_CNode_Mint(node, BADGED, BITS, ROOT, endpoint, 64, seL4_AllRights, 5));
    /* A page table that is not mapped cannot be copied, but moved. */
    CHECK_OK(seL4_CNode_Move(node, TABLE, BITS, ROOT, kit_object(KIT_TABLE_TYPE, 0), 64));
}

#define FULL (1u << ENDPOINT | 1u << THREAD | 1u << BADGED | 1u << TABLE | 1u << INNER)

/* The slots in use, as bits. */
static unsigned used(void)
{
    unsigned bits = 0;

    for (seL4_Word i = 0; i < SLOTS; i++)
        if (seL4_CNode_Move(node, i, BITS, node, i, BITS) == seL4_DeleteFirst)
            bits |= 1u << i;
    return bits;
}

/* covers: invocations.md 2 unknown label; invocations.md 5 len<2 */
TEST(common)
{
    setup();
    CHECK_REFUSED(INVOKE(node, InvalidInvocation, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(node, UntypedRetype, CAPS(), ARGS(0, 65)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(node, IRQIssueIRQHandler, CAPS(), ARGS(0, 65)), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(node, CNodeRevoke - 1, CAPS(), ARGS(0, 65)), seL4_IllegalOperation, WORDS());
    for (seL4_Word label = CNodeRevoke; label <= CNodeRotate; label++) {
        CHECK_REFUSED(INVOKE(node, label, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(INVOKE(node, label, CAPS(node, node), ARGS(0)), seL4_TruncatedMessage, WORDS());
        /* The target is looked up before the length is looked at again. */
        CHECK_REFUSED(INVOKE(node, label, CAPS(), ARGS(0, 65)), seL4_RangeError, WORDS(1, 64));
        CHECK_REFUSED(INVOKE(node, label, CAPS(), ARGS(0, 1)), seL4_FailedLookup, FAIL_DEPTH(0, 1, BITS));
    }
    CHECK_EQUAL(used(), FULL);
}

/* Checks that Copy and Mint have in common; `length` words are needed, the fifth is the rights. */
static void check_copy(seL4_Word label, seL4_Word length)
{
    setup();
    /* Missing words and roots come before an occupied destination. */
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(), ARGS(THREAD, BITS, EMPTY, 65, 15, 0)), seL4_TruncatedMessage, WORDS());
    /* Occupied before the source is looked up, or its length. */
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY, 65)), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY, BITS, 15, 0)), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, THREAD, BITS, 15, 0)), seL4_DeleteFirst,
                  WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, EMPTY, 65)), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, EMPTY, BITS)), seL4_FailedLookup,
                  FAIL_MISSING(1, BITS));
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, FREE, BITS)), seL4_FailedLookup,
                  FAIL_MISSING(1, BITS));
    /* Only now the rest of the words. */
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, TABLE, BITS)), seL4_TruncatedMessage, WORDS());
    if (length > 5)
        CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, TABLE, BITS, 15)), seL4_TruncatedMessage,
                      WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, TABLE, BITS, 15, 0)), seL4_IllegalOperation,
                  WORDS());
    CHECK_EQUAL(used(), FULL);
    CHECK_SUCCESS(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, THREAD, BITS, 15, 0)));
    CHECK_EQUAL(used(), FULL | 1u << FREE);
    CHECK_SUCCESS(INVOKE(node, CNodeDelete, CAPS(), ARGS(FREE, BITS)));
}

/* covers: invocations.md 5 Copy; caps.md 9 CNODEOP0001; caps.md 7 */
TEST(copy)
{
    check_copy(CNodeCopy, 5);
    CHECK_SUCCESS(INVOKE(node, CNodeCopy, CAPS(node), ARGS(FREE, BITS, BADGED, BITS, 15)));
    CHECK_EQUAL(used(), FULL | 1u << FREE);
}

/* covers: invocations.md 5 Mint; caps.md 9 CNODEOP0003 */
TEST(mint)
{
    check_copy(CNodeMint, 6);
    CHECK_REFUSED(INVOKE(node, CNodeMint, CAPS(node), ARGS(FREE, BITS, BADGED, BITS, 15, 5)), seL4_IllegalOperation,
                  WORDS());
    CHECK_SUCCESS(INVOKE(node, CNodeMint, CAPS(node), ARGS(FREE, BITS, ENDPOINT, BITS, 15, 9)));
    CHECK_EQUAL(used(), FULL | 1u << FREE);
}

/* Checks that Move and Mutate have in common. */
static void check_move(seL4_Word label, seL4_Word length)
{
    setup();
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(), ARGS(THREAD, BITS, EMPTY, 65, 0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY, 65)), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, EMPTY, BITS, 0)), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, THREAD, BITS, 0)), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, EMPTY, 65)), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, EMPTY, BITS)), seL4_FailedLookup,
                  FAIL_MISSING(1, BITS));
    CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, FREE, BITS, 0)), seL4_FailedLookup,
                  FAIL_MISSING(1, BITS));
    if (length > 4)
        CHECK_REFUSED(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, ENDPOINT, BITS)), seL4_TruncatedMessage,
                      WORDS());
    CHECK_EQUAL(used(), FULL);
    CHECK_SUCCESS(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, THREAD, BITS, 0)));
    CHECK_EQUAL(used(), (FULL & ~(1u << THREAD)) | 1u << FREE);
    CHECK_SUCCESS(INVOKE(node, label, CAPS(node), ARGS(THREAD, BITS, FREE, BITS, 0)));
    /* Not derivable, but movable. */
    CHECK_SUCCESS(INVOKE(node, label, CAPS(node), ARGS(FREE, BITS, TABLE, BITS, 0)));
    CHECK_SUCCESS(INVOKE(node, label, CAPS(node), ARGS(TABLE, BITS, FREE, BITS, 0)));
    CHECK_EQUAL(used(), FULL);
}

/* covers: invocations.md 5 Move; caps.md 9 CNODEOP0004; caps.md 7 Moving a slot onto itself */
TEST(move)
{
    check_move(CNodeMove, 4);
    CHECK_SUCCESS(INVOKE(node, CNodeMove, CAPS(node), ARGS(FREE, BITS, ENDPOINT, BITS)));
    CHECK_SUCCESS(INVOKE(node, CNodeMove, CAPS(ROOT), ARGS(ENDPOINT, BITS, kit_endpoint(), 64)));
}

/* covers: invocations.md 5 Mutate; caps.md 9 CNODEOP0005 */
TEST(mutate)
{
    check_move(CNodeMutate, 5);
    CHECK_REFUSED(INVOKE(node, CNodeMutate, CAPS(node), ARGS(FREE, BITS, ENDPOINT, BITS, 0)), seL4_IllegalOperation,
                  WORDS());
    CHECK_REFUSED(INVOKE(node, CNodeMutate, CAPS(node), ARGS(FREE, BITS, BADGED, BITS, 5)), seL4_IllegalOperation,
                  WORDS());
    CHECK_EQUAL(used(), FULL);
}

/* covers: invocations.md 5 Delete; caps.md 6 Delete; caps.md 9 CNODEOP0002 */
TEST(delete)
{
    setup();
    CHECK_SUCCESS(INVOKE(node, CNodeDelete, CAPS(), ARGS(EMPTY, BITS)));
    CHECK_EQUAL(used(), FULL);
    for (seL4_Word i = 0; i < SLOTS; i++)
        CHECK_SUCCESS(INVOKE(node, CNodeDelete, CAPS(), ARGS(i, BITS)));
    CHECK_EQUAL(used(), 0);
}

/* covers: invocations.md 5 Revoke; caps.md 6 Revoke; caps.md 9 CNODEOP0007 */
TEST(revoke)
{
    seL4_CPtr copy = kit_slot();
    seL4_CPtr original = kit_endpoint();

    setup();
    for (seL4_Word i = 0; i < SLOTS; i++)
        CHECK_SUCCESS(INVOKE(node, CNodeRevoke, CAPS(), ARGS(i, BITS)));
    CHECK_EQUAL(used(), FULL);
    CHECK_OK(kit_copy(copy, original, seL4_AllRights));
    CHECK_OK(kit_revoke(original));
    CHECK(kit_slot_is_empty(copy) && !kit_slot_is_empty(original));
}

const struct frame_test method_tests[] = {
    ENTRY("invocations.5.common", common),
    ENTRY("invocations.5.copy", copy),
    ENTRY("invocations.5.mint", mint),
    ENTRY("invocations.5.move", move),
    ENTRY("invocations.5.mutate", mutate),
    ENTRY("invocations.5.delete", delete),
    ENTRY("invocations.5.revoke", revoke),
    FRAME_END,
};

/* ---- Rotate: destination index and depth, its data, pivot index and depth, its data, source index and depth ---- */

#define ROTATE(...) INVOKE(node, CNodeRotate, CAPS(node, node), ARGS(__VA_ARGS__))

/* covers: invocations.md 5 Rotate; caps.md 9 CNODEOP0008 */
TEST(rotate_refused)
{
    setup();
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, EMPTY, 65, 0, EMPTY), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(node, CNodeRotate, CAPS(node), ARGS(THREAD, BITS, 0, EMPTY, 65, 0, EMPTY, 65)),
                  seL4_TruncatedMessage, WORDS());
    /* The source is looked up before the pivot. */
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, 0, 1, 0, EMPTY, 65), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, 0, 65, 0, 0, 1), seL4_FailedLookup, FAIL_DEPTH(1, 1, BITS));
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, 0, 1, 0, EMPTY, BITS), seL4_FailedLookup, FAIL_DEPTH(1, 1, BITS));
    /* The same slot twice, before an occupied destination or empty slots. */
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, EMPTY, BITS, 0, EMPTY, BITS), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, THREAD, BITS, 0, EMPTY, BITS), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(ROTATE(THREAD, BITS, 0, EMPTY, BITS, 0, FREE, BITS), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(ROTATE(LAST, BITS, 0, EMPTY, BITS, 0, FREE, BITS), seL4_FailedLookup, FAIL_MISSING(1, BITS));
    CHECK_REFUSED(ROTATE(LAST, BITS, 0, EMPTY, BITS, 0, ENDPOINT, BITS), seL4_FailedLookup, FAIL_MISSING(0, BITS));
    CHECK_REFUSED(ROTATE(EMPTY, BITS, 0, LAST, BITS, 0, EMPTY, BITS), seL4_FailedLookup, FAIL_MISSING(1, BITS));
    /* Neither may be an endpoint, whatever the data. */
    CHECK_REFUSED(ROTATE(LAST, BITS, 0, THREAD, BITS, 0, ENDPOINT, BITS), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(ROTATE(LAST, BITS, 0, BADGED, BITS, 0, THREAD, BITS), seL4_IllegalOperation, WORDS());
    CHECK_EQUAL(used(), FULL);
}

/* covers: invocations.md 5 Rotate effect; invocations.md 5 Rotate data; caps.md 9 CNODEOP0008 */
TEST(rotate_moves)
{
    setup();
    /* Pivot (the thread) to the destination, source (the table) to the pivot's place. */
    CHECK_SUCCESS(ROTATE(LAST, BITS, 0, THREAD, BITS, 0, TABLE, BITS));
    CHECK_EQUAL(used(), (FULL & ~(1u << TABLE)) | 1u << LAST);
    /* Only a thread can be copied of the two. */
    CHECK_OK(seL4_CNode_Copy(node, FREE, BITS, node, LAST, BITS, seL4_AllRights));
    CHECK_EQUAL(seL4_CNode_Copy(node, EMPTY, BITS, node, THREAD, BITS, seL4_AllRights), seL4_IllegalOperation);
    CHECK_OK(seL4_CNode_Delete(node, FREE, BITS));
    /* Source and destination the same: the two are swapped. */
    CHECK_SUCCESS(ROTATE(LAST, BITS, 0, THREAD, BITS, 0, LAST, BITS));
    CHECK_OK(seL4_CNode_Copy(node, FREE, BITS, node, THREAD, BITS, seL4_AllRights));
    CHECK_EQUAL(seL4_CNode_Copy(node, EMPTY, BITS, node, LAST, BITS, seL4_AllRights), seL4_IllegalOperation);
}

/* covers: invocations.md 5 Rotate data, guards */
TEST(rotate_guards)
{
    seL4_CPtr other = kit_object(seL4_CapTableObject, 1);

    setup();
    put(LAST, other);
    /* INNER gets a guard of two zero bits on its way to EMPTY, LAST one of three on its way to INNER. */
    CHECK_SUCCESS(ROTATE(EMPTY, BITS, 2, INNER, BITS, 3, LAST, BITS));
    CHECK_EQUAL(used(), (FULL & ~(1u << LAST)) | 1u << EMPTY);
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(EMPTY << 3, 6, EMPTY << 3, 6)), seL4_FailedLookup,
                  FAIL_MISSING(1, 6));
    CHECK_REFUSED(INVOKE(node, CNodeMove, CAPS(node), ARGS(INNER << 4, 7, INNER << 4, 7)), seL4_FailedLookup,
                  FAIL_MISSING(1, 7));
    /* A guard too long for a CNode of three bits, as either of the two. */
    put(LAST, node);
    CHECK_REFUSED(ROTATE(FREE, BITS, 62, LAST, BITS, 0, THREAD, BITS), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(ROTATE(FREE, BITS, 0, THREAD, BITS, 62, LAST, BITS), seL4_IllegalOperation, WORDS());
    CHECK_SUCCESS(ROTATE(FREE, BITS, 61, LAST, BITS, 0, THREAD, BITS));
}

const struct frame_test rotate_tests[] = {
    ENTRY("invocations.5.rotate-refused", rotate_refused),
    ENTRY("invocations.5.rotate-moves", rotate_moves),
    ENTRY("invocations.5.rotate-guards", rotate_guards),
    FRAME_END,
};
