/* SPDX-License-Identifier: BSD-2-Clause */
/* Map and Unmap of the three kinds of tables. */
#include "vspace.h"

#define KINDS 3
#define WILD 0xffff800000000123UL

/* Each kind: its labels, what it covers, and the bits of the entry it goes into. */
static const struct kind {
    seL4_Word type, map, unmap, covers;
} kinds[KINDS] = {
    {seL4_X86_PageTableObject, X86PageTableMap, X86PageTableUnmap, DIRECTORY_BITS},
    {seL4_X86_PageDirectoryObject, X86PageDirectoryMap, X86PageDirectoryUnmap, PDPT_BITS},
    {seL4_X86_PDPTObject, X86PDPTMap, X86PDPTUnmap, PML4_BITS},
};

static struct frame_reply map(const struct kind *kind, seL4_CPtr table, seL4_CPtr root, seL4_Word address)
{
    return INVOKE(table, kind->map, CAPS(root), ARGS(address, 0));
}

static struct frame_reply unmap(const struct kind *kind, seL4_CPtr table)
{
    return INVOKE(table, kind->unmap, CAPS(), ARGS());
}

/* covers: invocations.md 9 Table maps 1, 2, 3, 4 */
TEST(arguments)
{
    seL4_CPtr bare = kit_object(seL4_X64_PML4Object, 0);

    for (const struct kind *kind = kinds; kind < kinds + KINDS; kind++) {
        seL4_CPtr table = kit_object(kind->type, 0);
        seL4_Word covered = 1UL << kind->covers;
        /* The last place in a table of its own. */
        seL4_Word place = WINDOW + ((6UL + (seL4_Word)(kind - kinds)) << PML4_BITS) - covered;

        CHECK_REFUSED(INVOKE(table, kind->map, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(INVOKE(table, kind->map, CAPS(bare), ARGS(WILD)), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(INVOKE(table, kind->map, CAPS(), ARGS(WILD, 0)), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(map(kind, table, ROOT, WILD), seL4_InvalidCapability, WORDS(1));
        CHECK_REFUSED(map(kind, table, bare, WILD), seL4_InvalidCapability, WORDS(1));
        CHECK_REFUSED(map(kind, table, kit_slot(), WINDOW), seL4_InvalidCapability, WORDS(1));
        CHECK_REFUSED(map(kind, table, table, WINDOW), seL4_InvalidCapability, WORDS(1));
        CHECK_REFUSED(map(kind, table, HOME, WILD), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(map(kind, table, HOME, 0x800000000000), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(map(kind, table, HOME, ~0UL), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(map(kind, table, HOME, 0xffffff8000000000), seL4_InvalidArgument, WORDS(0));
        /* The last entry's table is legal; the entry above it is what is missing, or nothing. */
        if (kind->covers == PML4_BITS)
            CHECK_SUCCESS(map(kind, table, HOME, ADDRESS_TOP));
        else
            CHECK_REFUSED(map(kind, table, HOME, ADDRESS_TOP), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
        CHECK_SUCCESS(unmap(kind, table));
        /* Mapped: the first complaint after the length. */
        (void)space_tables(HOME, place, kind->covers);
        CHECK_SUCCESS(map(kind, table, HOME, place + covered - 1));
        CHECK_REFUSED(INVOKE(table, kind->map, CAPS(bare), ARGS(WILD)), seL4_TruncatedMessage, WORDS());
        CHECK_REFUSED(map(kind, table, ROOT, WILD), seL4_InvalidCapability, WORDS(0));
        CHECK_REFUSED(map(kind, table, HOME, WINDOW), seL4_InvalidCapability, WORDS(0));
        CHECK_REFUSED(map(kind, table, HOME, place), seL4_InvalidCapability, WORDS(0));
    }
}

/* covers: invocations.md 9 Table maps 6, 7; memory.md 1 levels x86_64; memory.md 4 table Map over a present entry */
TEST(levels)
{
    static seL4_CPtr table[KINDS], second[KINDS];
    seL4_CPtr large = kit_object(seL4_X86_LargePageObject, 0), frame = space_frame(0x77);
    seL4_Word inside = WINDOW + 0x5000;

    access_begin();
    for (int i = 0; i < KINDS; i++) {
        table[i] = kit_object(kinds[i].type, 0);
        second[i] = kit_object(kinds[i].type, 0);
    }
    /* Addresses are rounded down. */
    CHECK_REFUSED(map(&kinds[0], table[0], HOME, inside), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
    CHECK_REFUSED(map(&kinds[1], table[1], HOME, inside), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
    CHECK_SUCCESS(map(&kinds[2], table[2], HOME, inside + 0x123456789));
    CHECK_REFUSED(map(&kinds[2], second[2], HOME, inside), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(map(&kinds[0], table[0], HOME, inside), seL4_FailedLookup, FAIL_MISSING(0, PDPT_BITS));
    CHECK_SUCCESS(map(&kinds[1], table[1], HOME, inside + 0x12345678));
    CHECK_REFUSED(map(&kinds[1], second[1], HOME, inside), seL4_DeleteFirst, WORDS());
    /* A large page in the way. */
    CHECK_OK(seL4_X86_Page_Map(large, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_REFUSED(map(&kinds[0], table[0], HOME, inside), seL4_DeleteFirst, WORDS());
    CHECK_WORD(inside, 0);
    CHECK_OK(seL4_X86_Page_Unmap(large));
    CHECK_SUCCESS(map(&kinds[0], table[0], HOME, inside + 0x12345));
    CHECK_REFUSED(map(&kinds[0], second[0], HOME, inside), seL4_DeleteFirst, WORDS());
    CHECK_OK(seL4_X86_Page_Map(frame, HOME, inside, seL4_AllRights, 0));
    CHECK_WORD(inside, 0x77);
    /* Labels belong to their kind. */
    for (int i = 0; i < KINDS; i++) {
        for (int other = 0; other < KINDS; other++) {
            if (other == i)
                continue;
            CHECK_REFUSED(map(&kinds[other], table[i], HOME, inside), seL4_IllegalOperation, WORDS());
            CHECK_REFUSED(unmap(&kinds[other], table[i]), seL4_IllegalOperation, WORDS());
        }
        CHECK_REFUSED(INVOKE(table[i], X86PageUnmap, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
        CHECK_REFUSED(INVOKE(table[i], 0, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    }
    CHECK_WORD(inside, 0x77);
}

/* A frame at WINDOW below tables of all kinds; then one of them goes. */
struct below {
    seL4_CPtr frame, table[KINDS];
};

static struct below below_make(seL4_Word word)
{
    struct below below = {.frame = space_frame(word)};
    struct tables tables = space_tables(HOME, WINDOW, 12);

    below.table[0] = tables.table;
    below.table[1] = tables.directory;
    below.table[2] = tables.pdpt;
    CHECK_OK(seL4_X86_Page_Map(below.frame, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_WORD(WINDOW, word);
    return below;
}

/*
 * covers: invocations.md 9 Table unmaps; memory.md 4 table Unmap; memory.md 4 new table at the same place;
 * covers: memory.md 4 Unmap of a stale cap; memory.md 8 PT0001
 */
TEST(unmap_clears)
{
    access_begin();
    for (int i = 0; i < KINDS; i++) {
        const struct kind *kind = &kinds[i];
        struct below below = below_make(0x80 + (seL4_Word)i);
        seL4_CPtr copy = space_copy(below.table[i]);

        /* Not while there is a copy: nothing happens. */
        CHECK_REFUSED(unmap(kind, below.table[i]), seL4_RevokeFirst, WORDS());
        CHECK_REFUSED(unmap(kind, copy), seL4_RevokeFirst, WORDS());
        CHECK_WORD(WINDOW, 0x80 + (seL4_Word)i);
        /* Nor does the end of a copy do anything. */
        CHECK_OK(kit_delete(copy));
        CHECK_WORD(WINDOW, 0x80 + (seL4_Word)i);
        CHECK_SUCCESS(unmap(kind, below.table[i]));
        CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
        CHECK_SUCCESS(unmap(kind, below.table[i]));
        /* It comes back empty, and may go elsewhere first. */
        CHECK_SUCCESS(map(kind, below.table[i], HOME, WINDOW));
        CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
        /* The frame's record is stale. It can only be mapped again where it was. */
        CHECK_REFUSED(INVOKE(below.frame, X86PageMap, CAPS(HOME), ARGS(WINDOW + 0x1000, 3, 0)), seL4_InvalidArgument,
                      WORDS(0));
        if (i > 0) {
            CHECK_REFUSED(INVOKE(below.frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, 0)), seL4_FailedLookup,
                          FAIL_MISSING(0, kinds[i - 1].covers));
            /* The tables below believe to be mapped until unmapped. */
            for (int lower = 0; lower < i; lower++) {
                CHECK_REFUSED(map(&kinds[lower], below.table[lower], HOME, WINDOW), seL4_InvalidCapability, WORDS(0));
                CHECK_SUCCESS(unmap(&kinds[lower], below.table[lower]));
            }
            for (int lower = i - 1; lower >= 0; lower--)
                CHECK_SUCCESS(map(&kinds[lower], below.table[lower], HOME, WINDOW));
        }
        CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
        CHECK_OK(seL4_X86_Page_Map(below.frame, HOME, WINDOW, seL4_AllRights, 0));
        CHECK_WORD(WINDOW, 0x80 + (seL4_Word)i);
        /* Leave the place for the next kind. */
        for (int any = 0; any < KINDS; any++)
            CHECK_SUCCESS(unmap(&kinds[any], below.table[any]));
        CHECK_OK(seL4_X86_Page_Unmap(below.frame));
    }
}

/*
 * covers: memory.md 4 deletion of the last cap of a mapped table; caps.md 5 page table levels;
 * covers: memory.md 8 VSPACE0001
 */
TEST(deletion)
{
    access_begin();
    for (int i = 0; i < KINDS; i++) {
        struct below below = below_make(0x90 + (seL4_Word)i);
        seL4_CPtr moved = kit_slot(), copy = space_copy(below.table[i]);

        /* The first capability goes; the object has another one. */
        CHECK_OK(kit_move(moved, below.table[i]));
        CHECK_OK(kit_delete(moved));
        CHECK_WORD(WINDOW, 0x90 + (seL4_Word)i);
        CHECK_OK(kit_delete(copy));
        CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
        CHECK_OK(seL4_X86_Page_Unmap(below.frame));
        for (int any = 0; any < KINDS; any++) {
            if (any != i)
                CHECK_SUCCESS(unmap(&kinds[any], below.table[any]));
        }
        CHECK_EQUAL(seL4_X86_Page_Map(below.frame, HOME, WINDOW, seL4_AllRights, 0), seL4_FailedLookup);
    }
}

/* A table whose record is stale does not take its successor away. */
/* covers: memory.md 4 table Unmap, entry still points to this table; memory.md 4 stale mapping: no effect */
TEST(stale_table)
{
    struct below below;
    seL4_CPtr table = kit_object(seL4_X86_PageTableObject, 0), frame = space_frame(0xa1);

    access_begin();
    below = below_make(0xa0);
    CHECK_SUCCESS(unmap(&kinds[1], below.table[1]));
    CHECK_SUCCESS(map(&kinds[1], below.table[1], HOME, WINDOW));
    CHECK_SUCCESS(map(&kinds[0], table, HOME, WINDOW));
    CHECK_OK(seL4_X86_Page_Map(frame, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_OK(seL4_X86_Page_Unmap(below.frame));
    CHECK_WORD(WINDOW, 0xa1);
    CHECK_SUCCESS(unmap(&kinds[0], below.table[0]));
    CHECK_WORD(WINDOW, 0xa1);
    /* The same for a deletion. */
    CHECK_SUCCESS(unmap(&kinds[1], below.table[1]));
    CHECK_SUCCESS(map(&kinds[1], below.table[1], HOME, WINDOW));
    CHECK_SUCCESS(map(&kinds[0], below.table[0], HOME, WINDOW));
    CHECK_OK(seL4_X86_Page_Map(below.frame, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_OK(kit_delete(frame));
    CHECK_OK(kit_delete(table));
    CHECK_WORD(WINDOW, 0xa0);
    /* Without the uppermost table nothing is left. */
    CHECK_OK(kit_delete(below.table[2]));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
}

const struct frame_test table_tests[] = {
    ENTRY("invocations.9.table-map-arguments", arguments),
    ENTRY("invocations.9.table-map-levels", levels),
    ENTRY("memory.4.table-unmap-clears", unmap_clears),
    ENTRY("memory.4.table-deletion", deletion),
    ENTRY("memory.4.stale-table", stale_table),
    FRAME_END,
};
