/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames and tables of RISC-V one by one: refusals in their order, limits of user addresses, rights, large frames. */
#include <arch_switch.h>
#include <arch_test.h>
#include <object/asid.h>
#include <object/cnode.h>
#include <paging.h>

enum { SLOT_POOL = 1, SLOT_ROOT, SLOT_OTHER_ROOT, SLOT_LOOSE, SLOT_TABLE, SLOT_TABLE2, SLOT_TABLE3, SLOT_PAGE,
       SLOT_PAGE2, SLOT_MEGA, SLOT_GIGA, SLOT_COPY };

#define TOP W(0x3ffffff000)
#define VADDR W(0x40201000)

static void give(word_t slot, word_t type, word_t physical)
{
    slot_insert_alone(world_slot(slot), arch_object_create(type, physical, 0, false));
}

static void give_table(word_t slot)
{
    give(slot, seL4_RISCV_PageTableObject, host_alloc(12));
}

static word_t assign(word_t slot)
{
    return world_invoke(SLOT_POOL, RISCVASIDPoolAssign, EXTRAS((int)slot), 0);
}

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    asid_boot(host_alloc(12), host_alloc(12));
    slot_insert_alone(world_slot(SLOT_POOL), asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    for (word_t slot = SLOT_ROOT; slot <= SLOT_TABLE3; slot++)
        give_table(slot);
    give(SLOT_PAGE, seL4_RISCV_4K_Page, W(1) << 32);
    give(SLOT_PAGE2, seL4_RISCV_4K_Page, W(5) << 32);
    give(SLOT_MEGA, seL4_RISCV_Mega_Page, W(2) << 32);
    give(SLOT_GIGA, seL4_RISCV_Giga_Page, W(3) << 32);
    CHECK(assign(SLOT_ROOT) == STATUS_OK && assign(SLOT_OTHER_ROOT) == STATUS_OK);
}

static word_t map(word_t frame, word_t root, word_t vaddr, word_t rights, word_t attributes)
{
    return world_invoke(frame, RISCVPageMap, EXTRAS((int)root), 3, vaddr, rights, attributes);
}

static word_t map_table(word_t table, word_t root, word_t vaddr)
{
    return world_invoke(table, RISCVPageTableMap, EXTRAS((int)root), 2, vaddr, W(0));
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
    CHECK(REFUSED(world_invoke(SLOT_PAGE, RISCVPageMap, EXTRAS(SLOT_LOOSE), 2, TOP, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_PAGE, RISCVPageMap, NO_EXTRAS, 3, TOP, W(0), W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_LOOSE, TOP + 1, 3, 0), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_PAGE2, TOP + 1, 3, 0), seL4_InvalidCapability, 1));
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_TABLE, TOP + 1, 3, 0), seL4_InvalidCapability, 1)); /* mapped, but no root */
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, TOP, 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, TOP - 4095, 3, 0), seL4_InvalidArgument, 0)); /* before alignment */
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, ~W(0), 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED(map(SLOT_PAGE, SLOT_ROOT, VADDR + 8, 3, 0), seL4_AlignmentError));
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0), 21));
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, W(0x80000000), 3, 0), 30));
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, VADDR) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_MEGA, SLOT_ROOT, W(0x40200000), 3, 0), 12));
    CHECK(REFUSED_MISSING(map(SLOT_GIGA, SLOT_ROOT, W(0x40000000), 3, 0), 21));
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK(REFUSED(map(SLOT_PAGE2, SLOT_ROOT, VADDR, 3, 0), seL4_DeleteFirst));
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, VADDR + 4096, 3, 0), seL4_InvalidArgument, 0));
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_OTHER_ROOT, VADDR, 3, 0), 30));
    CHECK(map(SLOT_GIGA, SLOT_OTHER_ROOT, W(0x40000000), 3, 0) == STATUS_OK);
    CHECK(REFUSED1(map(SLOT_GIGA, SLOT_ROOT, W(0x80000000), 3, 0), seL4_InvalidCapability, 1));
    CHECK(REFUSED(world_invoke(SLOT_PAGE, RISCVPageTableMap, NO_EXTRAS, 0), seL4_IllegalOperation));
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(SLOT_POOL)) == STATUS_OK);
    CHECK(REFUSED_ROOT(map(SLOT_PAGE2, SLOT_ROOT, TOP + 1, 3, 0)));
}

static void table_refusals(void)
{
    setup();
    CHECK(REFUSED(world_invoke(SLOT_TABLE, RISCVPageTableMap, EXTRAS(SLOT_LOOSE), 1, TOP), seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_TABLE, RISCVPageTableMap, NO_EXTRAS, 2, TOP, W(0)), seL4_TruncatedMessage));
    CHECK(REFUSED1(map_table(SLOT_ROOT, SLOT_LOOSE, TOP), seL4_InvalidCapability, 0));
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_LOOSE, TOP), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_ROOT, TOP), seL4_InvalidArgument, 0));
    tables();
    CHECK(REFUSED1(map_table(SLOT_TABLE, SLOT_TABLE2, TOP), seL4_InvalidCapability, 0));
    CHECK(REFUSED1(map_table(SLOT_TABLE3, SLOT_TABLE2, TOP), seL4_InvalidArgument, 0)); /* before the ASID's check */
    CHECK(REFUSED1(map_table(SLOT_TABLE3, SLOT_TABLE2, VADDR), seL4_InvalidCapability, 1));
    CHECK(REFUSED(map_table(SLOT_TABLE3, SLOT_ROOT, VADDR), seL4_DeleteFirst));
    CHECK(map(SLOT_GIGA, SLOT_ROOT, W(0x80000000), 3, 0) == STATUS_OK);
    CHECK(REFUSED(map_table(SLOT_TABLE3, SLOT_ROOT, W(0x80000000)), seL4_DeleteFirst));
    CHECK(REFUSED(world_invoke(SLOT_ROOT, RISCVPageTableUnmap, NO_EXTRAS, 0), seL4_RevokeFirst));
    CHECK(REFUSED(world_invoke(SLOT_TABLE, RISCVPageMap, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(world_invoke(SLOT_TABLE3, RISCVPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
}

/* The last page that can be mapped ends at TOP; the last table may cover addresses beyond. */
static void limits(void)
{
    setup();
    CHECK(map_table(SLOT_TABLE, SLOT_ROOT, TOP - 1) == STATUS_OK);
    CHECK(mapping_cap_vaddr(world_slot(SLOT_TABLE)->cap) == 0x3fc0000000);
    CHECK(REFUSED1(map(SLOT_MEGA, SLOT_ROOT, W(0x3fffe00000), 3, 0), seL4_InvalidArgument, 0));
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, TOP - 1) == STATUS_OK);
    CHECK(mapping_cap_vaddr(world_slot(SLOT_TABLE2)->cap) == 0x3fffe00000);
    CHECK(REFUSED1(map(SLOT_PAGE, SLOT_ROOT, TOP, 3, 0), seL4_InvalidArgument, 0));
    CHECK(map(SLOT_PAGE, SLOT_ROOT, TOP - 4096, 3, 0) == STATUS_OK);
    CHECK(map(SLOT_MEGA, SLOT_ROOT, W(0x3fffc00000), 3, 0) == STATUS_OK);
    CHECK(REFUSED1(map(SLOT_GIGA, SLOT_ROOT, W(0x3fc0000000), 3, 0), seL4_InvalidArgument, 0));
    CHECK(map(SLOT_GIGA, SLOT_ROOT, W(0x3f80000000), 3, 0) == STATUS_OK);
}

/* What the entry allows, by the capability's rights, those asked for, and execute-never: remapped again and again. */
static void rights_and_attributes(void)
{
    setup();
    tables();
    for (word_t own = 0; own < 3; own++) {
        word_t had = own == 0 ? 0 : own == 1 ? RIGHT_READ : RIGHT_READ | RIGHT_WRITE;

        world_slot(SLOT_PAGE)->cap = cap_with_rights(world_slot(SLOT_PAGE)->cap, had);
        for (word_t asked = 0; asked < 16; asked++) {
            for (word_t never = 0; never < 2; never++) {
                bool read = (asked & 2) != 0 && own >= 1;
                bool write = read && (asked & 1) != 0 && own == 2;
                word_t flags = (read ? 2u : 0) | (write ? 4u : 0) | (never == 0 ? 8u : 0);

                CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, asked, never | 0xfe) == STATUS_OK);
                CHECK(leaf() == (flags == 0 ? 0 : W(1) << 30 | 0xd1 | flags));
            }
        }
    }
}

/* What Unmap finds is only taken away when it is this capability's. */
static void unmap(void)
{
    setup();
    tables();
    CHECK(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_PAGE), world_slot(SLOT_COPY), world_slot(SLOT_PAGE)->cap);
    host_machine.flushes = 0;
    CHECK(world_invoke(SLOT_PAGE, RISCVPageUnmap, NO_EXTRAS, 0) == STATUS_OK && leaf() == 0);
    CHECK(host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_PAGE);
    CHECK(host_machine.flush[0].asid == 2 && host_machine.flush[0].vaddr == VADDR);
    CHECK(mapping_cap_asid(world_slot(SLOT_PAGE)->cap) == 0 && mapping_cap_vaddr(world_slot(SLOT_PAGE)->cap) == 0);
    CHECK(map(SLOT_PAGE2, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK);
    CHECK(world_invoke(SLOT_COPY, RISCVPageUnmap, NO_EXTRAS, 0) == STATUS_OK && leaf() != 0);
    CHECK(world_invoke(SLOT_TABLE2, RISCVPageTableUnmap, NO_EXTRAS, 0) == STATUS_OK);
    CHECK(REFUSED_MISSING(map(SLOT_PAGE, SLOT_ROOT, VADDR, 3, 0), 21));
    CHECK(((word_t *)object_at(cap_address(world_slot(SLOT_TABLE2)->cap)))[1] == 0); /* it is empty again */
    CHECK(map_table(SLOT_TABLE2, SLOT_ROOT, VADDR) == STATUS_OK && leaf() == 0);
    CHECK(map(SLOT_PAGE2, SLOT_ROOT, VADDR, 3, 0) == STATUS_OK); /* its record holds still */
}

static void capabilities(void)
{
    cap_t page = cap_null(), mega = cap_null(), device = frame_cap_new(12, 3, W(1) << 32, 0, 0, true);

    setup();
    page = world_slot(SLOT_PAGE)->cap;
    mega = frame_cap_new(21, 3, W(1) << 32, 0, 0, false);
    CHECK(arch_cap_same_region(mega, page) && !arch_cap_same_region(page, mega));
    CHECK(arch_cap_same_object(page, page) && !arch_cap_same_object(page, mega) && !arch_cap_same_object(page, device));
    CHECK(cap_rights(arch_cap_mask_rights(page, RIGHT_WRITE)) == 0);
    CHECK(cap_rights(arch_cap_mask_rights(page, RIGHT_READ | 12)) == RIGHT_READ);
    CHECK(arch_frame_is_device(device) && !arch_frame_is_device(page));
    CHECK(arch_is_vspace_root(world_slot(SLOT_ROOT)->cap) && !arch_is_vspace_root(world_slot(SLOT_LOOSE)->cap));
    CHECK(arch_object_bits(seL4_RISCV_4K_Page, 0) == 12 && arch_object_bits(seL4_RISCV_Mega_Page, 0) == 21);
    CHECK(arch_object_bits(seL4_RISCV_Giga_Page, 0) == 30 && arch_object_bits(seL4_RISCV_PageTableObject, 0) == 12);
    CHECK(world_invoke(SLOT_MEGA, RISCVPageGetAddress, NO_EXTRAS, 0) == STATUS_OK && core0.result_count == 1);
    CHECK(core0.result[0] == W(2) << 32);
}

int main(void)
{
    RUN(frame_refusals);
    RUN(table_refusals);
    RUN(limits);
    RUN(rights_and_attributes);
    RUN(unmap);
    RUN(capabilities);
    return test_end();
}
