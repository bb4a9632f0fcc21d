/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces of AArch64: the refusals of the methods in their order, what mappings allow, cache operations, more
 * spaces than the processor has tags for.
 */
#include "check.h"

#define HOME seL4_CapInitThreadVSpace
#define POOL seL4_CapInitThreadASIDPool
#define LARGE_VADDR 0x80000000ul /* a GiB without tables */
#define PAGE_VADDR 0x80200000ul
#define MISSING_BITS 2 /* word of a FailedLookup that holds them */
#define RANGE_MIN 0    /* words of a RangeError */
#define RANGE_MAX 1
#define WRITTEN 0x40   /* of a data abort's syndrome */

static seL4_Error map_frame(seL4_CPtr frame, seL4_CPtr root, seL4_Word vaddr, seL4_Word attributes)
{
    return seL4_ARM_Page_Map(frame, root, vaddr, seL4_AllRights, (seL4_ARM_VMAttributes)attributes);
}

static seL4_Error map_table(seL4_CPtr table, seL4_CPtr root, seL4_Word vaddr)
{
    return seL4_ARM_PageTable_Map(table, root, vaddr, seL4_ARM_Default_VMAttributes);
}

static seL4_CPtr table_new(void)
{
    return kit_object(seL4_ARM_PageTableObject, 0);
}

static void refusals(void)
{
    seL4_CPtr frame = kit_frame(), other = kit_frame(), table = table_new(), root = kit_vspace_empty();
    seL4_CPtr upper = table_new(), lower = table_new(), bare = kit_object(seL4_ARM_VSpaceObject, 0);
    seL4_Word cached = seL4_ARM_Default_VMAttributes;

    check("root-is-no-table", map_frame(frame, table, PAGE_VADDR, cached) == seL4_InvalidCapability);
    check("root-needs-asid", map_frame(frame, bare, PAGE_VADDR, cached) == seL4_InvalidCapability &&
                                 map_table(table, bare, PAGE_VADDR) == seL4_InvalidCapability);
    check("above-user-top", map_frame(frame, root, seL4_UserTop + 1, cached) == seL4_InvalidArgument &&
                                map_table(table, root, seL4_UserTop + 1) == seL4_InvalidArgument);
    check("unaligned-first", map_frame(frame, root, seL4_UserTop + 9, cached) == seL4_AlignmentError);
    check("table-missing", map_frame(frame, root, PAGE_VADDR, cached) == seL4_FailedLookup &&
                               seL4_GetMR(MISSING_BITS) == 30);
    check("first-level", map_table(upper, root, PAGE_VADDR) == seL4_NoError &&
                             map_frame(frame, root, PAGE_VADDR, cached) == seL4_FailedLookup &&
                             seL4_GetMR(MISSING_BITS) == 21);
    check("second-level", map_table(lower, root, PAGE_VADDR) == seL4_NoError &&
                              map_frame(frame, root, PAGE_VADDR, cached) == seL4_NoError);
    check("all-tables-there", map_table(table, root, PAGE_VADDR) == seL4_DeleteFirst);
    check("replaces", map_frame(other, root, PAGE_VADDR, cached) == seL4_NoError && kit_unmap(frame) == seL4_NoError &&
                          map_frame(other, root, PAGE_VADDR, cached) == seL4_NoError);
    check("mapped-elsewhere", map_frame(other, root, PAGE_VADDR + 4096, cached) == seL4_InvalidArgument);
    check("mapped-in-another", map_frame(other, HOME, PAGE_VADDR, cached) == seL4_InvalidCapability);
    check("mapped-twice", map_table(lower, root, PAGE_VADDR) == seL4_InvalidCapability);
    check("assign", seL4_ARM_ASIDPool_Assign(POOL, lower) == seL4_InvalidCapability &&
                        seL4_ARM_ASIDPool_Assign(POOL, root) == seL4_InvalidCapability);
    check("copy-of-bare-root", kit_copy(kit_slot(), bare, seL4_AllRights) == seL4_IllegalOperation);
    check("table-unmap", seL4_ARM_PageTable_Unmap(lower) == seL4_NoError &&
                             map_frame(frame, root, PAGE_VADDR, cached) == seL4_FailedLookup &&
                             kit_unmap(other) == seL4_NoError);
    check("upper-half", map_table(lower, root, 0x8000000000ul + PAGE_VADDR) == seL4_NoError &&
                            map_table(table, root, 0x8000000000ul + PAGE_VADDR) == seL4_NoError &&
                            map_frame(frame, root, 0x8000000000ul + PAGE_VADDR, cached) == seL4_NoError);
    check("delete-root", kit_delete(root) == seL4_NoError && seL4_ARM_PageTable_Unmap(upper) == seL4_NoError &&
                             kit_unmap(frame) == seL4_NoError);
}

/* ---- what mappings allow ---- */

static void load(void *address)
{
    (void)*(volatile seL4_Word *)address;
    __builtin_trap();
}

static void store(void *address)
{
    *(volatile seL4_Word *)address = 1;
    __builtin_trap();
}

static void fetch(void *address)
{
    ((void (*)(void))address)();
}

static void accesses(void)
{
    seL4_CPtr large = kit_object(seL4_ARM_LargePageObject, 0), upper = table_new();
    volatile seL4_Word *words = (volatile seL4_Word *)LARGE_VADDR;
    seL4_Word last = (1ul << seL4_LargePageBits) / sizeof(seL4_Word) - 1;
    struct seen seen;

    require_ok(map_table(upper, HOME, LARGE_VADDR));
    require_ok(map_frame(large, HOME, LARGE_VADDR, seL4_ARM_Default_VMAttributes | seL4_ARM_ExecuteNever));
    words[last] = 0x1234;
    check("large-page", words[0] == 0 && words[last] == 0x1234);
    check("execute-never", faulted(watched(fetch, (void *)LARGE_VADDR, 0), LARGE_VADDR, 1, STATUS_PERMISSION));
    require_ok(seL4_ARM_Page_Map(large, HOME, LARGE_VADDR, seL4_CanRead, seL4_ARM_Default_VMAttributes));
    seen = watched(store, (void *)LARGE_VADDR, 0);
    check("remap-read-only", faulted(seen, LARGE_VADDR, 0, STATUS_PERMISSION) && words[last] == 0x1234 &&
                                 (seen.mr[seL4_VMFault_FSR] & WRITTEN) != 0);
    require_ok(seL4_ARM_Page_Map(large, HOME, LARGE_VADDR, seL4_NoRights, seL4_ARM_Default_VMAttributes));
    seen = watched(load, (void *)LARGE_VADDR, 0);
    check("no-rights", faulted(seen, LARGE_VADDR, 0, STATUS_PERMISSION) && (seen.mr[seL4_VMFault_FSR] & WRITTEN) == 0);
    require_ok(map_frame(large, HOME, LARGE_VADDR, 0));
    check("device-memory", words[last] == 0x1234);
    require_ok(kit_unmap(large));
    check("unmapped", faulted(watched(load, (void *)(LARGE_VADDR + 8), 0), LARGE_VADDR + 8, 0, STATUS_TRANSLATION));
    check("kernel-window", faulted(watched(load, (void *)0x8060000000ul, 0), 0x8060000000ul, 0, STATUS_TRANSLATION));
    seen = watched(load, (void *)0xffff000000000000ul, 0);
    check("beyond-all", seen.kind == seL4_Fault_VMFault && seen.mr[seL4_VMFault_Addr] == 0xffff000000000000ul);
    seen = watched(fetch, (void *)0x10000000000ul, 0);
    check("fetch-beyond-user-top", seen.kind == seL4_Fault_VMFault && seen.mr[seL4_VMFault_Addr] == 0x10000000000ul &&
                                       seen.mr[seL4_VMFault_PrefetchFault] == 1);
}

/* ---- caches ---- */

static void caches(void)
{
    seL4_CPtr frame = kit_frame(), free_frame = kit_frame(), root = kit_vspace_empty(), bare;
    seL4_CPtr code = kit_frame();

    bare = kit_object(seL4_ARM_VSpaceObject, 0);
    check("page-not-mapped", seL4_ARM_Page_Clean_Data(free_frame, 0, 64) == seL4_IllegalOperation);
    require_ok(kit_map(frame, root, PAGE_VADDR, seL4_AllRights));
    check("page-operations", seL4_ARM_Page_Clean_Data(frame, 1, 4096) == seL4_NoError &&
                                 seL4_ARM_Page_Invalidate_Data(frame, 0, 4096) == seL4_NoError &&
                                 seL4_ARM_Page_CleanInvalidate_Data(frame, 5, 6) == seL4_NoError &&
                                 seL4_ARM_Page_Unify_Instruction(frame, 0, 4096) == seL4_NoError);
    check("page-ranges", seL4_ARM_Page_Clean_Data(frame, 64, 64) == seL4_InvalidArgument &&
                             seL4_ARM_Page_Clean_Data(frame, 0, 4097) == seL4_InvalidArgument &&
                             seL4_ARM_Page_Clean_Data(frame, 8192, 16384) == seL4_InvalidArgument);
    check("space-operations",
          seL4_ARM_VSpace_Clean_Data(root, PAGE_VADDR, PAGE_VADDR + 4096) == seL4_NoError &&
              seL4_ARM_VSpace_Invalidate_Data(root, PAGE_VADDR + 8, PAGE_VADDR + 9) == seL4_NoError &&
              seL4_ARM_VSpace_CleanInvalidate_Data(root, PAGE_VADDR, PAGE_VADDR + 1) == seL4_NoError &&
              seL4_ARM_VSpace_Unify_Instruction(root, PAGE_VADDR, PAGE_VADDR + 64) == seL4_NoError);
    check("space-crosses-page",
          seL4_ARM_VSpace_Clean_Data(root, PAGE_VADDR + 64, PAGE_VADDR + 4097) == seL4_RangeError &&
              seL4_GetMR(RANGE_MIN) == PAGE_VADDR + 64 && seL4_GetMR(RANGE_MAX) == PAGE_VADDR + 4095);
    check("space-ranges", seL4_ARM_VSpace_Clean_Data(root, 64, 64) == seL4_InvalidArgument &&
                              seL4_ARM_VSpace_Clean_Data(root, 0, seL4_UserTop + 1) == seL4_IllegalOperation &&
                              seL4_ARM_VSpace_Clean_Data(root, 0, seL4_UserTop) == seL4_NoError &&
                              seL4_ARM_VSpace_Clean_Data(bare, 0, 64) == seL4_InvalidCapability);
    require_ok(kit_delete(root));
    check("page-without-space", seL4_ARM_Page_Clean_Data(frame, 0, 64) == seL4_FailedLookup);
    require_ok(kit_map(code, HOME, LARGE_VADDR + 0x200000, seL4_AllRights));
    *(volatile unsigned *)(LARGE_VADDR + 0x200000) = 0xd4200000; /* brk #0 */
    require_ok(seL4_ARM_Page_Unify_Instruction(code, 0, 64));
    check("new-code-runs", trapped(watched(fetch, (void *)(LARGE_VADDR + 0x200000), 0), 0x3c));
    *(volatile unsigned *)(LARGE_VADDR + 0x200000) = 0x00000000; /* udf #0 */
    require_ok(seL4_ARM_VSpace_Unify_Instruction(HOME, LARGE_VADDR + 0x200000, LARGE_VADDR + 0x200040));
    check("other-code-runs", undefined(watched(fetch, (void *)(LARGE_VADDR + 0x200000), 0)));
}

/* ---- more spaces than VMIDs ---- */

#define SPACES 300u
#define SPACES_BITS 24 /* log2 of the memory they take */
#define CODE_VADDR PAGE_VADDR
#define DATA_VADDR (PAGE_VADDR + 4096)
#define WINDOW_VADDR (LARGE_VADDR + 0x400000) /* of this program: where it writes what others read */

static seL4_CPtr spaces[SPACES];

/* The program of all: loads the word that is at the same address in each space, and stops. */
static const unsigned loading[] = {0xf9400009 /* ldr x9, [x0] */, 0xd4200000 /* brk #0 */};

static void space_make(seL4_Word i, seL4_CPtr code)
{
    seL4_CPtr copy = kit_slot(), data = kit_frame(), other = kit_slot();

    spaces[i] = kit_vspace_empty();
    require_ok(kit_copy(copy, code, seL4_AllRights));
    require_ok(kit_map(copy, spaces[i], CODE_VADDR, seL4_AllRights));
    require_ok(kit_copy(other, data, seL4_AllRights));
    require_ok(kit_map(data, HOME, WINDOW_VADDR, seL4_AllRights));
    *(volatile seL4_Word *)WINDOW_VADDR = 0x1000 + i;
    require_ok(kit_unmap(data));
    require_ok(kit_map(other, spaces[i], DATA_VADDR, seL4_AllRights));
}

/* What the thread finds at DATA_VADDR when it runs in that space. */
static seL4_Word space_load(seL4_CPtr tcb, seL4_Word i)
{
    seL4_UserContext registers = {.pc = CODE_VADDR, .x0 = DATA_VADDR};

    require_ok(seL4_TCB_SetSpace(tcb, check_faults, seL4_CapInitThreadCNode, 0, spaces[i], 0));
    require_ok(seL4_TCB_WriteRegisters(tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers));
    (void)seL4_Recv(check_faults, 0, check_reply);
    require_ok(seL4_TCB_ReadRegisters(tcb, 1, 0, sizeof(registers) / sizeof(seL4_Word), &registers));
    return registers.x9;
}

static void many_spaces(void)
{
    struct kit_thread thread;
    seL4_CPtr code = 0;
    seL4_Word right = 0;

    kit_scope_begin(SPACES_BITS);
    thread = kit_thread(load, 0, (struct kit_options){.fault_endpoint = check_faults});
    code = kit_frame();
    require_ok(kit_map(code, HOME, WINDOW_VADDR, seL4_AllRights));
    for (unsigned i = 0; i < sizeof(loading) / sizeof(loading[0]); i++)
        ((volatile unsigned *)WINDOW_VADDR)[i] = loading[i];
    require_ok(seL4_ARM_Page_Unify_Instruction(code, 0, sizeof(loading)));
    require_ok(kit_unmap(code));
    for (seL4_Word i = 0; i < SPACES; i++)
        space_make(i, code);
    for (seL4_Word round = 0; round < 3; round++) {
        for (seL4_Word i = 0; i < SPACES; i++)
            right += space_load(thread.tcb, i) == 0x1000 + i;
    }
    check("more-spaces-than-vmids", right == 3 * SPACES);
    for (seL4_Word i = 0; i < SPACES; i += 2)
        require_ok(kit_delete(spaces[i]));
    right = 0;
    for (seL4_Word i = 1; i < SPACES; i += 2)
        right += space_load(thread.tcb, i) == 0x1000 + i;
    check("half-of-the-spaces-gone", right == SPACES / 2);
    kit_scope_end();
}

void spaces_test(void)
{
    refusals();
    accesses();
    caches();
    many_spaces();
}
