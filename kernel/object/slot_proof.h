/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation order as the proof sees it. Each full slot has a rank: its position when all lists stand one behind
 * the other. last(s) is the rank of the last descendant of s, or its own: the descendants of u are the slots with ranks
 * in (rank u, last u]. Intervals are nested and never cross the end of a list.
 */
#ifndef KERNEL_OBJECT_SLOT_PROOF_H
#define KERNEL_OBJECT_SLOT_PROOF_H

#include <arch_kinds_proof.h>
#include <object/kind_proof.h>

gint ghost_get_rank(const slot_t *s);
void ghost_set_rank(const slot_t *s, gint rank);
void ghost_map_rank(const void *f, ...);
gint ghost_get_last(const slot_t *s);
void ghost_set_last(const slot_t *s, gint last);
void ghost_map_last(const void *f, ...);
/* The number of the list a full slot stands in; numbers grow with ranks. */
gint ghost_get_list(const slot_t *s);
void ghost_set_list(const slot_t *s, gint list);

static inline bool cap_is_badged(cap_t cap)
{
    return (cap_type(cap) == CAP_ENDPOINT || cap_type(cap) == CAP_NOTIFICATION ||
            arch_kind_has_badge(cap_type(cap))) && cap_badge(cap) != 0;
}

static inline bool is_badged(const slot_t *s)
{
    return cap_is_badged(s->cap);
}

/* The sizes of objects are such that their ends are addresses too; zombies of other objects than CNodes have codes. */
static inline bool object_bits_fit(cap_t cap)
{
    word_t type = cap_type(cap), size = cap_size(cap);

    return size <= (type == CAP_CNODE || type == CAP_ZOMBIE ? 42 : 47) ||
           (type == CAP_ZOMBIE && size >= ZOMBIE_SIZE_NOTIFICATION && size <= ZOMBIE_SIZE_TCB);
}

static inline bool cap_equals(cap_t a, cap_t b)
{
    return a.w0 == b.w0 && a.w1 == b.w1;
}

static inline cap_t cap_plain(cap_t cap)
{
    return cap_with_flags(cap, false, false);
}

static inline bool cap_same_badge(cap_t a, cap_t x)
{
    return cap_type(a) == cap_type(x) && cap_address(a) == cap_address(x) && cap_badge(a) == cap_badge(x);
}

/* Is a capability x a child of a: revocable, what it stands for contains x, and badges do not stand in the way. */
static inline bool cap_is_child(cap_t a, cap_t x)
{
    return cap_is_revocable(a) && cap_same_region(cap_plain(a), cap_plain(x)) &&
           (!cap_is_badged(a) || (cap_badge(a) == cap_badge(x) && !cap_is_first_badged(x)));
}

static inline bool is_child(const slot_t *a, const slot_t *x)
{
    return cap_is_child(a->cap, slot_cap_with_address(x));
}

static inline bool is_descendant(const slot_t *u, const slot_t *s)
{
    return is_full(u) && is_full(s) && ghost_get_rank(u) < ghost_get_rank(s) &&
           ghost_get_rank(s) <= ghost_get_last(u);
}

static inline bool same_list(const slot_t *a, const slot_t *b)
{
    return ghost_get_list(a) == ghost_get_list(b);
}

static inline const slot_t *renamed(const slot_t *s, const slot_t *a, const slot_t *b)
{
    return s == a ? b : s == b ? a : s;
}

/* ---- ghost updates ---- */
static inline gint rank_down(const slot_t *s, gint r)
{
    return ghost_get_rank(s) > r ? ghost_get_rank(s) - 1 : ghost_get_rank(s);
}

static inline gint last_down(const slot_t *s, gint r)
{
    return ghost_get_last(s) >= r ? ghost_get_last(s) - 1 : ghost_get_last(s);
}

static inline void ghost_remove(const slot_t *s)
{
    gint r = ghost_get_rank(s);

    ghost_map_rank(rank_down, r);
    ghost_map_last(last_down, r);
}

static inline void ghost_exchange(const slot_t *a, const slot_t *b)
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

static inline gint rank_up(const slot_t *s, gint r)
{
    return ghost_get_rank(s) > r ? ghost_get_rank(s) + 1 : ghost_get_rank(s);
}

/* Behind rank r something is inserted, which descends from source only if source is revocable. */
static inline gint last_up(const slot_t *s, gint r, const slot_t *source)
{
    return ghost_get_last(s) >= r && (s != source || cap_is_revocable(source->cap)) ? ghost_get_last(s) + 1 :
           ghost_get_last(s);
}

static inline void ghost_insert(const slot_t *source, const slot_t *dest)
{
    gint r = ghost_get_rank(source);

    ghost_map_rank(rank_up, r);
    ghost_map_last(last_up, r, source);
    ghost_set_rank(dest, r + 1);
    ghost_set_last(dest, r + 1);
    ghost_set_list(dest, ghost_get_list(source));
}

/* ---- theorems ---- */
/*
 * Conditions stand in functions of their own: in a harness each && would be another path, and all invariants would be
 * proved on each of them.
 */
static inline void assume_order(void)
{
    v_inv_only("inv_slot");
    v_inv_assume();
}

/*
 * Where a capability that is put behind source fits: it is a child of what source descends from, and of source if that
 * is revocable, and of nothing else that precedes it; nothing behind it is a child of it; and badges stay together.
 */
static inline bool fits_behind(const slot_t *any, const slot_t *source, word_t w0, word_t w1)
{
    cap_t cap = {w0, w1};
    bool before = false, ancestor = is_descendant(any, source) || (any == source && cap_is_revocable(source->cap));

    if (!is_full(any) || !same_list(any, source))
        return true;
    before = ghost_get_rank(any) <= ghost_get_rank(source);
    if (before && ancestor)
        return cap_is_child(any->cap, cap);
    if (before)
        return (is_badged(any) && ghost_get_last(any) != ghost_get_rank(source)) || !cap_is_child(any->cap, cap);
    return (cap_is_badged(cap) && any != source->next) || !cap_is_child(cap, slot_cap_with_address(any));
}

/* source is full, dest is empty, and cap may stand behind source and before what follows it. */
static inline bool may_insert(const slot_t *source, const slot_t *dest, word_t w0, word_t w1)
{
    const slot_t *next = source->next;
    cap_t cap = {w0, w1};

    return is_full(source) && is_slot(dest) && slot_is_empty(dest) && !cap_is_null(cap) &&
           cap_type(cap) != CAP_ZOMBIE && object_bits_fit(cap) &&
           (!cap_is_badged(cap) || cap_is_first_badged(cap) || cap_same_badge(source->cap, cap)) &&
           (next == 0 || !is_badged(next) || cap_is_first_badged(next->cap) || cap_same_badge(cap, next->cap));
}

/* Who descends from whom once dest stands behind source: what did so, and dest from those above it. */
static inline bool descends_with(const slot_t *x, const slot_t *y, const slot_t *source, const slot_t *dest)
{
    if (x == dest)
        return false;
    return y != dest ? is_descendant(x, y) :
           is_descendant(x, source) || (x == source && cap_is_revocable(source->cap));
}

#endif
