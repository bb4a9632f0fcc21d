/* SPDX-License-Identifier: BSD-2-Clause */
/* Page-table entries of Sv39 and the walk over tables. Privileged architecture, 4.3 and 4.4; memory.md 1 and 2. */
#ifndef PAGING_H
#define PAGING_H

#include <arch_cap.h>
#include <core/invoke.h>
#include <object/asid.h>

#define TABLE_ENTRIES 512u
#define LEVEL_INDEX_BITS 9u
#define ROOT_INDEX_BITS LEVEL_INDEX_BITS
#define ROOT_LEVEL_BITS GIGA_PAGE_BITS
#define MIDDLE_LEVEL_BITS MEGA_PAGE_BITS

/* A table of any level, roots included. */
struct page_table {
    word_t entry[TABLE_ENTRIES];
};

#define ROOT_TABLE page_table

/* The lower half of the addresses, less its last page: neither pages nor tables reach it. */
#define USER_END ((word_t)0x3ffffff000)

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

static inline bool entry_is_valid(word_t entry) { return entry_valid(entry) != 0; }

static inline bool entry_is_table(word_t entry)
{
    return (entry_valid(entry) != 0) && (entry_permissions(entry) == 0);
}

static inline word_t entry_new_table(word_t physical)
{
    return entry_valid_set(entry_page_set(0, op_drop(physical, PAGE_BITS)), 1);
}

/*
 * Is this a page table that is mapped, or a root? Methods that take a root ask no more at first; asid_check tells the
 * two apart.
 */
static inline bool cap_is_vspace_root(cap_t cap)
{
    return (cap_type(cap) == CAP_PAGE_TABLE) && (mapping_cap_asid(cap) != 0);
}

/* A table that is mapped: is it the root of its ASID? */
static inline bool table_is_root(cap_t cap)
{
    return asid_root(mapping_cap_asid(cap)) == cap_address(cap);
}

/* ---- changes, for tables.c ---- */

static inline void frame_entry_clear(word_t asid, word_t vaddr, word_t *entry)
{
    *entry = 0;
    hw_tlb_flush_page(asid, vaddr);
}

/* Of a single address only the entry is flushed that maps it, not the way there (4.2.1). */
static inline void table_entry_set(word_t asid, word_t *entry, word_t physical)
{
    *entry = entry_new_table(physical);
    hw_tlb_flush_asid(asid);
}

static inline void table_entry_clear(word_t asid, word_t *entry)
{
    *entry = 0;
    hw_tlb_flush_asid(asid);
}

#define LABEL_TABLE_MAP RISCVPageTableMap
#define LABEL_TABLE_UNMAP RISCVPageTableUnmap

#include <common/walk.h>

#endif
