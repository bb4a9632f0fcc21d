/* SPDX-License-Identifier: BSD-2-Clause */
/* Mappings that have gone, and translations that must have gone with them. */
#include "vspace.h"

static void map(seL4_CPtr frame, seL4_CPtr root, seL4_Word address)
{
    CHECK_OK(seL4_X86_Page_Map(frame, root, address, seL4_AllRights, 0));
}

/* covers: memory.md 4 Map over a present leaf; memory.md 4 Unmap of a mapped frame cap; memory.md 4 stale cap */
TEST(replaced)
{
    seL4_CPtr first = space_frame(1), second = space_frame(2), copy = space_copy(first);

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    map(first, HOME, WINDOW);
    CHECK_WORD(WINDOW, 1);
    map(second, HOME, WINDOW);
    CHECK_WORD(WINDOW, 2);
    /* The replaced one is stale, but still takes its own address. */
    CHECK_REFUSED(INVOKE(first, X86PageMap, CAPS(HOME), ARGS(WINDOW + 0x1000, 3, 0)), seL4_InvalidArgument, WORDS(0));
    map(first, HOME, WINDOW);
    CHECK_WORD(WINDOW, 1);
    map(second, HOME, WINDOW);
    CHECK_OK(seL4_X86_Page_Unmap(first));
    CHECK_WORD(WINDOW, 2);
    map(first, HOME, WINDOW + 0x1000);
    CHECK_WORD(WINDOW + 0x1000, 1);
    /* A copy of the frame that is there: the entry maps this very frame, whoever made it. */
    CHECK_OK(seL4_X86_Page_Unmap(first));
    map(first, HOME, WINDOW);
    map(copy, HOME, WINDOW);
    CHECK_OK(seL4_X86_Page_Unmap(first));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_OK(seL4_X86_Page_Unmap(copy));
    CHECK_OK(seL4_X86_Page_Unmap(copy));
    /* Deletion of a stale one. */
    map(copy, HOME, WINDOW);
    map(second, HOME, WINDOW);
    CHECK_OK(kit_delete(copy));
    CHECK_WORD(WINDOW, 2);
}

/* covers: memory.md 4 deletion of a mapped frame cap; memory.md 8 FRAMEDIPC0003; caps.md 5 Frame */
TEST(deleted)
{
    seL4_CPtr untyped = kit_untyped(12), frame = kit_slot(), copy = kit_slot(), moved = kit_slot();

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_X86_4K, 0, ROOT, 0, 0, frame, 1));
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    map(frame, HOME, WINDOW);
    map(copy, HOME, WINDOW + 0x1000);
    CHECK_EQUAL(access_write(WINDOW + 0x1008), ACCESS_WORKS);
    /* Not the last one. */
    CHECK_OK(kit_delete(copy));
    CHECK_EQUAL(access_read(WINDOW + 0x1008), CODE_NONE);
    CHECK_WORD(WINDOW, 0);
    /* A capability takes its mapping with it. */
    CHECK_OK(kit_move(moved, frame));
    CHECK_WORD(WINDOW, 0);
    CHECK_OK(kit_copy(copy, moved, seL4_AllRights));
    map(copy, HOME, WINDOW + 0x2000);
    CHECK_OK(kit_revoke(moved));
    CHECK_EQUAL(access_read(WINDOW + 0x2000), CODE_NONE);
    CHECK_WORD(WINDOW, 0);
    CHECK_OK(kit_revoke(untyped));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_EQUAL(access_write(WINDOW), CODE_NONE | 2);
}

#define ROUNDS 64

/* covers: memory.md 8 PT0002; memory.md 4 TLB effects complete before the system call returns */
TEST(reused_address)
{
    static seL4_CPtr frames[ROUNDS];

    (void)space_tables(HOME, WINDOW, 12);
    for (seL4_Word i = 0; i < ROUNDS; i++)
        frames[i] = space_frame(0x1000 + i);
    /* By this thread itself: no switch of threads helps the translations to go. */
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        map(frames[i], HOME, WINDOW);
        CHECK_EQUAL(*(volatile seL4_Word *)WINDOW, 0x1000 + i);
        CHECK_OK(seL4_X86_Page_Unmap(frames[i]));
    }
    for (seL4_Word i = 0; i < ROUNDS; i++) {
        map(frames[i], HOME, WINDOW);
        CHECK_EQUAL(*(volatile seL4_Word *)WINDOW, 0x1000 + i);
    }
    for (seL4_Word i = 0; i < ROUNDS; i++)
        CHECK_OK(kit_delete(frames[i]));
}

static struct island island, other;

/* covers: memory.md 4 TLB of a space that is not the current one; memory.md 8 VSPACE0000 */
TEST(other_space)
{
    seL4_CPtr first = space_frame(0x21), second = space_frame(0x22), seen = space_copy(first);
    struct tables tables;

    island_make(&island, space_root());
    island_make(&other, space_root());
    tables = space_tables(island.root, WINDOW, 12);
    (void)space_tables(other.root, WINDOW, 12);
    map(first, island.root, WINDOW);
    map(second, other.root, WINDOW);
    for (int i = 0; i < 4; i++) {
        CHECK_EQUAL(island_read(&island, WINDOW), 0x21);
        CHECK_EQUAL(island_read(&other, WINDOW), 0x22);
    }
    /* The record is of one space. */
    CHECK_REFUSED(INVOKE(first, X86PageMap, CAPS(other.root), ARGS(WINDOW, 3, 0)), seL4_InvalidCapability, WORDS(1));
    map(seen, other.root, WINDOW);
    CHECK_EQUAL(island_read(&other, WINDOW), 0x21);
    CHECK_OK(seL4_X86_Page_Unmap(first));
    CHECK_EQUAL(island_read(&island, WINDOW), ~0UL);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), WINDOW);
    CHECK_EQUAL(island_read(&other, WINDOW), 0x21);
    map(first, island.root, WINDOW);
    CHECK_EQUAL(island_read(&island, WINDOW), 0x21);
    CHECK_OK(seL4_X86_PageDirectory_Unmap(tables.directory));
    CHECK_EQUAL(island_read(&island, WINDOW), ~0UL);
    CHECK_EQUAL(island_read(&other, WINDOW), 0x21);
}

/* covers: memory.md 3 Deletion of the last root cap; memory.md 4 deletion of the last cap of a VSpace root */
TEST(root_deleted)
{
    seL4_CPtr frame = space_frame(0x31), next = space_frame(0x32), root;
    struct tables tables;

    island_make(&island, space_root());
    root = island.root;
    tables = space_tables(root, WINDOW, 12);
    map(frame, root, WINDOW);
    CHECK_EQUAL(island_read(&island, WINDOW), 0x31);
    /* The thread has a copy; the space lives. */
    CHECK_OK(kit_delete(root));
    CHECK_EQUAL(island_read(&island, WINDOW), 0x31);
    CHECK_OK(kit_delete(island.probe.thread.tcb));
    /* The lowest free number: that of the old space. Nothing of it shows through. */
    root = space_root();
    island_make(&other, root);
    CHECK_EQUAL(island_read(&other, WINDOW), ~0UL);
    CHECK_EQUAL(island_read(&other, ISLAND_CODE + 0x1000), ~0UL);
    /* The old frame was recorded in that number: it can be mapped at the same address only, without a table first. */
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(root), ARGS(WINDOW + 0x1000, 3, 0)), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(root), ARGS(WINDOW, 3, 0)), seL4_FailedLookup,
                  FAIL_MISSING(0, PML4_BITS));
    (void)space_tables(root, WINDOW, 12);
    map(next, root, WINDOW);
    CHECK_EQUAL(island_read(&other, WINDOW), 0x32);
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    CHECK_OK(seL4_X86_PageTable_Unmap(tables.table));
    CHECK_OK(kit_delete(tables.directory));
    CHECK_OK(kit_delete(tables.pdpt));
    CHECK_EQUAL(island_read(&other, WINDOW), 0x32);
    CHECK_OK(seL4_X86_Page_Unmap(next));
    CHECK_EQUAL(island_read(&other, WINDOW), ~0UL);
}

const struct frame_test stale_tests[] = {
    ENTRY("memory.4.replaced", replaced),
    ENTRY("memory.4.deleted", deleted),
    ENTRY("memory.8.reused-address", reused_address),
    ENTRY("memory.4.other-space", other_space),
    ENTRY("memory.3.root-deleted", root_deleted),
    FRAME_END,
};
