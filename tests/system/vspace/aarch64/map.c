/* SPDX-License-Identifier: BSD-2-Clause */
/* The refusals of the methods in their order, what mappings allow, tables that come and go. */
#include "vspace.h"

#define UPPER_HALF 0x8000000000UL
#define FSR_WRITE 0x40UL

/* covers: invocations.md 11 Page Map; memory.md 4 Map */
TEST(page_map)
{
    seL4_CPtr frame = kit_frame(), other = kit_frame(), table = table_new(), root = kit_vspace_empty();
    seL4_CPtr second = kit_vspace_empty(), bare = kit_object(seL4_ARM_VSpaceObject, 0), copy = kit_slot();

    CHECK_REFUSED(MAP(frame, root, PAGE + 8, READ_WRITE), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(frame, ARMPageMap, CAPS(), ARGS(PAGE + 8, READ_WRITE, CACHED)), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(frame, ARMPageGetAddress + 1, CAPS(root), ARGS(PAGE, READ_WRITE, CACHED)),
                  seL4_IllegalOperation, WORDS());
    /* No root: a table, something else, nothing, a root without an ASID. */
    CHECK_REFUSED(MAP(frame, table, ~7UL, READ_WRITE, CACHED), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, kit_endpoint(), ~7UL, READ_WRITE, CACHED), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, kit_slot(), ~7UL, READ_WRITE, CACHED), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, bare, ~7UL, READ_WRITE, CACHED), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, root, ISA_REFUSED_PAGE + 8, READ_WRITE, CACHED), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(MAP(frame, root, ISA_REFUSED_PAGE, READ_WRITE, CACHED), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(MAP(frame, root, ~0xfffUL, READ_WRITE, CACHED), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(MAP(frame, root, PAGE, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(30));
    CHECK_SUCCESS(MAP_TABLE(table_new(), root, PAGE, 0));
    CHECK_REFUSED(MAP(frame, root, PAGE, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_SUCCESS(MAP_TABLE(table_new(), root, PAGE, 0));
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, CACHED));
    CHECK_REFUSED(MAP(frame, root, PAGE + 4096, READ_WRITE, CACHED), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(MAP(frame, second, PAGE, READ_WRITE, CACHED), seL4_InvalidCapability, WORDS(1));
    /* The same place: rights and attributes change. A copy may be mapped elsewhere. */
    CHECK_SUCCESS(MAP(frame, root, PAGE, 2, seL4_ARM_ExecuteNever));
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    CHECK_SUCCESS(MAP(copy, root, PAGE + 4096, READ_WRITE, CACHED));
    CHECK_SUCCESS(INVOKE(frame, ARMPageUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(frame, ARMPageUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(MAP(other, root, PAGE, READ_WRITE, CACHED));
}

/* covers: memory.md 4 over another leaf; invocations.md 11 Page Map */
TEST(replaced)
{
    seL4_CPtr one = kit_frame(), two = kit_frame();

    CHECK_OK(kit_map(one, HOME, PAGE, seL4_AllRights));
    *(volatile seL4_Word *)PAGE = 1;
    CHECK_SUCCESS(MAP(two, HOME, PAGE, READ_WRITE, CACHED));
    CHECK_EQUAL(*(volatile seL4_Word *)PAGE, 0);
    *(volatile seL4_Word *)PAGE = 2;
    /* The first one is mapped nowhere any more: its Unmap does not hurt the second. */
    CHECK_OK(kit_unmap(one));
    CHECK_EQUAL(*(volatile seL4_Word *)PAGE, 2);
    CHECK_SUCCESS(MAP(one, HOME, PAGE, READ_WRITE, CACHED));
    CHECK_EQUAL(*(volatile seL4_Word *)PAGE, 1);
    CHECK_OK(kit_delete(one));
    probe_make(&accessor, (struct kit_options){.priority = PRIORITY});
    check_faults(load, PAGE, 0, STATUS_TRANSLATION);
}

/* covers: invocations.md 11 PageTable Map, PageTable Unmap; memory.md 4 table Map, table Unmap */
TEST(table_map)
{
    seL4_CPtr root = kit_vspace_empty(), upper = table_new(), lower = table_new(), table = table_new();
    seL4_CPtr frame = kit_frame(), other = kit_frame(), copy = kit_slot();
    seL4_CPtr bare = kit_object(seL4_ARM_VSpaceObject, 0);

    CHECK_REFUSED(MAP_TABLE(table, root, PAGE), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(table, ARMPageTableMap, CAPS(), ARGS(PAGE, 0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(MAP_TABLE(table, upper, ~0UL, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP_TABLE(table, bare, ~0UL, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP_TABLE(table, root, ISA_REFUSED_PAGE, 0), seL4_InvalidArgument, WORDS(0));
    /* The address need not be aligned. */
    CHECK_SUCCESS(MAP_TABLE(upper, root, PAGE + 123, 0));
    CHECK_REFUSED(MAP_TABLE(upper, bare, ~0UL, 0), seL4_InvalidCapability, WORDS(0));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_REFUSED(MAP_TABLE(table, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, CACHED));
    CHECK_REFUSED(MAP_TABLE(table, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(POOL, ARMASIDPoolAssign, CAPS(lower), ARGS()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(POOL, ARMASIDPoolAssign, CAPS(root), ARGS()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(POOL, ARMASIDPoolAssign, CAPS(), ARGS(bare)), seL4_TruncatedMessage, WORDS());
    CHECK_EQUAL(kit_copy(copy, bare, seL4_AllRights), seL4_IllegalOperation);
    /* Not final, then final: frames below lose their place. */
    CHECK_OK(kit_copy(copy, lower, seL4_AllRights));
    CHECK_REFUSED(INVOKE(lower, ARMPageTableUnmap, CAPS(), ARGS()), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(INVOKE(lower, ARMPageTableUnmap, CAPS(), ARGS()));
    CHECK_REFUSED(MAP(other, root, PAGE, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_OK(kit_unmap(frame));
    /* The root has twice as many entries as other tables. */
    CHECK_SUCCESS(MAP_TABLE(lower, root, UPPER_HALF + PAGE, 0));
    CHECK_SUCCESS(MAP_TABLE(table, root, UPPER_HALF + PAGE, 0));
    CHECK_SUCCESS(MAP(frame, root, UPPER_HALF + PAGE, READ_WRITE, CACHED));
    /* The space ends before what is in it. */
    CHECK_OK(kit_delete(root));
    CHECK_SUCCESS(INVOKE(upper, ARMPageTableUnmap, CAPS(), ARGS()));
    CHECK_OK(kit_unmap(frame));
    CHECK_SUCCESS(MAP_TABLE(upper, HOME, UPPER_HALF + PAGE, 0));
}

/*
 * covers: memory.md 2 rights; memory.md 2 attributes, ExecuteNever; memory.md 4 remap, Unmap;
 * covers: memory.md 8 FRAMEEXPORTS0001, FRAMEXN0001
 */
TEST(accesses)
{
    seL4_CPtr large = kit_object(KIT_LARGE_FRAME_TYPE, 0);
    volatile seL4_Word *words = (volatile seL4_Word *)PAGE;
    seL4_Word last = LARGE_BYTES / sizeof(seL4_Word) - 1;

    probe_make(&accessor, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(isa_table_map(0, table_new(), HOME, PAGE));
    CHECK_SUCCESS(MAP(large, HOME, PAGE, READ_WRITE, CACHED | seL4_ARM_ExecuteNever));
    words[last] = 0x1234;
    CHECK_EQUAL(words[0], 0);
    CHECK_EQUAL(words[last], 0x1234);
    words[0] = 0xd65f03c0; /* ret */
    CHECK_OK(seL4_ARM_Page_Unify_Instruction(large, 0, 64));
    check_faults(fetch, PAGE, 1, STATUS_PERMISSION);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, READ_WRITE, CACHED));
    CHECK_EQUAL(probe_run(&accessor, fetch, (void *)PAGE), PROBE_RETURNED);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, 2, CACHED));
    check_faults(store, PAGE, 0, STATUS_PERMISSION);
    CHECK((seL4_GetMR(seL4_VMFault_FSR) & FSR_WRITE) != 0);
    CHECK_EQUAL(words[last], 0x1234);
    CHECK_EQUAL(probe_run(&accessor, load, (void *)PAGE), PROBE_RETURNED);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, 0, CACHED));
    check_faults(load, PAGE, 0, STATUS_PERMISSION);
    CHECK((seL4_GetMR(seL4_VMFault_FSR) & FSR_WRITE) == 0);
    /* Memory as a device has it: what was written is there. */
    CHECK_OK(seL4_ARM_Page_Map(large, HOME, PAGE, seL4_AllRights, CACHED));
    CHECK_OK(seL4_ARM_Page_Clean_Data(large, 0, LARGE_BYTES));
    CHECK_SUCCESS(MAP(large, HOME, PAGE, READ_WRITE, 0));
    CHECK_EQUAL(words[last], 0x1234);
    CHECK_OK(kit_unmap(large));
    check_faults(load, PAGE + 8, 0, STATUS_TRANSLATION);
    /* The kernel's window lies elsewhere; there is nothing behind the last address. */
    check_faults(load, 0x8060000000, 0, STATUS_TRANSLATION);
    CHECK_EQUAL(probe_run(&accessor, load, (void *)0xffff000000000000), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), 0xffff000000000000);
    CHECK_EQUAL(probe_run(&accessor, fetch, (void *)ISA_REFUSED_PAGE), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), ISA_REFUSED_PAGE);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
}

/* covers: memory.md 1 leaf sizes; memory.md 4 large frames; memory.md 8 PT0001; invocations.md 11 Page Map */
TEST(sizes)
{
    seL4_CPtr root = kit_vspace_empty(), large = kit_object(KIT_LARGE_FRAME_TYPE, 0), frame = kit_frame();
    seL4_CPtr lower = table_new();

    CHECK_REFUSED(MAP(large, root, PAGE + 4096, READ_WRITE, CACHED), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(MAP(large, root, PAGE, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(30));
    CHECK_OK(isa_table_map(0, table_new(), root, PAGE));
    CHECK_REFUSED(MAP(large, root, ISA_REFUSED_PAGE, READ_WRITE, CACHED), seL4_InvalidArgument, WORDS(0));
    CHECK_SUCCESS(MAP(large, root, PAGE, READ_WRITE, CACHED));
    CHECK_REFUSED(MAP(large, root, PAGE + LARGE_BYTES, READ_WRITE, CACHED), seL4_InvalidArgument, WORDS(0));
    /* In the way of smaller things. */
    CHECK_REFUSED(MAP(frame, root, PAGE + 4096, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_REFUSED(MAP_TABLE(lower, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_OK(kit_unmap(large));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_REFUSED(MAP(large, root, PAGE, READ_WRITE, CACHED), seL4_FailedLookup, FAIL_BITS(12));
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, CACHED));
    /* The table goes before the frame in it; then both come back. */
    CHECK_SUCCESS(INVOKE(lower, ARMPageTableUnmap, CAPS(), ARGS()));
    CHECK_OK(kit_unmap(frame));
    CHECK_SUCCESS(MAP(large, root, PAGE, READ_WRITE, CACHED));
    CHECK_OK(kit_unmap(large));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, CACHED));
}

const struct frame_test map_tests[] = {
    ENTRY("invocations.11.page-map", page_map),
    ENTRY("memory.4.replaced", replaced),
    ENTRY("invocations.11.table-map", table_map),
    ENTRY("memory.2.accesses", accesses),
    ENTRY("memory.1.sizes", sizes),
    FRAME_END,
};
