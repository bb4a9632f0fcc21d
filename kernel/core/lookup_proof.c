/* SPDX-License-Identifier: BSD-2-Clause */
/* CSpace lookup: each ends within its bound, reads only slots, and finds what caps.md 3 says, in every CSpace. */
#include <core/lookup_proof.h>

/* ---- the specification ---- */
#define RESULT(what, cnode, cptr, left) \
    ghost_get_lookup_##what(v_version("slot"), (cnode).w0, (cnode).w1, cptr, left)

static void result_is(cap_t cnode, word_t cptr, word_t left, word_t kind, slot_t *slot, word_t rest)
{
    v_assume(RESULT(kind, cnode, cptr, left) == kind);
    v_assume(RESULT(slot, cnode, cptr, left) == slot);
    v_assume(RESULT(left, cnode, cptr, left) == rest);
}

static void failure_is(cap_t cnode, word_t cptr, word_t left, word_t bits_found, word_t guard_found)
{
    v_assume(RESULT(bits_found, cnode, cptr, left) == bits_found);
    v_assume(RESULT(guard_found, cnode, cptr, left) == guard_found);
}

static bool same_result(cap_t a, word_t a_left, cap_t b, word_t b_left, word_t cptr)
{
    return RESULT(kind, a, cptr, a_left) == RESULT(kind, b, cptr, b_left) &&
           RESULT(slot, a, cptr, a_left) == RESULT(slot, b, cptr, b_left) &&
           RESULT(left, a, cptr, a_left) == RESULT(left, b, cptr, b_left) &&
           RESULT(bits_found, a, cptr, a_left) == RESULT(bits_found, b, cptr, b_left) &&
           RESULT(guard_found, a, cptr, a_left) == RESULT(guard_found, b, cptr, b_left);
}

static bool guard_differs(cap_t cnode, word_t cptr, word_t left)
{
    word_t size = cnode_cap_guard_size(cnode);

    return size > left || op_take(cptr, left - size, size) != cnode_cap_guard(cnode);
}

/* The slot that is next, when guard and depth fit; left: the bits after it. */
static slot_t *next_slot(cap_t cnode, word_t cptr, word_t left)
{
    return cnode_slot(cnode, op_take(cptr, left, cnode_cap_radix(cnode)));
}

void lookup_unfold(cap_t cnode, word_t cptr, word_t left)
{
    word_t size = cnode_cap_guard_size(cnode), used = size + cnode_cap_radix(cnode);

    if (guard_differs(cnode, cptr, left)) {
        result_is(cnode, cptr, left, seL4_GuardMismatch, 0, left);
        failure_is(cnode, cptr, left, size, cnode_cap_guard(cnode));
    } else if (used > left) {
        result_is(cnode, cptr, left, seL4_DepthMismatch, 0, left);
        failure_is(cnode, cptr, left, used, 0);
    } else if (used == left) {
        result_is(cnode, cptr, left, seL4_NoFailure, next_slot(cnode, cptr, 0), 0);
    } else if (!cap_is_cnode(next_slot(cnode, cptr, left - used)->cap)) {
        result_is(cnode, cptr, left, seL4_NoFailure, next_slot(cnode, cptr, left - used), left - used);
    } else {
        v_assume(same_result(cnode, left, next_slot(cnode, cptr, left - used)->cap, left - used, cptr));
    }
}

/* ---- the way through the levels ---- */
static bool next_is_slot(cap_t cnode, word_t cptr, word_t left)
{
    word_t used = cnode_cap_guard_size(cnode) + cnode_cap_radix(cnode);
    word_t i = op_take(cptr, left - used, cnode_cap_radix(cnode));

    v_use_word(i);
    return used > left || is_slot(cnode_slot(cnode, i));
}

bool lookup_continues(cap_t root, word_t depth, cap_t cnode, word_t cptr, word_t left, word_t level)
{
    return cap_is_cnode(cnode) && cnode_is_sound(cnode) &&
           left >= 1 && left <= WORD_BITS && level + left <= WORD_BITS &&
           next_is_slot(cnode, cptr, left) && same_result(root, depth, cnode, left, cptr);
}

bool cap_fits(word_t w0);

bool lookup_is_safe(cap_t cnode, word_t left, word_t depth)
{
    return cap_is_cnode(cnode) && cap_fits(cnode.w0) && left >= 1 && left <= depth && depth <= WORD_BITS;
}

void lookup_split(word_t cptr, word_t radix)
{
    v_assert(op_take(cptr, 0, radix) < op_pow2(radix));
    v_use_word(op_take(cptr, 0, radix));
}

/* ---- invariants of threads ---- */
/* A thread's CSpace stands in a slot, and is one, or is dying. */
INVARIANT_OF inv_tcb_cspace(const tcb_t *t)
{
    const slot_t *slot = &t->slot[TCB_SLOT_CSPACE];
    word_t type = cap_type(slot->cap);

    return !is_tcb(t) || (is_slot(slot) && (slot_is_empty(slot) || type == CAP_CNODE || type == CAP_ZOMBIE));
}

static bool flat_is_right(const tcb_t *t)
{
    cap_t root = t->flat.root;

    if (t->flat.count == 0)
        return true;
    return cap_is_cnode(root) && cnode_cap_radix(root) + cnode_cap_guard_size(root) == WORD_BITS &&
           cnode_cap_guard(root) == 0 && t->flat.count == op_pow2(cnode_cap_radix(root)) &&
           t->flat.slots == cnode_slot(root, 0);
}

/* The decoded form is that of the capability it names. */
INVARIANT_OF inv_tcb_flat(const tcb_t *t)
{
    return !is_tcb(t) || flat_is_right(t);
}

/* ---- theorems ---- */
CONTRACT(lookup_bits, "lookup finds what the specification says, for every CSpace and depth, and reads only slots",
         struct lookup)
    (cap_t root, word_t cptr, word_t depth)
{
    struct lookup result = {0, 0};

    v_requires_all((const void *)inv_cnode_sound);
    v_requires_all((const void *)inv_cnode_slots);
    v_requires(depth >= 1 && depth <= WORD_BITS);
    v_requires(!cap_is_cnode(root) || cnode_is_sound(root));
    v_requires_all((const void *)cnode_covers, root);
    result = lookup_bits(root, cptr, depth);
    if (cap_is_cnode(root)) {
        v_ensures(result.slot == RESULT(slot, root, cptr, depth));
        v_ensures(result.bits_left == RESULT(left, root, cptr, depth));
        v_ensures((result.slot == 0) == (RESULT(kind, root, cptr, depth) != seL4_NoFailure));
    } else {
        v_ensures(result.slot == 0 && result.bits_left == depth);
    }
    v_ensures(result.slot == 0 || is_slot(result.slot));
    return result;
}

THEOREM(lookup_explain, "the explanation of a failed lookup is the specification's: kind, bits left and found, guard")
    (cap_t root, word_t cptr, word_t depth)
{
    struct lookup_failure failure = {0, 0, 0, 0};

    v_inv_only("inv_cnode");
    v_inv_only("inv_tcb");
    v_inv_assume();
    v_assume(depth >= 1 && depth <= WORD_BITS);
    v_assume(!cap_is_cnode(root) || cnode_is_sound(root));
    v_assume_all((const void *)cnode_covers, root);
    lookup_explain(root, cptr, depth, &failure);
    if (!cap_is_cnode(root)) {
        v_assert(failure.kind == seL4_InvalidRoot);
    } else if (RESULT(kind, root, cptr, depth) != seL4_NoFailure) {
        v_assert(failure.kind == RESULT(kind, root, cptr, depth));
        v_assert(failure.bits_left == RESULT(left, root, cptr, depth));
        v_assert(failure.bits_found == RESULT(bits_found, root, cptr, depth));
        v_assert(failure.guard_found == RESULT(guard_found, root, cptr, depth));
    }
}

THEOREM(lookup_slot, "a method's slot is where all bits of the index lead; else there is none, and the right error")
    (cap_t root, word_t index, word_t depth, bool source)
{
    struct refusal why = {.error = STATUS_OK};
    slot_t *slot = 0;

    v_inv_only("inv_cnode");
    v_inv_only("inv_tcb");
    v_inv_assume();
    v_assume(!cap_is_cnode(root) || cnode_is_sound(root));
    v_assume_all((const void *)cnode_covers, root);
    slot = lookup_slot(root, index, depth, source, &why);
    if (!cap_is_cnode(root)) {
        v_assert(slot == 0 && why.error == seL4_FailedLookup && why.word[1] == seL4_InvalidRoot);
    } else if (depth < 1 || depth > WORD_BITS) {
        v_assert(slot == 0 && why.error == seL4_RangeError && why.word[0] == 1 && why.word[1] == WORD_BITS);
    } else if (RESULT(kind, root, index, depth) != seL4_NoFailure) {
        v_assert(slot == 0 && why.error == seL4_FailedLookup && why.word[0] == source);
        v_assert(why.word[1] == RESULT(kind, root, index, depth) && why.word[2] == RESULT(left, root, index, depth));
    } else if (RESULT(left, root, index, depth) != 0) {
        v_assert(slot == 0 && why.error == seL4_FailedLookup && why.word[1] == seL4_DepthMismatch);
        v_assert(why.word[2] == RESULT(left, root, index, depth) && why.word[3] == 0);
    } else {
        v_assert(slot == RESULT(slot, root, index, depth) && is_slot(slot) && why.error == STATUS_OK);
    }
}

THEOREM(tcb_cspace_changed, "the decoded form of a thread's CSpace is made right")(tcb_t *tcb)
{
    v_inv_only("inv_cnode");
    v_inv_only("inv_tcb");
    v_inv_assume();
    v_assume(is_tcb(tcb));
    tcb_cspace_changed(tcb);
    v_assert(flat_is_right(tcb));
}

THEOREM(lookup_cptr, "a thread's capability pointer leads where its 64 bits lead, with or without the decoded form")
    (const tcb_t *tcb, word_t cptr)
{
    cap_t root = tcb->slot[TCB_SLOT_CSPACE].cap;
    slot_t *slot = 0;

    v_inv_only("inv_cnode");
    v_inv_only("inv_tcb");
    v_inv_assume();
    v_assume(is_tcb(tcb));
    v_use(&tcb->slot[TCB_SLOT_CSPACE]);
    v_use_word(cptr);
    slot = lookup_cptr(tcb, cptr);
    if (cap_is_cnode(root)) {
        lookup_unfold(root, cptr, WORD_BITS);
        v_assert(slot == RESULT(slot, root, cptr, WORD_BITS));
    } else {
        v_assert(slot == 0);
    }
    v_assert(slot == 0 || is_slot(slot));
}
