/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion of CNodes that hold capabilities of themselves and of each other, exhaustively: three CNodes of two slots,
 * filled in every way. Their capabilities outside are deleted in every order, by entries of one to four work units;
 * nothing may be half deleted when an operation is done. Then the same with operations that others take up half way.
 */
#include <object/cnode.h>
#include <object/ipc_world.h>

enum { NODES = 3, RADIX = 1, PLACES = NODES << RADIX, CONTENTS = NODES + 1, UNTYPED_BITS = 12 };
enum { ORDERS = 6, UNITS_MAX = 4, ENTRIES_MAX = 300 };

static const uint8_t orders[ORDERS][NODES] = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};

static word_t memory;
static slot_t *cspace; /* the untyped, and a capability of each CNode made from it */

/* All slots of the CNodes, one behind the other. */
static slot_t *place(unsigned i)
{
    return (slot_t *)object_at(memory) + i;
}

/* contents, a number in base CONTENTS, says of which CNode each place holds a capability; 0: none. */
static void nodes_new(unsigned contents)
{
    memset(cspace, 0, CONTENTS * sizeof(slot_t));
    memset(place(0), 0, PLACES * sizeof(slot_t));
    slot_insert_alone(&cspace[0], cap_new(CAP_UNTYPED, UNTYPED_BITS, 0, memory, 0));
    for (unsigned n = 0; n < NODES; n++) {
        cap_t cap = cap_new(CAP_CNODE, RADIX, 0, physical_of(place(n << RADIX)), 0);

        slot_insert_after(&cspace[0], &cspace[1 + n], cap_with_flags(cap, true, true));
    }
    for (unsigned i = 0; i < PLACES; i++, contents /= CONTENTS) {
        slot_t *node = &cspace[contents % CONTENTS];

        if (node != cspace)
            slot_insert_copy(node, place(i), node->cap);
    }
}

static void delete_for(slot_t *slot, word_t units)
{
    core0.work_units = WORK_UNITS_MAX - units;
    slot_delete(slot);
}

static void revoke_for(slot_t *slot, word_t units)
{
    core0.work_units = WORK_UNITS_MAX - units;
    slot_revoke(slot);
}

/* Deletes in entries of so many units. Is the slot empty when the last one says that it is done? */
static bool deletes(slot_t *slot, word_t units)
{
    for (unsigned entry = 0; entry < ENTRIES_MAX; entry++) {
        core0.work_units = WORK_UNITS_MAX - units;
        if (slot_delete(slot) == STATUS_OK)
            return slot_is_empty(slot);
    }
    return false;
}

static bool nothing_is_half_deleted(void)
{
    bool zombies = false;

    for (unsigned i = 0; i < PLACES; i++)
        zombies |= cap_type(place(i)->cap) == CAP_ZOMBIE;
    for (unsigned i = 0; i < CONTENTS; i++)
        zombies |= cap_type(cspace[i].cap) == CAP_ZOMBIE;
    return !zombies;
}

/* Does a revocation of the untyped, in entries of so many units, take everything away? */
static bool revocation_clears(word_t units)
{
    bool empty = true;

    for (unsigned entry = 0; entry < ENTRIES_MAX; entry++) {
        core0.work_units = WORK_UNITS_MAX - units;
        if (slot_revoke(&cspace[0]) == STATUS_OK)
            break;
    }
    for (unsigned i = 0; i < PLACES; i++)
        empty &= slot_is_empty(place(i));
    return empty & (cspace[0].next == 0);
}

static void one_after_the_other(unsigned contents, const uint8_t *order, word_t units)
{
    nodes_new(contents);
    for (unsigned n = 0; n < NODES; n++) {
        CHECK(deletes(&cspace[order[n]], units));
        CHECK(nothing_is_half_deleted());
    }
    CHECK(revocation_clears(units));
}

static void taken_up_half_way(unsigned contents, const uint8_t *order, word_t units)
{
    nodes_new(contents);
    delete_for(&cspace[order[0]], 2 * units);
    revoke_for(&cspace[0], units);
    delete_for(&cspace[order[1]], units);
    CHECK(deletes(&cspace[order[2]], units));
    CHECK(deletes(&cspace[order[1]], 1));
    CHECK(deletes(&cspace[order[0]], units));
    CHECK(revocation_clears(units));
}

static void every_way(void (*play)(unsigned contents, const uint8_t *order, word_t units))
{
    unsigned ways = 1;

    memory = host_alloc(UNTYPED_BITS);
    cspace = object_at(host_alloc(UNTYPED_BITS));
    for (unsigned i = 0; i < PLACES; i++)
        ways *= CONTENTS;
    for (unsigned contents = 0; contents < ways && case_holds(); contents++) {
        for (unsigned order = 0; order < ORDERS; order++) {
            for (word_t units = 1; units <= UNITS_MAX; units++)
                play(contents, orders[order], units);
        }
    }
}

static void deletions_one_after_the_other(void)
{
    every_way(one_after_the_other);
}

static void deletions_taken_up_half_way(void)
{
    every_way(taken_up_half_way);
}

int main(void)
{
    RUN(deletions_one_after_the_other);
    RUN(deletions_taken_up_half_way);
    return test_end();
}
