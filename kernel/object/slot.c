/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation order: doubly linked lists of full slots, where a capability's descendants follow it directly.
 *
 * Nine rules make the local test slot_is_child exact (each was shown necessary): deletion hands first-badged on; a
 * badge given by Mint sets it; a badged capability never gets another badge; copies are not revocable (except
 * badged-by-Mint and untyped ones); an untyped with children is not copied; a copied untyped counts as used up;
 * Retype hands out free memory only and starts again at 0 only without a child; new capabilities stand directly
 * behind their source; deletion does not hand on revocable.
 */
#include <arch/arch.h>
#include <object/slot.h>

static bool cap_is_badged_kind(cap_t cap)
{
    return (cap_type(cap) == CAP_ENDPOINT) | (cap_type(cap) == CAP_NOTIFICATION) | arch_cap_is_badged(cap);
}

cap_t slot_cap_with_address(const slot_t *slot)
{
    if (cap_type(slot->cap) == CAP_ZOMBIE && zombie_cap_is_listed(slot->cap))
        return (cap_t){cap_w0_address_set(slot->cap.w0, physical_of(slot)), slot->cap.w1};
    return slot->cap;
}

bool slot_is_child(const slot_t *a, const slot_t *x)
{
    REQUIRES(!slot_is_empty(a) & !slot_is_empty(x));

    if (!cap_is_revocable(a->cap))
        return false;
    if (cap_is_badged_kind(a->cap) && cap_badge(a->cap) != 0
        && ((cap_badge(a->cap) != cap_badge(x->cap)) | cap_is_first_badged(x->cap)))
        return false;
    return cap_same_region(a->cap, slot_cap_with_address(x));
}

bool slot_has_child(const slot_t *slot)
{
    return slot->next != 0 && slot_is_child(slot, slot->next);
}

bool slot_is_final(const slot_t *slot)
{
    if (slot->prev != 0 && cap_same_object(slot->prev->cap, slot->cap))
        return false;
    return slot->next == 0 || !cap_same_object(slot->cap, slot->next->cap);
}

/* cap stands in its slot no longer: that may be a thread's. */
static inline void cap_leaves(cap_t cap)
{
    if (unlikely(cap_type(cap) == ARCH_CAP_ROOT))
        arch_decoded_forget();
}

void slot_insert_after(slot_t *source, slot_t *dest, cap_t cap)
{
    slot_t *next = source->next;

    REQUIRES(!slot_is_empty(source) & slot_is_empty(dest) & !cap_is_null(cap));

    dest->cap = cap;
    dest->prev = source;
    dest->next = next;
    source->next = dest;
    if (next != 0)
        next->prev = dest;
}

void slot_insert_alone(slot_t *dest, cap_t cap)
{
    REQUIRES(slot_is_empty(dest) & !cap_is_null(cap));

    dest->cap = cap_with_flags(cap, true, true);
    dest->prev = 0;
    dest->next = 0;
}

void slot_insert_copy(slot_t *source, slot_t *dest, cap_t cap)
{
    bool original = cap_type(cap) == CAP_UNTYPED ||
                    (cap_is_badged_kind(cap) && cap_badge(cap) != cap_badge(source->cap));

    if (cap_type(cap) == CAP_UNTYPED)
        slot_update(source, untyped_cap_with_free(source->cap, op_pow2(cap_size(source->cap))));
    slot_insert_after(source, dest, cap_with_flags(cap, original, original));
}

/* A zombie that heads a list has come to slot: the first in the list shall know. */
static void zombie_arrived(slot_t *slot)
{
    word_t next = zombie_cap_next(slot->cap);

    if (cap_type(slot->cap) == CAP_ZOMBIE && next != 0) {
        slot_t *first = slot_numbered(next);

        first->cap = zombie_cap_with_prev(first->cap, slot_number(slot));
    }
}

void slot_move(slot_t *source, slot_t *dest, cap_t cap)
{
    slot_t *prev = source->prev, *next = source->next;

    REQUIRES(!slot_is_empty(source) & slot_is_empty(dest) & (source != dest));

    cap_leaves(source->cap);
    dest->cap = cap_with_flags(cap, cap_is_revocable(source->cap), cap_is_first_badged(source->cap));
    dest->prev = prev;
    dest->next = next;
    source->cap = cap_null();
    source->prev = 0;
    source->next = 0;
    if (prev != 0)
        prev->next = dest;
    if (next != 0)
        next->prev = dest;
    zombie_arrived(dest);
}

void slot_swap(slot_t *a, slot_t *b)
{
    slot_t *a_prev = a->prev, *a_next = a->next, *b_prev, *b_next;
    cap_t cap = a->cap;

    REQUIRES(a != b);

    cap_leaves(a->cap);
    cap_leaves(b->cap);
    a->cap = b->cap;
    b->cap = cap;
    if (a_prev != 0)
        a_prev->next = b;
    if (a_next != 0)
        a_next->prev = b;
    b_prev = b->prev; /* read after those writes: a and b may be neighbours */
    b_next = b->next;
    a->prev = b_prev;
    a->next = b_next;
    b->prev = a_prev;
    b->next = a_next;
    if (b_prev != 0)
        b_prev->next = a;
    if (b_next != 0)
        b_next->prev = a;
    zombie_arrived(a);
    zombie_arrived(b);
}

void slot_clear(slot_t *slot)
{
    slot_t *prev = slot->prev, *next = slot->next;

    REQUIRES(!slot_is_empty(slot));

    cap_leaves(slot->cap);
    if (next != 0 && cap_is_first_badged(slot->cap))
        next->cap = cap_with_flags(next->cap, cap_is_revocable(next->cap), true);
    if (prev != 0)
        prev->next = next;
    if (next != 0)
        next->prev = prev;
    slot->cap = cap_null();
    slot->prev = 0;
    slot->next = 0;
}
