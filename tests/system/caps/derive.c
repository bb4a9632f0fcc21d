/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is whose descendant: seen by what a revocation takes. */
#include "caps.h"

static seL4_CPtr copy_of(seL4_CPtr cap)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_copy(slot, cap, seL4_AllRights));
    return slot;
}

static seL4_CPtr mint_of(seL4_CPtr cap, seL4_Word data)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_mint(slot, cap, seL4_AllRights, data));
    return slot;
}

static int there(seL4_CPtr slot)
{
    return !kit_slot_is_empty(slot);
}

/* Endpoint and notification follow the same rules. */
static void check_badged(seL4_CPtr original)
{
    seL4_CPtr plain = copy_of(original);
    seL4_CPtr plain_copy = copy_of(plain);
    seL4_CPtr badged = mint_of(original, 4);
    seL4_CPtr badged_copy = copy_of(badged);
    seL4_CPtr badged_copy_copy = copy_of(badged_copy);
    seL4_CPtr badged_again = mint_of(original, 4);
    seL4_CPtr other = mint_of(plain, 5);

    /* Unmodified copies, and copies of badged ones, have no descendants. */
    CHECK_OK(kit_revoke(plain));
    CHECK_OK(kit_revoke(plain_copy));
    CHECK_OK(kit_revoke(badged_copy));
    CHECK_OK(kit_revoke(badged_again));
    CHECK_OK(kit_revoke(other));
    CHECK(there(plain) && there(plain_copy) && there(badged) && there(badged_copy) && there(badged_copy_copy) &&
          there(badged_again) && there(other));
    /* The badged one has its own copies only. */
    CHECK_OK(kit_revoke(badged));
    CHECK(there(badged) && !there(badged_copy) && !there(badged_copy_copy) && there(badged_again) && there(other));
    CHECK(there(plain) && there(plain_copy) && there(original));
    CHECK_OK(kit_revoke(original));
    CHECK(there(original) && !there(plain) && !there(plain_copy) && !there(badged) && !there(badged_again) &&
          !there(other));
}

/* covers: caps.md 4 badge rule; caps.md 4 insertion; caps.md 4 consequences */
TEST(badged)
{
    check_badged(kit_endpoint());
    check_badged(kit_notification());
}

/* covers: caps.md 4 insertion, Delete passes first-badged on */
TEST(first_badged_passes_on)
{
    seL4_CPtr original = kit_endpoint();
    seL4_CPtr first = mint_of(original, 4);
    seL4_CPtr copy = copy_of(first);
    seL4_CPtr second = mint_of(original, 4);

    CHECK_OK(kit_delete(first));
    CHECK_OK(kit_revoke(second));
    CHECK(there(copy));
    CHECK_OK(kit_revoke(original));
    CHECK(!there(copy) && !there(second));
}

/* covers: caps.md 4 insertion, mint with badge 0 */
TEST(badge_zero_is_a_copy)
{
    seL4_CPtr original = kit_endpoint();
    seL4_CPtr zero = mint_of(original, 0);
    seL4_CPtr copy = copy_of(zero);

    CHECK_OK(kit_revoke(zero));
    CHECK(there(copy));
    CHECK_OK(kit_revoke(original));
    CHECK(!there(copy) && !there(zero));
}

/* covers: caps.md 4 insertion, Move Mutate Rotate keep place and flags */
TEST(moves_keep_the_place)
{
    seL4_CPtr original = kit_endpoint();
    seL4_CPtr badged = mint_of(original, 4);
    seL4_CPtr copy = copy_of(badged);
    seL4_CPtr moved = kit_slot(), moved_copy = kit_slot(), moved_original = kit_slot();
    seL4_CPtr node = kit_object(seL4_CapTableObject, 1);
    seL4_CPtr node_copy = copy_of(node), node_moved = kit_slot();

    CHECK_OK(kit_move(moved, badged));
    CHECK_OK(kit_move(moved_copy, copy));
    CHECK_OK(kit_revoke(moved));
    CHECK(there(moved) && !there(moved_copy));
    CHECK_OK(kit_move(moved_original, original));
    CHECK_OK(kit_revoke(moved_original));
    CHECK(there(moved_original) && !there(moved));
    /* The same object and size; the guard does not count. */
    CHECK_OK(seL4_CNode_Mutate(ROOT, node_moved, 64, ROOT, node, 64, 3));
    CHECK_OK(kit_revoke(node_moved));
    CHECK(there(node_moved) && !there(node_copy));
}

/* covers: caps.md 4 region of TCB, reply, CNode, SchedContext, tables, VSpace root, ASID pool, frame */
TEST(objects)
{
    seL4_CPtr pool_untyped = kit_untyped(12), pool = kit_slot();
    seL4_CPtr vspace = kit_vspace_empty();
    seL4_CPtr table = kit_object(isa_tables[0].type, 0);
    seL4_CPtr originals[7];

    CHECK_OK(isa_table_map(0, table, vspace, WINDOW));
    originals[0] = kit_object(seL4_TCBObject, 0);
    originals[1] = kit_reply();
    originals[2] = kit_object(seL4_SchedContextObject, 8);
    originals[3] = kit_frame();
    originals[4] = vspace;
    originals[5] = table;
    originals[6] = kit_object(seL4_CapTableObject, 2);
    for (int i = 0; i < 7; i++) {
        seL4_CPtr copy = copy_of(originals[i]);
        seL4_CPtr second = mint_of(copy, 2);

        CHECK_OK(kit_revoke(copy));
        CHECK(there(second));
        CHECK_OK(kit_revoke(second));
        CHECK(there(copy));
        CHECK_OK(kit_revoke(originals[i]));
        CHECK(there(originals[i]) && !there(copy) && !there(second));
    }
    /* An ASID pool is no ancestor of its copies: it is made without the flag. The untyped is. */
    CHECK_OK(kit_pool_make(pool_untyped, pool));
    seL4_CPtr pool_copy = copy_of(pool);
    CHECK_OK(kit_revoke(pool));
    CHECK(there(pool_copy));
    CHECK_OK(kit_revoke(pool_untyped));
    CHECK(!there(pool) && !there(pool_copy));
}

/* covers: caps.md 4 boot lists; caps.md 4 region of Domain, SchedControl, ASIDControl */
TEST(boot_caps)
{
    seL4_CPtr originals[] = {kit_bootinfo->schedcontrol.start, seL4_CapDomain, seL4_CapASIDControl,
                             seL4_CapInitThreadTCB, seL4_CapInitThreadSC, seL4_CapInitThreadVSpace};
    seL4_CPtr copies[6], second[6];

    for (int i = 0; i < 6; i++) {
        copies[i] = copy_of(originals[i]);
        second[i] = copy_of(copies[i]);
    }
    for (int i = 0; i < 6; i++) {
        CHECK_OK(kit_revoke(copies[i]));
        CHECK(there(second[i]));
        CHECK_OK(kit_delete(second[i]));
    }
    /* The initial thread uses copies of its TCB's address space and CNode itself: those stay. */
    for (int i = 0; i < 5; i++) {
        for (int other = i; other < 6; other++)
            CHECK(there(copies[other]));
        CHECK_OK(kit_revoke(originals[i]));
        CHECK(there(originals[i]) && !there(copies[i]));
    }
    CHECK_OK(kit_delete(copies[5]));
}

static seL4_CPtr handler_new(unsigned number)
{
    seL4_CPtr slot = kit_slot();

    CHECK_OK(kit_line(number, slot));
    return slot;
}

/* covers: caps.md 4 region of IRQControl and IRQHandler; caps.md 5 IRQHandler */
TEST(interrupts)
{
    seL4_CPtr first = handler_new(0), second = handler_new(1);
    seL4_CPtr copy = copy_of(first), copy_copy = copy_of(copy);

    CHECK_OK(kit_revoke(copy));
    CHECK(there(copy_copy));
    CHECK_OK(kit_revoke(first));
    CHECK(there(first) && !there(copy) && !there(copy_copy) && there(second));
    CHECK_OK(kit_revoke(seL4_CapIRQControl));
    CHECK(!there(first) && !there(second));
    /* The vectors are free again. */
    CHECK_OK(kit_delete(handler_new(0)));
}

/* covers: caps.md 4 consequences, original deleted */
TEST(orphans)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr original = kit_slot();
    seL4_CPtr copy, badged, badged_copy;

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_EndpointObject, 0, ROOT, 0, 0, original, 1));
    copy = copy_of(original);
    badged = mint_of(original, 8);
    badged_copy = copy_of(badged);
    CHECK_OK(kit_delete(original));
    CHECK(there(copy) && there(badged) && there(badged_copy));
    CHECK_OK(kit_revoke(copy));
    CHECK(there(badged) && there(badged_copy));
    CHECK_OK(kit_revoke(badged));
    CHECK(!there(badged_copy));
    CHECK_OK(kit_revoke(untyped));
    CHECK(!there(copy) && !there(badged));
}

static struct probe probe;

static void fault(void *argument)
{
    (void)argument;
    __asm__ volatile(KIT_UNDEFINED);
}

/* covers: caps.md 4 insertion, TCB installs; ipc.md 8 handler slot */
TEST(installed_copies)
{
    seL4_CPtr handler = kit_endpoint();

    probe_make(&probe, (struct kit_options){.priority = 100, .fault_endpoint = handler});
    CHECK_EQUAL(probe_run(&probe, fault, 0), seL4_Fault_UserException);
    /* The thread's own copy of its handler is a descendant: now there is no handler, so no message comes. */
    CHECK_OK(kit_revoke(handler));
    probe_start(&probe, fault, 0);
    CHECK_EQUAL(probe_look(&probe), PROBE_RUNS);
    CHECK_OK(seL4_TCB_SetSchedParams(probe.thread.tcb, seL4_CapInitThreadTCB, 0, 100, probe.thread.sc, handler));
    CHECK_EQUAL(probe_run(&probe, fault, 0), seL4_Fault_UserException);
}

const struct frame_test derive_tests[] = {
    ENTRY("caps.4.badged", badged),
    ENTRY("caps.4.first-badged-passes-on", first_badged_passes_on),
    ENTRY("caps.4.badge-zero", badge_zero_is_a_copy),
    ENTRY("caps.4.moves-keep-place", moves_keep_the_place),
    ENTRY("caps.4.objects", objects),
    ENTRY("caps.4.boot-caps", boot_caps),
    ENTRY("caps.4.interrupts", interrupts),
    ENTRY("caps.4.orphans", orphans),
    ENTRY("caps.4.installed-copies", installed_copies),
    FRAME_END,
};
