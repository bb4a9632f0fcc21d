/* SPDX-License-Identifier: BSD-2-Clause */
/* Deletion and revocation: what single steps do, and that they get on. */
#include <object/cnode_proof.h>
#include <object/slot_proof.h>

/* Functions that are static in delete.c. */
slot_t *revoke_next(slot_t *slot, slot_t *child);
void zombie_step(slot_t *slot);
void delete_simple_step(slot_t *outer);
bool cap_is_zombie_with_slots(cap_t cap);

/* ---- revocation ---- */
static bool is_revoked_next(const slot_t *slot, const slot_t *child, const slot_t *result, const slot_t *x)
{
    if (is_full(child))
        return result == child;
    if (result != 0)
        return is_descendant(slot, result) && result == slot->next;
    return !is_descendant(slot, x);
}

static bool may_be_slot(const slot_t *s)
{
    return s == 0 || is_slot(s);
}

THEOREM(revoke_next, "revocation goes on with the child it has begun, then with the first descendant; it ends when no "
        "descendant is left")
    (slot_t *slot, slot_t *child, const slot_t *x)
{
    slot_t *result = 0;

    assume_order();
    v_assume(is_slot(slot));
    v_assume(may_be_slot(child));
    result = revoke_next(slot, child);
    v_use2(slot, x);
    v_assert(is_revoked_next(slot, child, result, x));
}

/* ---- steps on a zombie ---- */
static word_t zombie_base(const slot_t *slot)
{
    return zombie_cap_is_listed(slot->cap) ? (word_t)slot : WINDOW_BASE + cap_address(slot->cap);
}

static slot_t *zombie_last(const slot_t *slot)
{
    return (slot_t *)(zombie_base(slot) + (zombie_cap_count(slot->cap) - 1) * sizeof(slot_t));
}

/* A zombie with slots left, the last of which is not its own; they lie in the kernel window. */
static bool is_zombie_at_work(const slot_t *slot)
{
    cap_t cap = slot->cap;

    return is_slot(slot) && cap_is_zombie_with_slots(cap) && zombie_cap_count(cap) >= 1 && zombie_last(slot) != slot &&
           is_slot(zombie_last(slot)) && (word_t)slot >= WINDOW_BASE &&
           zombie_base(slot) + zombie_cap_count(cap) * sizeof(slot_t) <= WINDOW_BASE + WINDOW_LIMIT;
}

static bool has_empty_last(slot_t *slot)
{
    return is_zombie_at_work(slot) && slot_is_empty(zombie_last(slot));
}

/* The zombie's count has fallen by one; nothing else of it, and no other slot, has changed. */
static bool only_count_falls(const slot_t *s, const slot_t *zombie)
{
    const slot_t *prev = 0, *next = 0;
    cap_t cap = cap_null();

    v_old();
    cap = s->cap;
    prev = s->prev;
    next = s->next;
    v_now();
    if (s == zombie)
        cap.w1 = zombie_w1_count_set(cap.w1, zombie_cap_count(cap) - 1);
    return !is_slot(s) || (cap_equals(s->cap, cap) && s->prev == prev && s->next == next);
}

THEOREM(zombie_step_empty, "a zombie's step on an empty slot lowers its count by one, and does nothing else")
    (slot_t *slot)
{
    word_t count = zombie_cap_count(slot->cap);

    v_assume(has_empty_last(slot));
    v_snapshot();
    zombie_step(slot);
    v_assert(zombie_cap_count(slot->cap) == count - 1);
    v_assert_all((const void *)only_count_falls, slot);
}

/* ---- lists of zombies ---- */
void zombie_list_insert(slot_t *after, slot_t *slot);
void zombie_list_remove(slot_t *slot);

THEOREM_BITS(slot_number_round, "a slot in the kernel window is found again by its number")(word_t physical)
{
    v_assume(physical < WINDOW_LIMIT && op_take(physical, 0, 5) == 0);
    v_assert(op_drop(physical, 5) < op_pow2(SLOT_NUMBER_BITS));
    v_assert(op_drop(physical, 5) * sizeof(slot_t) == physical);
}

THEOREM_BITS(slot_number_parts, "a slot's number fits into a link, in one part or two")(word_t physical)
{
    word_t number = op_drop(physical, 5);

    v_assume(physical < WINDOW_LIMIT);
    v_assert(zombie_address_prev(number) == number);
    v_assert(zombie_next_high_set(zombie_next_low(number), zombie_next_high(number)) == number);
}

THEOREM_BITS(slot_number_back, "a slot's number is found again from its address")(word_t number)
{
    v_assume(number < op_pow2(SLOT_NUMBER_BITS));
    v_assert(op_drop(number * sizeof(slot_t), 5) == number);
}

THEOREM_BITS(slot_number_of, "the slot of a number has that number")(word_t number)
{
    v_assume(number * sizeof(slot_t) < WINDOW_LIMIT && number < op_pow2(SLOT_NUMBER_BITS));
    v_assert(op_drop(arch_physical_of(WINDOW_BASE + number * sizeof(slot_t)), 5) == number);
}

static bool is_place_of_slot(const slot_t *s)
{
    return is_slot(s) && (word_t)s >= WINDOW_BASE && (word_t)s < WINDOW_BASE + WINDOW_LIMIT &&
           op_take((word_t)s - WINDOW_BASE, 0, 5) == 0;
}

/* The slot of that number lies in the kernel window, which may be smaller than what numbers can say. */
static bool is_number(word_t number)
{
    return number * sizeof(slot_t) < WINDOW_LIMIT;
}

/* slot is to stand behind after in its list, and before what stands there now. */
static bool may_enlist(const slot_t *after, const slot_t *slot)
{
    word_t next = zombie_cap_next(after->cap);

    return is_place_of_slot(after) && is_place_of_slot(slot) && after != slot && is_number(next) &&
           (next == 0 || (is_slot(slot_numbered(next)) && slot_numbered(next) != slot && slot_numbered(next) != after));
}

static bool is_enlisted(const slot_t *after, const slot_t *slot, word_t next)
{
    return zombie_cap_next(after->cap) == slot_number(slot) && zombie_cap_is_listed(slot->cap) &&
           zombie_cap_prev(slot->cap) == slot_number(after) && zombie_cap_next(slot->cap) == next &&
           (next == 0 || zombie_cap_prev(slot_numbered(next)->cap) == slot_number(slot));
}

static bool same_zombie(cap_t a, cap_t b)
{
    return cap_type(a) == cap_type(b) && cap_size(a) == cap_size(b) && zombie_cap_count(a) == zombie_cap_count(b) &&
           cap_is_revocable(a) == cap_is_revocable(b) && cap_is_first_badged(a) == cap_is_first_badged(b);
}

/* Lists change links only: kinds, sizes, counts and flags stay, and so do other slots and the derivation order. */
static bool is_same_zombie(const slot_t *s, const slot_t *a, const slot_t *b, word_t next)
{
    const slot_t *before = 0, *behind = 0;
    cap_t cap = cap_null();

    v_old();
    cap = s->cap;
    before = s->prev;
    behind = s->next;
    v_now();
    if (!is_slot(s))
        return true;
    if (s->prev != before || s->next != behind || !same_zombie(s->cap, cap))
        return false;
    return s == a || s == b || (next != 0 && s == slot_numbered(next)) || cap_equals(s->cap, cap);
}

THEOREM(zombie_list_insert, "a zombie joins a list behind another: links lead there and back; only links change")
    (slot_t *after, slot_t *slot)
{
    word_t next = zombie_cap_next(after->cap);

    v_assume(may_enlist(after, slot));
    bits_slot_number_round(physical_of(after));
    bits_slot_number_round(physical_of(slot));
    bits_slot_number_parts(physical_of(after));
    bits_slot_number_parts(physical_of(slot));
    bits_slot_number_back(next);
    v_snapshot();
    zombie_list_insert(after, slot);
    v_assert(is_enlisted(after, slot, next));
    v_assert_all((const void *)is_same_zombie, after, slot, next);
}

/* slot stands in a list: others point to it. */
static bool may_leave(const slot_t *slot)
{
    word_t next = zombie_cap_next(slot->cap), prev = zombie_cap_prev(slot->cap);

    return is_place_of_slot(slot) && is_number(prev) && is_number(next) &&
           is_place_of_slot(slot_numbered(prev)) && slot_numbered(prev) != slot &&
           (next == 0 || (is_slot(slot_numbered(next)) && slot_numbered(next) != slot &&
                          slot_numbered(next) != slot_numbered(prev)));
}

static bool is_closed(word_t prev, word_t next)
{
    return zombie_cap_next(slot_numbered(prev)->cap) == next &&
           (next == 0 || zombie_cap_prev(slot_numbered(next)->cap) == prev);
}

THEOREM(zombie_list_remove, "a zombie leaves its list: its neighbours link to each other; nothing but links changes")
    (slot_t *slot)
{
    word_t next = zombie_cap_next(slot->cap), prev = zombie_cap_prev(slot->cap);
    const slot_t *before = 0;

    v_assume(may_leave(slot));
    before = slot_numbered(prev);
    bits_slot_number_back(prev);
    bits_slot_number_parts(prev * sizeof(slot_t));
    bits_slot_number_of(prev);
    v_snapshot();
    zombie_list_remove(slot);
    v_assert(is_closed(prev, next));
    v_assert_all((const void *)is_same_zombie, before, slot, next);
}

/* ---- the end of a zombie, and capabilities that are not the last ---- */
/* No slot is left, or only the zombie's own. */
static bool is_zombie_at_end(const slot_t *slot)
{
    word_t count = zombie_cap_count(slot->cap);

    return is_full(slot) && cap_is_zombie_with_slots(slot->cap) && (word_t)slot >= WINDOW_BASE &&
           zombie_base(slot) + count * sizeof(slot_t) <= WINDOW_BASE + WINDOW_LIMIT &&
           zombie_base(slot) < WINDOW_BASE + WINDOW_LIMIT &&
           (count == 0 || (count == 1 && zombie_base(slot) == (word_t)slot)) &&
           (!zombie_cap_is_listed(slot->cap) || may_leave(slot));
}

THEOREM(zombie_step_last, "a zombie of whose object no slot is left, or only its own, goes with its next step")
    (slot_t *slot)
{
    v_inv_only("inv_slot_links");
    v_inv_assume();
    v_assume(is_zombie_at_end(slot));
    zombie_step(slot);
    v_assert(slot_is_empty(slot));
}

/* A capability of generic kind beside which another one names the same object. */
static bool is_shared(const slot_t *slot)
{
    word_t type = cap_type(slot->cap);

    return is_full(slot) && type != CAP_ZOMBIE && type != CAP_IRQ_HANDLER && !cap_is_of_isa(slot->cap) &&
           !slot_is_final(slot);
}

/* Other capabilities stay; the next slot's may become first badged. */
static bool is_kept_beside(const slot_t *s, const slot_t *slot, const slot_t *next)
{
    cap_t cap = cap_null();

    v_old();
    cap = s->cap;
    v_now();
    return !is_slot(s) || s == slot || cap_equals(s->cap, cap) ||
           (s == next && cap_equals(s->cap, cap_with_flags(cap, cap_is_revocable(cap), true)));
}

THEOREM(delete_shared, "deleting a capability beside which another names the object clears its slot, and does nothing "
        "to the object (kinds of every ISA but interrupt handlers)")
    (slot_t *slot)
{
    const slot_t *next = slot->next;

    v_inv_only("inv_slot_links");
    v_inv_assume();
    v_assume(is_shared(slot));
    v_snapshot();
    delete_simple_step(slot);
    v_assert(slot_is_empty(slot));
    v_assert_all((const void *)is_kept_beside, slot, next);
}
