/* SPDX-License-Identifier: BSD-2-Clause */
/* Page-table entries and the walk over tables. Intel SDM vol. 3, 4.5; memory.md sections 1 and 2. */
#ifndef PAGING_H
#define PAGING_H

#include <arch_cap.h>
#include <core/invoke.h>
#include <object/asid.h>

#define TABLE_ENTRIES 512u

/* Highest address below the hole of non-canonical ones. A page may not reach it: invocations.md section 9. */
#define USER_TOP 0x00007fffffffffffull

FIELD(entry_present, 0, 1)
FIELD(entry_writable, 1, 1)
FIELD(entry_user, 2, 1)
FIELD(entry_write_through, 3, 1)
FIELD(entry_cache_disabled, 4, 1)
FIELD(entry_used, 5, 2)       /* accessed and dirty: set beforehand, so that the CPU need not */
FIELD(entry_large, 7, 1)      /* PD and PDPT: maps a frame */
FIELD(entry_pat, 7, 1)        /* page table entries */
FIELD(entry_pat_large, 12, 1) /* large frames */
FIELD(entry_page, 12, 36)

/* Attributes word of Map: index into the PAT. */
FIELD(attributes_write_through, 0, 1)
FIELD(attributes_cache_disabled, 1, 1)
FIELD(attributes_pat, 2, 1)

/* Physical address an entry that points to a table refers to. */
static inline word_t entry_table(word_t entry) { return entry_page(entry) << PAGE_BITS; }

static inline bool entry_is_table(word_t entry)
{
    return (entry_present(entry) != 0) && (entry_large(entry) == 0);
}

static inline word_t entry_with_attributes(word_t entry, word_t attributes)
{
    entry = entry_write_through_set(entry, attributes_write_through(attributes));
    return entry_cache_disabled_set(entry, attributes_cache_disabled(attributes));
}

/* Entry for a table: all rights, the entries below decide. */
static inline word_t entry_new_table(word_t physical, word_t attributes)
{
    word_t entry = entry_user_set(entry_writable_set(entry_present_set(physical, 1), 1), 1);

    return entry_with_attributes(entry, attributes);
}

/* A table of any level. */
struct page_table {
    word_t entry[TABLE_ENTRIES];
};

static inline word_t *table_entry(struct page_table *table, word_t i) { return &table->entry[i]; }

/*
 * Where the entry that covers 2^bits bytes at vaddr is (bits: 39, 30, 21, 12). entry 0: a table is missing, or a large
 * frame in its place; bits then is what the entry where the walk ended covers.
 */
struct walk {
    word_t *entry;
    word_t bits;
};

/* Bound: 4 levels. */
static inline __attribute__((always_inline)) struct walk paging_walk(word_t root, word_t vaddr, word_t bits)
{
    struct page_table *table = object_at(root);
    word_t *entry = table_entry(table, op_take(vaddr, PML4_ENTRY_BITS, 9));

    if (bits == PML4_ENTRY_BITS)
        return (struct walk){entry, PML4_ENTRY_BITS};
    if (unlikely(!entry_is_table(*entry)))
        return (struct walk){0, PML4_ENTRY_BITS};
    table = object_at(entry_table(*entry));
    entry = table_entry(table, op_take(vaddr, HUGE_PAGE_BITS, 9));
    if (bits == HUGE_PAGE_BITS)
        return (struct walk){entry, HUGE_PAGE_BITS};
    if (unlikely(!entry_is_table(*entry)))
        return (struct walk){0, HUGE_PAGE_BITS};
    table = object_at(entry_table(*entry));
    entry = table_entry(table, op_take(vaddr, LARGE_PAGE_BITS, 9));
    if (bits == LARGE_PAGE_BITS)
        return (struct walk){entry, LARGE_PAGE_BITS};
    if (unlikely(!entry_is_table(*entry)))
        return (struct walk){0, LARGE_PAGE_BITS};
    table = object_at(entry_table(*entry));
    return (struct walk){table_entry(table, op_take(vaddr, PAGE_BITS, 9)), PAGE_BITS};
}

/* Is this a root with an ASID? */
static inline bool cap_is_vspace_root(cap_t cap)
{
    return (cap_type(cap) == CAP_PML4) && (mapping_cap_asid(cap) != 0);
}

word_t frame_invoke(const struct invocation *in, struct refusal *why);
word_t table_invoke(const struct invocation *in, struct refusal *why); /* PT, PD, PDPT */
word_t io_page_table_invoke(const struct invocation *in, struct refusal *why);

/* Removes the mapping that a capability records, if it is still there. Tables: the object is left alone. */
void frame_unmap(cap_t cap);
void table_unmap(cap_t cap);

/* log2 of what the entry that points to a table of this type covers, i.e. of what its entries cover together. */
word_t table_cap_bits(cap_t cap);

/* Boot: the tables below the root, from the top: log2 of what one covers, and its capability. */
#define ROOT_PAGING_LEVELS 3u

static inline word_t paging_level_bits(word_t level)
{
    return level == 0 ? PML4_ENTRY_BITS : level == 1 ? HUGE_PAGE_BITS : LARGE_PAGE_BITS;
}

static inline cap_t paging_level_cap(word_t level, word_t physical, word_t vaddr)
{
    word_t type = level == 0 ? CAP_PDPT : level == 1 ? CAP_PAGE_DIRECTORY : CAP_PAGE_TABLE;

    return table_cap_new(type, physical, ASID_ROOT_TASK, vaddr);
}

/* Boot: zeroed memory becomes a root under ASID_ROOT_TASK. */
cap_t paging_boot_root(word_t physical);

/* Boot: maps through a root, without any checks but that the tables above exist (false: they don't). */
bool paging_boot_table(word_t root, cap_t table);
bool paging_boot_frame(word_t root, cap_t frame, bool executable);

#endif
