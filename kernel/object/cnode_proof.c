/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of CNodes. */
#include <object/cnode_proof.h>

/* A CNode capability in a slot is sound. */
INVARIANT_OF inv_slot_cnode(const slot_t *s)
{
    return !is_full(s) || !cap_is_cnode(s->cap) || cnode_is_sound(s->cap);
}

/* What a CNode capability stands for are slots. */
INVARIANT_OF inv_cnode_slots(const slot_t *s, word_t i)
{
    return !is_full(s) || cnode_covers(i, s->cap);
}
