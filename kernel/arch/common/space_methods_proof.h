/* SPDX-License-Identifier: BSD-2-Clause */
/* What theorems about methods of frames and tables are tried on, on every ISA. */
#ifndef KERNEL_ARCH_COMMON_SPACE_METHODS_PROOF_H
#define KERNEL_ARCH_COMMON_SPACE_METHODS_PROOF_H

#include <arch/arch.h>
#include <core/invoke.h>
#include <object/asid.h>
#include <object/kind_proof.h>

/* Argument n of a method, one of those in registers. */
static word_t asked(const tcb_t *caller, word_t n)
{
    return caller->context.r[arch_mr_register(n)];
}

/* The root of the space with that ASID; 0: none, as for those who are not mapped. */
static word_t space_of(word_t asid)
{
    return asid == 0 ? 0 : asid_root(asid);
}

static bool asid_is_sound(word_t asid)
{
    const struct asid_pool *pool = asid_pools[asid_pool_index(asid)];

    return pool == 0 || v_type(pool) == T_ASID_POOL;
}

static bool can_invoke(const tcb_t *caller, const slot_t *slot, const slot_t *root)
{
    return is_tcb(caller) && is_slot(slot) && is_slot(root) && cap_address(root->cap) != 0 &&
           asid_is_sound(mapping_cap_asid(root->cap));
}

/* Map leaves capabilities alone, but for what this one records of its mapping. */
static bool is_recorded(const slot_t *s, cap_t before, bool mapped, word_t mapping)
{
    return s->cap.w0 == before.w0 && s->cap.w1 == (mapped ? mapping : before.w1);
}

#endif
