/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors of stage 2 translation with 4 KiB granule and 40 bits of address (Arm ARM D8.3, D8.5), and the walk over
 * tables. memory.md sections 1 and 2.
 */
#ifndef PAGING_H
#define PAGING_H

#include <arch_cap.h>
#include <core/invoke.h>
#include <vmid.h>

#define TABLE_ENTRIES 512u
#define LEVEL_INDEX_BITS 9u
#define ROOT_INDEX_BITS 10u
#define ROOT_LEVEL_BITS HUGE_PAGE_BITS
#define MIDDLE_LEVEL_BITS LARGE_PAGE_BITS

/* A table below the root, and a root, which is two tables side by side. */
struct page_table {
    word_t entry[TABLE_ENTRIES];
};

struct root_table {
    word_t entry[2 * TABLE_ENTRIES];
};

#define ROOT_TABLE root_table

/* The first address that is not the user's. */
#define USER_END ((word_t)0x10000000000)

FIELD(entry_kind, 0, 2)
FIELD(entry_memory, 2, 4)
FIELD(entry_access, 6, 2)        /* bit 0 read, bit 1 write */
FIELD(entry_shareability, 8, 2)
FIELD(entry_used, 10, 1)         /* access flag: set beforehand */
FIELD(entry_page, 12, 36)
FIELD(entry_execute_never, 54, 1)
FIELD(entry_table, 55, 1)        /* for software: a table's, so that this is told without knowing the level */

/* Kinds of descriptors. A page at the lowest level has the number of a table at the others. */
enum { ENTRY_INVALID = 0, ENTRY_BLOCK = 1, ENTRY_TABLE = 3, ENTRY_PAGE = 3 };
enum { MEMORY_DEVICE = 0, MEMORY_NORMAL = 15, INNER_SHAREABLE = 3 };

/* Attributes word of Map. */
FIELD(attributes_cacheable, 0, 1)
FIELD(attributes_execute_never, 2, 1)

/* Physical address an entry refers to. */
static inline word_t entry_address(word_t entry) { return entry_page(entry) << PAGE_BITS; }

static inline bool entry_is_table(word_t entry) { return entry_table(entry) != 0; }

static inline bool entry_is_valid(word_t entry) { return op_take(entry, 0, 1) != 0; }

static inline word_t entry_new_table(word_t physical)
{
    word_t entry = entry_page_set(0, op_drop(physical, PAGE_BITS));

    return entry_table_set(entry_kind_set(entry, ENTRY_TABLE), 1);
}

/* Is this a root with an ASID? */
static inline bool cap_is_vspace_root(cap_t cap)
{
    return (cap_type(cap) == CAP_VSPACE) && (mapping_cap_asid(cap) != 0);
}

/* Roots are objects of their own. */
static inline bool table_is_root(cap_t cap)
{
    (void)cap;
    return false;
}

/* ---- changes, for tables.c ---- */

/*
 * CPUs do not remember that there was nothing; of a translation that changes they must have forgotten the old one
 * before they can find another.
 */
static inline void frame_entry_clear(word_t asid, word_t vaddr, word_t *entry)
{
    *entry = 0;
    hw_table_written();
    space_flush_page(asid, vaddr);
}

static inline void table_entry_set(word_t asid, word_t *entry, word_t physical)
{
    (void)asid;
    *entry = entry_new_table(physical);
    hw_table_written();
}

static inline void table_entry_clear(word_t asid, word_t *entry)
{
    *entry = 0;
    hw_table_written();
    space_flush(asid);
}

#define LABEL_TABLE_MAP ARMPageTableMap
#define LABEL_TABLE_UNMAP ARMPageTableUnmap

#include <common/walk.h>

/* cache.c: the methods that clean and invalidate caches. */
word_t frame_cache_invoke(const struct invocation *in, struct refusal *why);
word_t vspace_invoke(const struct invocation *in, struct refusal *why);

#endif
