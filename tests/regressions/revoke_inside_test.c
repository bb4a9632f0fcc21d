/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Revoking a capability that lies in one of its descendants, a CNode. First the slot went in the middle of the work,
 * the revocation took that for its end, and the CNode stayed a zombie for ever. Then, when the CNode's last capability
 * lay in the CNode itself, the zombie changed places with the revoked capability, and the same happened again.
 */
#include <object/cnode.h>
#include <object/ipc_world.h>

enum { NODES = 2, RADIX = 2, SLOTS = 1 << RADIX, PLACES = NODES * SLOTS, UNTYPED_BITS = 12 };
enum { NOTHING, FIRST_NODE, SECOND_NODE, CONTENTS };

static word_t memory;
static slot_t *cspace; /* of the caller: the untyped, and a capability of each CNode made from it */

/* All slots of both CNodes, one behind the other. */
static slot_t *place(unsigned i)
{
    return (slot_t *)object_at(memory) + i;
}

static void nodes_new(void)
{
    memset(cspace, 0, (1 + NODES) * sizeof(slot_t));
    memset(place(0), 0, PLACES * sizeof(slot_t));
    slot_insert_alone(&cspace[0], cap_new(CAP_UNTYPED, UNTYPED_BITS, 0, memory, 0));
    for (unsigned n = 0; n < NODES; n++) {
        cap_t cap = cap_new(CAP_CNODE, RADIX, 0, physical_of(place(n * SLOTS)), 0);

        slot_insert_after(&cspace[0], &cspace[1 + n], cap_with_flags(cap, true, true));
    }
}

static bool is_zombie(const slot_t *slot)
{
    return cap_type(slot->cap) == CAP_ZOMBIE;
}

/*
 * contents, a number in base 3, says what lies in each place but the untyped's. Is nothing half deleted afterwards, and
 * either the untyped gone with the CNode it lies in, or everything made from it?
 */
static bool finishes(unsigned untyped_at, unsigned contents)
{
    bool zombies = false;

    nodes_new();
    for (unsigned i = 0; i < PLACES; i++, contents /= CONTENTS) {
        if (i != untyped_at && contents % CONTENTS != NOTHING)
            slot_insert_copy(&cspace[contents % CONTENTS], place(i), cspace[contents % CONTENTS].cap);
    }
    slot_move(&cspace[0], place(untyped_at), cspace[0].cap);
    core0.work_units = 0;
    CHECK(slot_revoke(place(untyped_at)) == STATUS_OK);
    for (unsigned i = 0; i < PLACES; i++)
        zombies |= is_zombie(place(i));
    for (unsigned n = 0; n < NODES; n++)
        zombies |= is_zombie(&cspace[1 + n]);
    return !zombies && (slot_is_empty(place(untyped_at)) || !slot_has_child(place(untyped_at)));
}

static void two_nodes_in_every_way(void)
{
    unsigned ways = 1;

    memory = host_alloc(UNTYPED_BITS);
    cspace = object_at(host_alloc(UNTYPED_BITS));
    for (unsigned i = 0; i < PLACES; i++)
        ways *= CONTENTS;
    for (unsigned untyped_at = 0; untyped_at < PLACES; untyped_at++) {
        for (unsigned contents = 0; contents < ways && case_holds(); contents++)
            CHECK(finishes(untyped_at, contents));
    }
}

int main(void)
{
    RUN(two_nodes_in_every_way);
    return test_end();
}
