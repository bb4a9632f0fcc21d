/* SPDX-License-Identifier: BSD-2-Clause */
/* CSpace lookup: caps.md section 3. */
#ifndef KERNEL_CORE_LOOKUP_H
#define KERNEL_CORE_LOOKUP_H

#include <core/core.h>

/*
 * Where a lookup ended. slot 0: it failed, lookup_explain finds the reason. bits_left: bits not resolved when it
 * stopped at a capability that is not a CNode.
 */
struct lookup {
    slot_t *slot;
    word_t bits_left;
};

/* Resolves the low depth (1..64) bits of cptr from the CNode capability root. Bound: 64 levels. */
struct lookup lookup_bits(cap_t root, word_t cptr, word_t depth);

/* The reason why lookup_bits(root, cptr, depth) fails. Slow path: walks again. */
void lookup_explain(cap_t root, word_t cptr, word_t depth, struct lookup_failure *failure);

/* Is cap a CNode whose guard and radix take all 64 bits? */
static inline bool cspace_is_flat(cap_t cap)
{
    return cap_type(cap) == CAP_CNODE && cap_size(cap) + cnode_w1_guard_size(cap.w1) == WORD_BITS;
}

/* lookup_cptr for any CSpace. */
slot_t *lookup_cptr_general(const tcb_t *tcb, word_t cptr);

/* Does the decoded form hold, and is there a slot for cptr in it? */
static inline bool cspace_is_decoded_for(const tcb_t *tcb, word_t cptr)
{
    cap_t root = tcb->slot[TCB_SLOT_CSPACE].cap;

    return (root.w0 == tcb->flat.root.w0) & (root.w1 == tcb->flat.root.w1) & (cptr < tcb->flat.count);
}

/* Capability pointer of a thread, 64 bits deep; unused low bits are allowed. 0 on failure. */
static inline slot_t *lookup_cptr(const tcb_t *tcb, word_t cptr)
{
    if (likely(cspace_is_decoded_for(tcb, cptr)))
        return tcb->flat.slots + cptr;
    return lookup_cptr_general(tcb, cptr);
}

static inline void lookup_cptr_explain(const tcb_t *tcb, word_t cptr, struct lookup_failure *failure)
{
    lookup_explain(tcb->slot[TCB_SLOT_CSPACE].cap, cptr, WORD_BITS, failure);
}

/*
 * Slot for a CNode method or a new capability (caps.md 3.2): root not a CNode: FailedLookup InvalidRoot; depth out of
 * 1..64: RangeError; resolution fails or bits are left: FailedLookup. 0 when refused: the error is why->error.
 */
slot_t *lookup_slot(cap_t root, word_t index, word_t depth, bool source, struct refusal *why);

/* lookup_slot for a target that must be empty: then DeleteFirst. */
slot_t *lookup_free_slot(cap_t root, word_t index, word_t depth, struct refusal *why);

#endif
