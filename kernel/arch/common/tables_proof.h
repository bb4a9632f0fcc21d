/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mapping and unmapping on ISAs whose walks are those of walk.h: what they do to the entries of all tables. Statements
 * are about an arbitrary entry i of a table t and j of a root r, so about all of them. paging_proof.c of the ISA says
 * first which entry a frame gets (frame_entry).
 */
#ifndef KERNEL_ARCH_COMMON_TABLES_PROOF_H
#define KERNEL_ARCH_COMMON_TABLES_PROOF_H

#include <arch_kinds_proof.h>
#include <common/space_methods_proof.h>
#include <paging.h>

/* Static functions of the kernel. */
word_t frame_map(const struct invocation *in, struct refusal *why);
word_t table_map(const struct invocation *in, struct refusal *why);

/* ---- the walk, as the processor does it ---- */
static word_t first_entry(word_t root, word_t vaddr)
{
    return ((struct ROOT_TABLE *)object_at(root))->entry[op_take(vaddr, ROOT_LEVEL_BITS, ROOT_INDEX_BITS)];
}

static struct page_table *second_table(word_t root, word_t vaddr)
{
    return object_at(entry_address(first_entry(root, vaddr)));
}

static word_t second_entry(word_t root, word_t vaddr)
{
    return second_table(root, vaddr)->entry[op_take(vaddr, MIDDLE_LEVEL_BITS, LEVEL_INDEX_BITS)];
}

static struct page_table *third_table(word_t root, word_t vaddr)
{
    return object_at(entry_address(second_entry(root, vaddr)));
}

/* Is entry i of table t the one whose range, of 2^bits bytes, contains vaddr in the space of that root? */
static bool covers(const void *t, word_t i, word_t root, word_t vaddr, word_t bits)
{
    if (bits == ROOT_LEVEL_BITS)
        return t == object_at(root) && i == op_take(vaddr, ROOT_LEVEL_BITS, ROOT_INDEX_BITS);
    if (!entry_is_table(first_entry(root, vaddr)))
        return false;
    if (bits == MIDDLE_LEVEL_BITS)
        return t == second_table(root, vaddr) && i == op_take(vaddr, MIDDLE_LEVEL_BITS, LEVEL_INDEX_BITS);
    return bits == PAGE_BITS && entry_is_table(second_entry(root, vaddr)) && t == third_table(root, vaddr) &&
           i == op_take(vaddr, PAGE_BITS, LEVEL_INDEX_BITS);
}

/* ---- what is always so: always_page_table__entry and its like, kept by the theorems of safety ---- */
static bool leads_on(word_t entry)
{
    return !entry_is_table(entry) ||
           (entry_address(entry) < WINDOW_LIMIT && v_type(object_at(entry_address(entry))) == T_TABLE);
}

static bool walk_is_sound(word_t root, word_t vaddr)
{
    return root < WINDOW_LIMIT && v_type(object_at(root)) == arch_root_kind() && leads_on(first_entry(root, vaddr)) &&
           (!entry_is_table(first_entry(root, vaddr)) || leads_on(second_entry(root, vaddr)));
}

static bool space_is_sound(word_t root, word_t vaddr)
{
    return root == 0 || walk_is_sound(root, vaddr);
}

static bool is_frame(cap_t cap)
{
    word_t bits = cap_size(cap);

    return cap_type(cap) == CAP_FRAME && (bits == PAGE_BITS || bits == MIDDLE_LEVEL_BITS || bits == ROOT_LEVEL_BITS);
}

static bool are_entries(const struct page_table *t, word_t i, const struct ROOT_TABLE *r, word_t j)
{
    return v_type(t) == T_TABLE && i < TABLE_ENTRIES && v_type(r) == arch_root_kind() && j < op_pow2(ROOT_INDEX_BITS);
}

/* ---- frames ---- */
static word_t mapped(word_t before, bool place, word_t status, word_t entry)
{
    return place && status == STATUS_OK ? entry : before;
}

THEOREM(frame_map, "Map of a frame, if it succeeds, makes the entry that covers the address, as large as the frame, in "
        "the space of this root that of the frame, with what capability and caller both allow, and the capability "
        "records that; no other entry changes, no other capability, and nothing if it fails")
    (tcb_t *caller, slot_t *slot, slot_t *root, word_t length, word_t extra_count, const struct page_table *t, word_t i,
     const struct ROOT_TABLE *r, word_t j, const slot_t *s)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .slot = slot, .cap = slot->cap, .length = length,
                            .extra_count = extra_count, .extra = {root, 0, 0}};
    word_t vaddr = asked(caller, 0), space = cap_address(root->cap), bits = cap_size(slot->cap);
    word_t entry = frame_entry(slot->cap, asked(caller, 1), asked(caller, 2));
    word_t mapping = mapping_w1_new(mapping_cap_asid(root->cap), vaddr, frame_cap_is_device(slot->cap));
    word_t in_table = t->entry[i], in_root = r->entry[j], status = STATUS_OK;
    bool here = covers(t, i, space, vaddr, bits), there = covers(r, j, space, vaddr, bits);
    cap_t cap = s->cap;

    v_assume(can_invoke(caller, slot, root));
    v_assume(is_frame(slot->cap) && is_slot(s));
    v_assume(are_entries(t, i, r, j));
    v_assume(walk_is_sound(space, vaddr));
    status = frame_map(&in, &why);
    v_assert(t->entry[i] == mapped(in_table, here, status, entry));
    v_assert(r->entry[j] == mapped(in_root, there, status, entry));
    v_assert(is_recorded(s, cap, s == slot && status == STATUS_OK, mapping));
}

/* The entry leads to the frame of that size there. */
static bool is_of_frame(word_t entry, word_t bits, word_t physical)
{
    return entry_is_valid(entry) && (bits == PAGE_BITS || !entry_is_table(entry)) && entry_address(entry) == physical;
}

static word_t unmapped(word_t before, bool place, word_t bits, word_t physical)
{
    return place && is_of_frame(before, bits, physical) ? 0 : before;
}

THEOREM(frame_unmap, "unmapping a frame clears the entry that its capability records, exactly if that still leads to "
        "this frame; no other entry changes")
    (cap_t cap, const struct page_table *t, word_t i, const struct ROOT_TABLE *r, word_t j)
{
    word_t vaddr = mapping_cap_vaddr(cap), root = space_of(mapping_cap_asid(cap)), bits = cap_size(cap);
    word_t in_table = t->entry[i], in_root = r->entry[j];
    bool here = covers(t, i, root, vaddr, bits), there = covers(r, j, root, vaddr, bits);

    v_assume(is_frame(cap));
    v_assume(asid_is_sound(mapping_cap_asid(cap)));
    v_assume(are_entries(t, i, r, j));
    v_assume(space_is_sound(root, vaddr));
    frame_unmap(cap);
    v_assert(t->entry[i] == unmapped(in_table, root != 0 && here, bits, cap_address(cap)));
    v_assert(r->entry[j] == unmapped(in_root, root != 0 && there, bits, cap_address(cap)));
}

/* ---- tables: at the two upper levels ---- */
/* The walk ends here, above the pages. */
static bool is_gap(const void *t, word_t i, word_t root, word_t vaddr)
{
    return covers(t, i, root, vaddr, entry_is_table(first_entry(root, vaddr)) ? MIDDLE_LEVEL_BITS : ROOT_LEVEL_BITS);
}

static word_t joined(word_t before, bool place, word_t status, word_t physical)
{
    return place && status == STATUS_OK ? entry_new_table(physical) : before;
}

/* What Map refuses to replace. */
static bool was_free(word_t before, bool place, word_t status)
{
    return !place || status != STATUS_OK || !entry_is_valid(before);
}

THEOREM(table_map, "Map of a table, if it succeeds, makes the entry where the walk for the address ends, which was "
        "invalid, that of the table; no other entry changes, no other capability, and nothing if it fails")
    (tcb_t *caller, slot_t *slot, slot_t *root, word_t length, word_t extra_count, const struct page_table *t, word_t i,
     const struct ROOT_TABLE *r, word_t j, const slot_t *s)
{
    struct refusal why = {.error = STATUS_OK};
    struct invocation in = {.caller = caller, .slot = slot, .cap = slot->cap, .length = length,
                            .extra_count = extra_count, .extra = {root, 0, 0}};
    word_t vaddr = asked(caller, 0), space = cap_address(root->cap), physical = cap_address(slot->cap);
    word_t in_table = t->entry[i], in_root = r->entry[j], status = STATUS_OK;
    word_t bits = entry_is_table(first_entry(space, vaddr)) ? MIDDLE_LEVEL_BITS : ROOT_LEVEL_BITS;
    word_t mapping = mapping_w1_new(mapping_cap_asid(root->cap), op_align_down(vaddr, bits), false);
    bool here = is_gap(t, i, space, vaddr), there = is_gap(r, j, space, vaddr);
    cap_t cap = s->cap;

    v_assume(can_invoke(caller, slot, root));
    v_assume(cap_type(slot->cap) == CAP_PAGE_TABLE && is_slot(s));
    v_assume(are_entries(t, i, r, j));
    v_assume(walk_is_sound(space, vaddr));
    status = table_map(&in, &why);
    v_assert(t->entry[i] == joined(in_table, here, status, physical) && was_free(in_table, here, status));
    v_assert(r->entry[j] == joined(in_root, there, status, physical) && was_free(in_root, there, status));
    v_assert(is_recorded(s, cap, s == slot && status == STATUS_OK, mapping));
}

/* The entry that leads to the table, if one does. */
static bool is_way(const void *t, word_t i, word_t root, word_t vaddr, word_t physical)
{
    word_t entry = first_entry(root, vaddr);

    return covers(t, i, root, vaddr,
                  entry_is_table(entry) && entry_address(entry) == physical ? ROOT_LEVEL_BITS : MIDDLE_LEVEL_BITS);
}

static word_t parted(word_t before, bool place, word_t physical)
{
    return place && entry_is_table(before) && entry_address(before) == physical ? 0 : before;
}

THEOREM(table_unmap, "unmapping a table clears the entry that leads to it at the address that its capability records, "
        "if one does; no other entry changes")
    (cap_t cap, const struct page_table *t, word_t i, const struct ROOT_TABLE *r, word_t j)
{
    word_t vaddr = mapping_cap_vaddr(cap), root = space_of(mapping_cap_asid(cap)), physical = cap_address(cap);
    word_t in_table = t->entry[i], in_root = r->entry[j];
    bool here = is_way(t, i, root, vaddr, physical), there = is_way(r, j, root, vaddr, physical);

    v_assume(cap_type(cap) == CAP_PAGE_TABLE);
    v_assume(asid_is_sound(mapping_cap_asid(cap)));
    v_assume(are_entries(t, i, r, j));
    v_assume(space_is_sound(root, vaddr));
    table_unmap(cap);
    v_assert(t->entry[i] == parted(in_table, root != 0 && here, physical));
    v_assert(r->entry[j] == parted(in_root, root != 0 && there, physical));
}

#endif
