/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors of stage 2 translation with 4 KiB granule and 40 bits of address (Arm ARM D8.3, D8.5), and the walk over
 * tables. memory.md sections 1 and 2.
 */
#ifndef PAGING_H
#define PAGING_H

#include <arch_cap.h>
#include <core/invoke.h>

#define TABLE_ENTRIES 512u
#define LEVEL_INDEX_BITS 9u
#define ROOT_INDEX_BITS 10u
#define ROOT_LEVEL_BITS HUGE_PAGE_BITS /* log2 of what one entry of a root covers */

/* The first address that is not the user's. */
#define USER_END ((word_t)0x10000000000)

FIELD(entry_kind, 0, 2)
FIELD(entry_memory, 2, 4)
FIELD(entry_access, 6, 2)        /* bit 0 read, bit 1 write */
FIELD(entry_shareability, 8, 2)
FIELD(entry_used, 10, 1)         /* access flag: set beforehand */
FIELD(entry_page, 12, 36)
FIELD(entry_execute_never, 54, 1)

/* Kinds of descriptors. A page at the lowest level has the number of a table at the others. */
enum { ENTRY_INVALID = 0, ENTRY_BLOCK = 1, ENTRY_TABLE = 3, ENTRY_PAGE = 3 };
enum { MEMORY_DEVICE = 0, MEMORY_NORMAL = 15, INNER_SHAREABLE = 3 };

/* Attributes word of Map. */
FIELD(attributes_cacheable, 0, 1)
FIELD(attributes_execute_never, 2, 1)

/* Physical address an entry refers to. */
static inline word_t entry_address(word_t entry) { return entry_page(entry) << PAGE_BITS; }

/* At a level other than the lowest. */
static inline bool entry_is_table(word_t entry) { return entry_kind(entry) == ENTRY_TABLE; }

static inline bool entry_is_valid(word_t entry) { return op_take(entry, 0, 1) != 0; }

/* Where a walk ended: the entry for the address at the lowest level that has a table; it covers 2^bits bytes. */
struct walk {
    word_t *entry;
    word_t bits;
};

static inline word_t *paging_root_entry(word_t root, word_t vaddr)
{
    return (word_t *)object_at(root) + op_take(vaddr, HUGE_PAGE_BITS, ROOT_INDEX_BITS);
}

static inline word_t *paging_entry(word_t table, word_t vaddr, word_t bits)
{
    return (word_t *)object_at(table) + op_take(vaddr, bits, LEVEL_INDEX_BITS);
}

/* Goes down as far as there are tables. Bound: 3 levels. */
static inline struct walk paging_walk(word_t root, word_t vaddr)
{
    word_t *entry = paging_root_entry(root, vaddr);

    if (!entry_is_table(*entry))
        return (struct walk){entry, HUGE_PAGE_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, LARGE_PAGE_BITS);
    if (!entry_is_table(*entry))
        return (struct walk){entry, LARGE_PAGE_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, PAGE_BITS);
    return (struct walk){entry, PAGE_BITS};
}

/* Is this a root with an ASID? */
static inline bool cap_is_vspace_root(cap_t cap)
{
    return (cap_type(cap) == CAP_VSPACE) && (mapping_cap_asid(cap) != 0);
}

word_t frame_invoke(const struct invocation *in, struct refusal *why);
word_t table_invoke(const struct invocation *in, struct refusal *why);

/* cache.c: the methods that clean and invalidate caches. */
word_t frame_cache_invoke(const struct invocation *in, struct refusal *why);
word_t vspace_invoke(const struct invocation *in, struct refusal *why);

/* Removes the mapping that a capability records, if it is still there. Tables: the object is left alone. */
void frame_unmap(cap_t cap);
void table_unmap(cap_t cap);

/* Boot: the tables below the root, from the top: log2 of what one covers, and its capability. */
#define ROOT_PAGING_LEVELS 2u

static inline word_t paging_level_bits(word_t level)
{
    return level == 0 ? HUGE_PAGE_BITS : LARGE_PAGE_BITS;
}

/* Boot: zeroed memory becomes a table or a root under ASID_ROOT_TASK. */
cap_t paging_level_cap(word_t level, word_t physical, word_t vaddr);
cap_t paging_boot_root(word_t physical);

/* Boot: maps through a root at the level where the walk ends; frames of 4 KiB. False: no place. */
bool paging_boot_table(word_t root, cap_t table);
bool paging_boot_frame(word_t root, cap_t frame, bool executable);

#endif
