/* SPDX-License-Identifier: BSD-2-Clause */
/* Which address space has which ASID. memory.md section 3. */
#ifndef KERNEL_OBJECT_ASID_H
#define KERNEL_OBJECT_ASID_H

#include <arch/arch.h>

#define ASID_ENTRY_BITS 9u
#define ASID_POOL_ENTRIES 512u
#define ASID_BITS (ASID_ENTRY_BITS + ASID_POOL_BITS)
#define ASID_POOLS (1u << ASID_POOL_BITS)

/* An ASID pool object: for each ASID of the pool the entry of its root table (arch_cap.h), 0 where none is. */
struct asid_pool {
    word_t root[ASID_POOL_ENTRIES];
};

_Static_assert(sizeof(struct asid_pool) == 4096, "seL4_ASIDPoolBits is 12");

/* Pools by index; 0: the index is free. The upper bits of an ASID are its pool's index, the lower its place there. */
extern struct asid_pool *asid_pools[ASID_POOLS];

FIELD(asid_pool_index, ASID_ENTRY_BITS, ASID_POOL_BITS)
FIELD(asid_entry_index, 0, ASID_ENTRY_BITS)

static inline struct asid_pool *asid_pool_of_cap(cap_t cap) { return (struct asid_pool *)object_at(cap_address(cap)); }

/* Physical address of the root table that has this ASID, 0 if none. ASID 0 is never given out. */
static inline word_t asid_root(word_t asid)
{
    const struct asid_pool *pool = asid_pools[asid_pool_index(asid)];

    return likely(pool != 0) ? asid_entry_root(pool->root[asid_entry_index(asid)]) : 0;
}

/* Does the ASID of this root capability still stand for its table? FailedLookup InvalidRoot, InvalidCapability 1. */
word_t asid_check_refused(cap_t root, struct refusal *why);

static inline bool asid_holds(cap_t root)
{
    return asid_root(mapping_cap_asid(root)) == cap_address(root);
}

static inline word_t asid_check(cap_t root, struct refusal *why)
{
    return likely(asid_holds(root)) ? STATUS_OK : asid_check_refused(root, why);
}

word_t asid_control_invoke(const struct invocation *in, struct refusal *why);
word_t asid_pool_invoke(const struct invocation *in, struct refusal *why);

/* The last capability of a root with an ASID, or of a pool, is deleted. */
void asid_release(word_t asid, word_t root_physical);
void asid_pool_release(word_t index, word_t pool_physical);

/* Boot: the zeroed pool becomes pool 0 and the root its ASID 1 (seL4's IT_ASID). */
#define ASID_ROOT_TASK 1u
void asid_boot(word_t pool_physical, word_t root_physical);

#endif
