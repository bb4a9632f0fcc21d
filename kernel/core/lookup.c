/* SPDX-License-Identifier: BSD-2-Clause */
/* CSpace lookup: caps.md section 3. */
#include <core/lookup.h>
#include <object/cnode.h>
#ifdef HF_PROOF
#include <core/lookup_proof.h>
#endif

/* A CNode has at least two slots, so each level consumes at least one bit. */
#define LOOKUP_LEVELS_MAX WORD_BITS

/* Does the guard of cnode fit the top bits of what is left of cptr? */
static inline bool guard_fits(cap_t cnode, word_t cptr, word_t left)
{
    word_t size = cnode_cap_guard_size(cnode);

    return size <= left && op_take(cptr, left - size, size) == cnode_cap_guard(cnode);
}

struct lookup lookup_bits(cap_t root, word_t cptr, word_t depth)
{
    cap_t cnode = root;
    word_t left = depth;

    REQUIRES(depth >= 1 && depth <= WORD_BITS);

    if (unlikely(cap_type(root) != CAP_CNODE))
        return (struct lookup){0, depth};
    for (word_t level = 0; level < LOOKUP_LEVELS_MAX; level++) {
        word_t radix = cnode_cap_radix(cnode), guard_size = cnode_cap_guard_size(cnode);
        slot_t *slot;

        GHOST(v_invariant(lookup_continues(root, depth, cnode, cptr, left, level)));
        GHOST(v_safety_invariant(lookup_is_safe(cnode, left, depth)));
        GHOST(v_safety_invariant_all((const void *)is_slot_of, cnode.w0));
        VARIANT(left);
        GHOST(lookup_unfold(cnode, cptr, left));
        if (unlikely(!guard_fits(cnode, cptr, left) || guard_size + radix > left))
            return (struct lookup){0, left};
        left -= guard_size + radix;
        slot = cnode_slots(cnode) + op_take(cptr, left, radix);
        if (likely(left == 0) || cap_type(slot->cap) != CAP_CNODE)
            return (struct lookup){slot, left};
        cnode = slot->cap;
    }
    return (struct lookup){0, left};
}

slot_t *lookup_cptr_general(const tcb_t *tcb, word_t cptr)
{
    cap_t root = tcb->slot[TCB_SLOT_CSPACE].cap;
    word_t radix = cnode_cap_radix(root), guard = cnode_cap_guard(root);

    if (!cspace_is_flat(root))
        return lookup_bits(root, cptr, WORD_BITS).slot;
    if (op_drop(cptr, radix) != guard)
        return 0;
    GHOST(lookup_split(cptr, radix));
    return cnode_slots(root) + op_low(cptr, radix);
}

void lookup_explain(cap_t root, word_t cptr, word_t depth, struct lookup_failure *failure)
{
    cap_t cnode = root;
    word_t left = depth;

    *failure = (struct lookup_failure){.kind = seL4_InvalidRoot};
    if (cap_type(root) != CAP_CNODE)
        return;
    for (word_t level = 0; level < LOOKUP_LEVELS_MAX; level++) {
        word_t radix = cnode_cap_radix(cnode), guard_size = cnode_cap_guard_size(cnode);

        GHOST(v_invariant(lookup_continues(root, depth, cnode, cptr, left, level)));
        GHOST(v_safety_invariant(lookup_is_safe(cnode, left, depth)));
        GHOST(v_safety_invariant_all((const void *)is_slot_of, cnode.w0));
        VARIANT(left);
        GHOST(lookup_unfold(cnode, cptr, left));
        if (!guard_fits(cnode, cptr, left)) {
            *failure = (struct lookup_failure){seL4_GuardMismatch, left, guard_size, cnode_cap_guard(cnode)};
            return;
        }
        if (guard_size + radix > left) {
            *failure = (struct lookup_failure){seL4_DepthMismatch, left, guard_size + radix, 0};
            return;
        }
        left -= guard_size + radix;
        if (left == 0)
            return;
        cnode = cnode_slots(cnode)[op_take(cptr, left, radix)].cap;
        if (cap_type(cnode) != CAP_CNODE)
            return;
    }
}

slot_t *lookup_slot(cap_t root, word_t index, word_t depth, bool source, struct refusal *why)
{
    struct lookup_failure failure = {.kind = seL4_NoFailure};
    struct lookup found = {0, 0};

    if (cap_type(root) != CAP_CNODE) {
        refuse_root(why, source);
        return 0;
    }
    if (depth < 1 || depth > WORD_BITS) {
        refuse_range(why, 1, WORD_BITS);
        return 0;
    }
    found = lookup_bits(root, index, depth);
    if (found.slot == 0) {
        lookup_explain(root, index, depth, &failure);
        refuse_lookup(why, source, &failure);
        return 0;
    }
    if (found.bits_left != 0) {
        failure = (struct lookup_failure){.kind = seL4_DepthMismatch, .bits_left = found.bits_left};
        refuse_lookup(why, source, &failure);
        return 0;
    }
    return found.slot;
}

slot_t *lookup_free_slot(cap_t root, word_t index, word_t depth, struct refusal *why)
{
    slot_t *slot = lookup_slot(root, index, depth, false, why);

    if (slot != 0 && !slot_is_empty(slot)) {
        refuse(why, seL4_DeleteFirst);
        return 0;
    }
    return slot;
}
