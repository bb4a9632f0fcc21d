/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of CNodes. */
#include <object/cnode_proof.h>

/* A CNode capability in a slot is sound. */
bool inv_cnode_sound(const slot_t *s)
{
    return !is_full(s) || !cap_is_cnode(s->cap) || cnode_is_sound(s->cap);
}

/* What a CNode capability stands for are slots. */
bool inv_cnode_slots(const slot_t *s, word_t i)
{
    return !is_full(s) || cnode_covers(i, s->cap);
}

/* What a slot gets is sound: null, no CNode, or one that stands for slots. */
static bool cap_may_come(cap_t cap)
{
    return !cap_is_cnode(cap) || cnode_is_sound(cap);
}

static void assume_cnodes(void)
{
    v_inv_only("inv_cnode");
    v_inv_only("inv_slot_links");
    v_inv_only("inv_slot_rank");
    v_inv_assume();
}

static void assert_cnodes(void)
{
    v_assert_all((const void *)inv_cnode_sound);
    v_assert_all((const void *)inv_cnode_slots);
}

THEOREM(cnode_clear, "clearing a slot keeps every CNode sound")(slot_t *slot)
{
    assume_cnodes();
    v_assume(is_full(slot));
    slot_clear(slot);
    v_assert(slot_is_empty(slot));
    assert_cnodes();
}

THEOREM(cnode_move, "moving a capability, as what it was or another sound one, keeps every CNode sound")
    (slot_t *source, slot_t *dest, cap_t cap)
{
    assume_cnodes();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest);
    v_assume(!cap_is_null(cap) && cap_type(cap) != CAP_ZOMBIE && cap_may_come(cap));
    v_assume_all((const void *)cnode_covers, cap);
    slot_move(source, dest, cap);
    v_assert(slot_is_empty(source));
    assert_cnodes();
}

THEOREM(cnode_swap, "exchanging two slots keeps every CNode sound")(slot_t *a, slot_t *b)
{
    assume_cnodes();
    v_assume(is_slot(a) && is_slot(b) && a != b);
    v_assume(cap_type(a->cap) != CAP_ZOMBIE && cap_type(b->cap) != CAP_ZOMBIE);
    slot_swap(a, b);
    v_assert(is_slot(a));
    assert_cnodes();
}

THEOREM(cnode_insert, "inserting a sound capability keeps every CNode sound")
    (slot_t *source, slot_t *dest, cap_t cap)
{
    assume_cnodes();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest));
    v_assume(!cap_is_null(cap) && cap_may_come(cap));
    v_assume_all((const void *)cnode_covers, cap);
    slot_insert_after(source, dest, cap);
    v_assert(is_full(dest));
    assert_cnodes();
}

THEOREM(cnode_data, "a CNode capability with another guard is sound and stands for the same slots")
    (cap_t cap, bool preserve, word_t data)
{
    cap_t result = cap_null();

    v_assume(cap_is_cnode(cap) && cnode_is_sound(cap));
    result = cap_update_data(cap, preserve, data);
    v_assert(cap_is_null(result) || (result.w0 == cap.w0 && cnode_is_sound(result)));
}
