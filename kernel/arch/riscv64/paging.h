/* SPDX-License-Identifier: BSD-2-Clause */
/* Page-table entries of Sv39 and the walk over tables. Privileged architecture, 4.3 and 4.4; memory.md 1 and 2. */
#ifndef PAGING_H
#define PAGING_H

#include <arch_cap.h>
#include <core/invoke.h>
#include <object/asid.h>

#define TABLE_ENTRIES 512u
#define ROOT_LEVEL_BITS GIGA_PAGE_BITS /* log2 of what one entry of a root covers */
#define LEVEL_INDEX_BITS 9u

/* The lower half of the addresses, less its last page: neither pages nor tables reach it. */
#define USER_TOP ((word_t)0x3ffffff000)

FIELD(entry_valid, 0, 1)
FIELD(entry_read, 1, 1)
FIELD(entry_write, 2, 1)
FIELD(entry_execute, 3, 1)
FIELD(entry_permissions, 1, 3) /* none: the entry points to a table */
FIELD(entry_user, 4, 1)
FIELD(entry_global, 5, 1)
FIELD(entry_used, 6, 2)        /* accessed and dirty: set beforehand, CPUs may leave that to software */
FIELD(entry_page, 10, 44)

/* Attributes word of Map. */
FIELD(attributes_execute_never, 0, 1)

/* Physical address an entry refers to. */
static inline word_t entry_address(word_t entry) { return entry_page(entry) << PAGE_BITS; }

static inline bool entry_is_table(word_t entry)
{
    return (entry_valid(entry) != 0) && (entry_permissions(entry) == 0);
}

static inline word_t entry_new_table(word_t physical)
{
    return entry_valid_set(entry_page_set(0, op_drop(physical, PAGE_BITS)), 1);
}

/* Where a walk ended: the entry for the address at the lowest level that has a table; it covers 2^bits bytes. */
struct walk {
    word_t *entry;
    word_t bits;
};

static inline word_t *paging_entry(word_t table, word_t vaddr, word_t bits)
{
    return (word_t *)object_at(table) + op_take(vaddr, bits, LEVEL_INDEX_BITS);
}

/* Goes down as far as there are tables. Bound: 3 levels. */
static inline struct walk paging_walk(word_t root, word_t vaddr)
{
    word_t *entry = paging_entry(root, vaddr, GIGA_PAGE_BITS);

    if (!entry_is_table(*entry))
        return (struct walk){entry, GIGA_PAGE_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, MEGA_PAGE_BITS);
    if (!entry_is_table(*entry))
        return (struct walk){entry, MEGA_PAGE_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, PAGE_BITS);
    return (struct walk){entry, PAGE_BITS};
}

/*
 * Is this a page table that is mapped, or a root? Methods that take a root ask no more at first; asid_check tells the
 * two apart.
 */
static inline bool cap_is_mapped_table(cap_t cap)
{
    return (cap_type(cap) == CAP_PAGE_TABLE) && (mapping_cap_asid(cap) != 0);
}

word_t frame_invoke(const struct invocation *in, struct refusal *why);
word_t table_invoke(const struct invocation *in, struct refusal *why);

/* Removes the mapping that a capability records, if it is still there. Tables: the object is left alone. */
void frame_unmap(cap_t cap);
void table_unmap(cap_t cap);

/* Boot: the tables below the root, from the top: log2 of what one covers, and its capability. */
#define ROOT_PAGING_LEVELS 2u

static inline word_t paging_level_bits(word_t level)
{
    return level == 0 ? GIGA_PAGE_BITS : MEGA_PAGE_BITS;
}

static inline cap_t paging_level_cap(word_t level, word_t physical, word_t vaddr)
{
    (void)level;
    return table_cap_new(physical, ASID_ROOT_TASK, vaddr);
}

/* Boot: zeroed memory becomes a root under ASID_ROOT_TASK. */
cap_t paging_boot_root(word_t physical);

/* Boot: maps through a root at the level where the walk ends; frames of 4 KiB. False: no place. */
bool paging_boot_table(word_t root, cap_t table);
bool paging_boot_frame(word_t root, cap_t frame, bool executable);

#endif
