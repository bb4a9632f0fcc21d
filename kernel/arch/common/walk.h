/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk over three levels of tables, for ISAs whose tables are of one kind and go where the walk ends (tables.c).
 * Included by paging.h of the ISA, after what it supplies: LEVEL_INDEX_BITS, ROOT_INDEX_BITS, ROOT_LEVEL_BITS and
 * MIDDLE_LEVEL_BITS (log2 of what one entry of a root, and of a table below it, covers), ROOT_TABLE (the structure of a
 * root), entry_is_table, entry_address.
 */
#ifndef KERNEL_ARCH_COMMON_WALK_H
#define KERNEL_ARCH_COMMON_WALK_H

/* Where a walk ended: the entry for the address at the lowest level that has a table; it covers 2^bits bytes. */
struct walk {
    word_t *entry;
    word_t bits;
};

static inline word_t *table_entry(struct page_table *table, word_t i) { return &table->entry[i]; }
static inline word_t *root_entry(struct ROOT_TABLE *root, word_t i) { return &root->entry[i]; }

static inline __attribute__((always_inline)) word_t *paging_root_entry(word_t root, word_t vaddr)
{
    struct ROOT_TABLE *table = object_at(root);

    return root_entry(table, op_take(vaddr, ROOT_LEVEL_BITS, ROOT_INDEX_BITS));
}

static inline __attribute__((always_inline)) word_t *paging_entry(word_t physical, word_t vaddr, word_t bits)
{
    struct page_table *table = object_at(physical);

    return table_entry(table, op_take(vaddr, bits, LEVEL_INDEX_BITS));
}

/* Goes down as far as there are tables. Bound: 3 levels. */
static inline __attribute__((always_inline)) struct walk paging_walk(word_t root, word_t vaddr)
{
    word_t *entry = paging_root_entry(root, vaddr);

    if (!entry_is_table(*entry))
        return (struct walk){entry, ROOT_LEVEL_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, MIDDLE_LEVEL_BITS);
    if (!entry_is_table(*entry))
        return (struct walk){entry, MIDDLE_LEVEL_BITS};
    entry = paging_entry(entry_address(*entry), vaddr, PAGE_BITS);
    return (struct walk){entry, PAGE_BITS};
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
    return level == 0 ? ROOT_LEVEL_BITS : MIDDLE_LEVEL_BITS;
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
