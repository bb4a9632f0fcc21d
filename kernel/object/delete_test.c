/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion and revocation of random object graphs: nested, shared and cyclic CNodes, threads, endpoints; several
 * operations under way at once, each stopped after a few units of work. After every step the derivation list is well
 * formed and zombies keep their invariant; in the end nothing is left and every operation has come to its end.
 */
#include <host.h>
#include <object/cnode.h>
#include <core/sched.h>

#include <stdio.h>
#include <stdlib.h>

#define UNTYPED_BITS 18u
#define ROOT_BITS 5u
#define ROOT_SLOTS (1u << ROOT_BITS)
#define OBJECTS_MAX 24u
#define ROUNDS 3000u
#define STEPS_MAX 200000u

struct object {
    word_t type, physical, slots;
};

static struct {
    slot_t untyped;
    slot_t *root;
    word_t base, used;
    struct object object[OBJECTS_MAX];
    word_t count;
    word_t seed;
} world;

static unsigned passed, failed;

static void check(bool good, const char *name, const char *why)
{
    if (good)
        return;
    printf("not ok %s: %s (seed %lu)\n", name, why, (unsigned long)world.seed);
    exit(1);
}

static word_t random_below(word_t n)
{
    return (word_t)rand() % n;
}

static tcb_t idle_tcb;
static _Alignas(64) unsigned char idle_sc[256];

static void world_new(word_t seed)
{
    host_reset();
    srand((unsigned)seed);
    for (word_t i = 0; i < sizeof(idle_tcb); i++)
        ((unsigned char *)&idle_tcb)[i] = 0;
    for (word_t i = 0; i < sizeof(idle_sc); i++)
        idle_sc[i] = 0;
    sched_init(1, 2, &idle_tcb, (sched_context_t *)(void *)idle_sc);
    world.seed = seed;
    world.count = 0;
    world.used = 0;
    world.base = host_alloc(UNTYPED_BITS);
    world.root = (slot_t *)object_at(host_alloc(ROOT_BITS + seL4_SlotBits));
    world.untyped = (slot_t){.cap = cap_null()};
    slot_insert_alone(&world.untyped, cap_new(CAP_UNTYPED, UNTYPED_BITS, 0, world.base, 0));
}

static word_t slot_total(void)
{
    word_t total = ROOT_SLOTS;

    for (word_t i = 0; i < world.count; i++)
        total += world.object[i].slots;
    return total;
}

static slot_t *slot_at(word_t n)
{
    if (n < ROOT_SLOTS)
        return world.root + n;
    n -= ROOT_SLOTS;
    for (word_t i = 0; i < world.count; i++) {
        if (n < world.object[i].slots)
            return (slot_t *)object_at(world.object[i].physical) + n;
        n -= world.object[i].slots;
    }
    return 0;
}

static slot_t *random_empty_slot(bool root_only)
{
    word_t total = root_only ? ROOT_SLOTS : slot_total();

    for (int tries = 0; tries < 100; tries++) {
        slot_t *slot = slot_at(random_below(total));

        if (slot_is_empty(slot))
            return slot;
    }
    return 0;
}

/* tree: objects lie in slots of earlier objects only, one capability each: no cycles, everything reachable. */
static void make_object(bool root_only)
{
    static const word_t types[] = {CAP_CNODE,    CAP_CNODE, CAP_CNODE,        CAP_TCB,
                                   CAP_ENDPOINT, CAP_REPLY, CAP_SCHED_CONTEXT};
    word_t type = types[random_below(ARRAY_SIZE(types))];
    word_t radix = 1 + random_below(3);
    word_t bits = type == CAP_CNODE ? radix + 5 : type == CAP_TCB ? 11 : type == CAP_SCHED_CONTEXT ? 7 : 5;
    word_t rights = type == CAP_ENDPOINT ? RIGHTS_ALL : type == CAP_REPLY ? RIGHT_GRANT : 0;
    word_t size = type == CAP_CNODE ? radix : type == CAP_SCHED_CONTEXT ? 7 : 0;
    word_t start = op_align_up(world.used, bits);
    slot_t *slot = random_empty_slot(root_only);

    if (slot == 0 || world.count == OBJECTS_MAX || start + op_pow2(bits) > op_pow2(UNTYPED_BITS))
        return;
    world.used = start + op_pow2(bits);
    if (type == CAP_TCB)
        tcb_init((tcb_t *)object_at(world.base + start), 0);
    slot_insert_after(&world.untyped, slot,
                      cap_with_flags(cap_new(type, size, rights, world.base + start, 0), true, true));
    world.object[world.count] = (struct object){
        type, world.base + start, type == CAP_CNODE ? op_pow2(radix) : type == CAP_TCB ? TCB_SLOT_COUNT : 0};
    world.count++;
}

static void make_copy(void)
{
    slot_t *source = slot_at(random_below(slot_total()));
    slot_t *dest = random_empty_slot(false);

    if (dest != 0 && !slot_is_empty(source) && cap_derive_check(source, source->cap) == STATUS_OK)
        slot_insert_copy(source, dest, cap_derived(source->cap));
}

/* ---- invariants ---- */

static void check_zombie(const slot_t *slot)
{
    bool listed = zombie_cap_is_listed(slot->cap);
    word_t count = zombie_cap_count(slot->cap), next = zombie_cap_next(slot->cap), total = 0;
    const slot_t *slots = listed ? slot : (slot_t *)object_at(cap_address(slot->cap));

    if (cap_size(slot->cap) == ZOMBIE_SIZE_ENDPOINT || cap_size(slot->cap) == ZOMBIE_SIZE_NOTIFICATION)
        return;
    total = cap_size(slot->cap) == ZOMBIE_SIZE_TCB ? TCB_SLOT_COUNT : op_pow2(cap_size(slot->cap));
    check(count <= total, "zombie", "count too large");
    for (word_t i = count; i < total; i++)
        check(slot_is_empty(slots + i), "zombie", "slot above its count is full");
    if (next != 0)
        check(zombie_cap_is_listed(slot_numbered(next)->cap) &&
              zombie_cap_prev(slot_numbered(next)->cap) == slot_number(slot), "zombie", "list: next");
    if (listed)
        check(count >= 1 && zombie_cap_next(slot_numbered(zombie_cap_prev(slot->cap))->cap) == slot_number(slot),
              "zombie", "list: prev");
}

static void check_world(void)
{
    word_t full = 0, listed = 0;

    for (word_t i = 0; i < slot_total(); i++) {
        const slot_t *slot = slot_at(i);

        if (slot_is_empty(slot)) {
            check(slot->prev == 0 && slot->next == 0, "list", "empty slot has neighbours");
            continue;
        }
        full++;
        check(slot->prev != 0 && slot->prev->next == slot, "list", "prev");
        check(slot->next == 0 || slot->next->prev == slot, "list", "next");
        if (cap_type(slot->cap) == CAP_ZOMBIE)
            check_zombie(slot);
    }
    for (const slot_t *slot = world.untyped.next; slot != 0; slot = slot->next)
        listed++;
    check(full == listed, "list", "full slots and list differ");
}

static word_t limited(word_t (*operation)(slot_t *), slot_t *slot)
{
    core0.work_units = WORK_UNITS_MAX - 1 - random_below(3);
    return operation(slot);
}

/* Deletes all root slots, interleaved; then everything that is left is revoked. */
static void destroy_world(bool expect_empty)
{
    word_t steps = 0, busy = 1;

    while (busy != 0) {
        busy = 0;
        for (word_t i = 0; i < ROOT_SLOTS; i++) {
            if (slot_is_empty(world.root + i) || random_below(3) == 0) {
                busy += !slot_is_empty(world.root + i);
                continue;
            }
            limited(slot_delete, world.root + i);
            busy++;
            check_world();
        }
        steps++;
        check(steps < STEPS_MAX, "delete", "does not come to an end");
    }
    if (expect_empty)
        check(world.untyped.next == 0, "delete", "objects are left though all roads to them are gone");
    steps = 0;
    while (limited(slot_revoke, &world.untyped) != STATUS_OK) {
        check_world();
        steps++;
        check(steps < STEPS_MAX, "revoke", "does not come to an end");
    }
    check(world.untyped.next == 0, "revoke", "descendants are left");
    check(shared.all_threads == 0, "revoke", "a thread is still known");
    check_world();
}

static void run(const char *name, bool copies, bool revoke_first)
{
    for (word_t seed = 1; seed <= ROUNDS; seed++) {
        world_new(seed);
        for (int i = 0; i < 40; i++) {
            if (copies && random_below(3) == 0)
                make_copy();
            else
                make_object(false);
            check_world();
        }
        if (revoke_first) {
            for (int i = 0; i < 20; i++) {
                if (random_below(2) == 0)
                    limited(slot_revoke, &world.untyped);
                else
                    limited(slot_delete, slot_at(random_below(slot_total())));
                check_world();
            }
        }
        destroy_world(!copies && !revoke_first);
    }
    printf("ok %s\n", name);
    passed++;
}

/* A chain of CNodes, each holding the next: nesting as deep as memory allows, with a kernel stack of one level. */
static void run_chain(void)
{
    slot_t *slot = 0;

    world_new(1);
    slot = world.root;
    for (word_t i = 0; i < op_pow2(UNTYPED_BITS - 6); i++) {
        word_t physical = world.base + i * 64;

        slot_insert_after(&world.untyped, slot, cap_with_flags(cap_new(CAP_CNODE, 1, 0, physical, 0), true, true));
        slot = (slot_t *)object_at(physical) + random_below(2);
    }
    for (word_t i = 0; i < STEPS_MAX && !slot_is_empty(world.root); i++)
        limited(slot_delete, world.root);
    check(slot_is_empty(world.root) && world.untyped.next == 0, "delete chain", "not everything is gone");
    printf("ok delete a chain of %lu nested CNodes\n", (unsigned long)op_pow2(UNTYPED_BITS - 6));
    passed++;
}

/* The revoked capability lies in a CNode made from it: the CNode is gone to the end, not left half deleted. */
static void run_own_slot(void)
{
    slot_t *node = 0, *inside = 0;

    world_new(1);
    node = world.root;
    inside = (slot_t *)object_at(world.base) + 5;
    slot_insert_after(&world.untyped, node, cap_with_flags(cap_new(CAP_CNODE, 3, 0, world.base, 0), true, true));
    slot_move(&world.untyped, inside, world.untyped.cap);
    this_core()->work_units = 0;
    check(slot_revoke(inside) == STATUS_OK, "revoke own slot", "is not done");
    check(slot_is_empty(inside) && slot_is_empty(node), "revoke own slot", "something is left");
    printf("ok revoke a capability that lies in its descendant\n");
    passed++;
}

int main(void)
{
    run("delete trees", false, false);
    run("delete graphs with shared and cyclic CNodes", true, false);
    run("delete and revoke interleaved", true, true);
    run_chain();
    run_own_slot();
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}
