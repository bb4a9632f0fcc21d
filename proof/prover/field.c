/* SPDX-License-Identifier: BSD-2-Clause */
/* Fields: names, chains of changes, and what is known to be distinct. */
#include "field.h"
#include <stdlib.h>
#include <string.h>
#include "exec.h"
#include "pointer.h"

static struct field_key **keys;
static unsigned key_count;
static struct field_node **base_nodes; /* the content at the beginning, by key */
static signed char *symbol_widths;
static unsigned symbol_widths_size;

static void *allocate(size_t bytes)
{
    void *p = calloc(1, bytes);

    if (p == 0)
        prover_fail("out of memory");
    return p;
}

/* ---- keys ---- */
struct field_key *field_key_find(const char *name)
{
    for (unsigned i = 0; i < key_count; i++)
        if (strcmp(keys[i]->name, name) == 0)
            return keys[i];
    return 0;
}

struct field_key *field_key_number(unsigned id)
{
    return keys[id];
}

unsigned field_key_count(void)
{
    return key_count;
}

void field_note_symbol(symbol_t symbol, int width)
{
    if (symbol >= symbol_widths_size) {
        unsigned size = 2 * symbol + 64;

        symbol_widths = realloc(symbol_widths, size);
        memset(symbol_widths + symbol_widths_size, -1, size - symbol_widths_size);
        symbol_widths_size = size;
    }
    symbol_widths[symbol] = (signed char)width;
}

int field_symbol_width(symbol_t symbol)
{
    return symbol < symbol_widths_size ? symbol_widths[symbol] : -1;
}

static struct field_node *base_node(const struct field_key *key, const char *name)
{
    struct field_node *n = allocate(sizeof *n);

    n->change = CHANGE_BASE;
    n->key = key;
    n->symbol = symbol_function(name, key->result, key->arg, key->arity);
    field_note_symbol(n->symbol, (int)key->width);
    return n;
}

struct field_key *field_key(const char *name, const char *owner, unsigned arity, const sort_t *arg, sort_t result,
                            unsigned width)
{
    struct field_key *k = field_key_find(name);

    if (k != 0) {
        if (k->owner[0] == 0 && owner[0] != 0)
            k->owner = strdup(owner);
        return k;
    }
    k = allocate(sizeof *k);
    k->id = key_count;
    k->name = strdup(name);
    k->owner = strdup(owner);
    k->arity = arity;
    memcpy(k->arg, arg, arity * sizeof *arg);
    k->result = result;
    k->width = width;
    keys = realloc(keys, (key_count + 1) * sizeof *keys);
    base_nodes = realloc(base_nodes, (key_count + 1) * sizeof *base_nodes);
    keys[key_count] = k;
    base_nodes[key_count++] = base_node(k, name);
    return k;
}

/* ---- states ---- */
struct state *state_new(void)
{
    return allocate(sizeof(struct state));
}

struct state *state_copy(const struct state *s)
{
    struct state *copy = state_new();

    copy->count = s->count;
    copy->node = allocate((s->count + 1) * sizeof *copy->node);
    memcpy(copy->node, s->node != 0 ? s->node : copy->node, s->count * sizeof *copy->node);
    return copy;
}

struct field_node *field_last(const struct state *s, const struct field_key *key)
{
    if (key->id < s->count && s->node[key->id] != 0)
        return s->node[key->id];
    return base_nodes[key->id];
}

static void set_last(struct state *s, const struct field_key *key, struct field_node *n)
{
    if (key->id >= s->count) {
        s->node = realloc(s->node, (key->id + 1) * sizeof *s->node);
        memset(s->node + s->count, 0, (key->id + 1 - s->count) * sizeof *s->node);
        s->count = key->id + 1;
    }
    s->node[key->id] = n;
}

/* ---- reading ---- */
/* The base of a sum w + constant, so that addresses in one object compare at once. */
static bool refs_differ_by_constant(term_t a, term_t b)
{
    value_t difference = 0;

    return term_op(a) == OP_APPLY && term_op(b) == OP_APPLY && term_symbol(a) == term_symbol(b) &&
           term_symbol(a) == symbol_find("ref") &&
           term_const_value(term_sub(term_arg(a, 0), term_arg(b, 0)), &difference) && difference != 0 &&
           difference > -((value_t)1 << 64) && difference < ((value_t)1 << 64);
}

term_t exec_eq(struct exec *x, term_t a, term_t b)
{
    term_t e = term_eq(a, b);

    if (term_is_const(e) || term_sort(a) != SORT_REF)
        return e;
    if (refs_differ_by_constant(a, b))
        return term_false();
    for (unsigned i = x->distinct_count; i-- > 0;)
        if ((x->distinct[i].a == a && x->distinct[i].b == b) || (x->distinct[i].a == b && x->distinct[i].b == a))
            return term_false();
    return e;
}

void exec_distinct(struct exec *x, term_t a, term_t b)
{
    if (x->distinct_count == x->distinct_room) {
        x->distinct_room = 2 * x->distinct_room + 64;
        x->distinct = realloc(x->distinct, x->distinct_room * sizeof *x->distinct);
    }
    x->distinct[x->distinct_count++] = (struct distinct){a, b, ++x->distinct_serial};
}

static bool memo_is_valid(const struct exec *x, const struct memo *m)
{
    return m->depth == 0 || (m->depth <= x->distinct_count && x->distinct[m->depth - 1].serial == m->serial);
}

static struct memo *memo_place(struct field_node *n, const term_t *arg)
{
    unsigned hash = 0;

    if (n->memo_count * 2 >= n->memo_size) {
        struct memo *old = n->memo;
        unsigned size = n->memo_size;

        n->memo_size = size ? 2 * size : 16;
        n->memo = allocate(n->memo_size * sizeof *n->memo);
        n->memo_count = 0;
        for (unsigned i = 0; i < size; i++)
            if (old[i].value != 0) {
                *memo_place(n, old[i].arg) = old[i];
                n->memo_count++;
            }
        free(old);
    }
    for (unsigned i = 0; i < n->key->arity; i++)
        hash = hash * 31 + arg[i] * 2654435761u;
    for (hash %= n->memo_size; n->memo[hash].value != 0; hash = (hash + 1) % n->memo_size)
        if (memcmp(n->memo[hash].arg, arg, n->key->arity * sizeof *arg) == 0)
            break;
    return &n->memo[hash];
}

static term_t read_node(struct exec *x, struct field_node *n, const term_t *arg);

static term_t map_value(struct exec *x, struct field_node *n, const term_t *arg)
{
    struct value args[ARGS_MAX];
    struct state *present = x->state, *old = x->old.state;
    struct value r;
    unsigned count = 0;

    x->old.state = 0; /* a map says what it captures, and does not look back */
    for (unsigned i = 0; i < n->key->arity; i++)
        args[count++] = term_sort(arg[i]) == SORT_REF ? value_ref(arg[i], 0) : value_term(arg[i]);
    for (unsigned i = 0; i < n->captured_count; i++)
        args[count++] = n->captured[i];
    x->state = n->state;
    x->silent++;
    x->spec++;
    r = merge_call(x, n->map, args, count, term_true());
    x->spec--;
    x->silent--;
    x->state = present;
    x->old.state = old;
    return value_raw(x, r);
}

static term_t read_changed(struct exec *x, struct field_node *n, const term_t *arg)
{
    term_t here = n->guard;

    if (n->change == CHANGE_BASE)
        return term_apply(n->symbol, arg, n->key->arity);
    if (n->change == CHANGE_STORE)
        for (unsigned i = 0; i < n->key->arity; i++)
            here = term_and(here, exec_eq(x, arg[i], n->arg[i]));
    if (term_is_false(here))
        return read_node(x, n->before, arg);
    if (n->change == CHANGE_STORE)
        return term_is_true(here) ? n->value : term_ite(here, n->value, read_node(x, n->before, arg));
    if (n->change == CHANGE_FORGET)
        return term_ite(here, term_apply(n->symbol, arg, n->key->arity), read_node(x, n->before, arg));
    if (term_is_true(here))
        return map_value(x, n, arg);
    return term_ite(here, map_value(x, n, arg), read_node(x, n->before, arg));
}

static term_t read_node(struct exec *x, struct field_node *n, const term_t *arg)
{
    struct memo *m = memo_place(n, arg);
    term_t value = 0;

    if (m->value != 0 && memo_is_valid(x, m))
        return m->value;
    value = read_changed(x, n, arg);
    m = memo_place(n, arg); /* reading may have made the table grow */
    if (m->value == 0)
        n->memo_count++;
    memcpy(m->arg, arg, n->key->arity * sizeof *arg);
    m->value = value;
    m->depth = x->distinct_count;
    m->serial = x->distinct_count != 0 ? x->distinct[x->distinct_count - 1].serial : 0;
    return value;
}

term_t field_read(struct exec *x, struct state *s, const struct field_key *key, const term_t *arg)
{
    if (x->reads != 0)
        number_set_add(x->reads, key->id + 1);
    if (key->arity != 0 && key->arg[0] == SORT_REF)
        pool_add(x, key->owner, arg[0]);
    if (x->statement_object != 0 && arg[0] != x->statement_object && strcmp(key->name, "type") != 0 &&
        strncmp(key->name, "ghost ", 6) != 0)
        prover_fail("what is said of an object at all times reads %s of another", key->name);
    return read_node(x, field_last(s, key), arg);
}

/* ---- changes ---- */
static struct field_node *change(struct exec *x, const struct field_key *key, enum change kind, term_t guard)
{
    struct field_node *n = allocate(sizeof *n);

    if (x->silent != 0)
        prover_fail("%s: a formula changes %s", exec_where(x), key->name);
    n->change = kind;
    n->key = key;
    n->before = field_last(x->state, key);
    n->guard = guard;
    return n;
}

void field_store(struct exec *x, const struct field_key *key, const term_t *arg, term_t value, term_t guard)
{
    struct field_node *n = change(x, key, CHANGE_STORE, guard);

    memcpy(n->arg, arg, key->arity * sizeof *arg);
    n->value = value;
    if (key->arity != 0 && key->arg[0] == SORT_REF)
        pool_add(x, key->owner, arg[0]);
    set_last(x->state, key, n);
}

void field_map(struct exec *x, const struct field_key *key, struct ir_func *map, const struct value *captured,
               unsigned count, term_t guard)
{
    struct field_node *n = change(x, key, CHANGE_MAP, guard);

    if (count > 8)
        prover_fail("%s: too many values captured by a ghost map", exec_where(x));
    n->map = map;
    n->captured_count = count;
    memcpy(n->captured, captured, count * sizeof *captured);
    n->state = state_copy(x->state);
    set_last(x->state, key, n);
}

void field_forget(struct exec *x, const struct field_key *key, term_t guard)
{
    char name[160];
    struct field_node *n = 0;

    snprintf(name, sizeof name, "%s'%u", key->name, ++x->fresh);
    n = base_node(key, name);
    if (!term_is_true(guard)) {
        n->change = CHANGE_FORGET;
        n->guard = guard;
        n->before = field_last(x->state, key);
    }
    set_last(x->state, key, n);
}

unsigned field_touched(const struct state *s, const char *owner, term_t *touched, unsigned max)
{
    unsigned count = 0;

    for (unsigned k = 0; k < s->count; k++) {
        if (s->node[k] == 0 || keys[k]->arity == 0 || keys[k]->arg[0] != SORT_REF)
            continue;
        if (owner[0] != 0 && strcmp(keys[k]->owner, owner) != 0)
            continue;
        for (const struct field_node *n = s->node[k]; n != 0; n = n->before) {
            bool known = n->change != CHANGE_STORE;

            for (unsigned i = 0; i < count && !known; i++)
                known = touched[i] == n->arg[0];
            if (!known && count == max)
                prover_fail("a path changes more than %u objects", max);
            if (!known)
                touched[count++] = n->arg[0];
        }
    }
    return count;
}
