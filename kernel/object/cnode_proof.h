/* SPDX-License-Identifier: BSD-2-Clause */
/* CNodes as the proof sees them: a CNode capability in a slot stands for 2^radix slots within the kernel window. */
#ifndef KERNEL_OBJECT_CNODE_PROOF_H
#define KERNEL_OBJECT_CNODE_PROOF_H

#include <object/cnode.h>
#include <object/kind_proof.h>
#include <addresses.h>

static inline bool cap_is_cnode(cap_t cap)
{
    return cap_type(cap) == CAP_CNODE;
}

/* At least two slots, not at address 0, and none beyond the window. */
static inline bool cnode_is_sound(cap_t cap)
{
    return cnode_cap_radix(cap) >= 1 && cnode_cap_radix(cap) + cnode_cap_guard_size(cap) <= WORD_BITS &&
           cap_address(cap) != 0 && cap_address(cap) + op_pow2(cnode_cap_radix(cap)) * sizeof(slot_t) <= WINDOW_LIMIT;
}

/* Slot i of a CNode. */
static inline slot_t *cnode_slot(cap_t cap, word_t i)
{
    return (slot_t *)object_at(cap_address(cap) + i * sizeof(slot_t));
}

/* About a capability that is no CNode, and about an index beyond the radix, nothing is said. */
static inline bool cnode_covers(word_t i, cap_t cap)
{
    return !cap_is_cnode(cap) || i >= op_pow2(cnode_cap_radix(cap)) || is_slot(cnode_slot(cap, i));
}

/* The invariants of CNodes, for every slot s and index i. */
bool inv_cnode_sound(const slot_t *s);
bool inv_cnode_slots(const slot_t *s, word_t i);

#endif
