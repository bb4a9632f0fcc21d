/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The derivation order as the proof sees it. Each full slot has a rank: its position when all lists stand one behind
 * the other. last(s) is the rank of the last descendant of s, or its own: the descendants of u are the slots with ranks
 * in (rank u, last u]. Intervals are nested and never cross the end of a list.
 */
#ifndef KERNEL_OBJECT_SLOT_PROOF_H
#define KERNEL_OBJECT_SLOT_PROOF_H

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
    return (cap_type(cap) == CAP_ENDPOINT || cap_type(cap) == CAP_NOTIFICATION) && cap_badge(cap) != 0;
}

static inline bool is_badged(const slot_t *s)
{
    return cap_is_badged(s->cap);
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

#endif
