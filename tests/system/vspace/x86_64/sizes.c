/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of every size. */
#include "vspace.h"

#define LARGE_BYTES (1UL << seL4_LargePageBits)
#define HUGE_BYTES  (1UL << seL4_HugePageBits)

/* covers: memory.md 8 FRAMEEXPORTS0001; memory.md 4 new frames are zero-filled */
TEST(zero_filled)
{
    static const struct {
        seL4_Word type, bytes, step;
    } sizes[] = {{seL4_X86_4K, 0x1000, 8}, {seL4_X86_LargePageObject, LARGE_BYTES, 8}};

    (void)space_tables(HOME, WINDOW, 12);
    for (unsigned i = 0; i < 2; i++) {
        seL4_Word place = WINDOW + i * LARGE_BYTES;

        /* Twice the same memory: what was written is gone. */
        seL4_CPtr untyped = kit_untyped(seL4_LargePageBits), frame = kit_slot();
        for (int round = 0; round < 2; round++) {
            seL4_Word sum = 0;

            CHECK_OK(seL4_Untyped_Retype(untyped, sizes[i].type, 0, ROOT, 0, 0, frame, 1));
            REQUIRE(seL4_X86_Page_Map(frame, HOME, place, seL4_AllRights, 0) == seL4_NoError);
            for (seL4_Word at = 0; at < sizes[i].bytes; at += sizes[i].step)
                sum |= *(volatile seL4_Word *)(place + at);
            CHECK_EQUAL(sum, 0);
            for (seL4_Word at = 0; at < sizes[i].bytes; at += sizes[i].step)
                *(volatile seL4_Word *)(place + at) = place + at;
            for (seL4_Word at = 0; at < sizes[i].bytes; at += sizes[i].step)
                sum |= *(volatile seL4_Word *)(place + at) ^ (place + at);
            CHECK_EQUAL(sum, 0);
            CHECK_OK(kit_revoke(untyped));
        }
    }
}

/* covers: memory.md 4 large frames need no table at their own level; memory.md 4 Map over a leaf of the same size */
TEST(large)
{
    seL4_CPtr first = space_frame_of(seL4_X86_LargePageObject, 0x111);
    seL4_CPtr second = space_frame_of(seL4_X86_LargePageObject, 0x222);
    struct frame_reply address = INVOKE(first, X86PageGetAddress, CAPS(), ARGS());

    access_begin();
    CHECK_EQUAL(address.words[0] & (LARGE_BYTES - 1), 0);
    (void)space_tables(HOME, WINDOW, DIRECTORY_BITS);
    CHECK_OK(seL4_X86_Page_Map(first, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_WORD(WINDOW, 0x111);
    CHECK_EQUAL(access_write(WINDOW + LARGE_BYTES - 8), ACCESS_WORKS);
    CHECK_EQUAL(access_read(WINDOW + LARGE_BYTES), CODE_NONE);
    CHECK_EQUAL(access_read(WINDOW - 8), CODE_NONE);
    /* Remapped with fewer rights, then replaced by another. */
    CHECK_OK(seL4_X86_Page_Map(first, HOME, WINDOW, seL4_CanRead, 0));
    CHECK_EQUAL(access_write(WINDOW + 0x1000), CODE_READ_ONLY);
    CHECK_WORD(WINDOW, 0x111);
    CHECK_OK(seL4_X86_Page_Map(second, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_WORD(WINDOW, 0x222);
    CHECK_OK(seL4_X86_Page_Unmap(first));
    CHECK_WORD(WINDOW, 0x222);
    CHECK_OK(kit_delete(second));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_EQUAL(access_read(WINDOW + LARGE_BYTES - 8), CODE_NONE);
}

/* Device memory behind all RAM that a frame of 1 GiB can come from, the lowest; or 0. CPUs reach no farther. */
static seL4_CPtr huge_untyped(void)
{
    seL4_CPtr found = 0;
    seL4_Word lowest = 1UL << 39;

    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &kit_bootinfo->untypedList[i];

        if (memory->isDevice && memory->sizeBits >= seL4_HugePageBits && memory->paddr >= 1UL << 32 &&
            memory->paddr < lowest) {
            found = kit_bootinfo->untyped.start + i;
            lowest = memory->paddr;
        }
    }
    return found;
}

static int cpu_has_huge_pages(void)
{
    unsigned a = 0x80000001, b, c = 0, d;

    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (d >> 26 & 1) != 0;
}

/* Frames of 1 GiB above all memory: reading there finds no word that can be foretold, but does not fault. */
static void huge_frames(seL4_CPtr untyped)
{
    seL4_CPtr frame = kit_slot(), small = kit_frame(), large = kit_object(seL4_X86_LargePageObject, 0);
    seL4_CPtr directory = kit_object(seL4_X86_PageDirectoryObject, 0), second = kit_slot();
    seL4_Word error = seL4_Untyped_Retype(untyped, seL4_X64_HugePageObject, 0, ROOT, 0, 0, frame, 1);
    struct frame_reply address;

    CHECK_EQUAL(error, seL4_NoError);
    address = INVOKE(frame, X86PageGetAddress, CAPS(), ARGS());
    CHECK_EQUAL(address.words[0] & (HUGE_BYTES - 1), 0);
    CHECK_EQUAL(address.words[0], kit_bootinfo->untypedList[untyped - kit_bootinfo->untyped.start].paddr);
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW + LARGE_BYTES, 3, 0)), seL4_AlignmentError,
                  WORDS());
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(0x7fffc0000000, 3, 0)), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, 0)), seL4_FailedLookup,
                  FAIL_MISSING(0, PML4_BITS));
    (void)space_tables(HOME, WINDOW, PDPT_BITS);
    /* A directory in its way, then it in the way of all that is smaller. */
    CHECK_OK(seL4_X86_PageDirectory_Map(directory, HOME, WINDOW, 0));
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, 0)), seL4_DeleteFirst, WORDS());
    CHECK_OK(seL4_X86_PageDirectory_Unmap(directory));
    for (seL4_Word attributes = 0; attributes < 8; attributes++)
        CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, attributes)));
    CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 3, 3)));
    CHECK_EQUAL(access_read(WINDOW), ACCESS_WORKS);
    CHECK_EQUAL(access_read(WINDOW + HUGE_BYTES - 8), ACCESS_WORKS);
    CHECK_EQUAL(access_read(WINDOW + HUGE_BYTES), CODE_NONE);
    CHECK_REFUSED(INVOKE(small, X86PageMap, CAPS(HOME), ARGS(WINDOW + 0x1000, 3, 0)), seL4_FailedLookup,
                  FAIL_MISSING(0, PDPT_BITS));
    CHECK_REFUSED(INVOKE(large, X86PageMap, CAPS(HOME), ARGS(WINDOW + LARGE_BYTES, 3, 0)), seL4_FailedLookup,
                  FAIL_MISSING(0, PDPT_BITS));
    CHECK_REFUSED(INVOKE(directory, X86PageDirectoryMap, CAPS(HOME), ARGS(WINDOW, 0)), seL4_DeleteFirst, WORDS());
    /* Fewer rights; a copy in its place; the first one's end then changes nothing. */
    CHECK_SUCCESS(INVOKE(frame, X86PageMap, CAPS(HOME), ARGS(WINDOW, 2, 3)));
    CHECK_EQUAL(access_write(WINDOW), CODE_READ_ONLY);
    CHECK_OK(kit_copy(second, frame, seL4_AllRights));
    CHECK_SUCCESS(INVOKE(second, X86PageMap, CAPS(HOME), ARGS(WINDOW + HUGE_BYTES, 3, 3)));
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_EQUAL(access_read(WINDOW + HUGE_BYTES), ACCESS_WORKS);
    CHECK_OK(kit_delete(second));
    CHECK_EQUAL(access_read(WINDOW + HUGE_BYTES), CODE_NONE);
}

/* covers: memory.md 1 leaf sizes, 1G; invocations.md 9 Page Map 7, 1G; memory.md 4 GetAddress, device */
TEST(huge)
{
    seL4_CPtr untyped = huge_untyped();

    access_begin();
    REQUIRE(untyped != 0);
    if (cpu_has_huge_pages())
        huge_frames(untyped);
    CHECK_OK(kit_revoke(untyped));
}

/* covers: memory.md 4 A frame cap records at most one mapping; each copy has its own record */
TEST(parts_of_one_frame)
{
    /* The same memory as one large frame and, through a copy, in another place. */
    seL4_CPtr large = space_frame_of(seL4_X86_LargePageObject, 0x333), copy = space_copy(large);

    access_begin();
    (void)space_tables(HOME, WINDOW, DIRECTORY_BITS);
    CHECK_OK(seL4_X86_Page_Map(large, HOME, WINDOW, seL4_CanRead, 0));
    CHECK_OK(seL4_X86_Page_Map(copy, HOME, WINDOW + LARGE_BYTES, seL4_AllRights, 0));
    access_word = 0x444;
    CHECK_EQUAL(access_write(WINDOW), CODE_READ_ONLY);
    access_word = 0x444;
    CHECK_EQUAL(access_write(WINDOW + LARGE_BYTES), ACCESS_WORKS);
    CHECK_WORD(WINDOW, 0x444);
    CHECK_OK(kit_delete(large));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
    CHECK_WORD(WINDOW + LARGE_BYTES, 0x444);
}

const struct frame_test size_tests[] = {
    ENTRY("memory.8.zero-filled", zero_filled),
    ENTRY("memory.4.large-frames", large),
    ENTRY("memory.1.huge-frames", huge),
    ENTRY("memory.4.mappings-of-copies", parts_of_one_frame),
    FRAME_END,
};
