/* SPDX-License-Identifier: BSD-2-Clause */
#include <common/vspace_spec.h>

#include <sel4/abi.h>

enum { POOL_ASIDS = 512 };

/* ---- outcomes ---- */

struct vs_outcome vs_done(void)
{
    return (struct vs_outcome){0, 0, {0}};
}

struct vs_outcome vs_refuse(uint64_t error)
{
    return (struct vs_outcome){error, 0, {0}};
}

struct vs_outcome vs_refuse_number(uint64_t error, uint64_t number)
{
    return (struct vs_outcome){error, 1, {number}};
}

static struct vs_outcome refuse_invalid_root(void)
{
    return (struct vs_outcome){seL4_FailedLookup, 2, {0, seL4_InvalidRoot}};
}

struct vs_outcome vs_refuse_missing(unsigned bits)
{
    return (struct vs_outcome){seL4_FailedLookup, 3, {0, seL4_MissingCapability, bits}};
}

/* ---- entries ---- */

uint64_t vs_span(unsigned bits)
{
    return bits == 30 ? 1073741824 : bits == 21 ? 2097152 : 4096;
}

uint64_t vs_beginning(uint64_t vaddr, unsigned bits)
{
    return vaddr - vaddr % vs_span(bits);
}

int vs_find(const struct vs_state *s, uint64_t root, unsigned span_bits, uint64_t vaddr)
{
    for (unsigned i = 0; i < s->count; i++)
        if (s->mapping[i].root == root && s->mapping[i].span_bits == span_bits && s->mapping[i].vaddr == vaddr)
            return (int)i;
    return -1;
}

/* Removes one entry and everything below it. */
static void drop(struct vs_state *s, int index)
{
    struct vs_mapping top = s->mapping[index];
    unsigned kept = 0;

    for (unsigned i = 0; i < s->count; i++) {
        struct vs_mapping m = s->mapping[i];
        bool below = m.root == top.root && m.span_bits <= top.span_bits
            && vs_beginning(m.vaddr, top.span_bits) == top.vaddr;

        if (!below)
            s->mapping[kept++] = m;
    }
    s->count = kept;
}

static void drop_root(struct vs_state *s, uint64_t root)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < s->count; i++)
        if (s->mapping[i].root != root)
            s->mapping[kept++] = s->mapping[i];
    s->count = kept;
}

static void add(struct vs_state *s, struct vs_mapping m)
{
    if (s->count < VS_MAPPINGS)
        s->mapping[s->count++] = m;
}

unsigned vs_walk(const struct vs_state *s, uint64_t root, uint64_t vaddr)
{
    unsigned bits = 30;

    for (; bits > 12; bits -= 9) {
        int i = vs_find(s, root, bits, vs_beginning(vaddr, bits));

        if (i < 0 || !s->mapping[i].table)
            break;
    }
    return bits;
}

void vs_entry_set(struct vs_state *s, struct vs_mapping m, bool there)
{
    int i = vs_find(s, m.root, m.span_bits, m.vaddr);

    if (i >= 0)
        drop(s, i);
    if (there)
        add(s, m);
}

/* ---- checks all Maps share ---- */

static struct vs_outcome check_root(struct vs_cap root)
{
    return vs_cap_is_space(root) ? vs_done() : vs_refuse_number(seL4_InvalidCapability, 1);
}

static struct vs_outcome check_asid(const struct vs_state *s, struct vs_cap root)
{
    if (s->root_of[root.asid] == 0)
        return refuse_invalid_root();
    return s->root_of[root.asid] == root.object ? vs_done() : vs_refuse_number(seL4_InvalidCapability, 1);
}

struct vs_outcome vs_check_space(const struct vs_state *s, struct vs_cap root)
{
    struct vs_outcome o = check_root(root);

    return o.error == 0 ? check_asid(s, root) : o;
}

/* ---- unmapping ---- */

/* Removes the entry a capability records, if that is still its object's. */
static void unmap(struct vs_state *s, struct vs_cap cap, unsigned span_bits)
{
    uint64_t root = cap.mapped ? s->root_of[cap.asid] : 0;
    int i = root == 0 ? -1 : vs_find(s, root, span_bits, vs_beginning(cap.vaddr, span_bits));

    if (i >= 0 && s->mapping[i].table == !cap.frame && s->mapping[i].target == cap.object)
        drop(s, i);
}

static void forget(struct vs_cap *cap)
{
    cap->mapped = false;
    cap->asid = 0;
    cap->vaddr = 0;
}

void vs_page_unmap(struct vs_state *s, struct vs_cap *frame)
{
    unmap(s, *frame, frame->size_bits);
    forget(frame);
}

/* ---- tables ---- */

struct vs_outcome vs_table_map(struct vs_state *s, struct vs_cap *table, struct vs_cap root, uint64_t vaddr)
{
    struct vs_outcome o = table->mapped ? vs_refuse_number(seL4_InvalidCapability, 0) : check_root(root);
    unsigned end = 0;

    if (o.error != 0)
        return o;
    if (vaddr >= vs_user_end())
        return vs_refuse_number(seL4_InvalidArgument, 0);
    o = check_asid(s, root);
    if (o.error != 0)
        return o;
    end = vs_walk(s, root.object, vaddr);
    if (end == 12 || vs_find(s, root.object, end, vs_beginning(vaddr, end)) >= 0)
        return vs_refuse(seL4_DeleteFirst);
    add(s, (struct vs_mapping){.root = root.object, .span_bits = end, .vaddr = vs_beginning(vaddr, end), .table = true,
                               .target = table->object});
    table->mapped = true;
    table->asid = root.asid;
    table->vaddr = vs_beginning(vaddr, end);
    return vs_done();
}

static bool is_root(const struct vs_state *s, struct vs_cap table)
{
    return table.mapped && s->root_of[table.asid] == table.object;
}

/* A table is what one of the two upper entries for its address points to. */
static void table_unmap(struct vs_state *s, struct vs_cap table)
{
    unmap(s, table, 30);
    unmap(s, table, 21);
}

struct vs_outcome vs_table_unmap(struct vs_state *s, struct vs_cap *table, bool is_final)
{
    if (!is_final || is_root(s, *table))
        return vs_refuse(seL4_RevokeFirst);
    table_unmap(s, *table);
    forget(table);
    return vs_done();
}

void vs_table_delete(struct vs_state *s, struct vs_cap table)
{
    if (is_root(s, table)) {
        drop_root(s, table.object);
        s->root_of[table.asid] = 0;
    } else {
        table_unmap(s, table);
    }
}

/* ---- ASIDs ---- */

/* The lowest that is free; 0 is never given out. */
struct vs_outcome vs_assign(struct vs_state *s, struct vs_cap *table, uint64_t first_asid)
{
    if (!vs_cap_is_free_root(*table))
        return vs_refuse_number(seL4_InvalidCapability, 1);
    for (uint64_t asid = first_asid; asid < first_asid + POOL_ASIDS; asid++) {
        if (asid == 0 || s->root_of[asid] != 0)
            continue;
        s->root_of[asid] = table->object;
        table->mapped = true;
        table->asid = asid;
        table->vaddr = 0;
        return vs_done();
    }
    return vs_refuse(seL4_DeleteFirst);
}

void vs_pool_delete(struct vs_state *s, uint64_t first_asid)
{
    for (uint64_t asid = first_asid; asid < first_asid + POOL_ASIDS; asid++) {
        if (s->root_of[asid] != 0)
            drop_root(s, s->root_of[asid]);
        s->root_of[asid] = 0;
    }
}
