/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames and tables of AArch64 one by one: refusals in their order, limits of user addresses, descriptors, TLBs. */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>
#include <vmid.h>

enum { SLOT_POOL = 1, SLOT_ROOT, SLOT_OTHER_ROOT, SLOT_LOOSE, SLOT_TABLE, SLOT_TABLE2, SLOT_TABLE3, SLOT_PAGE,
       SLOT_PAGE2, SLOT_LARGE, SLOT_HUGE, SLOT_COPY };

#define END W(0x10000000000)
#define VADDR W(0x40201000)
#define SOFTWARE_BITS (W(15) << 55) /* of a descriptor: nothing to the processor */

static void give(word_t slot, word_t type, word_t physical)
{
    slot_insert_alone(world_slot(slot), arch_object_create(type, physical, 0, false));
}

static word_t assign(word_t slot)
{
    return world_invoke(SLOT_POOL, ARMASIDPoolAssign, EXTRAS((int)slot), 0);
}

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    asid_boot(host_alloc(12), host_alloc(12));
    slot_insert_alone(world_slot(SLOT_POOL), asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    for (word_t slot = SLOT_ROOT; slot <= SLOT_LOOSE; slot++)
        give(slot, seL4_ARM_VSpaceObject, host_alloc(13));
    for (word_t slot = SLOT_TABLE; slot <= SLOT_TABLE3; slot++)
        give(slot, seL4_ARM_PageTableObject, host_alloc(12));
    give(SLOT_PAGE, seL4_ARM_SmallPageObject, W(1) << 32);
    give(SLOT_PAGE2, seL4_ARM_SmallPageObject, W(5) << 32);
    give(SLOT_LARGE, seL4_ARM_LargePageObject, W(2) << 32);
    give(SLOT_HUGE, seL4_ARM_HugePageObject, W(3) << 32);
    CHECK(assign(SLOT_ROOT) == STATUS_OK && assign(SLOT_OTHER_ROOT) == STATUS_OK);
}

static word_t map(word_t frame, word_t root, word_t vaddr, word_t rights, word_t attributes)
{
    return world_invoke(frame, ARMPageMap, EXTRAS((int)root), 3, vaddr, rights, attributes);
}

static word_t map_table(word_t table, word_t root, word_t vaddr)
{
    return world_invoke(table, ARMPageTableMap, EXTRAS((int)root), 2, vaddr, W(0));
}

/* Both tables for VADDR. */
static void tables(void)
{
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, VADDR) == STATUS_OK);
}

static word_t leaf(void)
{
    return *paging_walk(cap_address(world_slot(SLOT_ROOT)->cap), VADDR).entry;
}

/* Each refusal with everything wrong that is looked at later. */
static void frame_refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_PAGE, ARMPageMap, EXTRAS(SLOT_LOOSE), 2, END, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_PAGE, ARMPageMap, NO_EXTRAS, 3, END, W(0), W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_LOOSE, END + 1, 3, 0), seL4_InvalidCapability, 1));
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_TABLE, END + 1, 3, 0), seL4_InvalidCapability, 1)); /* mapped, but no root */
    CHECK(REFUSED(map(SLOT_PAGE, SLOT_ROOT, END + 1, 3, 0), seL4_AlignmentError));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, END, 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_HUGE, SLOT_ROOT, -(W(1) << 30), 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0), 21));
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, W(0x80000000), 3, 0), 30));
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_LARGE, SLOT_ROOT, W(0x40200000), 3, 0), 12));
    CHECK(REFUSED_MISSING(map(SLOT_HUGE, SLOT_ROOT, W(0x40000000), 3, 0), 21));
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, VADDR + 4096, 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_OTHER_ROOT, VADDR, 3, 0), seL4_InvalidCapability, 1));
    CHECK(REFUSED(world_invoke(SLOT_PAGE, ARMPageTableMap, NO_EXTRAS, 0), seL4_IllegalOperation));
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_POOL)) == STATUS_OK);
    CHECK(REFUSED_ROOT(map(SLOT_PAGE2, SLOT_ROOT, END + 1, 3, 0)));
}

static void table_refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_TABLE, ARMPageTableMap, EXTRAS(SLOT_LOOSE), 1, END), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_TABLE, ARMPageTableMap, NO_EXTRAS, 2, END, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_LOOSE, END), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_ROOT, END), seL4_InvalidArgument, 0));
    tables();
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_LOOSE, END), seL4_InvalidCapability, 0));
    CHECK(REFUSED1(map_table(SLOT_TABLE3, SLOT_TABLE2, END), seL4_InvalidCapability, 1));
    CHECK(REFUSED(map_table(SLOT_TABLE3, SLOT_ROOT, VADDR), seL4_DeleteFirst));
    CHECK(map(SLOT_HUGE, SLOT_ROOT, W(0x80000000), 3, 0) == STATUS_OK);
    CHECK(REFUSED(map_table(SLOT_TABLE3, SLOT_ROOT, W(0x80000000)), seL4_DeleteFirst));
    slot_insert_copy(world_slot(SLOT_TABLE), world_slot(SLOT_COPY), world_slot(SLOT_TABLE)->cap);
    CHECK(REFUSED(world_invoke(SLOT_TABLE, ARMPageTableUnmap, NO_EXTRAS, 0), seL4_RevokeFirst));
    CHECK(REFUSED(world_invoke(SLOT_TABLE, ARMPageMap, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_ROOT, ARMPageTableUnmap, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(world_invoke(SLOT_TABLE3, ARMPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_POOL)) == STATUS_OK);
    CHECK(REFUSED1(map_table(SLOT_TABLE3, SLOT_ROOT, END), seL4_InvalidArgument, 0)); /* before the ASID's check */
    CHECK(REFUSED_ROOT(map_table(SLOT_TABLE3, SLOT_ROOT, VADDR)));
}

/* The last page ends with the addresses. */
static void limits(void)
{
    setup();
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, END - 1) == STATUS_OK);
    CHECK(mapping_cap_vaddr(world_slot(SLOT_TABLE)->cap) == END - (W(1) << 30));
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, END - 1) == STATUS_OK);
    CHECK(mapping_cap_vaddr(world_slot(SLOT_TABLE2)->cap) == END - (W(1) << 21));
    CHECK(map(SLOT_PAGE, SLOT_ROOT, END - 4096, 3, 0) == STATUS_OK);
    CHECK(map(SLOT_LARGE, SLOT_ROOT, END - (W(2) << 21), 3, 0) == STATUS_OK);
    CHECK(map(SLOT_HUGE, SLOT_OTHER_ROOT, END - (W(1) << 30), 3, 0) == STATUS_OK);
    /* The second half of a root is its second page. */
    CHECK(((word_t *)object_at(cap_address(world_slot(SLOT_OTHER_ROOT)->cap)))[1023] != 0);
}

/* What the descriptor allows, by the capability's rights, those asked for, and attributes: remapped again and again. */
static void descriptors(void)
{
    setup();
    tables();
    CHECK((paging_root_entry(cap_address(world_slot(SLOT_ROOT)->cap), VADDR)[0] & ~SOFTWARE_BITS)
          == (cap_address(world_slot(SLOT_TABLE)->cap) | 3));
    for (word_t own = 0; own < 3; own++) {
        word_t had = own == 0 ? 0 : own == 1 ? RIGHT_READ : RIGHT_READ | RIGHT_WRITE;

        world_slot(SLOT_PAGE)->cap = cap_with_rights(world_slot(SLOT_PAGE)->cap, had);
        for (word_t asked = 0; asked < 16; asked++) {
            for (word_t attributes = 0; attributes < 16; attributes++) {
                bool read = (asked & 2) != 0 && own >= 1;
                bool write = read && (asked & 1) != 0 && own == 2;
                word_t wanted = W(1) << 32 | 0x403 | (read ? 0x40u : 0) | (write ? 0x80u : 0)
                    | ((attributes & 1) != 0 ? 0x33cu : 0) | ((attributes & 4) != 0 ? W(1) << 54 : 0);

                CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, asked, attributes) == STATUS_OK);
                CHECK(leaf() == wanted);
            }
        }
    }
    CHECK(map(SLOT_HUGE, SLOT_ROOT, W(0x80000000), 3, 1) == STATUS_OK);
    CHECK(*paging_walk(cap_address(world_slot(SLOT_ROOT)->cap), W(0x80000000)).entry == (W(3) << 32 | 0x7fd));
    give(SLOT_COPY, seL4_ARM_SmallPageObject, W(0x5bcdef012000)); /* 47 bits of physical address */
    CHECK(map(SLOT_COPY, SLOT_ROOT, VADDR, 3, 1) == STATUS_OK && leaf() == (W(0x5bcdef012000) | 0x7ff));
}

/*
 * A descriptor that changes is nothing for a moment, in which TLBs forget the old one; one that was nothing needs no
 * flush, and a space that has never run none at all.
 */
static void break_before_make(void)
{
    word_t written = 0;

    setup();
    tables();
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 1) == STATUS_OK && map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK(host_machine.flushes == 0);
    CHECK(space_word(2) >> 48 == 1);
    written = host_machine.tables_written;
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 1) == STATUS_OK);
    CHECK(host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_PAGE);
    CHECK(host_machine.flush[0].asid == 1 && host_machine.flush[0].vaddr == VADDR);
    CHECK(host_machine.tables_written == written + 2);
    CHECK(map(SLOT_HUGE, SLOT_ROOT, W(0x80000000), 3, 0) == STATUS_OK);
    CHECK(host_machine.flushes == 1 && host_machine.tables_written == written + 3);
    CHECK(map_table(SLOT_TABLE3, SLOT_ROOT, W(0xc0000000)) == STATUS_OK);
    CHECK(host_machine.flushes == 1 && host_machine.tables_written == written + 4);
}

/* What Unmap finds is only taken away when it is this capability's. */
static void unmap(void)
{
    setup();
    tables();
    CHECK(space_word(2) >> 48 == 1);
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_PAGE), world_slot(SLOT_COPY), world_slot(SLOT_PAGE)->cap);
    CHECK(world_invoke(SLOT_PAGE, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK && leaf() == 0);
    CHECK(host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_PAGE);
    CHECK(host_machine.flush[0].asid == 1 && host_machine.flush[0].vaddr == VADDR);
    CHECK(mapping_cap_asid(world_slot(SLOT_PAGE)->cap) == 0 && mapping_cap_vaddr(world_slot(SLOT_PAGE)->cap) == 0);
    CHECK(map(SLOT_PAGE2, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK(world_invoke(SLOT_COPY, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK && leaf() != 0);
    CHECK(host_machine.flushes == 1);
    CHECK(world_invoke(SLOT_TABLE2, ARMPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(host_machine.flushes == 2 && host_machine.flush[1].kind == HOST_FLUSH_ASID);
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0), 21));
    CHECK(((word_t *)object_at(cap_address(world_slot(SLOT_TABLE2)->cap)))[1] == 0); /* it is empty again */
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, VADDR) == STATUS_OK && leaf() == 0);
}

/* A frame that another has replaced is still recorded as mapped: its Unmap must not take the other's place away. */
static void replaced(void)
{
    setup();
    tables();
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK && map(SLOT_PAGE2, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK((leaf() & 0xfffffffff000) == W(5) << 32);
    CHECK(world_invoke(SLOT_PAGE, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK && leaf() != 0);
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_PAGE2)) == STATUS_OK && leaf() == 0);
}

/* The same when there is a frame of another size, or another table. */
static void larger_frame_instead(void)
{
    setup();
    tables();
    CHECK(map(SLOT_PAGE, SLOT_ROOT, W(0x40200000), 3, 0) == STATUS_OK);
    CHECK(world_invoke(SLOT_TABLE2, ARMPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    give(SLOT_COPY, seL4_ARM_LargePageObject, W(1) << 32);
    CHECK(map(SLOT_COPY, SLOT_ROOT, W(0x40200000), 3, 0) == STATUS_OK);
    CHECK(world_invoke(SLOT_PAGE, ARMPageUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(paging_walk(cap_address(world_slot(SLOT_ROOT)->cap), VADDR).bits == 21 && leaf() != 0);
}

static void other_table_instead(void)
{
    setup();
    tables();
    CHECK(world_invoke(SLOT_TABLE, ARMPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(map_table(SLOT_TABLE3, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(world_invoke(SLOT_TABLE2, ARMPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(paging_walk(cap_address(world_slot(SLOT_ROOT)->cap), VADDR).bits == 12);
}

static void capabilities(void)
{
    cap_t page = cap_null(), large = cap_null(), device = frame_cap_new(12, 3, W(1) << 32, 0, 0, true);

    setup();
    page = world_slot(SLOT_PAGE)->cap;
    large = frame_cap_new(21, 3, W(1) << 32, 0, 0, false);
    CHECK(arch_cap_same_region(large, page) && !arch_cap_same_region(page, large));
    CHECK(arch_cap_same_object(page, page));
    CHECK(!arch_cap_same_object(page, large) && !arch_cap_same_object(page, device));
    CHECK(cap_rights(arch_cap_mask_rights(page, RIGHT_WRITE)) == 0);
    CHECK(cap_rights(arch_cap_mask_rights(page, RIGHT_READ | 12)) == RIGHT_READ);
    CHECK(arch_frame_is_device(device) && !arch_frame_is_device(page));
    CHECK(arch_is_vspace_root(world_slot(SLOT_ROOT)->cap) && !arch_is_vspace_root(world_slot(SLOT_LOOSE)->cap));
    CHECK(arch_root_is_free(world_slot(SLOT_LOOSE)->cap) && !arch_root_is_free(world_slot(SLOT_TABLE)->cap));
    CHECK(arch_cap_derive_check(world_slot(SLOT_LOOSE)->cap) == seL4_IllegalOperation);
    CHECK(arch_cap_derive_check(world_slot(SLOT_ROOT)->cap) == STATUS_OK);
    CHECK(arch_object_bits(seL4_ARM_SmallPageObject, 0) == 12 && arch_object_bits(seL4_ARM_LargePageObject, 0) == 21);
    CHECK(arch_object_bits(seL4_ARM_HugePageObject, 0) == 30 && arch_object_bits(seL4_ARM_PageTableObject, 0) == 12);
    CHECK(arch_object_bits(seL4_ARM_VSpaceObject, 0) == 13 && arch_object_bits(seL4_ARM_VCPUObject, 0) == 12);
    CHECK(world_invoke(SLOT_LARGE, ARMPageGetAddress, NO_EXTRAS, 0) == STATUS_OK && core0.result_count == 1);
    CHECK(core0.result[0] == W(2) << 32);
}

int main(void)
{
    RUN(frame_refusals);
    RUN(table_refusals);
    RUN(limits);
    RUN(descriptors);
    RUN(break_before_make);
    RUN(unmap);
    RUN(replaced);
    RUN(larger_frame_instead);
    RUN(other_table_instead);
    RUN(capabilities);
    return test_end();
}
