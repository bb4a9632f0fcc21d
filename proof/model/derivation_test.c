/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exhaustive model of the derivation order. All states that can be reached with at most LIVE_MAX capabilities, by
 * Retype, copying, minting and deletion of any slot, in sequences of any length, from two untypeds. In each state the
 * rule that the specification uses (contents of neighbours) must agree with an explicit tree of who was made from whom.
 *
 * Moving and exchanging capabilities only rename slots, so they are no separate operations here.
 * An argument sets another LIVE_MAX: 5 takes minutes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proof/spec.h"

enum { LIVE_LIMIT = 6, UNIT_BITS = 4, BADGES = 2, NO_PARENT = -1 };

/* One capability of the model: small numbers only, so that a state packs into a few bytes. */
struct node {
    uint8_t kind;       /* 0 untyped, 1 endpoint, 2 TCB */
    uint8_t base;       /* in units of 16 bytes */
    uint8_t size;       /* 2^size units */
    uint8_t badge;
    bool revocable;
    bool first_badged;
    uint8_t watermark;  /* in units */
    int8_t parent;      /* position in the order of the capability it was made from */
};

struct model {
    int count;
    struct node node[LIVE_LIMIT];
};

static struct astate state;
static struct model *seen;
static unsigned seen_count;
static unsigned seen_room;
static unsigned *table;
static unsigned table_size;

/* ---- Between the model's order and the specification's ---- */

static word slot_name(int i)
{
    return (word)(i + 1) * 32;
}

static struct acap node_cap(const struct node *n)
{
    static const uint8_t types[3] = {AC_UNTYPED, AC_ENDPOINT, AC_TCB};
    struct acap cap = {
        .type = types[n->kind],
        .size_bits = (uint8_t)(n->size + UNIT_BITS),
        .rights = n->kind == 1 ? AR_ALL : 0,
        .object = 4096 + (word)n->base * 16,
        .badge = n->badge,
        .watermark = (word)n->watermark * 16,
    };
    return cap;
}

static void load(const struct model *m)
{
    state.entry_count = 0;
    for (int i = 0; i < m->count; i++) {
        state.entry[i] = (struct aentry){
            .slot = slot_name(i),
            .cap = node_cap(&m->node[i]),
            .revocable = m->node[i].revocable,
            .first_badged = m->node[i].first_badged,
            .starts_list = i == 0,
        };
        state.entry_count++;
    }
}

/* Reads back what the specification made of the order; `parents` are the explicit tree's, by slot name. */
static struct model store(const int8_t *parents)
{
    struct model m = {.count = (int)state.entry_count};

    for (int i = 0; i < m.count; i++) {
        const struct aentry *e = &state.entry[i];
        int8_t parent_slot = parents[e->slot / 32 - 1];
        struct node *n = &m.node[i];
        n->kind = e->cap.type == AC_UNTYPED ? 0 : e->cap.type == AC_ENDPOINT ? 1 : 2;
        n->base = (uint8_t)((e->cap.object - 4096) / 16);
        n->size = (uint8_t)(e->cap.size_bits - UNIT_BITS);
        n->badge = (uint8_t)e->cap.badge;
        n->revocable = e->revocable;
        n->first_badged = e->first_badged;
        n->watermark = (uint8_t)(e->cap.watermark / 16);
        n->parent = NO_PARENT;
        for (int k = 0; k < m.count; k++) {
            if (parent_slot != NO_PARENT && state.entry[k].slot == slot_name(parent_slot)) {
                n->parent = (int8_t)k;
            }
        }
    }
    return m;
}

/* ---- The set of states ---- */

static unsigned hash(const struct model *m)
{
    const unsigned char *bytes = (const unsigned char *)m;
    unsigned h = 2166136261u;
    for (size_t i = 0; i < sizeof(*m); i++) {
        h = (h ^ bytes[i]) * 16777619u;
    }
    return h;
}

static void remember(unsigned index)
{
    unsigned place = hash(&seen[index]) & (table_size - 1);
    while (table[place] != 0) {
        place = (place + 1) & (table_size - 1);
    }
    table[place] = index + 1;
}

static bool known(const struct model *m)
{
    for (unsigned place = hash(m) & (table_size - 1); table[place] != 0; place = (place + 1) & (table_size - 1)) {
        if (memcmp(&seen[table[place] - 1], m, sizeof(*m)) == 0) {
            return true;
        }
    }
    return false;
}

static void grow(void)
{
    seen_room = seen_room == 0 ? 1024 : seen_room * 2;
    seen = realloc(seen, seen_room * sizeof(*seen));
    free(table);
    table_size = seen_room * 4;
    table = calloc(table_size, sizeof(*table));
    spec_require(seen != NULL && table != NULL, "memory for the model");
    for (unsigned i = 0; i < seen_count; i++) {
        remember(i);
    }
}

static void add(struct model m)
{
    if (seen_count == seen_room) {
        grow();
    }
    if (known(&m)) {
        return;
    }
    seen[seen_count] = m;
    remember(seen_count);
    seen_count++;
}

/* ---- What must agree in every state ---- */

static bool is_ancestor(const struct model *m, int a, int x)
{
    for (int p = m->node[x].parent; p != NO_PARENT; p = m->node[p].parent) {
        if (p == a) {
            return true;
        }
    }
    return false;
}

static bool same_object(const struct node *a, const struct node *b)
{
    return a->kind != 0 && a->kind == b->kind && a->base == b->base;
}

static bool agrees(const struct model *m, int i, const char **what)
{
    bool has_descendant = false;
    bool last_of_object = true;
    int end = i;

    while (end + 1 < m->count && spec_is_child(&state.entry[i], &state.entry[end + 1])) {
        end++;
    }
    for (int k = 0; k < m->count; k++) {
        bool descendant = is_ancestor(m, i, k);
        has_descendant |= descendant;
        last_of_object &= k == i || !same_object(&m->node[i], &m->node[k]);
        if (descendant != (k > i && k <= end)) {
            *what = "the run of children is the set of descendants";
            return false;
        }
    }
    if (has_descendant != spec_has_children(&state, slot_name(i))) {
        *what = "the successor tells whether there are descendants";
        return false;
    }
    if (m->node[i].kind != 0 && last_of_object != spec_is_final(&state, slot_name(i))) {
        *what = "the neighbours tell whether this is the last capability of its object";
        return false;
    }
    return true;
}

/* No object in the free part of an untyped, and what is not related does not overlap. */
static bool memory_is_sound(const struct model *m, int u)
{
    const struct node *a = &m->node[u];

    for (int k = 0; k < m->count && a->kind == 0; k++) {
        const struct node *x = &m->node[k];
        int x_end = x->base + (1 << x->size);
        bool overlap = x->base < a->base + (1 << a->size) && a->base < x_end;
        if (k != u && is_ancestor(m, u, k) && x_end > a->base + a->watermark) {
            return false;
        }
        if (k != u && overlap && !is_ancestor(m, u, k) && !is_ancestor(m, k, u)) {
            return false;
        }
    }
    return true;
}

static void print_model(const struct model *m)
{
    for (int i = 0; i < m->count; i++) {
        const struct node *n = &m->node[i];
        printf("#   %d: kind %u [%u+%u] badge %u%s%s watermark %u parent %d\n", i, n->kind, n->base, 1u << n->size,
               n->badge, n->revocable ? " revocable" : "", n->first_badged ? " first-badged" : "", n->watermark,
               n->parent);
    }
}

static bool check(const struct model *m)
{
    const char *what = "unrelated memory is disjoint, free memory holds nothing";

    load(m);
    for (int i = 0; i < m->count; i++) {
        if (!agrees(m, i, &what) || !memory_is_sound(m, i)) {
            printf("not ok derivation: %s (capability %d)\n", what, i);
            print_model(m);
            return false;
        }
    }
    return true;
}

/* ---- Operations, each by the specification on the order, and by hand on the tree ---- */

static void parents_of(const struct model *m, int8_t *parents)
{
    for (int i = 0; i < LIVE_LIMIT + 1; i++) {
        parents[i] = i < m->count ? m->node[i].parent : NO_PARENT;
    }
}

static void try_retype(const struct model *m, int u, uint8_t kind, uint8_t size)
{
    const struct node *a = &m->node[u];
    int8_t parents[LIVE_LIMIT + 1];

    load(m);
    unsigned used = spec_has_children(&state, slot_name(u)) ? a->watermark : 0;
    unsigned unit = 1u << size;
    unsigned start = (used + unit - 1) / unit * unit;
    if (a->kind != 0 || (kind == 0 && size > a->size) || start + unit > (1u << a->size)) {
        return;
    }
    struct node n = {.kind = kind, .base = (uint8_t)(a->base + start), .size = size};
    struct acap untyped = as_cap_in(&state, slot_name(u));
    untyped.watermark = (start + unit) * 16;
    as_cap_set(&state, slot_name(u), untyped);
    spec_insert_new(&state, slot_name(u), slot_name(m->count), node_cap(&n));
    parents_of(m, parents);
    parents[m->count] = (int8_t)u;
    add(store(parents));
}

/* Copy with badge 0, mint otherwise. */
static void try_copy(const struct model *m, int i, word badge)
{
    int8_t parents[LIVE_LIMIT + 1];
    struct acap cap = as_cap_null();
    word slot = slot_name(i);

    load(m);
    cap = as_cap_in(&state, slot);
    if (badge != 0) {
        cap = spec_apply_data(cap, false, badge);
    }
    if (cap.type == AC_NULL || (badge != 0 && cap.type != AC_ENDPOINT)
        || spec_refused(spec_derive(&state, slot, cap, &cap))) {
        return;
    }
    spec_insert_copy(&state, slot, slot_name(m->count), cap);
    parents_of(m, parents);
    parents[m->count] = m->node[i].revocable ? (int8_t)i : m->node[i].parent;
    add(store(parents));
}

static void try_delete(const struct model *m, int i)
{
    int8_t parents[LIVE_LIMIT + 1];

    load(m);
    as_entry_remove(&state, slot_name(i));
    parents_of(m, parents);
    for (int k = 0; k < m->count; k++) {
        if (parents[k] == i) {
            parents[k] = m->node[i].parent;
        }
    }
    add(store(parents));
}

static void expand(const struct model *m, int live_max)
{
    for (int i = 0; i < m->count; i++) {
        try_delete(m, i);
        if (m->count == live_max) {
            continue;
        }
        for (uint8_t kind = 0; kind < 3; kind++) {
            for (uint8_t size = 0; size < 3; size++) {
                try_retype(m, i, kind, size);
            }
        }
        for (word badge = 0; badge <= BADGES; badge++) {
            try_copy(m, i, badge);
        }
    }
}

int main(int argc, char **argv)
{
    int live_max = argc > 1 ? atoi(argv[1]) : 4;
    struct model boot = {.count = 2};

    if (live_max < 2 || live_max > LIVE_LIMIT) {
        printf("not ok derivation: between 2 and %d capabilities\n", LIVE_LIMIT);
        return 1;
    }
    boot.node[0] = (struct node){.base = 0, .size = 2, .revocable = true, .first_badged = true, .parent = NO_PARENT};
    boot.node[1] = (struct node){.base = 4, .size = 1, .revocable = true, .first_badged = true, .parent = NO_PARENT};
    add(boot);
    for (unsigned i = 0; i < seen_count; i++) {
        struct model m = seen[i];
        if (!check(&m)) {
            return 1;
        }
        expand(&m, live_max);
    }
    printf("ok derivation: %u states with at most %d capabilities\n", seen_count, live_max);
    free(seen);
    free(table);
    return 0;
}
