/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers of address spaces and their pools. */
#include "vspace.h"

#define POOLS 8
#define POOL_ENTRIES 512

static struct frame_reply make_pool(seL4_CPtr untyped, seL4_CPtr root, seL4_Word index, seL4_Word depth)
{
    return INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool, CAPS(untyped, root), ARGS(index, depth));
}

static seL4_CPtr pool_of(seL4_CPtr untyped)
{
    seL4_CPtr pool = kit_slot();

    CHECK_SUCCESS(make_pool(untyped, ROOT, pool, 64));
    return pool;
}

static struct frame_reply assign(seL4_CPtr pool, seL4_CPtr root)
{
    return INVOKE(pool, X86ASIDPoolAssign, CAPS(root), ARGS());
}

static seL4_CPtr bare_root(void)
{
    return kit_object(seL4_X64_PML4Object, 0);
}

static seL4_CPtr device_page(void)
{
    for (seL4_Word i = 0; i < kit_bootinfo->untyped.end - kit_bootinfo->untyped.start; i++) {
        if (kit_bootinfo->untypedList[i].isDevice && kit_bootinfo->untypedList[i].sizeBits == seL4_PageBits)
            return kit_bootinfo->untyped.start + i;
    }
    return 0;
}

/* covers: invocations.md 9 MakePool 1, 3, 4, 5; memory.md 3 MakePool */
TEST(make_pool_refusals)
{
    seL4_CPtr page = kit_untyped(12), used = kit_untyped(12), device = device_page(), slot = kit_slot();

    CHECK_OK(seL4_Untyped_Retype(used, seL4_EndpointObject, 0, ROOT, 0, 0, kit_slot(), 1));
    CHECK_REFUSED(INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool, CAPS(), ARGS()), seL4_TruncatedMessage,
                  WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool, CAPS(page, ROOT), ARGS(slot)),
                  seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool, CAPS(page), ARGS(slot, 64)),
                  seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool + 1, CAPS(page, ROOT), ARGS(slot, 64)),
                  seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(make_pool(ROOT, page, slot, 65), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(make_pool(kit_slot(), ROOT, slot, 64), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(make_pool(kit_untyped(13), ROOT, slot, 64), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(make_pool(kit_untyped(11), ROOT, slot, 64), seL4_InvalidCapability, WORDS(1));
    if (device)
        CHECK_REFUSED(make_pool(device, ROOT, slot, 64), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(make_pool(used, page, slot, 65), seL4_RevokeFirst, WORDS());
    CHECK_REFUSED(make_pool(page, page, slot, 65), seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(make_pool(page, ROOT, slot, 65), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(make_pool(page, ROOT, slot, 0), seL4_RangeError, WORDS(1, 64));
    CHECK_REFUSED(make_pool(page, ROOT, page, 64), seL4_DeleteFirst, WORDS());
    /* Nothing of this took the page. */
    CHECK_EQUAL(frame_untyped_free(page), 4096);
    CHECK(kit_slot_is_empty(slot));
    CHECK_SUCCESS(make_pool(page, ROOT, slot, 64));
    CHECK_EQUAL(frame_untyped_free(page), 0);
    CHECK_REFUSED(make_pool(page, ROOT, kit_slot(), 64), seL4_RevokeFirst, WORDS());
    /* A child of the memory. */
    CHECK_OK(kit_revoke(page));
    CHECK(kit_slot_is_empty(slot));
    CHECK_EQUAL(frame_untyped_free(page), 4096);
    CHECK_SUCCESS(make_pool(page, ROOT, slot, 64));
}

/* covers: invocations.md 9 Assign 1, 2; memory.md 8 VSPACE0002; memory.md 3 Deriving a root cap without ASID */
TEST(assign_refusals)
{
    seL4_CPtr pool = pool_of(kit_untyped(12)), root = bare_root(), copy = kit_slot();

    CHECK_REFUSED(INVOKE(pool, X86ASIDPoolAssign, CAPS(), ARGS(1, 2)), seL4_TruncatedMessage, WORDS());
    CHECK_REFUSED(INVOKE(pool, X86ASIDPoolAssign + 1, CAPS(root), ARGS()), seL4_IllegalOperation, WORDS());
    CHECK_REFUSED(assign(pool, ROOT), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(pool, kit_slot()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(pool, kit_object(seL4_X86_PDPTObject, 0)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(pool, kit_object(seL4_X86_PageTableObject, 0)), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(pool, kit_frame()), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(pool, HOME), seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(assign(seL4_CapInitThreadASIDPool, HOME), seL4_InvalidCapability, WORDS(1));
    CHECK_EQUAL(kit_copy(copy, root, seL4_AllRights), seL4_IllegalOperation);
    CHECK_EQUAL(kit_mint(copy, root, seL4_AllRights, 0), seL4_IllegalOperation);
    CHECK_EQUAL(seL4_TCB_SetSpace(kit_object(seL4_TCBObject, 0), 0, ROOT, 0, root, 0), seL4_IllegalOperation);
    CHECK_SUCCESS(assign(pool, root));
    CHECK_REFUSED(assign(pool, root), seL4_InvalidCapability, WORDS(1));
    CHECK_OK(kit_copy(copy, root, seL4_AllRights));
    CHECK_REFUSED(assign(seL4_CapInitThreadASIDPool, copy), seL4_InvalidCapability, WORDS(1));
    CHECK_OK(seL4_X86_PDPT_Map(kit_object(seL4_X86_PDPTObject, 0), copy, WINDOW, 0));
}

/* covers: memory.md 8 VSPACE0003; memory.md 8 VSPACE0004; memory.md 8 VSPACE0006; invocations.md 9 MakePool 2 */
TEST(all_pools)
{
    static seL4_CPtr pages[POOLS], pools[POOLS];
    static struct island islands[POOLS];
    seL4_CPtr spare = kit_untyped(12), frame;

    for (unsigned i = 1; i < POOLS; i++) {
        seL4_CPtr root = bare_root();

        pages[i] = kit_untyped(12);
        pools[i] = pool_of(pages[i]);
        CHECK_SUCCESS(assign(pools[i], root));
        island_make(&islands[i], root);
        (void)space_tables(root, WINDOW, 12);
        CHECK_OK(seL4_X86_Page_Map(space_frame(0x700 + i), root, WINDOW, seL4_CanRead, 0));
    }
    /* None is left: the first complaint after the length. */
    CHECK_REFUSED(make_pool(spare, ROOT, kit_slot(), 64), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(make_pool(ROOT, spare, 0, 65), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(INVOKE(seL4_CapASIDControl, X86ASIDControlMakePool, CAPS(spare), ARGS(0, 64)),
                  seL4_TruncatedMessage, WORDS());
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 1; i < POOLS; i++)
            CHECK_EQUAL(island_read(&islands[i], WINDOW), 0x700 + i);
    }
    /* One less: its spaces stop, the others go on. The lowest index is the next one. */
    CHECK_OK(kit_delete(pools[3]));
    CHECK_EQUAL(island_read(&islands[3], WINDOW), ~0UL);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), ISLAND_CODE);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_Addr), ISLAND_CODE);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
    CHECK_EQUAL(island_read(&islands[2], WINDOW), 0x702);
    CHECK_EQUAL(island_read(&islands[4], WINDOW), 0x704);
    frame = space_frame(0x777);
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(islands[3].root), ARGS(WINDOW + 8, 3, 0)), seL4_FailedLookup,
                  FAIL_ROOT(0));
    CHECK_REFUSED(INVOKE(kit_object(seL4_X86_PDPTObject, 0), X86PDPTMap, CAPS(islands[3].root), ARGS(WINDOW, 0)),
                  seL4_FailedLookup, FAIL_ROOT(0));
    CHECK_REFUSED(assign(pools[4], islands[3].root), seL4_InvalidCapability, WORDS(1));
    CHECK_SUCCESS(make_pool(spare, ROOT, pools[3], 64));
    CHECK_REFUSED(make_pool(pages[3], ROOT, kit_slot(), 64), seL4_DeleteFirst, WORDS());
    /* The entry is still empty, then it is another root's. */
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(islands[3].root), ARGS(WINDOW, 3, 0)), seL4_FailedLookup,
                  FAIL_ROOT(0));
    CHECK_SUCCESS(assign(pools[3], bare_root()));
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(islands[3].root), ARGS(WINDOW + 8, 3, 0)), seL4_InvalidCapability,
                  WORDS(1));
    CHECK_REFUSED(INVOKE(kit_object(seL4_X86_PDPTObject, 0), X86PDPTMap, CAPS(islands[3].root), ARGS(WINDOW, 0)),
                  seL4_InvalidCapability, WORDS(1));
    CHECK_REFUSED(INVOKE(frame, X86PageMap, CAPS(islands[3].root), ARGS(~0UL, 3, 0)), seL4_InvalidArgument, WORDS(0));
    /* The thread of the old space does not run in the new one. */
    CHECK_EQUAL(island_read(&islands[3], WINDOW), ~0UL);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), ISLAND_CODE);
    CHECK_OK(kit_delete(islands[3].root));
    CHECK_EQUAL(island_read(&islands[5], WINDOW), 0x705);
}

/* covers: memory.md 8 VSPACE0005; invocations.md 9 Assign 5; memory.md 3 entries per pool */
TEST(full_pool)
{
    static seL4_CPtr roots[POOL_ENTRIES];
    seL4_CPtr pool = pool_of(kit_untyped(12)), last = bare_root();

    for (unsigned i = 0; i < POOL_ENTRIES; i++) {
        roots[i] = bare_root();
        CHECK_SUCCESS(assign(pool, roots[i]));
    }
    CHECK_REFUSED(assign(pool, last), seL4_DeleteFirst, WORDS());
    CHECK_REFUSED(assign(pool, roots[5]), seL4_InvalidCapability, WORDS(1));
    CHECK_OK(kit_delete(roots[300]));
    CHECK_SUCCESS(assign(pool, last));
    CHECK_REFUSED(assign(pool, bare_root()), seL4_DeleteFirst, WORDS());
}

/* The thread whose space goes away while it is running. */
static struct probe victim;
static volatile seL4_Word rounds;

static void run_on(void *argument)
{
    seL4_CPtr pool = *(seL4_CPtr *)argument;

    rounds++;
    (void)kit_delete(pool);
    for (int i = 0; i < 1000; i++)
        rounds++;
}

/* covers: memory.md 6 Thread VSpace switching; memory.md 3 Deletion of the last pool cap */
TEST(running_space_ends)
{
    static seL4_CPtr pool;
    seL4_CPtr root = bare_root();
    seL4_SlotRegion frames = kit_bootinfo->userImageFrames;
    extern const char runtime_image_start[];

    pool = pool_of(kit_untyped(12));
    CHECK_SUCCESS(assign(pool, root));
    for (seL4_Word i = 0; i < frames.end - frames.start; i++)
        CHECK_OK(kit_map(space_copy(frames.start + i), root, (seL4_Word)runtime_image_start + (i << seL4_PageBits),
                         seL4_AllRights));
    rounds = 0;
    probe_make(&victim, (struct kit_options){.priority = 100, .vspace = root});
    CHECK_EQUAL(probe_run(&victim, run_on, &pool), seL4_Fault_VMFault);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_PrefetchFault), 1);
    CHECK_EQUAL(seL4_GetMR(seL4_VMFault_IP), seL4_GetMR(seL4_VMFault_Addr));
    CHECK_EQUAL(rounds, 1);
    CHECK_OK(seL4_TCB_Resume(victim.thread.tcb));
    CHECK_EQUAL(probe_look(&victim), seL4_Fault_VMFault);
    /* With another space it can run again. */
    CHECK_OK(seL4_TCB_SetSpace(victim.thread.tcb, victim.fault_endpoint, ROOT, 0, HOME, 0));
    CHECK_OK(seL4_TCB_Resume(victim.thread.tcb));
    CHECK_EQUAL(probe_look(&victim), PROBE_RETURNED);
    CHECK_EQUAL(rounds, 1001);
}

const struct frame_test asid_tests[] = {
    ENTRY("invocations.9.make-pool-refusals", make_pool_refusals),
    ENTRY("invocations.9.assign-refusals", assign_refusals),
    ENTRY("memory.8.all-pools", all_pools),
    ENTRY("memory.8.full-pool", full_pool),
    ENTRY("memory.6.running-space-ends", running_space_ends),
    FRAME_END,
};
