/* SPDX-License-Identifier: BSD-2-Clause */
/* CNodes and threads that hold each other: deletion ends, and takes everything. */
#include "caps.h"

#define CHAIN 500

/* Objects of these tests come from one untyped, so that what is left of them shows. */
#define MEMORY_BITS 17
static seL4_CPtr memory;

static seL4_CPtr make(seL4_Word type, seL4_Word bits)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(seL4_Untyped_Retype(memory, type, bits, ROOT, 0, 0, slot, 1));
    return slot;
}

static void check_gone(void)
{
    CHECK_EQUAL(frame_untyped_free(memory), 1UL << MEMORY_BITS);
}

/* covers: caps.md 6 chains; caps.md 5 CNode */
TEST(chain)
{
    seL4_CPtr head, next;

    memory = kit_untyped(MEMORY_BITS);
    head = make(seL4_CapTableObject, 1);
    /* Each CNode holds the only capability of the one before it. */
    for (int i = 0; i < CHAIN; i++) {
        next = make(seL4_CapTableObject, 1);
        CHECK_OK(seL4_CNode_Move(next, 1, 1, ROOT, head, 64));
        CHECK_OK(kit_move(head, next));
    }
    CHECK_OK(kit_delete(head));
    CHECK(kit_slot_is_empty(head));
    check_gone();
}

/* covers: caps.md 6 chains of threads and CNodes */
TEST(chain_of_threads)
{
    seL4_CPtr node, tcb;

    memory = kit_untyped(MEMORY_BITS);
    node = make(seL4_CapTableObject, 1);
    for (int i = 0; i < 20; i++) {
        tcb = make(seL4_TCBObject, 0);
        CHECK_OK(seL4_TCB_SetSpace(tcb, 0, node, 0, seL4_CapInitThreadVSpace, 0));
        CHECK_OK(kit_delete(node));
        CHECK_OK(seL4_Untyped_Retype(memory, seL4_CapTableObject, 1, ROOT, 0, 0, node, 1));
        CHECK_OK(seL4_CNode_Move(node, 0, 1, ROOT, tcb, 64));
    }
    CHECK_OK(kit_delete(node));
    check_gone();
}

/* covers: caps.md 6 a CNode that contains its own last cap */
TEST(self)
{
    seL4_CPtr node, copy = kit_slot();

    memory = kit_untyped(MEMORY_BITS);
    /* Only inside itself: the untyped still reaches it. */
    node = make(seL4_CapTableObject, 2);
    CHECK_OK(kit_copy(copy, node, seL4_AllRights));
    CHECK_OK(seL4_CNode_Move(copy, 3, 2, ROOT, node, 64));
    CHECK_OK(kit_delete(copy));
    CHECK(frame_untyped_free(memory) != 1UL << MEMORY_BITS);
    CHECK_OK(kit_revoke(memory));
    check_gone();
    /* Copies of itself in all its slots, deleted through the original. */
    node = make(seL4_CapTableObject, 2);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_OK(seL4_CNode_Copy(node, i, 2, ROOT, node, 64, seL4_AllRights));
    CHECK_OK(kit_revoke(node));
    CHECK_OK(kit_delete(node));
    check_gone();
    /* Not revoked first: the copies inside keep it alive, out of reach, until the untyped is revoked. */
    node = make(seL4_CapTableObject, 2);
    for (seL4_Word i = 0; i < 4; i++)
        CHECK_OK(seL4_CNode_Copy(node, i, 2, ROOT, node, 64, seL4_AllRights));
    CHECK_OK(kit_delete(node));
    CHECK_OK(kit_revoke(memory));
    check_gone();
}

/* covers: caps.md 6 cycles of CNodes */
TEST(cycle)
{
    memory = kit_untyped(MEMORY_BITS);
    for (unsigned length = 2; length <= 6; length++) {
        seL4_CPtr nodes[6], copies[6];

        for (unsigned i = 0; i < length; i++) {
            nodes[i] = make(seL4_CapTableObject, 1);
            copies[i] = kit_slot();
            CHECK_OK(kit_copy(copies[i], nodes[i], seL4_AllRights));
        }
        for (unsigned i = 0; i < length; i++)
            CHECK_OK(seL4_CNode_Move(copies[i], i & 1, 1, ROOT, nodes[(i + 1) % length], 64));
        for (unsigned i = 1; i < length; i++)
            CHECK_OK(kit_delete(copies[i]));
        /* The cycle is reached by one capability more; without it by the untyped alone. */
        CHECK_OK(kit_delete(copies[0]));
        CHECK_OK(kit_revoke(memory));
        check_gone();
    }
}

/* covers: caps.md 6 cycles of CNodes, deleted from outside */
TEST(cycle_from_outside)
{
    seL4_CPtr first, second, third;

    memory = kit_untyped(MEMORY_BITS);
    first = make(seL4_CapTableObject, 1);
    second = make(seL4_CapTableObject, 1);
    third = make(seL4_CapTableObject, 1);
    /* first holds second, second holds third and a copy of first, third holds a copy of second. */
    CHECK_OK(seL4_CNode_Copy(second, 1, 1, ROOT, first, 64, seL4_AllRights));
    CHECK_OK(seL4_CNode_Copy(third, 0, 1, ROOT, second, 64, seL4_AllRights));
    CHECK_OK(seL4_CNode_Move(second, 0, 1, ROOT, third, 64));
    CHECK_OK(seL4_CNode_Move(first, 1, 1, ROOT, second, 64));
    CHECK_OK(kit_revoke(first));
    CHECK_OK(kit_delete(first));
    CHECK(kit_slot_is_empty(first));
    CHECK_OK(kit_revoke(memory));
    check_gone();
}

/* covers: caps.md 6 cycles of threads and CNodes */
TEST(thread_in_own_cspace)
{
    seL4_CPtr node, tcb;

    memory = kit_untyped(MEMORY_BITS);
    /* The thread's CSpace holds the thread's last capability, and the thread the CSpace's. */
    node = make(seL4_CapTableObject, 1);
    tcb = make(seL4_TCBObject, 0);
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, node, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_CNode_Move(node, 1, 1, ROOT, tcb, 64));
    CHECK_OK(kit_delete(node));
    CHECK(frame_untyped_free(memory) != 1UL << MEMORY_BITS);
    CHECK_OK(kit_revoke(memory));
    check_gone();
    /* The same with another capability to each. */
    node = make(seL4_CapTableObject, 1);
    tcb = make(seL4_TCBObject, 0);
    CHECK_OK(seL4_TCB_SetSpace(tcb, 0, node, 0, seL4_CapInitThreadVSpace, 0));
    CHECK_OK(seL4_CNode_Copy(node, 1, 1, ROOT, tcb, 64, seL4_AllRights));
    CHECK_OK(kit_revoke(tcb));
    CHECK_OK(kit_delete(tcb));
    CHECK_OK(kit_delete(node));
    check_gone();
}

/* covers: caps.md 4 consequences, copies moved anywhere; caps.md 6 Revoke */
TEST(untyped_inside_its_object)
{
    seL4_CPtr node, inner = kit_slot();

    /* A CNode that holds the untyped it was made from: revocation takes the slot it works on. */
    memory = kit_untyped(MEMORY_BITS);
    CHECK_OK(seL4_Untyped_Retype(memory, seL4_UntypedObject, 14, ROOT, 0, 0, inner, 1));
    node = kit_slot();
    CHECK_OK(seL4_Untyped_Retype(inner, seL4_CapTableObject, 3, ROOT, 0, 0, node, 1));
    CHECK_OK(seL4_CNode_Move(node, 5, 3, ROOT, inner, 64));
    CHECK_OK(seL4_CNode_Revoke(node, 5, 3));
    CHECK(kit_slot_is_empty(node));
    check_gone();
}

const struct frame_test cycle_tests[] = {
    ENTRY("caps.6.chain", chain),
    ENTRY("caps.6.chain-of-threads", chain_of_threads),
    ENTRY("caps.6.self", self),
    ENTRY("caps.6.cycle", cycle),
    ENTRY("caps.6.cycle-from-outside", cycle_from_outside),
    ENTRY("caps.6.thread-in-own-cspace", thread_in_own_cspace),
    ENTRY("caps.6.untyped-inside-its-object", untyped_inside_its_object),
    FRAME_END,
};
