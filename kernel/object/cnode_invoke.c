/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode methods: invocations.md section 5. Checks stand in the order of the table there. */
#include <core/invoke.h>
#include <object/cnode.h>

/* Looks up a full source slot. 0 when refused. */
static slot_t *source_slot(cap_t root, word_t index, word_t depth, struct refusal *why)
{
    slot_t *slot = lookup_slot(root, index, depth, true, why);

    if (slot != 0 && slot_is_empty(slot)) {
        refuse_missing(why, true, depth);
        return 0;
    }
    return slot;
}

static word_t cnode_cancel_badged_sends(slot_t *slot, struct refusal *why)
{
    cap_t cap = slot->cap;
    bool more = cap_badge(cap) != 0;

    if (cap_type(cap) != CAP_ENDPOINT || cap_rights(cap) != RIGHTS_ALL)
        return refuse(why, seL4_IllegalOperation);

    for (word_t unit = 0; unit < WORK_UNITS_MAX && more && work_unit(); unit++)
        more = endpoint_cancel_badged_step(endpoint_of_cap(cap), cap_badge(cap));
    return more ? STATUS_PREEMPTED : STATUS_OK;
}

/* What Copy, Mint, Move and Mutate check first: the source for dest, or 0 when refused. */
static slot_t *source_for(const struct invocation *in, const slot_t *dest, struct refusal *why)
{
    if (!invocation_has(in, 4, 1)) {
        refuse(why, seL4_TruncatedMessage);
        return 0;
    }
    if (!slot_is_empty(dest)) {
        refuse(why, seL4_DeleteFirst);
        return 0;
    }
    return source_slot(in->extra[0]->cap, invocation_argument(in, 2), invocation_argument(in, 3), why);
}

/* What Copy (mint: Mint) makes of a capability; null if there is no such. */
static cap_t cap_copied(cap_t from, word_t rights, bool mint, word_t data)
{
    cap_t cap = cap_mask_rights(from, rights);

    return mint ? cap_update_data(cap, false, data) : cap;
}

/* Copy and Mint. */
static word_t cnode_copy(const struct invocation *in, slot_t *dest, bool mint, struct refusal *why)
{
    slot_t *source = source_for(in, dest, why);
    cap_t cap = cap_null();
    word_t status = STATUS_OK;

    if (source == 0)
        return why->error;
    if (!invocation_has(in, mint ? 6 : 5, 1))
        return refuse(why, seL4_TruncatedMessage);
    cap = cap_copied(source->cap, invocation_argument(in, 4), mint, mint ? invocation_argument(in, 5) : 0);
    if (cap_is_null(cap))
        return refuse(why, seL4_IllegalOperation);
    status = cap_derive_check(source, cap);
    if (status != STATUS_OK)
        return refuse(why, status);

    slot_insert_copy(source, dest, cap_derived(cap));
    return STATUS_OK;
}

/* Move and Mutate. */
static word_t cnode_move(const struct invocation *in, slot_t *dest, bool mutate, struct refusal *why)
{
    slot_t *source = source_for(in, dest, why);
    cap_t cap = cap_null();

    if (source == 0)
        return why->error;
    if (mutate && !invocation_has(in, 5, 1))
        return refuse(why, seL4_TruncatedMessage);
    cap = mutate ? cap_update_data(source->cap, true, invocation_argument(in, 4)) : source->cap;
    if (cap_is_null(cap))
        return refuse(why, seL4_IllegalOperation);

    slot_move(source, dest, cap);
    return STATUS_OK;
}

/* Rotate with one slot as source and destination. */
static void cnode_exchange(slot_t *slot, slot_t *pivot, cap_t to_slot, cap_t to_pivot)
{
    slot_swap(slot, pivot);
    slot_update(slot, to_slot);
    slot_update(pivot, to_pivot);
}

static word_t cnode_rotate(const struct invocation *in, slot_t *dest, struct refusal *why)
{
    slot_t *source = 0, *pivot = 0;
    cap_t to_dest = cap_null(), to_pivot = cap_null();
    word_t source_depth = 0, pivot_depth = 0;

    if (!invocation_has(in, 8, 2))
        return refuse(why, seL4_TruncatedMessage);
    pivot_depth = invocation_argument(in, 4);
    source_depth = invocation_argument(in, 7);
    source = lookup_slot(in->extra[1]->cap, invocation_argument(in, 6), source_depth, true, why);
    if (source == 0)
        return why->error;
    pivot = lookup_slot(in->extra[0]->cap, invocation_argument(in, 3), pivot_depth, true, why);
    if (pivot == 0)
        return why->error;
    if (pivot == source || pivot == dest)
        return refuse(why, seL4_IllegalOperation);
    if (source != dest && !slot_is_empty(dest))
        return refuse(why, seL4_DeleteFirst);
    if (slot_is_empty(source))
        return refuse_missing(why, true, source_depth);
    if (slot_is_empty(pivot))
        return refuse_missing(why, false, pivot_depth);
    to_pivot = cap_update_data(source->cap, true, invocation_argument(in, 5));
    if (cap_is_null(to_pivot))
        return refuse(why, seL4_IllegalOperation);
    to_dest = cap_update_data(pivot->cap, true, invocation_argument(in, 2));
    if (cap_is_null(to_dest))
        return refuse(why, seL4_IllegalOperation);

    if (source == dest) {
        cnode_exchange(dest, pivot, to_dest, to_pivot);
    } else {
        slot_move(pivot, dest, to_dest);
        slot_move(source, pivot, to_pivot);
    }
    return STATUS_OK;
}

word_t cnode_invoke(const struct invocation *in, struct refusal *why)
{
    slot_t *target = 0;

    if (in->label < CNodeRevoke || in->label > CNodeRotate)
        return refuse(why, seL4_IllegalOperation);
    if (in->length < 2)
        return refuse(why, seL4_TruncatedMessage);
    target = lookup_slot(in->cap, invocation_argument(in, 0), invocation_argument(in, 1), false, why);
    if (target == 0)
        return why->error;

    switch (in->label) {
    case CNodeRevoke:
        return slot_revoke(target);
    case CNodeDelete:
        return slot_delete(target);
    case CNodeCancelBadgedSends:
        return cnode_cancel_badged_sends(target, why);
    case CNodeCopy:
    case CNodeMint:
        return cnode_copy(in, target, in->label == CNodeMint, why);
    case CNodeMove:
    case CNodeMutate:
        return cnode_move(in, target, in->label == CNodeMutate, why);
    }
    return cnode_rotate(in, target, why);
}
