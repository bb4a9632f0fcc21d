/* SPDX-License-Identifier: BSD-2-Clause */
/* IO page tables on a machine whose kernel drives no IOMMU: the objects exist, but there is no IO space to map into. */
#include "vspace.h"

#define TABLE_BYTES 0x1000UL
#define RW 3
#define IO_ADDRESS 0x200000UL

static struct frame_reply map_io(seL4_CPtr frame, seL4_CPtr space)
{
    return INVOKE(frame, X86PageMapIO, CAPS(space), ARGS(RW, IO_ADDRESS));
}

static struct frame_reply map_table(seL4_CPtr table, seL4_CPtr space)
{
    return INVOKE(table, X86IOPageTableMap, CAPS(space), ARGS(IO_ADDRESS));
}

/* covers: invocations.md 9 IO spaces: none at boot; objects.md 1 */
TEST(no_io_space)
{
    seL4_CPtr slot = kit_slot();
    seL4_Word data = seL4_X86_IOSpace_CapData_new(1, 0, 3, 0).words[0];

    CHECK(kit_slot_is_empty(seL4_CapIOSpace));
    CHECK_EQUAL(kit_bootinfo->numIOPTLevels, 0);
    CHECK_EQUAL(kit_bootinfo->ioSpaceCaps.end, kit_bootinfo->ioSpaceCaps.start);
    /* Of which no device's can be made. */
    CHECK_EQUAL(kit_mint(slot, seL4_CapIOSpace, seL4_AllRights, data), seL4_FailedLookup);
    CHECK(kit_slot_is_empty(slot));
}

/* covers: invocations.md 9 IOPageTable object; objects.md 1 type 14 and types beyond; objects.md 2 sizes;
 * caps.md 2 no copies */
TEST(table_object)
{
    seL4_CPtr untyped = kit_untyped(14), tables = kit_slots(4), moved = kit_slot();

    CHECK_EQUAL(seL4_X86_IOPageTableObject, 14);
    CHECK_EQUAL(seL4_ObjectTypeCount, 15);
    CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(seL4_ObjectTypeCount, 0, 0, 0, tables, 1)),
                  seL4_InvalidArgument, WORDS(0));
    /* The size is fixed, whatever is asked for. */
    CHECK_SUCCESS(INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(seL4_X86_IOPageTableObject, 0, 0, 0, tables, 1)));
    CHECK_EQUAL(frame_untyped_free(untyped), 3 * TABLE_BYTES);
    CHECK_SUCCESS(INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(seL4_X86_IOPageTableObject, 20, 0, 0, tables + 1,
                                                                   3)));
    CHECK_EQUAL(frame_untyped_free(untyped), 0);
    /* Not mapped, which they always are, they have no copies; they can be moved and deleted. */
    CHECK_EQUAL(kit_copy(moved, tables, seL4_AllRights), seL4_IllegalOperation);
    CHECK_EQUAL(kit_mint(moved, tables, seL4_AllRights, 7), seL4_IllegalOperation);
    CHECK(kit_slot_is_empty(moved));
    CHECK_OK(kit_move(moved, tables));
    CHECK_SUCCESS(INVOKE(moved, X86IOPageTableUnmap, CAPS(), ARGS()));
    CHECK_OK(kit_delete(tables + 1));
    CHECK_OK(kit_revoke(untyped));
    for (seL4_CPtr slot = tables; slot < tables + 4; slot++)
        CHECK(kit_slot_is_empty(slot));
    CHECK(kit_slot_is_empty(moved));
    CHECK_EQUAL(frame_untyped_free(untyped), 4 * TABLE_BYTES);
}

/* covers: invocations.md 9 IOPageTable Map, IOPageTable Unmap: every check that can fail without an IO space */
TEST(table_methods)
{
    seL4_CPtr table = kit_object(seL4_X86_IOPageTableObject, 0), empty = kit_slot();
    const seL4_CPtr wrong[] = {empty, seL4_CapIOSpace, HOME, ROOT, table, kit_frame(), seL4_CapASIDControl};

    CHECK_REFUSED(INVOKE(table, X86IOPageTableMap, CAPS(), ARGS()), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(table, X86IOPageTableMap, CAPS(), ARGS(IO_ADDRESS)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(table, X86IOPageTableMap, CAPS(HOME), ARGS()), seL4_TruncatedMessage, WORDS());
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        CHECK_REFUSED(map_table(table, wrong[i]), seL4_InvalidCapability, WORDS(0));
    /* Unmap has no checks. */
    CHECK_SUCCESS(INVOKE(table, X86IOPageTableUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(table, X86IOPageTableUnmap, CAPS(HOME), ARGS(1, 2)));
    /* No other kind of object has these methods, and these tables have no others. */
    CHECK_REFUSED(map_table(kit_object(seL4_X86_PageTableObject, 0), HOME), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(map_table(kit_frame(), HOME), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(INVOKE(HOME, X86IOPageTableUnmap, CAPS(), ARGS()), seL4_IllegalOperation, WORDS());
    for (seL4_Word label = 0; label <= X86PageMapIO + 20; label++) {
        if (label != X86IOPageTableMap && label != X86IOPageTableUnmap)
            CHECK_REFUSED(INVOKE(table, label, CAPS(HOME), ARGS(IO_ADDRESS, 0, 0)), seL4_IllegalOperation, WORDS());
    }
    /* It is no table of an address space either. */
    CHECK_REFUSED(INVOKE(table, X86PageTableMap, CAPS(HOME), ARGS(WINDOW, 0)), seL4_IllegalOperation, WORDS());
}

/* covers: invocations.md 9 Page MapIO: every check that can fail without an IO space, and what it leaves alone */
TEST(map_io_refused)
{
    seL4_CPtr frame = space_frame(0x77), large = kit_object(seL4_X86_LargePageObject, 0), empty = kit_slot();
    seL4_CPtr table = kit_object(seL4_X86_IOPageTableObject, 0);
    const seL4_CPtr wrong[] = {empty, seL4_CapIOSpace, HOME, ROOT, table, frame};

    access_begin();
    (void)space_tables(HOME, WINDOW, 12);
    CHECK_REFUSED(INVOKE(frame, X86PageMapIO, CAPS(), ARGS(RW, IO_ADDRESS)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(frame, X86PageMapIO, CAPS(HOME), ARGS(RW)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(large, X86PageMapIO, CAPS(), ARGS(RW, IO_ADDRESS)), seL4_TruncatedMessage, WORDS());
    for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        CHECK_REFUSED(map_io(frame, wrong[i]), seL4_InvalidCapability, WORDS(0));
        CHECK_REFUSED(map_io(large, wrong[i]), seL4_InvalidCapability, WORDS(0));
    }
    /* Refused, the frame is as before: it can be mapped, and a mapped one stays mapped. */
    CHECK_OK(seL4_X86_Page_Map(frame, HOME, WINDOW, seL4_AllRights, 0));
    CHECK_WORD(WINDOW, 0x77);
    CHECK_REFUSED(map_io(frame, HOME), seL4_InvalidCapability, WORDS(0));
    CHECK_WORD(WINDOW, 0x77);
    CHECK_OK(seL4_X86_Page_Unmap(frame));
    CHECK_EQUAL(access_read(WINDOW), CODE_NONE);
}

const struct frame_test io_tests[] = {
    ENTRY("invocations.9.no-io-space", no_io_space),
    ENTRY("invocations.9.io-page-table-object", table_object),
    ENTRY("invocations.9.io-page-table-methods", table_methods),
    ENTRY("invocations.9.map-io-refused", map_io_refused),
    FRAME_END,
};
