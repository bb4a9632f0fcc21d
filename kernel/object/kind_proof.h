/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands at an address, in the words of proofs. */
#ifndef KERNEL_OBJECT_KIND_PROOF_H
#define KERNEL_OBJECT_KIND_PROOF_H

#include <object/slot.h>
#include <proof/objects.h>

struct tcb;

/* A TCB begins with a slot. */
static inline bool is_slot(const slot_t *s)
{
    return v_type(s) == T_SLOT || v_type(s) == T_TCB;
}

static inline bool is_full(const slot_t *s)
{
    return is_slot(s) && !slot_is_empty(s);
}

static inline bool is_tcb(const struct tcb *t)
{
    return v_type(t) == T_TCB;
}

#endif
