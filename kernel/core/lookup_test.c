/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lookup_cptr, which knows flat CSpaces in decoded form, against lookup_bits, which walks: for every kind of root, with
 * the decoded form fresh, missing, or left over from a capability that is no longer there.
 */
#include <core/lookup.h>
#include <core/sched_test.h>

#define RADIX_MAX 6u

static tcb_t *tcb;
static slot_t *node[2];

/* A root of a random kind: flat with guard 0 (most), flat with a guard, deeper, empty, or no CNode at all. */
static cap_t random_root(void)
{
    word_t radix = 1 + random_below(RADIX_MAX);
    cap_t cap = cap_new(CAP_CNODE, radix, 0, physical_of(node[random_below(2)]), 0);

    switch (random_below(8)) {
    case 0:
        return cap_null();
    case 1:
        return cap_new(CAP_ZOMBIE, radix, 0, physical_of(node[0]), 3);
    case 2:
        cap.w1 = cnode_w1_guard_set(cnode_w1_guard_size_set(0, 64 - radix), random_below(3));
        return cap;
    case 3:
        cap.w1 = cnode_w1_guard_size_set(0, random_below(40));
        return cap;
    default:
        cap.w1 = cnode_w1_guard_size_set(0, 64 - radix);
        return cap_with_flags(cap, random_below(2), random_below(2));
    }
}

static word_t random_cptr(void)
{
    switch (random_below(4)) {
    case 0:
        return random_word();
    case 1:
        return random_word() << random_below(64);
    default:
        return random_below(70);
    }
}

static void all_cptrs(void)
{
    for (word_t i = 0; i < 40; i++) {
        word_t cptr = random_cptr();

        CHECK(lookup_cptr(tcb, cptr) == lookup_bits(tcb->slot[TCB_SLOT_CSPACE].cap, cptr, WORD_BITS).slot);
    }
}

int main(void)
{
    machine_fresh(1);
    tcb = tcb_new(1);
    for (word_t i = 0; i < 2; i++)
        node[i] = object_at(host_alloc(RADIX_MAX + 5));
    /* a second level, so that walks go on */
    node[0][1].cap = cap_new(CAP_CNODE, 3, 0, physical_of(node[1]), 0);

    all_cptrs();
    for (word_t round = 0; round < 3000; round++) {
        tcb->slot[TCB_SLOT_CSPACE].cap = random_root();
        if (random_below(2))
            tcb_cspace_changed(tcb);
        all_cptrs();
    }
    case_end("lookup/decoded");

    tcb->slot[TCB_SLOT_CSPACE].cap = cap_new(CAP_CNODE, 4, 0, physical_of(node[0]), cnode_w1_guard_size_set(0, 60));
    tcb_cspace_changed(tcb);
    CHECK(tcb->flat.count == 16 && tcb->flat.slots == node[0]);
    CHECK(lookup_cptr(tcb, 15) == node[0] + 15 && lookup_cptr(tcb, 16) == 0);
    tcb->slot[TCB_SLOT_CSPACE].cap = cap_null();
    CHECK(lookup_cptr(tcb, 15) == 0);
    tcb_cspace_changed(tcb);
    CHECK(tcb->flat.count == 0);
    case_end("lookup/flat");
    return test_end();
}
