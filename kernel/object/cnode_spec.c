/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: CNode methods. */
#include "proof/spec.h"

/* Where a copy or move comes from and goes to. */
struct transfer {
    word source;
    word dest;
};

static struct aoutcome find_source(struct astate *s, const struct acall *c, struct transfer *t)
{
    if (!as_slot_is_empty(s, t->dest)) {
        return spec_refuse(seL4_DeleteFirst);
    }
    word depth = spec_call_word(s, c, 3);
    struct aoutcome o = spec_lookup_slot(s, true, spec_call_cap(s, c, 0), spec_call_word(s, c, 2), depth, &t->source);
    if (!spec_refused(o) && as_slot_is_empty(s, t->source)) {
        return spec_refuse_lookup(true, spec_failure_missing(depth));
    }
    return o;
}

/* Copy and Mint. */
static struct aoutcome copy(struct astate *s, const struct acall *c, struct transfer t, bool mint)
{
    struct acap cap = spec_mask_rights(as_cap_in(s, t.source), spec_call_word(s, c, 4));

    if (mint) {
        cap = spec_apply_data(cap, false, spec_call_word(s, c, 5));
        if (cap.type == AC_NULL) {
            return spec_refuse(seL4_IllegalOperation);
        }
    }
    struct aoutcome o = spec_derive(s, t.source, cap, &cap);
    if (spec_refused(o)) {
        return o;
    }
    if (cap.type == AC_NULL) {
        return spec_refuse(seL4_IllegalOperation);
    }
    spec_insert_copy(s, t.source, t.dest, cap);
    return spec_outcome_ok();
}

static struct aoutcome mutate(struct astate *s, const struct acall *c, struct transfer t)
{
    struct acap cap = spec_apply_data(as_cap_in(s, t.source), true, spec_call_word(s, c, 4));

    if (cap.type == AC_NULL) {
        return spec_refuse(seL4_IllegalOperation);
    }
    as_entry_move(s, t.source, t.dest);
    as_cap_set(s, t.dest, cap);
    return spec_outcome_ok();
}

static struct aoutcome copy_or_move(struct astate *s, const struct acall *c, word dest)
{
    struct transfer t = {.source = 0, .dest = dest};

    if (c->length < 4 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct aoutcome o = find_source(s, c, &t);
    if (spec_refused(o)) {
        return o;
    }
    switch (c->label) {
    case CNodeCopy:
        return c->length < 5 ? spec_refuse(seL4_TruncatedMessage) : copy(s, c, t, false);
    case CNodeMint:
        return c->length < 6 ? spec_refuse(seL4_TruncatedMessage) : copy(s, c, t, true);
    case CNodeMutate:
        return c->length < 5 ? spec_refuse(seL4_TruncatedMessage) : mutate(s, c, t);
    default:
        as_entry_move(s, t.source, t.dest);
        return spec_outcome_ok();
    }
}

static void rotate_apply(struct astate *s, word dest, word pivot, word source, struct acap to_dest,
                         struct acap to_pivot)
{
    if (source == dest) {
        as_entry_swap(s, source, pivot);
    } else {
        as_entry_move(s, pivot, dest);
        as_entry_move(s, source, pivot);
    }
    as_cap_set(s, dest, to_dest);
    as_cap_set(s, pivot, to_pivot);
}

static struct aoutcome rotate(struct astate *s, const struct acall *c, word dest)
{
    word source = 0;
    word pivot = 0;

    if (c->length < 8 || c->extra_count < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word pivot_depth = spec_call_word(s, c, 4);
    word source_depth = spec_call_word(s, c, 7);
    word source_index = spec_call_word(s, c, 6);
    struct aoutcome o = spec_lookup_slot(s, true, spec_call_cap(s, c, 1), source_index, source_depth, &source);
    if (spec_refused(o)) {
        return o;
    }
    o = spec_lookup_slot(s, true, spec_call_cap(s, c, 0), spec_call_word(s, c, 3), pivot_depth, &pivot);
    if (spec_refused(o)) {
        return o;
    }
    if (pivot == source || pivot == dest) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (source != dest && !as_slot_is_empty(s, dest)) {
        return spec_refuse(seL4_DeleteFirst);
    }
    if (as_slot_is_empty(s, source)) {
        return spec_refuse_lookup(true, spec_failure_missing(source_depth));
    }
    if (as_slot_is_empty(s, pivot)) {
        return spec_refuse_lookup(false, spec_failure_missing(pivot_depth));
    }
    struct acap to_pivot = spec_apply_data(as_cap_in(s, source), true, spec_call_word(s, c, 5));
    struct acap to_dest = spec_apply_data(as_cap_in(s, pivot), true, spec_call_word(s, c, 2));
    if (to_pivot.type == AC_NULL || to_dest.type == AC_NULL) {
        return spec_refuse(seL4_IllegalOperation);
    }

    rotate_apply(s, dest, pivot, source, to_dest, to_pivot);
    return spec_outcome_ok();
}

static struct aoutcome cancel_badged_sends(struct astate *s, word slot)
{
    struct acap cap = as_cap_in(s, slot);

    if (cap.type != AC_ENDPOINT || cap.rights != AR_ALL) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (cap.badge != 0) {
        spec_endpoint_abort_badged(s, cap.object, cap.badge);
    }
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_cnode(struct astate *s, const struct acall *c)
{
    word slot = 0;

    if (c->label < CNodeRevoke || c->label > CNodeRotate) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct aoutcome o = spec_lookup_slot(s, false, c->cap, spec_call_word(s, c, 0), spec_call_word(s, c, 1), &slot);
    if (spec_refused(o)) {
        return o;
    }
    switch (c->label) {
    case CNodeRevoke:
        spec_revoke(s, slot);
        return spec_outcome_ok();
    case CNodeDelete:
        spec_delete(s, slot);
        return spec_outcome_ok();
    case CNodeCancelBadgedSends:
        return cancel_badged_sends(s, slot);
    case CNodeRotate:
        return rotate(s, c, slot);
    default:
        return copy_or_move(s, c, slot);
    }
}
