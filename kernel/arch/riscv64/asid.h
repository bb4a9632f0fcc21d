/* SPDX-License-Identifier: BSD-2-Clause */
/* Which address space has which ASID, and what the CPU has loaded. memory.md sections 3 and 6. */
#ifndef ASID_H
#define ASID_H

#include <arch_cap.h>
#include <core/invoke.h>

/* An ASID pool object: physical address of the root table of each ASID of the pool, 0 where none is. */
struct asid_pool {
    word_t root[ASID_POOL_ENTRIES];
};

_Static_assert(sizeof(struct asid_pool) == 4096, "seL4_ASIDPoolBits is 12");

/* Pools by index; 0: the index is free. Bits [15:9] of an ASID are its pool's index, the rest its place there. */
extern struct asid_pool *asid_pools[ASID_POOLS];

FIELD(asid_pool_index, 9, 7)
FIELD(asid_entry_index, 0, 9)

static inline struct asid_pool *asid_pool_of_cap(cap_t cap) { return (struct asid_pool *)object_at(cap_address(cap)); }

/* Physical address of the root table that has this ASID, 0 if none. ASID 0 is never given out. */
static inline word_t asid_root(word_t asid)
{
    const struct asid_pool *pool = asid_pools[asid_pool_index(asid)];

    return likely(pool != 0) ? pool->root[asid_entry_index(asid)] : 0;
}

/*
 * Is this a page table that is mapped, or a root? Methods that take a root ask no more at first; asid_check tells the
 * two apart.
 */
static inline bool cap_is_mapped_table(cap_t cap)
{
    return (cap_type(cap) == CAP_PAGE_TABLE) && (mapping_cap_asid(cap) != 0);
}

/* Does the ASID of this root capability still stand for its table? FailedLookup InvalidRoot, InvalidCapability 1. */
word_t asid_check_refused(cap_t root, struct refusal *why);

static inline word_t asid_check(cap_t root, struct refusal *why)
{
    if (likely(asid_root(mapping_cap_asid(root)) == cap_address(root)))
        return STATUS_OK;
    return asid_check_refused(root, why);
}

word_t asid_control_invoke(const struct invocation *in, struct refusal *why);
word_t asid_pool_invoke(const struct invocation *in, struct refusal *why);

/* The last capability of a root that has this ASID, or of a pool, is deleted. */
void asid_release(word_t asid, word_t root_physical);
void asid_pool_release(word_t index, word_t pool_physical);

/* Boot: the zeroed pool becomes pool 0 and the root its ASID 1 (seL4's IT_ASID). */
#define ASID_ROOT_TASK 1u
void asid_boot(word_t pool_physical, word_t root_physical);

/* ---- what the CPU has loaded (switch.c) ---- */
struct arch_loaded {
    word_t asid; /* of the root in use; 0: the space without user mappings */
    word_t fpu;  /* address of the thread that may use the FPU and has its state there, or FPU_* */
};

enum { FPU_UNKNOWN = 0, FPU_DENIED = 1 };

extern struct arch_loaded arch_loaded;

/*
 * What threads have decoded (struct arch_decoded) of their roots and of ASIDs holds as long as this number stays: a
 * thread whose decoded.epoch it is has in its slot the capability of a root that has the ASID decoded.asid.
 */
extern word_t arch_epoch;

/* The CPU goes to the space without user mappings. */
void vspace_unload(void);

#endif
