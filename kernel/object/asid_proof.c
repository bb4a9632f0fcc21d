/* SPDX-License-Identifier: BSD-2-Clause */
/* ASIDs: given out and taken back one at a time, never two spaces under one. memory.md section 3. */
#include <arch_kinds_proof.h>
#include <core/invoke.h>
#include <object/asid_proof.h>
#include <object/slot_proof.h>

/* Static functions of the kernel. */
word_t asid_free(word_t index);
word_t pool_assign(const struct invocation *in, struct refusal *why);

THEOREM_BITS(asid_made, "ASID 512 * index + i is entry i of pool index")(word_t index, word_t i)
{
    word_t asid = index * ASID_POOL_ENTRIES + i;

    v_assume(index < ASID_POOLS && i < ASID_POOL_ENTRIES);
    v_assert(asid_pool_index(asid) == index && asid_entry_index(asid) == i);
}

bool asid_is_taken(word_t k, const struct asid_pool *pool, word_t index, word_t i)
{
    return k >= i || k >= ASID_POOL_ENTRIES || (index == 0 && k == 0) || pool->root[k] != 0;
}

static bool is_pool(const struct asid_pool *pool)
{
    return pool != 0 && v_type(pool) == T_ASID_POOL;
}

static bool is_asid_of(word_t asid, word_t index)
{
    word_t i = asid - index * ASID_POOL_ENTRIES;

    return asid != 0 && asid >= index * ASID_POOL_ENTRIES && i <= ASID_POOL_ENTRIES;
}

/* Nobody has it. */
static bool is_free_asid(word_t asid)
{
    return asid_pools[asid_pool_index(asid)]->root[asid_entry_index(asid)] == 0;
}

CONTRACT(asid_free, "the lowest ASID of a pool that nobody has, never 0; the one after its last when it is full",
         word_t)(word_t index)
{
    const struct asid_pool *pool = asid_pools[index];
    word_t result = 0;

    v_requires(index < ASID_POOLS && is_pool(pool));
    result = asid_free(index);
    bits_asid_made(index, result - index * ASID_POOL_ENTRIES);
    v_ensures(is_asid_of(result, index));
    v_ensures(result == (index + 1) * ASID_POOL_ENTRIES || (asid_pool_index(result) == index && is_free_asid(result)));
    v_ensures_all((const void *)asid_is_taken, pool, index, result - index * ASID_POOL_ENTRIES);
    return result;
}

static bool pool_is_sound(word_t index)
{
    return asid_pools[index] == 0 || is_pool(asid_pools[index]);
}

/* Capabilities lead to where the kernel can reach; that of a root to one. */
static bool can_assign(const slot_t *slot, const slot_t *root)
{
    word_t physical = cap_address(root->cap);

    return is_slot(slot) && is_slot(root) && cap_address(slot->cap) < WINDOW_LIMIT && physical < WINDOW_LIMIT &&
           pool_is_sound(asid_pool_w1_index(slot->cap.w1)) &&
           (!arch_root_is_free(root->cap) || v_type(object_at(physical)) == arch_root_kind());
}

/* Entry k of pool p is that of the ASID which this capability has. */
static bool is_entry_of(const struct asid_pool *p, word_t k, cap_t root)
{
    return p == asid_pools[asid_pool_index(mapping_cap_asid(root))] && k == asid_entry_index(mapping_cap_asid(root));
}

/* Only an entry that nobody had changes. */
static bool is_assigned(word_t before, word_t after, bool entry, word_t physical)
{
    return entry ? before == 0 && after == physical : after == before;
}

/* It had none, and got one of this pool, whose capability was used. */
static bool is_rooted(cap_t before, cap_t after, cap_t pool)
{
    word_t index = asid_pool_w1_index(pool.w1);

    return mapping_cap_asid(before) == 0 && mapping_cap_asid(after) != 0 &&
           asid_pool_index(mapping_cap_asid(after)) == index && asid_pools[index] == asid_pool_of_cap(pool);
}

static bool is_rooted_if(word_t status, cap_t before, cap_t after, cap_t pool)
{
    return status != STATUS_OK || is_rooted(before, after, pool);
}

THEOREM(asid_assign, "Assign, if it succeeds, gives a root that had no ASID one of this pool that nobody has, never 0; "
        "no other entry of any pool changes, no other capability, and nothing if it fails")
    (tcb_t *caller, slot_t *slot, slot_t *root, word_t length, word_t extra_count, const struct asid_pool *p, word_t k,
     const slot_t *s)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .slot = slot, .cap = slot->cap, .length = length,
                            .extra_count = extra_count, .extra = {root, 0, 0}};
    word_t before = p->root[k], physical = cap_address(root->cap), status = STATUS_OK;
    cap_t cap = s->cap, unrooted = root->cap, of_pool = slot->cap;

    v_assume(can_assign(slot, root));
    v_assume(is_slot(s) && is_pool(p) && k < ASID_POOL_ENTRIES);
    status = pool_assign(&in, &why);
    v_assert(is_assigned(before, p->root[k], status == STATUS_OK && is_entry_of(p, k, root->cap), physical));
    v_assert(is_rooted_if(status, unrooted, root->cap, of_pool));
    v_assert((s == root && status == STATUS_OK) || cap_equals(s->cap, cap));
}

static bool is_released(const struct asid_pool *p, word_t k, word_t asid, word_t physical)
{
    const struct asid_pool *pool = asid_pools[asid_pool_index(asid)];

    return p == pool && k == asid_entry_index(asid) && asid != 0 && asid_root(asid) == physical;
}

THEOREM(asid_release, "a root that goes frees its ASID, exactly if that is still its own; no other entry changes")
    (word_t asid, word_t physical, const struct asid_pool *p, word_t k)
{
    word_t before = p->root[k];
    bool released = is_released(p, k, asid, physical);

    v_opaque("vspace_unload");
    v_opaque("arch_decoded_forget");
    v_assume(asid < op_pow2(ASID_BITS) && pool_is_sound(asid_pool_index(asid)));
    v_assume(is_pool(p) && k < ASID_POOL_ENTRIES);
    asid_release(asid, physical);
    v_assert(p->root[k] == (released ? 0 : before));
}
