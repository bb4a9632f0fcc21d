/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that is used again: resets, clearing, copies of untypeds, preemption. */
#include "untyped.h"

/* covers: objects.md 3.9; objects.md 4 FRAMEEXPORTS0001; objects.md 3 Initial values Frame */
TEST(cleared)
{
    seL4_CPtr untyped = kit_untyped(16);
    seL4_CPtr slots = kit_slots(16);
    volatile seL4_Word *page = (volatile seL4_Word *)WINDOW;

    for (int round = 0; round < 3; round++) {
        seL4_Word dirty = 0;

        CHECK_SUCCESS(RETYPE(untyped, KIT_FRAME_TYPE, 0, 0, 0, slots, 16));
        for (seL4_CPtr i = 0; i < 16; i++) {
            REQUIRE(kit_map(slots + i, seL4_CapInitThreadVSpace, WINDOW, seL4_AllRights) == seL4_NoError);
            for (int word = 0; word < 512; word++) {
                dirty |= page[word];
                page[word] = ~0UL;
            }
            CHECK_OK(kit_unmap(slots + i));
        }
        CHECK_EQUAL(dirty, 0);
        CHECK_OK(kit_revoke(untyped));
    }
    /* What else the memory becomes is empty, too. */
    CHECK_SUCCESS(RETYPE(untyped, seL4_CapTableObject, 11, 0, 0, slots, 1));
    for (seL4_Word i = 0; i < 2048; i += 17)
        CHECK_EQUAL(seL4_CNode_Move(slots, i, 11, slots, i, 11), seL4_FailedLookup);
}

/* covers: objects.md 3.1; objects.md 3.2 small blocks */
TEST(cleared_small)
{
    seL4_CPtr slots = kit_slots(3);

    /* Blocks below, at and above the chunk of 256 bytes, seen through CNodes that use all of them. */
    for (seL4_Word bits = 6; bits <= 10; bits++) {
        seL4_CPtr untyped = kit_untyped(bits);

        for (int round = 0; round < 3; round++) {
            CHECK_SUCCESS(RETYPE(untyped, seL4_CapTableObject, bits - seL4_SlotBits, 0, 0, slots, 1));
            for (seL4_Word i = 0; i < 1UL << (bits - seL4_SlotBits); i++)
                CHECK_OK(seL4_CNode_Copy(slots, i, (seL4_Uint8)(bits - seL4_SlotBits), ROOT, seL4_CapInitThreadTCB, 64,
                                         seL4_AllRights));
            CHECK_OK(kit_delete(slots));
        }
        CHECK_EQUAL(frame_untyped_free(untyped), 1UL << bits);
    }
}

/* covers: objects.md 3 Used up; caps.md 2 Untyped; caps.md 4 insertion of untyped copies */
TEST(copy_uses_up)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr copy = kit_slot(), second = kit_slot(), object = kit_slot();

    CHECK_OK(kit_copy(copy, untyped, seL4_AllRights));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
    CHECK_REFUSED(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, object, 1), seL4_NotEnoughMemory, WORDS(0));
    CHECK_EQUAL(kit_copy(second, untyped, seL4_AllRights), seL4_RevokeFirst);
    CHECK_EQUAL(kit_mint(second, untyped, seL4_AllRights, 0), seL4_RevokeFirst);
    /* The copy has the whole block, and can be copied in turn. */
    CHECK_EQUAL(frame_untyped_free(copy), 1 << 12);
    CHECK_SUCCESS(RETYPE(copy, KIT_FRAME_TYPE, 0, 0, 0, object, 1));
    CHECK_EQUAL(kit_copy(second, copy, seL4_AllRights), seL4_RevokeFirst);
    CHECK_OK(kit_delete(object));
    CHECK_OK(kit_mint(second, copy, seL4_NoRights, 5));
    CHECK_EQUAL(frame_untyped_free(copy), 0);
    CHECK_SUCCESS(RETYPE(second, seL4_EndpointObject, 0, 0, 0, object, 1));
    /* The copies are children. */
    CHECK_OK(kit_revoke(untyped));
    CHECK(kit_slot_is_empty(copy) && kit_slot_is_empty(second) && kit_slot_is_empty(object));
    CHECK_EQUAL(frame_untyped_free(untyped), 1 << 12);
}

/* covers: objects.md 3 Used up, Move is not a copy; caps.md 2 Move */
TEST(move_keeps)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr moved = kit_slot(), object = kit_slot();

    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, object, 1));
    CHECK_OK(kit_move(moved, untyped));
    CHECK_EQUAL(frame_untyped_free(moved), (1 << 12) - 16);
    CHECK_OK(kit_revoke(moved));
    CHECK(kit_slot_is_empty(object));
    CHECK_EQUAL(frame_untyped_free(moved), 1 << 12);
}

/* covers: objects.md 3.5; caps.md 4 consequences, revoke of an untyped */
TEST(revoke_all_levels)
{
    seL4_CPtr untyped = kit_untyped(16);
    seL4_CPtr slots = kit_slots(6);

    CHECK_SUCCESS(RETYPE(untyped, seL4_UntypedObject, 14, 0, 0, slots, 1));
    CHECK_SUCCESS(RETYPE(slots, seL4_UntypedObject, 12, 0, 0, slots + 1, 1));
    CHECK_SUCCESS(RETYPE(slots + 1, seL4_EndpointObject, 0, 0, 0, slots + 2, 1));
    CHECK_OK(kit_mint(slots + 3, slots + 2, seL4_AllRights, 9));
    CHECK_OK(kit_copy(slots + 4, slots + 3, seL4_CanRead));
    CHECK_OK(kit_move(slots + 5, slots + 2));
    CHECK_OK(kit_revoke(untyped));
    for (seL4_CPtr i = 0; i < 6; i++)
        CHECK(kit_slot_is_empty(slots + i));
}

/* covers: caps.md 4 consequences, original deleted */
TEST(has_children_looks_at_next)
{
    seL4_CPtr untyped = kit_untyped(12);
    seL4_CPtr original = kit_slot(), copy = kit_slot();

    CHECK_SUCCESS(RETYPE(untyped, seL4_EndpointObject, 0, 0, 0, original, 1));
    CHECK_OK(kit_copy(copy, original, seL4_AllRights));
    CHECK_OK(kit_delete(original));
    CHECK_EQUAL(frame_untyped_free(untyped), (1 << 12) - 16);
    CHECK_OK(kit_revoke(untyped));
    CHECK(kit_slot_is_empty(copy));
}

/* ---- preemption of a long reset ---- */

#define DIRTY_BITS 24
/* An emulator on a busy computer delivers timer interrupts late: attempts may pass without any. */
#define ATTEMPTS 40
#define PERIOD_MIN_US 200

static volatile seL4_Word ticks_seen, ticks_wanted;

/* Counts its periods while there is something to count for. */
static void count_periods(void *argument)
{
    (void)argument;
    for (;;) {
        if (ticks_wanted)
            ticks_seen++;
        seL4_Yield();
    }
}

static seL4_CPtr reset_untyped, reset_slot;
static struct kit_thread resetter;
static volatile seL4_Word reset_done, reset_label, reset_ticks, reset_shortest;

static void do_reset(void *argument)
{
    seL4_Word before = kit_clock();

    (void)argument;
    ticks_wanted = 1;
    reset_label = RETYPE(reset_untyped, KIT_LARGE_FRAME_TYPE, 0, 0, 0, reset_slot, 1).label;
    ticks_wanted = 0;
    reset_ticks = kit_clock() - before;
    reset_done = 1;
}

/* Retypes a dirty block in a thread of priority 100; returns once that is over. */
static void reset_in_thread(void)
{
    CHECK_SUCCESS(RETYPE(reset_untyped, seL4_UntypedObject, DIRTY_BITS, 0, 0, reset_slot, 1));
    CHECK_OK(kit_delete(reset_slot));
    reset_done = 0;
    ticks_seen = 0;
    CHECK_OK(seL4_TCB_Suspend(resetter.tcb));
    kit_thread_start(&resetter);
    /* At priority 50 this goes on when the thread has ended. */
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 50));
    while (!reset_done)
        ;
    CHECK_OK(seL4_TCB_SetPriority(seL4_CapInitThreadTCB, seL4_CapInitThreadTCB, 255));
    CHECK_EQUAL(reset_label, seL4_NoError);
    CHECK_OK(kit_delete(reset_slot));
    if (reset_ticks < reset_shortest)
        reset_shortest = reset_ticks;
}

/* covers: objects.md 3.2; syscalls.md 5.6; caps.md 6 */
TEST(preempted_reset)
{
    struct kit_thread counter;
    seL4_Word interrupted = 0;

    reset_untyped = kit_untyped(DIRTY_BITS);
    reset_slot = kit_slot();
    reset_shortest = ~0UL;
    resetter = kit_thread(do_reset, 0, (struct kit_options){.priority = 100});
    reset_in_thread();
    counter = kit_thread(count_periods, 0, (struct kit_options){.priority = 200});
    kit_thread_start(&counter);
    for (int attempt = 0; attempt < ATTEMPTS && interrupted < 2; attempt++) {
        seL4_Word period = reset_shortest / frame_ticks_per_us() / 8;

        if (period < PERIOD_MIN_US)
            period = PERIOD_MIN_US;
        CHECK_OK(seL4_SchedControl_ConfigureFlags(kit_bootinfo->schedcontrol.start, counter.sc, period / 4, period, 0,
                                                  0, 0));
        reset_in_thread();
        interrupted = ticks_seen;
    }
    CHECK_OK(seL4_TCB_Suspend(counter.tcb));
    CHECK(interrupted >= 2);
}

const struct frame_test memory_tests[] = {
    ENTRY("objects.3.9.cleared", cleared),
    ENTRY("objects.3.2.cleared-small", cleared_small),
    ENTRY("objects.3.copy-uses-up", copy_uses_up),
    ENTRY("objects.3.move-keeps", move_keeps),
    ENTRY("caps.4.revoke-all-levels", revoke_all_levels),
    ENTRY("caps.4.has-children-looks-at-next", has_children_looks_at_next),
    ENTRY("objects.3.2.preempted-reset", preempted_reset),
    FRAME_END,
};
