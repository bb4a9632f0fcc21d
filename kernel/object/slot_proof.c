/* SPDX-License-Identifier: BSD-2-Clause */
/* The derivation order: invariants, and contracts of the operations in slot.c. */
#include <object/cnode_proof.h>
#include <object/slot_proof.h>

extern word_t arch_epoch;

/* Counting once per nanosecond, half of its numbers last for three hundred years. */
INVARIANT_OF axiom_epoch(void)
{
    return arch_epoch < 0x8000000000000000;
}

/* The sizes of objects are such that their ends are addresses too; zombies of other objects than CNodes have codes. */
static bool object_bits_fit(cap_t cap)
{
    word_t type = cap_type(cap), size = cap_size(cap);

    return size <= (type == CAP_CNODE || type == CAP_ZOMBIE ? 42 : 47) ||
           (type == CAP_ZOMBIE && size >= ZOMBIE_SIZE_NOTIFICATION && size <= ZOMBIE_SIZE_TCB);
}

/* ---- invariants ---- */
/* An object is not larger than what an address can say. */
INVARIANT_OF inv_slot_size(const slot_t *s)
{
    return !is_full(s) || object_bits_fit(s->cap);
}

/* Slots lie in the kernel window, which ends with the address space. */
INVARIANT_OF inv_slot_place(const slot_t *s)
{
    return !is_slot(s) || (word_t)s >= WINDOW_BASE;
}

/* Neighbours point to each other; an empty slot has none. */
INVARIANT_OF inv_slot_links(const slot_t *s)
{
    const slot_t *prev = s->prev, *next = s->next;

    if (!is_slot(s))
        return true;
    if (slot_is_empty(s))
        return prev == 0 && next == 0;
    if (next != 0 && !(is_full(next) && next->prev == s))
        return false;
    return prev == 0 || (is_full(prev) && prev->next == s);
}

/* Ranks are positions. */
INVARIANT_OF inv_slot_rank(const slot_t *s)
{
    const slot_t *prev = s->prev, *next = s->next;

    if (!is_full(s))
        return true;
    if (next != 0 && !(ghost_get_rank(next) == ghost_get_rank(s) + 1 && same_list(s, next)))
        return false;
    if (prev != 0 && !(ghost_get_rank(s) == ghost_get_rank(prev) + 1 && same_list(s, prev)))
        return false;
    return ghost_get_rank(s) <= ghost_get_last(s);
}

INVARIANT_OF inv_slot_ranks_differ(const slot_t *a, const slot_t *b)
{
    return !is_full(a) || !is_full(b) || a == b || ghost_get_rank(a) != ghost_get_rank(b);
}

/* Lists stand one behind the other, and no interval of descendants crosses the start or the end of one. */
INVARIANT_OF inv_slot_ends(const slot_t *u, const slot_t *s)
{
    if (!is_full(u) || !is_full(s) || ghost_get_rank(u) == ghost_get_rank(s))
        return !is_full(u) || !is_full(s) || s->next != 0 || ghost_get_last(u) <= ghost_get_rank(s);
    if (ghost_get_rank(u) > ghost_get_rank(s))
        return ghost_get_list(u) >= ghost_get_list(s) && (s->next != 0 || !same_list(u, s));
    if (s->prev == 0 && (same_list(u, s) || ghost_get_last(u) >= ghost_get_rank(s)))
        return false;
    return s->next != 0 || ghost_get_last(u) <= ghost_get_rank(s);
}

/* Content decides who is a descendant: exactly for the interval and what follows it. */
INVARIANT_OF inv_slot_descendants(const slot_t *u, const slot_t *s)
{
    if (!is_full(u) || !is_full(s))
        return true;
    if (is_descendant(u, s))
        return is_child(u, s) && ghost_get_last(s) <= ghost_get_last(u) && same_list(u, s);
    if (!same_list(u, s) || ghost_get_rank(s) <= ghost_get_last(u))
        return true;
    return (ghost_get_rank(s) != ghost_get_last(u) + 1 && is_badged(u)) || !is_child(u, s);
}

/* Capabilities of one badge stand together, the first of them marked. */
INVARIANT_OF inv_slot_badges(const slot_t *s)
{
    if (!is_full(s) || !is_badged(s) || cap_is_first_badged(s->cap))
        return true;
    return s->prev != 0 && cap_same_badge(s->prev->cap, s->cap);
}

/* ---- what regions are ---- */
CONTRACT(cap_same_region, "the region test looks at contents only, not at flags; endpoints: at the object", bool)
    (cap_t a, cap_t x)
{
    bool result = false;

    v_requires(object_bits_fit(a) && object_bits_fit(x));
    result = cap_same_region(a, x);
    v_ensures(result == cap_same_region(cap_plain(a), cap_plain(x)));
    if (cap_type(a) == CAP_ENDPOINT || cap_type(a) == CAP_NOTIFICATION)
        v_ensures(result == (cap_type(x) == cap_type(a) && cap_address(x) == cap_address(a)));
    return result;
}

/* ---- ghost updates ---- */
static gint rank_down(const slot_t *s, gint r)
{
    return ghost_get_rank(s) > r ? ghost_get_rank(s) - 1 : ghost_get_rank(s);
}

static gint last_down(const slot_t *s, gint r)
{
    return ghost_get_last(s) >= r ? ghost_get_last(s) - 1 : ghost_get_last(s);
}

static void ghost_remove(const slot_t *s)
{
    gint r = ghost_get_rank(s);

    ghost_map_rank(rank_down, r);
    ghost_map_last(last_down, r);
}

static void ghost_exchange(const slot_t *a, const slot_t *b)
{
    gint rank = ghost_get_rank(a), last = ghost_get_last(a);
    gint list = ghost_get_list(a);

    ghost_set_rank(a, ghost_get_rank(b));
    ghost_set_last(a, ghost_get_last(b));
    ghost_set_list(a, ghost_get_list(b));
    ghost_set_rank(b, rank);
    ghost_set_last(b, last);
    ghost_set_list(b, list);
}

/* ---- theorems ---- */
THEOREM(slot_clear, "clearing a full slot keeps the derivation order; who else descends from whom does not change")
    (slot_t *slot, const slot_t *x, const slot_t *y)
{
    bool before = false;

    v_inv_only("inv_slot");
    v_inv_assume();
    v_assume(is_full(slot));
    before = is_descendant(x, y);
    ghost_remove(slot);
    slot_clear(slot);
    v_use2(x, y);
    v_assert(slot_is_empty(slot));
    v_assert(is_descendant(x, y) == (before && x != slot && y != slot));
    v_inv_check();
}

THEOREM(slot_move, "moving a capability (no zombie) to an empty slot renames the slot and keeps the derivation order")
    (slot_t *source, slot_t *dest, const slot_t *x, const slot_t *y)
{
    const slot_t *x0 = x == dest ? source : x == source ? dest : x, *y0 = y == dest ? source : y == source ? dest : y;
    cap_t cap = source->cap;
    bool before = false;

    v_inv_only("inv_slot");
    v_inv_assume();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest);
    v_assume(cap_type(cap) != CAP_ZOMBIE);
    before = is_descendant(x0, y0);
    ghost_exchange(source, dest);
    slot_move(source, dest, cap);
    v_use2(x, y);
    v_assert(is_descendant(x, y) == before);
    v_assert(slot_is_empty(source) && dest->cap.w0 == cap.w0 && dest->cap.w1 == cap.w1);
    v_inv_check();
}

THEOREM(slot_has_child, "the test of the immediate successor is exact: it says whether the slot has descendants at all")
    (slot_t *slot, const slot_t *x)
{
    bool result = false;

    v_inv_only("inv_slot");
    v_inv_assume();
    v_assume(is_full(slot));
    result = slot_has_child(slot);
    v_use2(slot, x);
    if (result)
        v_assert(is_descendant(slot, slot->next));
    else
        v_assert(!is_descendant(slot, x));
}
