/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces of RISC-V: the refusals of the methods in their order, what mappings allow, roots and other tables. */
#include "probe.h"

#define HOME seL4_CapInitThreadVSpace
#define POOL seL4_CapInitThreadASIDPool
#define PAGE ISA_WINDOW
#define LARGE_BYTES (1UL << seL4_LargePageBits)
#define READ_WRITE 3
#define PRIORITY 100
#define POOL_ENTRIES 512

#define MAP(frame, root, ...) INVOKE(frame, RISCVPageMap, CAPS(root), ARGS(__VA_ARGS__))
#define MAP_TABLE(table, root, ...) INVOKE(table, RISCVPageTableMap, CAPS(root), ARGS(__VA_ARGS__))
#define FAIL_BITS(bits) FAIL_MISSING(0, bits)

static seL4_CPtr table_new(void)
{
    return kit_object(seL4_RISCV_PageTableObject, 0);
}

/* covers: invocations.md 12 Page Map; memory.md 4 Map */
TEST(page_map)
{
    seL4_CPtr frame = kit_frame(), other = kit_frame(), table = table_new(), root = kit_vspace_empty();
    seL4_CPtr second = kit_vspace_empty(), upper = table_new(), lower = table_new(), copy = kit_slot();

    CHECK_REFUSED(MAP(frame, root, PAGE + 8, READ_WRITE), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(frame, RISCVPageMap, CAPS(), ARGS(PAGE + 8, READ_WRITE, 0)), seL4_TruncatedMessage, WORDS());
    /* No root: not mapped, no table at all, or below another. */
    CHECK_REFUSED(MAP(frame, table, ~7UL, READ_WRITE, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, kit_endpoint(), ~7UL, READ_WRITE, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, kit_slot(), ~7UL, READ_WRITE, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP(frame, root, ISA_REFUSED_PAGE + 8, READ_WRITE, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(MAP(frame, root, ~0xfffUL, READ_WRITE, 0), seL4_InvalidArgument, WORDS(0));
    CHECK_REFUSED(MAP(frame, root, PAGE + 8, READ_WRITE, 0), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(MAP(frame, root, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(30));
    CHECK_SUCCESS(MAP_TABLE(upper, root, PAGE, 0));
    CHECK_REFUSED(MAP(frame, root, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_REFUSED(MAP(frame, upper, PAGE, READ_WRITE, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, 0));
    CHECK_REFUSED(MAP(other, root, PAGE, READ_WRITE, 0), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(MAP(frame, root, PAGE + 4096, READ_WRITE, 0), seL4_InvalidArgument, WORDS(0));
    /* Another space: looked at when all tables are there. */
    CHECK_REFUSED(MAP(frame, second, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(30));
    CHECK_SUCCESS(MAP_TABLE(table_new(), second, PAGE, 0));
    CHECK_SUCCESS(MAP_TABLE(table_new(), second, PAGE, 0));
    CHECK_REFUSED(MAP(frame, second, PAGE, READ_WRITE, 0), seL4_InvalidCapability, WORDS(1));
    /* The same place: rights and attributes change. A copy may be mapped elsewhere. */
    CHECK_SUCCESS(MAP(frame, root, PAGE, 2, seL4_RISCV_ExecuteNever));
    CHECK_OK(kit_copy(copy, frame, seL4_AllRights));
    CHECK_SUCCESS(MAP(copy, root, PAGE + 4096, READ_WRITE, 0));
    CHECK_SUCCESS(INVOKE(frame, RISCVPageUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(frame, RISCVPageUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(MAP(other, root, PAGE, READ_WRITE, 0));
}

/* covers: invocations.md 12 PageTable Map, PageTable Unmap; memory.md 4 table Map, table Unmap */
TEST(table_map)
{
    seL4_CPtr root = kit_vspace_empty(), upper = table_new(), lower = table_new(), table = table_new();
    seL4_CPtr frame = kit_frame(), other = kit_frame(), copy = kit_slot();

    CHECK_REFUSED(MAP_TABLE(table, root, PAGE), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(table, RISCVPageTableMap, CAPS(), ARGS(PAGE, 0)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(MAP_TABLE(table, upper, ~0UL, 0), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(MAP_TABLE(table, root, ISA_REFUSED_PAGE, 0), seL4_InvalidArgument, WORDS(0));
    /* The address need not be aligned. */
    CHECK_SUCCESS(MAP_TABLE(upper, root, PAGE + 123, 0));
    CHECK_REFUSED(MAP_TABLE(upper, root, PAGE, 0), seL4_InvalidCapability, WORDS(0));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_REFUSED(MAP_TABLE(table, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, 0));
    CHECK_REFUSED(MAP_TABLE(table, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(POOL, RISCVASIDPoolAssign, CAPS(lower), ARGS()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(POOL, RISCVASIDPoolAssign, CAPS(root), ARGS()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(root, RISCVPageTableUnmap, CAPS(), ARGS()), seL4_RevokeFirst, WORDS());
    /* Not final, then final: frames below lose their place. */
    CHECK_OK(kit_copy(copy, lower, seL4_AllRights));
    CHECK_REFUSED(INVOKE(lower, RISCVPageTableUnmap, CAPS(), ARGS()), seL4_RevokeFirst, WORDS());
    CHECK_OK(kit_delete(copy));
    CHECK_SUCCESS(INVOKE(lower, RISCVPageTableUnmap, CAPS(), ARGS()));
    CHECK_REFUSED(MAP(other, root, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_SUCCESS(MAP(frame, root, PAGE, READ_WRITE, 0));
    /* A table that was in use becomes a root. */
    CHECK_OK(kit_delete(root));
    CHECK_SUCCESS(INVOKE(upper, RISCVPageTableUnmap, CAPS(), ARGS()));
    CHECK_SUCCESS(INVOKE(POOL, RISCVASIDPoolAssign, CAPS(upper), ARGS()));
    CHECK_REFUSED(MAP(other, upper, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(30));
}

static struct probe probe;

static void load(void *address)
{
    (void)*(volatile seL4_Word *)address;
}

static void store(void *address)
{
    *(volatile seL4_Word *)address = 1;
}

static void fetch(void *address)
{
    ((void (*)(void))address)();
}

static void check_faults(void (*access)(void *), seL4_Word address, seL4_Word is_fetch, seL4_Word status)
{
    CHECK_EQUAL(probe_run(&probe, access, (void *)address), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), address);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), is_fetch);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_FSR), status);
}

/* covers: memory.md 2 rights; memory.md 2 attributes, ExecuteNever; memory.md 4 remap; memory.md 8 FRAMEEXPORTS0001 */
TEST(accesses)
{
    seL4_CPtr large = kit_object(KIT_LARGE_FRAME_TYPE, 0);
    volatile seL4_Word *words = (volatile seL4_Word *)PAGE;
    seL4_Word last = LARGE_BYTES / sizeof(seL4_Word) - 1;

    probe_make(&probe, (struct kit_options){.priority = PRIORITY});
    CHECK_OK(isa_table_map(0, table_new(), HOME, PAGE));
    CHECK_SUCCESS(MAP(large, HOME, PAGE, READ_WRITE, seL4_RISCV_ExecuteNever));
    words[last] = 0x1234;
    CHECK_EQUAL(words[0], 0);
    CHECK_EQUAL(words[last], 0x1234);
    words[0] = 0x00008067; /* ret */
    ISA_CODE_WRITTEN();
    check_faults(fetch, PAGE, 1, 1);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, READ_WRITE, 0));
    CHECK_EQUAL(probe_run(&probe, fetch, (void *)PAGE), PROBE_RETURNED);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, 2, 0));
    check_faults(store, PAGE, 0, 7);
    CHECK_EQUAL(words[last], 0x1234);
    CHECK_EQUAL(probe_run(&probe, load, (void *)PAGE), PROBE_RETURNED);
    /* No rights: code can be executed, data not seen; nor code with ExecuteNever. */
    CHECK_SUCCESS(MAP(large, HOME, PAGE, 0, 0));
    check_faults(load, PAGE, 0, 5);
    CHECK_EQUAL(probe_run(&probe, fetch, (void *)PAGE), PROBE_RETURNED);
    CHECK_SUCCESS(MAP(large, HOME, PAGE, 0, seL4_RISCV_ExecuteNever));
    check_faults(load, PAGE, 0, 5);
    check_faults(fetch, PAGE, 1, 1);
    CHECK_OK(kit_unmap(large));
    check_faults(load, PAGE + 8, 0, 5);
    /* The kernel's window and its image. */
    check_faults(load, 0xffffffc080200000, 0, 5);
    check_faults(store, 0xffffffff80200000, 0, 7);
}

/* covers: memory.md 1 leaf sizes; memory.md 4 large frames; invocations.md 12 Page Map */
TEST(sizes)
{
    seL4_CPtr root = kit_vspace_empty(), large = kit_object(KIT_LARGE_FRAME_TYPE, 0), frame = kit_frame();
    seL4_CPtr lower = table_new();

    CHECK_REFUSED(MAP(large, root, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(30));
    CHECK_OK(isa_table_map(0, table_new(), root, PAGE));
    CHECK_REFUSED(MAP(large, root, PAGE + 4096, READ_WRITE, 0), seL4_AlignmentError, WORDS());
    CHECK_REFUSED(MAP(large, root, ISA_REFUSED_PAGE + 4096 - LARGE_BYTES, READ_WRITE, 0), seL4_InvalidArgument,
                  WORDS(0));
    CHECK_SUCCESS(MAP(large, root, PAGE, READ_WRITE, 0));
    /* In the way of smaller things. */
    CHECK_REFUSED(MAP(frame, root, PAGE + 4096, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(21));
    CHECK_REFUSED(MAP_TABLE(lower, root, PAGE, 0), seL4_DeleteFirst, WORDS());
    CHECK_OK(kit_unmap(large));
    CHECK_SUCCESS(MAP_TABLE(lower, root, PAGE, 0));
    CHECK_REFUSED(MAP(large, root, PAGE, READ_WRITE, 0), seL4_FailedLookup, FAIL_BITS(12));
}

/* covers: memory.md 3 ASIDs; memory.md 8 VSPACE0005 */
TEST(pool_is_full)
{
    seL4_CPtr pool = kit_slot(), roots = kit_slots(POOL_ENTRIES + 1), untyped = kit_untyped(22);

    CHECK_OK(kit_pool_make(kit_untyped(12), pool));
    for (seL4_Word i = 0; i <= POOL_ENTRIES; i += 256)
        CHECK_OK(seL4_Untyped_Retype(untyped, KIT_ROOT_TYPE, 0, seL4_CapInitThreadCNode, 0, 0, roots + i,
                                     i < POOL_ENTRIES ? 256 : 1));
    for (seL4_Word i = 0; i < POOL_ENTRIES; i++)
        CHECK_OK(kit_pool_assign(pool, roots + i));
    CHECK_REFUSED(INVOKE(pool, RISCVASIDPoolAssign, CAPS(roots + POOL_ENTRIES), ARGS()), seL4_DeleteFirst, WORDS());
    CHECK_OK(kit_delete(roots + 7));
    CHECK_OK(kit_pool_assign(pool, roots + POOL_ENTRIES));
}

static const struct frame_test tests[] = {
    ENTRY("invocations.12.page-map", page_map),
    ENTRY("invocations.12.table-map", table_map),
    ENTRY("memory.2.accesses", accesses),
    ENTRY("memory.1.sizes", sizes),
    ENTRY("memory.3.pool-is-full", pool_is_full),
    FRAME_END,
};

int main(seL4_BootInfo *bootinfo)
{
    frame_begin(bootinfo);
    frame_run(tests);
    frame_end();
}
