/* SPDX-License-Identifier: BSD-2-Clause */
/* Page Map: what it refuses, in which order, and what it leaves alone when it does. */
#include "vspace.h"

#define RW 3
/* Not canonical, and not aligned either. */
#define WILD 0x800000000123UL

static struct frame_reply map(seL4_CPtr frame, seL4_CPtr root, seL4_Word address)
{
    return INVOKE(frame, X86PageMap, CAPS(root), ARGS(address, RW, 0));
}

/* covers: invocations.md 9 Page Map 1; invocations.md 9 Page Map 2; memory.md 3 Map refuses a root without ASID */
TEST(arguments)
{
    seL4_CPtr frame = kit_frame();
    seL4_CPtr bare = kit_object(seL4_X64_PML4Object, 0);
    struct tables tables = space_tables(HOME, WINDOW, 12);

    access_begin();
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(ROOT), ARGS(WILD, RW)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(), ARGS(WILD, RW, 0)), seL4_TruncatedMessage, WORDS());
    /* Not roots with an ASID; nothing else is looked at. */
    CHECK_REFUSED(map(frame, ROOT, WILD), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, kit_slot(), WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, frame, WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, tables.pdpt, WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, tables.table, WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, bare, WILD), seL4_InvalidCapability, WORDS(1));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    /* More words and capabilities than asked for do not matter. */
    CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME, ROOT), ARGS(WINDOW, RW, 0, 77, 78)));
    CHECK_WORD(WINDOW, 0);
    /* Mapped or not, a bad root is the first complaint. */
    CHECK_REFUSED(map(frame, bare, WILD), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, ROOT, WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_WORD(WINDOW, 0);
}

/* covers: invocations.md 9 Page Map 3, mapped; memory.md 4 Map through a cap that records something else */
TEST(mapped_elsewhere)
{
    seL4_CPtr frame = space_frame(0x11), other = space_root();

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_SUCCESS(map(frame, HOME, WINDOW));
    CHECK_REFUSED(map(frame, other, WILD), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, other, WINDOW), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(map(frame, HOME, WILD), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(map(frame, HOME, WINDOW + 0x1000), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(map(frame, HOME, WINDOW + 1), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(map(frame, HOME, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_WORD(WINDOW, 0x11);
    CHECK_EQUAL(access_read(WINDOW + 0x1000), CODE_NONE);
    /* A copy starts unmapped; both then stand for themselves. */
    CHECK_SUCCESS(map(space_copy(frame), HOME, WINDOW + 0x1000));
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_WORD(WINDOW + 0x1000, 0x11);
    CHECK_SUCCESS(map(frame, HOME, WINDOW + 0x2000));
    CHECK_WORD(WINDOW + 0x2000, 0x11);
}

/* covers: invocations.md 9 Page Map 3, not mapped; memory.md 1 user address limits */
TEST(address_limits)
{
    static const seL4_Word wild[] = {0x7ffffffff000, 0x7fffffffffff, 0x7ffffffff001, 0x800000000000, 0x8000000000000000,
                                     0xffff800000000000, 0xffffff8000000000, 0xffffffff80000000, 0xfffffffffffff000,
                                     ~0UL};
    seL4_CPtr frame = space_frame(0x22), large = kit_object(seL4_X86_LargePageObject, 0);
    seL4_Word highest = 0x7fffffffe000;

    access_begin();
    for (unsigned i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
        CHECK_REFUSED(map(frame, HOME, wild[i]), seL4_InvalidArgument, WORDS(0));
        CHECK_REFUSED(map(large, HOME, wild[i]), seL4_InvalidArgument, WORDS(0));
    }
    CHECK_REFUSED(map(large, HOME, 0x7fffffe00000), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(map(large, HOME, 0x7fffffe00001), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(map(large, HOME, 0x7fffffc00000), seL4_FailedLookup, FAIL_MISSING(0, 39));
    /* The last page that can be mapped. */
    CHECK_REFUSED(map(frame, HOME, highest), seL4_FailedLookup, FAIL_MISSING(0, 39));
    (void)space_tables(HOME, highest, 12);
    CHECK_REFUSED(map(frame, HOME, highest + 0x1000), seL4_InvalidArgument, WORDS(0));
    CHECK_SUCCESS(map(frame, HOME, highest));
    CHECK_WORD(highest, 0x22);
    CHECK_EQUAL(access_read(highest + 0x1000), CODE_NONE);
}

/* covers: invocations.md 9 Page Map 5; invocations.md 9 Page Map 6 */
TEST(missing_tables)
{
    seL4_CPtr frame = space_frame(0x33), large = space_frame_of(seL4_X86_LargePageObject, 0x44);
    seL4_CPtr pdpt = kit_object(seL4_X86_PDPTObject, 0), directory = kit_object(seL4_X86_PageDirectoryObject, 0);
    seL4_CPtr table = kit_object(seL4_X86_PageTableObject, 0);

    access_begin();
    CHECK_REFUSED(map(frame, HOME, WINDOW + 8), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(map(large, HOME, WINDOW + 0x1000), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(map(large, HOME, WINDOW + 0x100000), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(map(frame, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
    CHECK_REFUSED(map(large, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
    CHECK_OK(seL4_X86_PDPT_Map(pdpt, HOME, WINDOW, 0));
    CHECK_REFUSED(map(frame, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, PDPT_BITS));
    CHECK_REFUSED(map(large, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, PDPT_BITS));
    CHECK_REFUSED(map(frame, HOME, WINDOW - 0x1000), seL4_FailedLookup, FAIL_MISSING(0, PML4_BITS));
    CHECK_OK(seL4_X86_PageDirectory_Map(directory, HOME, WINDOW, 0));
    CHECK_REFUSED(map(frame, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, DIRECTORY_BITS));
    CHECK_REFUSED(map(frame, HOME, WINDOW + (1UL << PDPT_BITS)), seL4_FailedLookup, FAIL_MISSING(0, PDPT_BITS));
    CHECK_REFUSED(map(frame, HOME, WINDOW + 8), seL4_AlignmentError, WORDS());
    /* The large page needs no more; the small one finds it in its way. */
    CHECK_SUCCESS(map(large, HOME, WINDOW));
    CHECK_WORD(WINDOW, 0x44);
    CHECK_REFUSED(map(frame, HOME, WINDOW), seL4_FailedLookup, FAIL_MISSING(0, DIRECTORY_BITS));
    CHECK_REFUSED(map(frame, HOME, WINDOW + 0x1ff000), seL4_FailedLookup, FAIL_MISSING(0, DIRECTORY_BITS));
    CHECK_WORD(WINDOW, 0x44);
    /* A table in the way of the large page. */
    CHECK_OK(seL4_X86_Page_Unmap(large));
    CHECK_OK(seL4_X86_PageTable_Map(table, HOME, WINDOW, 0));
    CHECK_SUCCESS(map(frame, HOME, WINDOW + 0x3000));
    CHECK_REFUSED(map(large, HOME, WINDOW), seL4_DeleteFirst, WORDS());
    CHECK_WORD(WINDOW + 0x3000, 0x33);
    /* The refused one was not recorded as mapped: it goes elsewhere. */
    CHECK_SUCCESS(map(large, HOME, WINDOW + (2UL << DIRECTORY_BITS)));
    CHECK_WORD(WINDOW + (2UL << DIRECTORY_BITS), 0x44);
    CHECK_REFUSED(map(frame, HOME, WINDOW + 0x4000), seL4_InvalidArgument, WORDS(0));
}

/* The access that remains, by the table of memory.md 2. */
enum { NONE, READ, WRITE };

static void check_rights(seL4_CPtr frame, int has)
{
    for (seL4_Word asked = 0; asked < 4; asked++) {
        int wanted = asked == 3 ? WRITE : asked == 2 ? READ : NONE;
        int left = has < wanted ? has : wanted;

        /* Remapped each time: no older translation survives. Bits above the second are ignored. */
        CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, asked | 0xfffffffffffffffc, 0)));
        CHECK_EQUAL(access_read(WINDOW), left >= READ ? ACCESS_WORKS : CODE_DENIED);
        CHECK_EQUAL(access_write(WINDOW), left == WRITE ? ACCESS_WORKS : CODE_READ_ONLY);
        CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, 0)));
        CHECK_EQUAL(access_read(WINDOW), has >= READ ? ACCESS_WORKS : CODE_DENIED);
    }
    CHECK_OK(seL4_X86_Page_Unmap(frame));
}

/* covers: memory.md 2 effective rights; memory.md 4 remap; memory.md 2 x86 none, RO, RW */
TEST(rights)
{
    seL4_CPtr frame = kit_frame(), read_only = kit_slot(), none = kit_slot();

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_OK(kit_copy(read_only, frame, seL4_CanRead));
    CHECK_OK(kit_copy(none, frame, seL4_CanWrite));
    check_rights(frame, WRITE);
    check_rights(read_only, READ);
    check_rights(none, NONE);
}

/* covers: memory.md 2 attributes word x86; memory.md 2 x86 table Map attributes */
TEST(attributes)
{
    static const seL4_Word words[] = {0, 1, 2, 3, 4, 8, 0xfffffffffffffff8};
    seL4_CPtr frame = kit_frame(), large = kit_object(seL4_X86_LargePageObject, 0);
    seL4_Word large_place = WINDOW + (1UL << DIRECTORY_BITS);

    access_begin();
    /* Tables take the first two; the rest of the word must not reach the entry. */
    CHECK_OK(seL4_X86_PDPT_Map(kit_object(seL4_X86_PDPTObject, 0), HOME, WINDOW, 0xfffffffffffffffc));
    CHECK_OK(seL4_X86_PageDirectory_Map(kit_object(seL4_X86_PageDirectoryObject, 0), HOME, WINDOW, ~0UL));
    CHECK_OK(seL4_X86_PageTable_Map(kit_object(seL4_X86_PageTableObject, 0), HOME, WINDOW, 1));
    for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        access_word = 0x5500 + i;
        CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, RW, words[i])));
        CHECK_EQUAL(access_write(WINDOW), ACCESS_WORKS);
        CHECK_WORD(WINDOW, 0x5500 + i);
        access_word = 0x6600 + i;
        CHECK_SUCCESS(INVOKE(large, X86PageMap, CAPS(HOME), ARGS(large_place, RW, words[i])));
        CHECK_EQUAL(access_write(large_place + 0x1ffff8), ACCESS_WORKS);
        CHECK_WORD(large_place + 0x1ffff8, 0x6600 + i);
    }
    /* The PAT bit of a large page stands in its address: the frame is still the same. */
    CHECK_SUCCESS(INVOKE(large, X86PageMap, CAPS(HOME), ARGS(large_place, RW, 4)));
    CHECK_WORD(large_place + 0x1ffff8, 0x6606);
    CHECK_OK(seL4_X86_Page_Unmap(large));
    CHECK_EQUAL(access_read(large_place + 0x1ffff8), CODE_NONE);
}

/* covers: memory.md 2 x86 execute */
TEST(execute)
{
    seL4_CPtr frame = space_frame(0xc3); /* ret */

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, RW, 0)));
    CHECK_EQUAL(access_call(WINDOW), ACCESS_WORKS);
    CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 2, 0)));
    CHECK_EQUAL(access_call(WINDOW), ACCESS_WORKS);
}

/* covers: invocations.md 9 Page Unmap, GetAddress; memory.md 4 GetAddress; caps.md 5 labels of other types */
TEST(other_methods)
{
    seL4_CPtr untyped = kit_untyped(21), frame = kit_slots(2);
    struct frame_reply first, second;

    CHECK_OK(seL4_Untyped_Retype(untyped, seL4_X86_4K, 0, ROOT, 0, 0, frame, 2));
    first = INVOKE(frame, X86PageGetAddress, CAPS(), ARGS());
    second = INVOKE(frame + 1, X86PageGetAddress, CAPS(), ARGS());
    CHECK_REPLY(first, WORDS(first.words[0]));
    CHECK_EQUAL(first.words[0] & 0xfff, 0);
    CHECK_REPLY(second, WORDS(first.words[0] + 0x1000));
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_OK(seL4_X86_Page_Map(frame, HOME, WINDOW, seL4_CanRead, 0));
    CHECK_REPLY(INVOKE(frame, X86PageGetAddress, CAPS(), ARGS()), WORDS(first.words[0]));
    CHECK_SUCCESS(INVOKE(frame, X86PageUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(frame, X86PageUnmap, CAPS(), ARGS()));
    for (seL4_Word label = 0; label < 100; label++) {
        if (label == X86PageMap || label == X86PageUnmap || label == X86PageGetAddress || label == X86PageMapIO)
            continue;
        CHECK_REFUSED(INVOKE(frame, label, CAPS(HOME), ARGS(WINDOW, RW, 0)), seL4_IllegalOperation, WORDS());
    }
    for (seL4_Word label = 0; label < 100; label++)
        CHECK_REFUSED(INVOKE(HOME, label, CAPS(HOME), ARGS(WINDOW, RW, 0)), seL4_IllegalOperation, WORDS());
}

const struct frame_test map_tests[] = {
    ENTRY("invocations.9.page-map-arguments", arguments),
    ENTRY("invocations.9.page-map-mapped-elsewhere", mapped_elsewhere),
    ENTRY("invocations.9.page-map-address-limits", address_limits),
    ENTRY("invocations.9.page-map-missing-tables", missing_tables),
    ENTRY("memory.2.rights", rights),
    ENTRY("memory.2.attributes", attributes),
    ENTRY("memory.2.execute", execute),
    ENTRY("invocations.9.page-other-methods", other_methods),
    FRAME_END,
};
