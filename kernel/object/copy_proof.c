/* SPDX-License-Identifier: BSD-2-Clause */
/* Copy, Mint, Mutate: what may become of a capability, and that a copy fits where it is put. */
#include <arch/arch.h>
#include <arch_kinds_proof.h>
#include <object/cnode_proof.h>
#include <object/slot_proof.h>

/* What a capability stands for: without flags and rights, and of the second word only what tells objects apart. */
static cap_t cap_region(cap_t cap)
{
    word_t w1 = cap_type(cap) == CAP_FRAME ? mapping_w1_device_set(0, frame_cap_is_device(cap)) :
                arch_kind_is_numbered(cap_type(cap)) ? cap.w1 : 0;

    return (cap_t){cap_w0_rights_set(cap_plain(cap).w0, 0), w1};
}

/* Kinds that exist; what they stand for contains itself. Frames are aligned to their size. */
static bool cap_is_of_kind(cap_t cap)
{
    word_t type = cap_type(cap);

    if (type == CAP_FRAME)
        return op_align_down(cap_address(cap), cap_size(cap)) == cap_address(cap);
    return type != CAP_NULL && type != CAP_ZOMBIE &&
           (type % 2 == 0 ? type <= CAP_SCHED_CONTROL : arch_kind_occurs(type));
}

/* The same, part by part. */
static bool cap_stands_for(cap_t a, cap_t x)
{
    return cap_type(a) == cap_type(x) && cap_size(a) == cap_size(x) && cap_address(a) == cap_address(x) &&
           (cap_type(a) != CAP_FRAME || frame_cap_is_device(a) == frame_cap_is_device(x)) &&
           (!arch_kind_is_numbered(cap_type(a)) || a.w1 == x.w1);
}

/* Capabilities are of kinds that exist, or zombies; untyped ones are never copies. */
INVARIANT_OF inv_kind(const slot_t *s)
{
    return !is_full(s) || cap_type(s->cap) == CAP_ZOMBIE ||
           (cap_is_of_kind(s->cap) && (cap_type(s->cap) != CAP_UNTYPED || cap_is_revocable(s->cap)));
}

THEOREM_BITS(region_alike, "flags, rights and most of the second word make no difference to a capability's region")
(word_t a0, word_t a1, word_t x0, word_t x1)
{
    cap_t a = {a0, a1}, x = {x0, x1};

    v_assume(object_bits_fit(a) && object_bits_fit(x));
    v_assert(cap_same_region(a, x) == cap_same_region(cap_region(a), cap_region(x)));
}

THEOREM_BITS(region_of_itself, "what a capability stands for contains what the same capability stands for")
(word_t a0, word_t a1, word_t x0, word_t x1)
{
    cap_t a = {a0, a1}, x = {x0, x1};

    v_assume(object_bits_fit(a) && object_bits_fit(x));
    v_assert(!cap_is_of_kind(a) || !cap_stands_for(a, x) || cap_same_region(a, x));
}

/* What Copy and Mint may make of source's capability: the kind and what it stands for stay, only new badges differ. */
static bool is_copy(const slot_t *source, cap_t cap)
{
    cap_t from = source->cap;

    if (cap_type(cap) == CAP_ZOMBIE || cap_type(cap) == CAP_IRQ_CONTROL || !cap_stands_for(from, cap))
        return false;
    if (cap_type(cap) == CAP_UNTYPED)
        return !slot_has_child(source);
    return !cap_is_badged(from) || cap_badge(from) == cap_badge(cap);
}

/* What slot_insert_copy makes of it. */
static cap_t cap_with_copy_flags(const slot_t *source, cap_t cap)
{
    bool original = cap_type(cap) == CAP_UNTYPED || (cap_is_badged(cap) && cap_badge(cap) != cap_badge(source->cap));

    return cap_with_flags(cap, original, original);
}

static bool may_copy(const slot_t *source, const slot_t *dest, word_t w0, word_t w1)
{
    return is_full(source) && is_slot(dest) && slot_is_empty(dest) && is_copy(source, (cap_t){w0, w1});
}

THEOREM(copy_fits, "a copy, with the flags it gets, fits behind its source: contents tell, whose child it is")
    (slot_t *source, slot_t *dest, word_t rights, word_t w1, const slot_t *any)
{
    cap_t from = source->cap, other = any->cap, cap = {cap_with_rights(from, rights).w0, w1}, beside = {0, 0};

    v_inv_only("inv_kind");
    assume_order();
    v_assume(may_copy(source, dest, cap.w0, cap.w1));
    v_assume(is_full(any));
    v_use2(source, source->next);
    v_use2(source, any);
    cap = cap_with_copy_flags(source, cap);
    beside = slot_cap_with_address(any);
    bits_region_alike(other.w0, other.w1, from.w0, from.w1);
    bits_region_alike(other.w0, other.w1, cap.w0, cap.w1);
    bits_region_alike(from.w0, from.w1, beside.w0, beside.w1);
    bits_region_alike(cap.w0, cap.w1, beside.w0, beside.w1);
    bits_region_of_itself(from.w0, from.w1, cap.w0, cap.w1);
    v_assert(may_insert(source, dest, cap.w0, cap.w1));
    v_assert(fits_behind(any, source, cap.w0, cap.w1));
}

static bool has_become(const slot_t *slot, cap_t cap)
{
    return cap_equals(slot->cap, cap);
}

static bool is_inserted(const slot_t *source, const slot_t *dest, const slot_t *next)
{
    return source->next == dest && dest->prev == source && dest->next == next && (next == 0 || next->prev == dest);
}

/* Other capabilities stay; of a copied untyped the free offset becomes its size. */
static bool cap_is_kept(const slot_t *any, const slot_t *source, const slot_t *dest)
{
    cap_t before = cap_null(), now = any->cap;

    v_old();
    before = any->cap;
    v_now();
    if (any == source && cap_type(before) == CAP_UNTYPED)
        before = untyped_cap_with_free(before, op_pow2(cap_size(before)));
    return !is_slot(any) || any == dest || cap_equals(now, before);
}

THEOREM(slot_insert_copy, "the copy stands, with its flags, directly behind its source; of other capabilities only a "
        "copied untyped changes: it counts as used up")
    (slot_t *source, slot_t *dest, word_t rights, word_t w1)
{
    cap_t cap = {cap_with_rights(source->cap, rights).w0, w1}, copy = cap_null();
    const slot_t *next = source->next;

    v_inv_only("inv_kind");
    assume_order();
    v_assume(may_copy(source, dest, cap.w0, cap.w1));
    copy = cap_with_copy_flags(source, cap);
    v_snapshot();
    slot_insert_copy(source, dest, cap);
    v_assert(has_become(dest, copy));
    v_assert(is_inserted(source, dest, next));
    v_assert_all((const void *)cap_is_kept, source, dest);
}

/* ---- the methods' arithmetic ---- */
/* What Mutate may make of a capability: badges come only where none is, and only Mint gives them; guards change. */
static bool is_mutant(cap_t from, cap_t cap)
{
    return cap_type(cap) != CAP_ZOMBIE && from.w0 == cap.w0 && !cap_is_null(cap) &&
           (cap_type(cap) == CAP_CNODE || from.w1 == cap.w1);
}

THEOREM(cap_update_data_mutant, "with the rule of Mutate, data make only another guard of a capability, or nothing")
    (cap_t cap, word_t data)
{
    cap_t result = cap_update_data(cap, true, data);

    v_assume(cap_type(cap) != CAP_ZOMBIE && !cap_is_null(result));
    v_assert(is_mutant(cap, result));
}

static bool copy_is_made(const slot_t *source, cap_t cap)
{
    return is_copy(source, cap) && cap.w0 == cap_with_rights(source->cap, cap_rights(cap)).w0;
}

static bool cap_derives(const slot_t *source, cap_t cap)
{
    return !cap_is_null(cap) && cap_derive_check(source, cap) == STATUS_OK;
}

THEOREM(cap_mint_is_copy, "what masked rights and data make of a capability, if it passes the check of Copy and Mint, "
        "may be inserted as a copy")
    (slot_t *source, word_t rights, bool mint, word_t data)
{
    cap_t cap = cap_null();

    v_execute("cap_derived");
    assume_order();
    v_assume(is_full(source));
    cap = cap_mask_rights(source->cap, rights);
    if (mint)
        cap = cap_update_data(cap, false, data);
    v_assume(cap_derives(source, cap));
    v_assert(copy_is_made(source, cap_derived(cap)));
}

/* ---- kinds ---- */
static void assume_kinds(void)
{
    v_inv_only("inv_kind");
    v_inv_only("inv_slot_links");
    v_inv_only("inv_slot_rank");
    v_inv_assume();
}

static bool is_kind_right(cap_t cap)
{
    return cap_is_of_kind(cap) && (cap_type(cap) != CAP_UNTYPED || cap_is_revocable(cap));
}

static bool may_come(const slot_t *source, const slot_t *dest, cap_t cap)
{
    return is_full(source) && is_slot(dest) && slot_is_empty(dest) && source != dest && is_kind_right(cap);
}

THEOREM(kind_clear, "clearing a slot leaves kinds of capabilities that exist")(slot_t *slot)
{
    assume_kinds();
    v_assume(is_full(slot));
    slot_clear(slot);
    v_assert_all((const void *)inv_kind);
}

THEOREM(kind_insert, "inserting a capability of a kind that exists leaves such kinds")
    (slot_t *source, slot_t *dest, cap_t cap)
{
    assume_kinds();
    v_assume(may_come(source, dest, cap));
    slot_insert_after(source, dest, cap);
    v_assert_all((const void *)inv_kind);
}
