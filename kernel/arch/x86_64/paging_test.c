/* SPDX-License-Identifier: BSD-2-Clause */
/* Paging: the checks of each method in their order, and what the methods do to tables and capabilities. */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

enum { SLOT_ROOT = 1, SLOT_OTHER_ROOT, SLOT_POOL, SLOT_NEW_ROOT, SLOT_PT, SLOT_PD, SLOT_PDPT, SLOT_PT2, SLOT_PD2,
       SLOT_SMALL, SLOT_SMALL2, SLOT_LARGE, SLOT_HUGE, SLOT_IOPT, SLOT_EMPTY, SLOT_COPY };

#define VADDR 0x40201000ul
#define FRAME_PHYSICAL ((word_t)5 << 30)

static slot_t *give(word_t slot, cap_t cap)
{
    if (!slot_is_empty(world_slot(slot)))
        slot_clear(world_slot(slot));
    slot_insert_alone(world_slot(slot), cap);
    return world_slot(slot);
}

static cap_t fresh(word_t type)
{
    return arch_object_create(type, host_alloc(TABLE_BITS), 0, false);
}

static void give_all(void)
{
    word_t root = host_alloc(TABLE_BITS);

    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    asid_boot(host_alloc(TABLE_BITS), root);
    hw_kernel_mappings_copy(object_at(root));
    give(SLOT_ROOT, pml4_cap_new(root, ASID_ROOT_TASK));
    give(SLOT_POOL, asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    give(SLOT_OTHER_ROOT, fresh(seL4_X64_PML4Object));
    CHECK(world_invoke(SLOT_POOL, X86ASIDPoolAssign, EXTRAS(SLOT_OTHER_ROOT), 0) == STATUS_OK);
    give(SLOT_NEW_ROOT, fresh(seL4_X64_PML4Object));
    give(SLOT_PT, fresh(seL4_X86_PageTableObject));
    give(SLOT_PT2, fresh(seL4_X86_PageTableObject));
    give(SLOT_PD, fresh(seL4_X86_PageDirectoryObject));
    give(SLOT_PD2, fresh(seL4_X86_PageDirectoryObject));
    give(SLOT_PDPT, fresh(seL4_X86_PDPTObject));
    give(SLOT_IOPT, fresh(seL4_X86_IOPageTableObject));
    give(SLOT_SMALL, arch_object_create(seL4_X86_4K, FRAME_PHYSICAL, 0, false));
    give(SLOT_SMALL2, arch_object_create(seL4_X86_4K, FRAME_PHYSICAL + 4096, 0, true));
    give(SLOT_LARGE, arch_object_create(seL4_X86_LargePageObject, FRAME_PHYSICAL + ((word_t)2 << 20), 0, false));
    give(SLOT_HUGE, arch_object_create(seL4_X64_HugePageObject, 2 * FRAME_PHYSICAL, 0, false));
}

static word_t map(word_t slot, word_t root, word_t vaddr)
{
    return world_invoke(slot, X86PageMap, EXTRAS((int)root), 3, vaddr, W(3), W(0));
}

static word_t map_table(word_t slot, word_t label, word_t root, word_t vaddr)
{
    return world_invoke(slot, label, EXTRAS((int)root), 2, vaddr, W(0));
}

static void map_all_tables(void)
{
    CHECK(map_table(SLOT_PDPT, X86PDPTMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR) == STATUS_OK);
}

static word_t *entry_of(word_t slot, word_t vaddr, word_t bits)
{
    return paging_walk(cap_address(world_slot(slot)->cap), vaddr, bits).entry;
}

static void frame_map_checks_in_order(void)
{
    give_all();
    CHECK(REFUSED(world_invoke(SLOT_SMALL, X86PageMap, EXTRAS(SLOT_ROOT), 2, W(0), W(3)), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_SMALL, X86PageMap, NO_EXTRAS, 3, W(0), W(3), W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_PT, ~W(0)), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_NEW_ROOT, ~W(0)), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_EMPTY, ~W(0)), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_ROOT, ~W(0)), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_ROOT, W(1) << 47), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_ROOT, 0x7ffffffff000), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_LARGE, SLOT_ROOT, 0x7fffffe00000), seL4_InvalidArgument, 0));
    CHECK(REFUSED_MISSING(map(SLOT_SMALL, SLOT_ROOT, 0x7fffffffe000), 39));
    CHECK(REFUSED(map(SLOT_SMALL, SLOT_ROOT, VADDR + 8), seL4_AlignmentError));
    CHECK(REFUSED(map(SLOT_LARGE, SLOT_ROOT, VADDR), seL4_AlignmentError));
    CHECK(REFUSED_MISSING(map(SLOT_SMALL, SLOT_ROOT, VADDR), 39));
    CHECK(REFUSED_MISSING(map(SLOT_HUGE, SLOT_ROOT, W(1) << 30), 39));
    CHECK(map_table(SLOT_PDPT, X86PDPTMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_SMALL, SLOT_ROOT, VADDR), 30));
    CHECK(REFUSED_MISSING(map(SLOT_LARGE, SLOT_ROOT, W(1) << 30), 30));
    CHECK(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_SMALL, SLOT_ROOT, VADDR), 21));
    CHECK(REFUSED(map(SLOT_HUGE, SLOT_ROOT, W(1) << 30), seL4_DeleteFirst));
    CHECK(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED(map(SLOT_LARGE, SLOT_ROOT, W(0x40200000)), seL4_DeleteFirst));
    CHECK(map(SLOT_LARGE, SLOT_ROOT, W(0x40000000)) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_SMALL, SLOT_ROOT, 0x40001000), 21));
    CHECK(host_machine.flushes == 0);
    CHECK(map(SLOT_SMALL, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(host_machine.flushes == 0);
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_OTHER_ROOT, VADDR + 4096), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map(SLOT_SMALL, SLOT_ROOT, VADDR + 4096), seL4_InvalidArgument, 0));
    CHECK(REFUSED(world_invoke(SLOT_SMALL, X86PageTableMap, EXTRAS(SLOT_ROOT), 3, W(0), W(0), W(0)),
                  seL4_IllegalOperation));
    host_machine.huge_pages = false;
    CHECK(REFUSED(map(SLOT_HUGE, SLOT_ROOT, W(2) << 30), seL4_IllegalOperation));
}

/* Intel SDM vol. 3, table 4-20; PAT index in PWT, PCD and PAT, which is bit 7 or 12. */
static void frame_entries(void)
{
    word_t small = 0;

    give_all();
    map_all_tables();
    for (word_t rights = 0; rights < 16; rights++) {
        word_t want = 0x21 | 0x40;

        if ((rights & 2) != 0)
            want |= (rights & 1) != 0 ? 6 : 4;
        for (word_t attributes = 0; attributes < 8; attributes++) {
            word_t pat = (attributes & 3) * 8;

            CHECK(world_invoke(SLOT_SMALL, X86PageMap, EXTRAS(SLOT_ROOT), 3, VADDR, rights, attributes) == STATUS_OK);
            CHECK(*entry_of(SLOT_ROOT, VADDR, 12) == (FRAME_PHYSICAL | want | pat | (attributes & 4) << 5));
            CHECK(world_invoke(SLOT_LARGE, X86PageMap, EXTRAS(SLOT_ROOT), 3, W(0x40000000), rights, attributes)
                  == STATUS_OK);
            CHECK(*entry_of(SLOT_ROOT, 0x40000000, 21)
                  == (FRAME_PHYSICAL | 0x200000 | want | pat | 0x80 | (attributes & 4) << 10));
            CHECK(world_invoke(SLOT_HUGE, X86PageMap, EXTRAS(SLOT_ROOT), 3, W(2) << 30, rights, attributes)
                  == STATUS_OK);
            CHECK(*entry_of(SLOT_ROOT, W(2) << 30, 30) == (2 * FRAME_PHYSICAL | want | pat | 0x80));
        }
    }
    CHECK(host_machine.flushes == 3 * 127);
    small = world_slot(SLOT_SMALL)->cap.w1;
    CHECK((small & 0xfff) == 1 && (small & ~W(0xfff)) == VADDR);
    CHECK(world_invoke(SLOT_SMALL2, X86PageGetAddress, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(core0.result_count == 1 && core0.result[0] == FRAME_PHYSICAL + 4096);
    /* replaces silently; the replaced capability is stale, its Unmap leaves the new mapping alone */
    CHECK(world_invoke(SLOT_SMALL2, X86PageMap, EXTRAS(SLOT_ROOT), 3, VADDR, W(3), W(3)) == STATUS_OK);
    CHECK(frame_cap_is_device(world_slot(SLOT_SMALL2)->cap));
    CHECK(world_invoke(SLOT_SMALL, X86PageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(world_slot(SLOT_SMALL)->cap.w1 == 0);
    CHECK(entry_present(*entry_of(SLOT_ROOT, VADDR, 12)) == 1);
    CHECK(world_invoke(SLOT_SMALL2, X86PageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(*entry_of(SLOT_ROOT, VADDR, 12) == 0);
    CHECK(frame_cap_is_device(world_slot(SLOT_SMALL2)->cap));
    CHECK(mapping_cap_asid(world_slot(SLOT_SMALL2)->cap) == 0);
}

static void table_map_checks_in_order(void)
{
    give_all();
    CHECK(REFUSED(world_invoke(SLOT_PT, X86PageTableMap, EXTRAS(SLOT_ROOT), 1, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_PT, X86PageTableMap, NO_EXTRAS, 2, W(0), W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED(map_table(SLOT_PT, X86PageDirectoryMap, SLOT_ROOT, VADDR), seL4_IllegalOperation));
    CHECK(REFUSED(map_table(SLOT_PD, X86PDPTMap, SLOT_ROOT, VADDR), seL4_IllegalOperation));
    CHECK(REFUSED(map_table(SLOT_PDPT, X86PageTableMap, SLOT_ROOT, VADDR), seL4_IllegalOperation));
    CHECK(REFUSED1(map_table(SLOT_PT, X86PageTableMap, SLOT_NEW_ROOT, ~W(0)), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, W(1) << 47), seL4_InvalidArgument, 0));
    CHECK(REFUSED_MISSING(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, 0x7fffffffffff), 39));
    CHECK(REFUSED_MISSING(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR), 39));
    CHECK(map_table(SLOT_PDPT, X86PDPTMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED1(map_table(SLOT_PDPT, X86PDPTMap, SLOT_PT, ~W(0)), seL4_InvalidCapability, 0));
    CHECK(REFUSED_MISSING(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR), 30));
    CHECK(map(SLOT_HUGE, SLOT_ROOT, W(1) << 30) == STATUS_OK);
    CHECK(REFUSED(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR), seL4_DeleteFirst));
    CHECK(REFUSED_MISSING(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR), 30));
    CHECK(world_invoke(SLOT_HUGE, X86PageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED(map_table(SLOT_PD2, X86PageDirectoryMap, SLOT_ROOT, VADDR), seL4_DeleteFirst));
    CHECK(map(SLOT_LARGE, SLOT_ROOT, 0x40200000) == STATUS_OK);
    CHECK(REFUSED(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR), seL4_DeleteFirst));
    CHECK(world_invoke(SLOT_LARGE, X86PageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(world_invoke(SLOT_PT, X86PageTableMap, EXTRAS(SLOT_ROOT), 2, VADDR + 77, W(7)) == STATUS_OK);
    CHECK(*entry_of(SLOT_ROOT, VADDR, 21) == (cap_address(world_slot(SLOT_PT)->cap) | 7 | 3 << 3));
    CHECK(world_slot(SLOT_PT)->cap.w1 == (0x40200000 | ASID_ROOT_TASK));
    CHECK(REFUSED(map_table(SLOT_PT2, X86PageTableMap, SLOT_ROOT, VADDR), seL4_DeleteFirst));
}

static void table_unmap_clears(void)
{
    give_all();
    map_all_tables();
    CHECK(map(SLOT_SMALL, SLOT_ROOT, VADDR) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_PT), world_slot(SLOT_COPY), world_slot(SLOT_PT)->cap);
    CHECK(REFUSED(world_invoke(SLOT_PT, X86PageTableUnmap, NO_EXTRAS, 0), seL4_RevokeFirst));
    CHECK(slot_delete(world_slot(SLOT_COPY)) == STATUS_OK);
    CHECK(entry_present(*entry_of(SLOT_ROOT, VADDR, 12)) == 1);
    CHECK(world_invoke(SLOT_PT, X86PageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(*entry_of(SLOT_ROOT, VADDR, 21) == 0);
    CHECK(host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_ASID);
    CHECK(host_machine.flush[0].asid == ASID_ROOT_TASK);
    CHECK(world_invoke(SLOT_PT, X86PageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(map_table(SLOT_PT, X86PageTableMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(*entry_of(SLOT_ROOT, VADDR, 12) == 0);
    CHECK(map(SLOT_SMALL, SLOT_ROOT, VADDR) == STATUS_OK); /* remap at the recorded address */
    CHECK(entry_present(*entry_of(SLOT_ROOT, VADDR, 12)) == 1);
}

/* A table that lost its place, as the one above went, must not take the next one's place along. */
static void stale_table_leaves_its_successor(void)
{
    give_all();
    map_all_tables();
    CHECK(world_invoke(SLOT_PD, X86PageDirectoryUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(map_table(SLOT_PD, X86PageDirectoryMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(map_table(SLOT_PT2, X86PageTableMap, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(world_invoke(SLOT_PT, X86PageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(entry_table(*entry_of(SLOT_ROOT, VADDR, 21)) == cap_address(world_slot(SLOT_PT2)->cap));
    CHECK(slot_delete(world_slot(SLOT_PT2)) == STATUS_OK);
    CHECK(*entry_of(SLOT_ROOT, VADDR, 21) == 0);
}

static void io_page_tables_have_nowhere_to_go(void)
{
    give_all();
    CHECK(REFUSED(world_invoke(SLOT_IOPT, X86IOPageTableMap, EXTRAS(SLOT_ROOT), 0), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_IOPT, X86IOPageTableMap, NO_EXTRAS, 1, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(world_invoke(SLOT_IOPT, X86IOPageTableMap, EXTRAS(SLOT_ROOT), 1, W(0)), seL4_InvalidCapability, 0));
    CHECK(world_invoke(SLOT_IOPT, X86IOPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(REFUSED(world_invoke(SLOT_SMALL, X86PageMapIO, EXTRAS(SLOT_ROOT), 1, W(3)), seL4_TruncatedMessage));
    CHECK(REFUSED1(world_invoke(SLOT_SMALL, X86PageMapIO, EXTRAS(SLOT_ROOT), 2, W(3), W(0)), seL4_InvalidCapability,
                   0));
    CHECK(REFUSED(world_invoke(SLOT_ROOT, X86PageMap, EXTRAS(SLOT_ROOT), 3, W(0), W(0), W(0)), seL4_IllegalOperation));
}

int main(void)
{
    RUN(frame_map_checks_in_order);
    RUN(frame_entries);
    RUN(table_map_checks_in_order);
    RUN(table_unmap_clears);
    RUN(stale_table_leaves_its_successor);
    RUN(io_page_tables_have_nowhere_to_go);
    return test_end();
}
