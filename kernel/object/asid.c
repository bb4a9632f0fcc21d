/* SPDX-License-Identifier: BSD-2-Clause */
/* ASID control and pools. memory.md section 3, invocations.md section 9. */
#include <arch_switch.h>
#include <object/asid.h>
#include <object/asid_proof.h>

struct asid_pool *asid_pools[ASID_POOLS];

word_t asid_check_refused(cap_t root, struct refusal *why)
{
    if (asid_root(mapping_cap_asid(root)) == 0)
        return refuse_root(why, false);
    return refuse_capability(why, 1);
}

/* ---- pools ---- */

/* Lowest free pool index; ASID_POOLS when there is none. Bound: ASID_POOLS. */
static word_t pool_index_free(void)
{
    word_t index = 0;

    while ((index < ASID_POOLS) && (asid_pools[index] != 0)) {
        INVARIANT(index < ASID_POOLS);
        VARIANT(ASID_POOLS - index);
        index++;
    }
    return index;
}

/*
 * MakePool: index, depth; untyped, root. TruncatedMessage; DeleteFirst (no index left); InvalidCapability 1;
 * RevokeFirst; as lookup_free_slot. Clears one page.
 */
static word_t make_pool(const struct invocation *in, struct refusal *why)
{
    word_t index = pool_index_free();
    slot_t *untyped = 0;
    slot_t *dest = 0;
    word_t physical = 0;

    if (!invocation_has(in, 2, 2))
        return refuse(why, seL4_TruncatedMessage);
    untyped = in->extra[0];
    if (index == ASID_POOLS)
        return refuse(why, seL4_DeleteFirst);
    if ((cap_type(untyped->cap) != CAP_UNTYPED) || (cap_size(untyped->cap) != seL4_ASIDPoolBits)
        || untyped_cap_is_device(untyped->cap))
        return refuse_capability(why, 1);
    if (slot_has_child(untyped))
        return refuse(why, seL4_RevokeFirst);
    dest = lookup_free_slot(in->extra[1]->cap, invocation_argument(in, 0), invocation_argument(in, 1), why);
    if (dest == 0)
        return why->error;
    physical = cap_address(untyped->cap);
    hw_clear(object_at(physical), sizeof(struct asid_pool));
    asid_pools[index] = object_at(physical);
    slot_update(untyped, untyped_cap_with_free(untyped->cap, sizeof(struct asid_pool)));
    slot_insert_after(untyped, dest, asid_pool_cap_new(physical, index));
    return STATUS_OK;
}

word_t asid_control_invoke(const struct invocation *in, struct refusal *why)
{
    if (in->label != LABEL_ASID_CONTROL_MAKE_POOL)
        return refuse(why, seL4_IllegalOperation);
    return make_pool(in, why);
}

/* Lowest free ASID of a pool, never 0; one past the pool's last when it is full. Bound: ASID_POOL_ENTRIES. */
static word_t asid_free(word_t index)
{
    const struct asid_pool *pool = asid_pools[index];
    word_t i = index == 0 ? 1 : 0;

    while ((i < ASID_POOL_ENTRIES) && (pool->root[i] != 0)) {
        INVARIANT(i < ASID_POOL_ENTRIES);
        GHOST(v_invariant_all((const void *)asid_is_taken, pool, index, i));
        VARIANT(ASID_POOL_ENTRIES - i);
        i++;
    }
    return index * ASID_POOL_ENTRIES + i;
}

/*
 * Assign: VSpace. TruncatedMessage; InvalidCapability 1 (no root, or it has an ASID); FailedLookup InvalidRoot (the
 * pool was deleted); InvalidCapability 0 (its index is another pool's); DeleteFirst (full).
 */
static word_t pool_assign(const struct invocation *in, struct refusal *why)
{
    word_t index = asid_pool_w1_index(in->cap.w1);
    struct asid_pool *pool = asid_pools[index];
    slot_t *root = in->extra[0];
    word_t asid = 0, physical = 0;

    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (!arch_root_is_free(root->cap))
        return refuse_capability(why, 1);
    if (pool == 0)
        return refuse_root(why, false);
    if (pool != asid_pool_of_cap(in->cap))
        return refuse_capability(why, 0);
    asid = asid_free(index);
    if (asid == (index + 1) * ASID_POOL_ENTRIES)
        return refuse(why, seL4_DeleteFirst);
    physical = cap_address(root->cap);
    arch_root_assign(root, asid);
    pool->root[asid_entry_index(asid)] = physical;
    return STATUS_OK;
}

word_t asid_pool_invoke(const struct invocation *in, struct refusal *why)
{
    if (in->label != LABEL_ASID_POOL_ASSIGN)
        return refuse(why, seL4_IllegalOperation);
    return pool_assign(in, why);
}

/* ---- the end of roots and pools ---- */

/*
 * Translations go now: an ASID that is given out again must start without any. The CPU leaves the space first, or it
 * could look up some more.
 */
void asid_release(word_t asid, word_t root_physical)
{
    struct asid_pool *pool = asid_pools[asid_pool_index(asid)];

    if ((asid == 0) || (pool == 0) || (asid_root(asid) != root_physical))
        return;
    pool->root[asid_entry_index(asid)] = 0;
    arch_decoded_forget();
    if (arch_loaded.asid == asid)
        vspace_unload();
    hw_tlb_flush_asid(asid);
}

void asid_pool_release(word_t index, word_t pool_physical)
{
    if ((asid_pools[index] == 0) || (physical_of(asid_pools[index]) != pool_physical))
        return;
    asid_pools[index] = 0;
    arch_decoded_forget();
    if (arch_loaded.asid != 0 && asid_pool_index(arch_loaded.asid) == index)
        vspace_unload();
    hw_tlb_flush_all();
}

void asid_boot(word_t pool_physical, word_t root_physical)
{
    asid_pools[0] = object_at(pool_physical);
    asid_pools[0]->root[ASID_ROOT_TASK] = root_physical;
}
