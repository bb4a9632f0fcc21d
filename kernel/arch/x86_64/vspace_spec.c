/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: address spaces of x86_64. An address space is the set of its present entries; an entry is there only
 * while every table above it is, so removing a table removes what was below.
 */
#include "proof/spec.h"

enum { USER_ADDRESS_BITS = 47, ATTRIBUTES_TABLE = 3, ATTRIBUTES_PAGE = 7, HUGE_PAGE_BITS = 30 };

static word round_down(word vaddr, unsigned bits)
{
    return vaddr - spec_low_bits(vaddr, bits);
}

/* Index of the entry of exactly this span and address; mapping_count when there is none. */
static unsigned find(const struct astate *s, word root, unsigned span_bits, word vaddr)
{
    for (unsigned i = 0; i < s->mapping_count; i++) {
        const struct amapping *m = &s->mapping[i];
        if (m->root == root && m->span_bits == span_bits && m->vaddr == vaddr) {
            return i;
        }
    }
    return s->mapping_count;
}

/* Removes one entry and everything below it. */
static void drop(struct astate *s, unsigned index)
{
    struct amapping top = s->mapping[index];
    unsigned kept = 0;

    for (unsigned i = 0; i < s->mapping_count; i++) {
        const struct amapping *m = &s->mapping[i];
        bool below = m->root == top.root && m->span_bits <= top.span_bits
                     && round_down(m->vaddr, top.span_bits) == top.vaddr;
        if (!below) {
            s->mapping[kept] = *m;
            kept++;
        }
    }
    s->mapping_count = kept;
}

/* Removes the entry a capability records, if that entry is still this capability's own. */
static void unmap(struct astate *s, struct acap cap, unsigned span_bits, bool table)
{
    word root = cap.mapped ? as_asid_root(s, cap.asid) : 0;
    unsigned i = find(s, root, span_bits, cap.vaddr);

    if (root != 0 && i < s->mapping_count && s->mapping[i].table == table && s->mapping[i].target == cap.object) {
        drop(s, i);
    }
}

void spec_unmap_frame(struct astate *s, struct acap cap)
{
    unmap(s, cap, cap.size_bits, false);
}

/* Bytes that one table of this kind covers, as a power of two. */
static unsigned table_span(struct acap cap)
{
    return cap.type == AC_PAGE_TABLE ? 21 : cap.type == AC_PAGE_DIRECTORY ? 30 : 39;
}

static void unmap_table(struct astate *s, struct acap cap)
{
    unmap(s, cap, table_span(cap), true);
}

/* The last capability of a table or root is deleted: the mapping it records, or its ASID, goes. */
void spec_table_finalize(struct astate *s, struct acap cap)
{
    if (cap.type != AC_VSPACE) {
        unmap_table(s, cap);
    } else if (cap.mapped && as_asid_root(s, cap.asid) == cap.object) {
        as_asid_set(s, cap.asid, 0);
        as_mapping_drop_root(s, cap.object);
    }
}

/* The address space the thread runs in; 0: none, every access faults. */
word spec_thread_vspace(struct astate *s, word thread)
{
    struct acap root = as_cap_in(s, as_slot_of(thread, TS_VSPACE));

    if (root.type != AC_VSPACE || !root.mapped || as_asid_root(s, root.asid) != root.object) {
        return 0;
    }
    return root.object;
}

/* ---- Checks that all Map methods share ---- */

static struct aoutcome check_root(struct acap root)
{
    return root.type == AC_VSPACE && root.mapped ? spec_outcome_ok() : spec_refuse_number(seL4_InvalidCapability, 1);
}

static struct aoutcome check_asid(struct astate *s, struct acap root)
{
    word holder = as_asid_root(s, root.asid);

    if (holder == 0) {
        return spec_refuse_lookup(false, spec_failure_invalid_root());
    }
    return holder == root.object ? spec_outcome_ok() : spec_refuse_number(seL4_InvalidCapability, 1);
}

/* Every table above an entry of this span must be there; the highest that is missing is reported. */
static struct aoutcome check_tables(struct astate *s, word root, word vaddr, unsigned span_bits)
{
    for (unsigned bits = 39; bits > span_bits; bits -= 9) {
        unsigned i = find(s, root, bits, round_down(vaddr, bits));
        if (i == s->mapping_count || !s->mapping[i].table) {
            return spec_refuse_lookup(false, spec_failure_missing(bits));
        }
    }
    return spec_outcome_ok();
}

/* ---- Frames ---- */

static struct aoutcome check_frame_address(struct acap frame, struct acap root, word vaddr)
{
    word top = (word)spec_power_of_2(USER_ADDRESS_BITS) - 1;

    if (frame.mapped) {
        if (frame.asid != root.asid) {
            return spec_refuse_number(seL4_InvalidCapability, 1);
        }
        return frame.vaddr != vaddr ? spec_refuse_number(seL4_InvalidArgument, 0) : spec_outcome_ok();
    }
    if (vaddr > top || vaddr + spec_power_of_2(frame.size_bits) > top) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }
    return spec_outcome_ok();
}

static struct aoutcome check_frame_map(struct astate *s, struct acap frame, struct acap root, word vaddr)
{
    struct aoutcome o = check_root(root);

    if (spec_refused(o)) {
        return o;
    }
    o = check_frame_address(frame, root, vaddr);
    if (spec_refused(o)) {
        return o;
    }
    o = check_asid(s, root);
    if (spec_refused(o)) {
        return o;
    }
    if (spec_low_bits(vaddr, frame.size_bits) != 0) {
        return spec_refuse(seL4_AlignmentError);
    }
    o = check_tables(s, root.object, vaddr, frame.size_bits);
    if (spec_refused(o)) {
        return o;
    }
    unsigned i = find(s, root.object, frame.size_bits, vaddr);
    return i < s->mapping_count && s->mapping[i].table ? spec_refuse(seL4_DeleteFirst) : spec_outcome_ok();
}

static struct aoutcome frame_map(struct astate *s, const struct acall *c)
{
    if (c->length < 3 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap frame = c->cap;
    struct acap root = spec_call_cap(s, c, 0);
    word vaddr = spec_call_word(s, c, 0);
    struct aoutcome o = check_frame_map(s, frame, root, vaddr);
    if (spec_refused(o)) {
        return o;
    }

    unsigned accepted = frame.size_bits == HUGE_PAGE_BITS ? ATTRIBUTES_TABLE : ATTRIBUTES_PAGE;
    struct amapping m = {
        .root = root.object,
        .span_bits = frame.size_bits,
        .rights = spec_mask_rights(frame, spec_call_word(s, c, 1)).rights,
        .attributes = (uint8_t)(spec_call_word(s, c, 2) & accepted),
        .vaddr = vaddr,
        .target = frame.object,
    };
    unsigned i = find(s, root.object, frame.size_bits, vaddr);
    if (i < s->mapping_count) {
        as_mapping_drop(s, i);
    }
    as_mapping_add(s, m);
    frame.mapped = true;
    frame.asid = root.asid;
    frame.vaddr = vaddr;
    as_cap_set(s, c->slot, frame);
    return spec_outcome_ok();
}

/* There are no I/O spaces on a machine without an I/O MMU, so this never gets past its checks. */
static struct aoutcome frame_map_io(const struct acall *c)
{
    if (c->extra_count < 1 || c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    return spec_refuse_number(seL4_InvalidCapability, 0);
}

struct aoutcome spec_invoke_frame(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case X86PageMap:
        return frame_map(s, c);
    case X86PageUnmap: {
        struct acap frame = c->cap;
        spec_unmap_frame(s, frame);
        frame.mapped = false;
        frame.asid = 0;
        frame.vaddr = 0;
        as_cap_set(s, c->slot, frame);
        return spec_outcome_ok();
    }
    case X86PageMapIO:
        return frame_map_io(c);
    case X86PageGetAddress:
        return spec_outcome_value(c->cap.object);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

/* ---- Tables ---- */

static struct aoutcome check_table_map(struct astate *s, struct acap table, struct acap root, word vaddr)
{
    if (table.mapped) {
        return spec_refuse_number(seL4_InvalidCapability, 0);
    }
    struct aoutcome o = check_root(root);
    if (spec_refused(o)) {
        return o;
    }
    if (vaddr >= spec_power_of_2(USER_ADDRESS_BITS)) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }
    o = check_asid(s, root);
    if (spec_refused(o)) {
        return o;
    }
    o = check_tables(s, root.object, vaddr, table_span(table));
    if (spec_refused(o)) {
        return o;
    }
    bool present = find(s, root.object, table_span(table), vaddr) < s->mapping_count;
    return present ? spec_refuse(seL4_DeleteFirst) : spec_outcome_ok();
}

static struct aoutcome table_map(struct astate *s, const struct acall *c)
{
    if (c->length < 2 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap table = c->cap;
    struct acap root = spec_call_cap(s, c, 0);
    word vaddr = round_down(spec_call_word(s, c, 0), table_span(table));
    struct aoutcome o = check_table_map(s, table, root, vaddr);
    if (spec_refused(o)) {
        return o;
    }

    struct amapping m = {
        .root = root.object,
        .span_bits = (uint8_t)table_span(table),
        .table = true,
        .attributes = (uint8_t)(spec_call_word(s, c, 1) & ATTRIBUTES_TABLE),
        .vaddr = vaddr,
        .target = table.object,
    };
    as_mapping_add(s, m);
    table.mapped = true;
    table.asid = root.asid;
    table.vaddr = vaddr;
    as_cap_set(s, c->slot, table);
    return spec_outcome_ok();
}

static struct aoutcome table_unmap(struct astate *s, const struct acall *c)
{
    struct acap table = c->cap;

    if (!spec_is_final(s, c->slot)) {
        return spec_refuse(seL4_RevokeFirst);
    }
    unmap_table(s, table);
    table.mapped = false;
    table.asid = 0;
    table.vaddr = 0;
    as_cap_set(s, c->slot, table);
    return spec_outcome_ok();
}

/* The labels of a table's two methods follow each other. */
static word table_map_label(struct acap cap)
{
    if (cap.type == AC_PAGE_TABLE) {
        return X86PageTableMap;
    }
    return cap.type == AC_PAGE_DIRECTORY ? X86PageDirectoryMap : X86PDPTMap;
}

struct aoutcome spec_invoke_table(struct astate *s, const struct acall *c)
{
    if (!spec_cap_is_table(c->cap)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    word map = table_map_label(c->cap);
    if (c->label == map) {
        return table_map(s, c);
    }
    return c->label == map + 1 ? table_unmap(s, c) : spec_refuse(seL4_IllegalOperation);
}
