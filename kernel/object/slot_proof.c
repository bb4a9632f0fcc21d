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
    if (arch_kind_has_badge(cap_type(a)))
        v_ensures(result == (cap_type(x) == cap_type(a) && (!arch_kind_is_numbered(cap_type(a)) || x.w1 == a.w1)));
    return result;
}

/* ---- what the operations do, said of every slot ---- */
/* Does slot s now hold what t held, between these neighbours? */
static bool slot_has(const slot_t *s, cap_t cap, const slot_t *prev, const slot_t *next)
{
    return cap_equals(s->cap, cap) && s->prev == prev && s->next == next;
}

static bool slot_is_swapped(const slot_t *s, const slot_t *a, const slot_t *b)
{
    const slot_t *t = renamed(s, a, b), *prev = 0, *next = 0;
    cap_t cap = cap_null();

    v_old();
    cap = t->cap;
    prev = renamed(t->prev, a, b);
    next = renamed(t->next, a, b);
    v_now();
    return !is_slot(s) || slot_has(s, cap, prev, next);
}

/* What changes of flags leave as it is, part by part, so that invariants can be told from it. */
static bool cap_equals_but_flags(cap_t a, cap_t b)
{
    return cap_type(a) == cap_type(b) && cap_size(a) == cap_size(b) && cap_address(a) == cap_address(b) &&
           a.w1 == b.w1;
}

static bool slot_is_moved(const slot_t *s, const slot_t *source, const slot_t *dest, word_t w0, word_t w1)
{
    const slot_t *t = renamed(s, source, dest), *prev = 0, *next = 0;
    cap_t cap = {w0, w1};

    if (!is_slot(s))
        return true;
    if (s == source)
        return slot_has(s, cap_null(), 0, 0);
    v_old();
    cap = s != dest ? s->cap : cap_with_flags(cap, cap_is_revocable(source->cap), cap_is_first_badged(source->cap));
    prev = t->prev == source ? dest : t->prev;
    next = t->next == source ? dest : t->next;
    v_now();
    return slot_has(s, cap, prev, next) && (s != dest || cap_equals_but_flags(s->cap, (cap_t){w0, w1}));
}

/* No zombie that other zombies hang on. */
static bool heads_no_list(cap_t cap)
{
    return cap_type(cap) != CAP_ZOMBIE || zombie_cap_next(cap) == 0;
}

static void require_lists(void)
{
    v_requires_all((const void *)inv_slot_links);
    v_requires_all((const void *)inv_slot_rank);
}

CONTRACT(slot_swap, "exchanging two slots gives each the other's capability, and their neighbours the other neighbour",
         void)(slot_t *a, slot_t *b)
{
    v_requires(is_slot(a) && is_slot(b) && a != b && heads_no_list(a->cap) && heads_no_list(b->cap));
    require_lists();
    v_assume(axiom_epoch());
    v_changes_all("slot");
    v_changes(&arch_epoch, sizeof arch_epoch);
    v_snapshot();
    slot_swap(a, b);
    v_ensures_all((const void *)slot_is_swapped, a, b);
}

CONTRACT(slot_move, "an empty slot takes the place and the flags of another, which becomes empty", void)
    (slot_t *source, slot_t *dest, cap_t cap)
{
    v_requires(is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest && heads_no_list(cap));
    require_lists();
    v_assume(axiom_epoch());
    v_changes_all("slot");
    v_changes(&arch_epoch, sizeof arch_epoch);
    v_snapshot();
    slot_move(source, dest, cap);
    v_ensures_all((const void *)slot_is_moved, source, dest, cap.w0, cap.w1);
}

/* ---- theorems ---- */

static bool descends_without(const slot_t *x, const slot_t *y, const slot_t *slot)
{
    return is_descendant(x, y) && x != slot && y != slot;
}

THEOREM(slot_clear, "clearing a full slot keeps the derivation order; who else descends from whom does not change")
    (slot_t *slot, const slot_t *x, const slot_t *y)
{
    bool before = false;

    assume_order();
    v_assume(is_full(slot));
    before = descends_without(x, y, slot);
    ghost_remove(slot);
    slot_clear(slot);
    v_use2(x, y);
    v_assert(slot_is_empty(slot));
    v_assert(is_descendant(x, y) == before);
    v_inv_check();
}

THEOREM(derivation_move, "moving a capability (no zombie) to an empty slot renames it and keeps the derivation order")
    (slot_t *source, slot_t *dest, const slot_t *x, const slot_t *y)
{
    cap_t cap = source->cap;
    bool before = false;

    assume_order();
    v_assume(is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest);
    v_assume(cap_type(cap) != CAP_ZOMBIE);
    before = is_descendant(renamed(x, source, dest), renamed(y, source, dest));
    slot_move(source, dest, cap);
    ghost_exchange(source, dest);
    v_use2(x, y);
    v_assert(is_descendant(x, y) == before);
    v_assert(slot_is_empty(source) && cap_equals(dest->cap, cap));
    v_inv_check();
}

THEOREM(derivation_swap, "exchanging two slots (no zombies) renames them and keeps the derivation order")
    (slot_t *a, slot_t *b, const slot_t *x, const slot_t *y)
{
    bool before = false;

    assume_order();
    v_assume(is_slot(a) && is_slot(b) && a != b);
    v_assume(cap_type(a->cap) != CAP_ZOMBIE && cap_type(b->cap) != CAP_ZOMBIE);
    before = is_descendant(renamed(x, a, b), renamed(y, a, b));
    slot_swap(a, b);
    ghost_exchange(a, b);
    v_use2(x, y);
    v_assert(is_descendant(x, y) == before);
    v_inv_check();
}

THEOREM(slot_has_child, "the test of the immediate successor is exact: it says whether the slot has descendants at all")
    (slot_t *slot, const slot_t *x)
{
    bool result = false;

    assume_order();
    v_assume(is_full(slot));
    result = slot_has_child(slot);
    v_use2(slot, x);
    if (result)
        v_assert(is_descendant(slot, slot->next));
    else
        v_assert(!is_descendant(slot, x));
}

THEOREM(slot_insert_after, "a capability that fits becomes the first descendant or next sibling of source; others stay")
    (slot_t *source, slot_t *dest, cap_t cap, const slot_t *x, const slot_t *y)
{
    bool after = false;

    assume_order();
    v_assume(may_insert(source, dest, cap.w0, cap.w1));
    v_assume_all((const void *)fits_behind, source, cap.w0, cap.w1);
    after = descends_with(x, y, source, dest);
    ghost_insert(source, dest);
    slot_insert_after(source, dest, cap);
    v_use2(x, y);
    v_assert(cap_equals(dest->cap, cap));
    v_assert(is_descendant(x, y) == after);
    v_inv_check();
}
