/* SPDX-License-Identifier: BSD-2-Clause */
/* ASID control and pools: checks in their order, exhaustion, what deletion leaves, and threads of dead spaces. */
#include <arch_switch.h>
#include <arch_test.h>
#include <arch_test_isa.h>
#include <object/asid.h>
#include <object/cnode.h>

#define MAKE_POOL LABEL_ASID_CONTROL_MAKE_POOL
#define ASSIGN LABEL_ASID_POOL_ASSIGN

enum { SLOT_CONTROL = 1, SLOT_POOL0, SLOT_ROOT, SLOT_ROOT2, SLOT_UNTYPED, SLOT_UNTYPED2, SLOT_OTHER, SLOT_DEST,
       SLOT_FULL, SLOT_ROOTS = 100, SLOT_POOLS = 640, SLOT_UNTYPEDS = 780 };

static void give(word_t slot, cap_t cap)
{
    slot_insert_alone(world_slot(slot), cap);
}

static void setup(void)
{
    for (word_t i = 0; i < ASID_POOLS; i++)
        asid_pools[i] = 0;
    arch_loaded = (struct arch_loaded){0};
    asid_boot(host_alloc(12), host_alloc(12));
    give(SLOT_CONTROL, asid_control_cap_new());
    give(SLOT_POOL0, asid_pool_cap_new(physical_of(asid_pools[0]), 0));
    give(SLOT_ROOT, test_root_cap(host_alloc(12), 0));
    give(SLOT_ROOT2, test_root_cap(host_alloc(12), 0));
    give(SLOT_UNTYPED, cap_new(CAP_UNTYPED, 12, 0, host_alloc(12), 0));
    give(SLOT_FULL, cap_new(CAP_ASID_CONTROL, 0, 0, 0, 0));
}

static word_t make(word_t untyped, word_t dest)
{
    return world_invoke(SLOT_CONTROL, MAKE_POOL, EXTRAS((int)untyped, WORLD_SLOT_CNODE), 2, dest, W(64));
}

static word_t assign(word_t pool, word_t root)
{
    return world_invoke(pool, ASSIGN, EXTRAS((int)root), 0);
}

static void delete(word_t slot)
{
    core0.work_units = 0;
    CHECK(slot_delete(world_slot(slot)) == STATUS_OK);
}

static void make_pool_checks(void)
{
    word_t *memory = 0;

    setup();
    give(SLOT_UNTYPED2, cap_new(CAP_UNTYPED, 13, 0, host_alloc(13), 0));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, ASSIGN, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, MAKE_POOL, EXTRAS(SLOT_UNTYPED), 2, W(0), W(0)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED(world_invoke(SLOT_CONTROL, MAKE_POOL, EXTRAS(SLOT_UNTYPED, WORLD_SLOT_CNODE), 1, W(0)),
                  seL4_TruncatedMessage));
    CHECK(REFUSED1(make(SLOT_UNTYPED2, SLOT_FULL), seL4_InvalidCapability, 1));
    CHECK(REFUSED1(make(SLOT_ROOT, SLOT_FULL), seL4_InvalidCapability, 1));
    CHECK(REFUSED(make(SLOT_UNTYPED, SLOT_FULL), seL4_DeleteFirst));
    CHECK(REFUSED_RANGE(world_invoke(SLOT_CONTROL, MAKE_POOL, EXTRAS(SLOT_UNTYPED, WORLD_SLOT_CNODE), 2,
                                     W(SLOT_DEST), W(65)), 1, 64));
    CHECK(REFUSED_ROOT(world_invoke(SLOT_CONTROL, MAKE_POOL, EXTRAS(SLOT_UNTYPED, SLOT_ROOT), 2,
                                    W(SLOT_DEST), W(64))));
    memory = object_at(cap_address(world_slot(SLOT_UNTYPED)->cap));
    memory[3] = 4711; /* an untyped's memory need not be clean */
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK);
    CHECK(memory[3] == 0 && physical_of(asid_pools[1]) == physical_of(memory));
    CHECK(untyped_cap_free(world_slot(SLOT_UNTYPED)->cap) == 4096);
    CHECK(slot_is_child(world_slot(SLOT_UNTYPED), world_slot(SLOT_DEST)));
    CHECK(!cap_is_revocable(world_slot(SLOT_DEST)->cap) && !cap_is_first_badged(world_slot(SLOT_DEST)->cap));
    CHECK(REFUSED(make(SLOT_UNTYPED, SLOT_OTHER), seL4_RevokeFirst));
    delete(SLOT_UNTYPED2);
    give(SLOT_UNTYPED2, cap_new(CAP_UNTYPED, 12, 0, W(1) << 40, untyped_w1_device_set(0, 1)));
    CHECK(REFUSED1(make(SLOT_UNTYPED2, SLOT_OTHER), seL4_InvalidCapability, 1));
}

static void assign_checks(void)
{
    setup();
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK);
    CHECK(REFUSED(world_invoke(SLOT_POOL0, MAKE_POOL, NO_EXTRAS, 0), seL4_IllegalOperation));
    CHECK(REFUSED(world_invoke(SLOT_POOL0, ASSIGN, NO_EXTRAS, 0), seL4_TruncatedMessage));
    CHECK(REFUSED1(assign(SLOT_POOL0, SLOT_UNTYPED), seL4_InvalidCapability, 1));
    CHECK(cap_derive_check(world_slot(SLOT_ROOT), world_slot(SLOT_ROOT)->cap) == seL4_IllegalOperation);
    CHECK(assign(SLOT_POOL0, SLOT_ROOT) == STATUS_OK);
    CHECK(mapping_cap_asid(world_slot(SLOT_ROOT)->cap) == 2 && asid_root(2) == cap_address(world_slot(SLOT_ROOT)->cap));
    CHECK(arch_is_vspace_root(world_slot(SLOT_ROOT)->cap) && !arch_is_vspace_root(world_slot(SLOT_ROOT2)->cap));
    CHECK(cap_derive_check(world_slot(SLOT_ROOT), world_slot(SLOT_ROOT)->cap) == STATUS_OK);
    CHECK(REFUSED1(assign(SLOT_DEST, SLOT_ROOT), seL4_InvalidCapability, 1));
    CHECK(assign(SLOT_DEST, SLOT_ROOT2) == STATUS_OK);
    CHECK(mapping_cap_asid(world_slot(SLOT_ROOT2)->cap) == 512);
}

static void pools_and_entries_run_out(void)
{
    setup();
    for (word_t i = 1; i < ASID_POOLS; i++) {
        give(SLOT_UNTYPEDS + i, cap_new(CAP_UNTYPED, 12, 0, host_alloc(12), 0));
        CHECK(make(SLOT_UNTYPEDS + i, SLOT_POOLS + i) == STATUS_OK);
    }
    CHECK(REFUSED(make(SLOT_UNTYPED, SLOT_DEST), seL4_DeleteFirst));
    CHECK(REFUSED(make(SLOT_ROOT, SLOT_DEST), seL4_DeleteFirst)); /* the index is looked for first */
    delete(SLOT_POOLS + 3);
    CHECK(asid_pools[3] == 0);
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK && asid_pools[3] != 0);
    for (word_t i = 0; i < ASID_POOL_ENTRIES; i++) {
        give(SLOT_ROOTS + i, test_root_cap(host_alloc(12), 0));
        CHECK(assign(SLOT_DEST, SLOT_ROOTS + i) == STATUS_OK);
        CHECK(mapping_cap_asid(world_slot(SLOT_ROOTS + i)->cap) == 3 * 512 + i);
    }
    CHECK(REFUSED(assign(SLOT_DEST, SLOT_ROOT), seL4_DeleteFirst));
    delete(SLOT_ROOTS + 77);
    CHECK(assign(SLOT_DEST, SLOT_ROOT) == STATUS_OK);
    CHECK(mapping_cap_asid(world_slot(SLOT_ROOT)->cap) == 3 * 512 + 77);
}

/* A pool capability may outlive its pool's index only as a copy; two copies, the index dies with the last. */
static void deleted_pools(void)
{
    setup();
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK);
    CHECK(assign(SLOT_DEST, SLOT_ROOT) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_DEST), world_slot(SLOT_OTHER), world_slot(SLOT_DEST)->cap);
    delete(SLOT_DEST);
    CHECK(asid_root(512) != 0 && host_machine.flushes == 0);
    delete(SLOT_OTHER);
    CHECK(asid_root(512) == 0);
    CHECK(test_flushed_pool());
    give(SLOT_UNTYPED2, arch_object_create(TEST_FRAME_TYPE, W(1) << 32, 0, false));
    CHECK(REFUSED_ROOT(world_invoke(SLOT_UNTYPED2, TEST_LABEL_PAGE_MAP, EXTRAS(SLOT_ROOT), 3, W(0), W(3), W(0))));
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK);
    CHECK(REFUSED_ROOT(world_invoke(SLOT_UNTYPED2, TEST_LABEL_PAGE_MAP, EXTRAS(SLOT_ROOT), 3, W(0), W(3), W(0))));
    CHECK(assign(SLOT_DEST, SLOT_ROOT2) == STATUS_OK);
    CHECK(REFUSED1(world_invoke(SLOT_UNTYPED2, TEST_LABEL_PAGE_MAP, EXTRAS(SLOT_ROOT), 3, W(0), W(3), W(0)),
                   seL4_InvalidCapability, 1));
    delete(SLOT_ROOT); /* must not take the other root's ASID along */
    CHECK(asid_root(512) == cap_address(world_slot(SLOT_ROOT2)->cap));
}

/* The running thread's space dies under it: the CPU leaves it at once. */
static void spaces_die_while_loaded(void)
{
    tcb_t *tcb = 0;

    setup();
    tcb = world_caller;
    CHECK(make(SLOT_UNTYPED, SLOT_DEST) == STATUS_OK);
    CHECK(assign(SLOT_DEST, SLOT_ROOT) == STATUS_OK);
    CHECK(assign(SLOT_POOL0, SLOT_ROOT2) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_ROOT2), &tcb->slot[TCB_SLOT_VSPACE], world_slot(SLOT_ROOT2)->cap);
    arch_switch_to(tcb);
    CHECK(host_machine.vspace_root == cap_address(world_slot(SLOT_ROOT2)->cap) && host_machine.vspace_asid == 2);
    delete(SLOT_ROOT);
    CHECK(test_flushed_asid(512));
    CHECK(host_machine.vspace_asid == 2);
    delete(SLOT_ROOT2);
    CHECK(host_machine.vspace_asid == 2 && asid_root(2) != 0);
    core0.work_units = 0;
    CHECK(slot_delete(&tcb->slot[TCB_SLOT_VSPACE]) == STATUS_OK);
    CHECK(host_machine.vspace_asid == 0 && asid_root(2) == 0);

    give(SLOT_ROOT, test_root_cap(host_alloc(12), 0));
    CHECK(assign(SLOT_DEST, SLOT_ROOT) == STATUS_OK);
    slot_insert_copy(world_slot(SLOT_ROOT), &tcb->slot[TCB_SLOT_VSPACE], world_slot(SLOT_ROOT)->cap);
    arch_switch_to(tcb);
    CHECK(host_machine.vspace_asid == 512);
    delete(SLOT_DEST);
    CHECK(host_machine.vspace_asid == 0);
    arch_switch_to(tcb);
    CHECK(host_machine.vspace_asid == 0);
}

int main(void)
{
    RUN(make_pool_checks);
    RUN(assign_checks);
    RUN(pools_and_entries_run_out);
    RUN(deleted_pools);
    RUN(spaces_die_while_loaded);
    return test_end();
}
