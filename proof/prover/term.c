/* SPDX-License-Identifier: BSD-2-Clause */
/* The store of terms and symbols, leaves, and walks over terms. */
#include "term_internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* The arrays are reserved as address space at once, so that nothing ever moves. */
enum { TERMS_MAX = 1 << 26, ARGS_MAX = 1 << 28, SYMBOLS_MAX = 1 << 20, NAMES_MAX = 1 << 28,
       ARITY_MAX = 16 };

struct node {
    uint8_t op;
    sort_t sort;
    uint32_t arg_count, first_arg; /* in the array of arguments; for OP_CONST first_arg numbers the value */
    uint32_t payload;
    uint32_t hash;
};

struct symbol {
    const char *name;
    sort_t result, args[ARITY_MAX];
    unsigned arity;
};

static struct node *nodes;
static term_t *arguments;
static value_t *values;
static struct symbol *symbols;
static char *names; /* of all symbols, one behind the other */
static size_t names_length;
static uint32_t node_count = 1, argument_count, value_count, symbols_made = 1;

static term_t *table; /* open addressing, a power of two long, at most half full */
static uint32_t table_mask;
static symbol_t *symbol_table;
static uint32_t symbol_table_mask;

_Noreturn void prover_fail(const char *format, ...)
{
    va_list list;

    fflush(stdout);
    fputs("prove: ", stderr);
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputc('\n', stderr);
    exit(3);
}

void need(bool condition, const char *what)
{
    if (!condition)
        prover_fail("%s", what);
}

static void *reserve(size_t bytes)
{
    void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    need(area != MAP_FAILED, "no address space for terms");
    return area;
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    need(memory != NULL, "out of memory");
    return memory;
}

static void store_init(void)
{
    nodes = reserve(sizeof *nodes * TERMS_MAX);
    arguments = reserve(sizeof *arguments * ARGS_MAX);
    values = reserve(sizeof *values * TERMS_MAX);
    symbols = reserve(sizeof *symbols * SYMBOLS_MAX);
    names = reserve(NAMES_MAX);
    table_mask = (1u << 16) - 1;
    table = allocate(table_mask + 1, sizeof *table);
    symbol_table_mask = (1u << 10) - 1;
    symbol_table = allocate(symbol_table_mask + 1, sizeof *symbol_table);
}

/* --- looking at terms */

static const struct node *node_of(term_t t)
{
    need(t != TERM_NONE && t < node_count, "a handle that is no term");
    return &nodes[t];
}

enum term_op term_op(term_t t) { return (enum term_op)node_of(t)->op; }
sort_t term_sort(term_t t) { return node_of(t)->sort; }
unsigned term_arg_count(term_t t) { return node_of(t)->arg_count; }
symbol_t term_symbol(term_t t) { return term_op(t) == OP_APPLY ? nodes[t].payload : 0; }
uint32_t term_payload(term_t t) { return node_of(t)->payload; }
const term_t *term_args(term_t t) { return &arguments[node_of(t)->first_arg]; }
bool term_is_const(term_t t) { return term_op(t) == OP_CONST; }
bool term_is_true(term_t t) { return t == term_true(); }
bool term_is_false(term_t t) { return t == term_false(); }
unsigned term_count(void) { return node_count; }

term_t term_arg(term_t t, unsigned i)
{
    need(i < node_of(t)->arg_count, "an argument that the term does not have");
    return arguments[nodes[t].first_arg + i];
}

bool term_const_value(term_t t, value_t *value)
{
    if (term_op(t) != OP_CONST)
        return false;
    *value = values[nodes[t].first_arg];
    return true;
}

/* --- making terms */

static uint32_t mix(uint32_t hash, uint32_t value)
{
    hash ^= value;
    hash *= 0x9e3779b1u;
    return hash ^ (hash >> 15);
}

static void table_grow(void)
{
    uint32_t mask = table_mask * 2 + 1;
    term_t *bigger = allocate((size_t)mask + 1, sizeof *bigger);

    for (term_t t = 1; t < node_count; t++) {
        uint32_t i = nodes[t].hash & mask;
        while (bigger[i] != TERM_NONE)
            i = (i + 1) & mask;
        bigger[i] = t;
    }
    free(table);
    table = bigger;
    table_mask = mask;
}

static term_t table_insert(uint32_t place, struct node node)
{
    need(node_count < TERMS_MAX, "too many terms");
    nodes[node_count] = node;
    table[place] = node_count++;
    if (node_count > table_mask / 2)
        table_grow();
    return node_count - 1;
}

term_t store_term(enum term_op op, sort_t sort, const term_t *args, unsigned n, uint32_t payload)
{
    uint32_t hash = mix(mix(mix(17, op), sort), payload), i;

    if (nodes == NULL)
        store_init();
    for (unsigned k = 0; k < n; k++)
        hash = mix(hash, args[k]);
    for (i = hash & table_mask; table[i] != TERM_NONE; i = (i + 1) & table_mask) {
        const struct node *node = &nodes[table[i]];
        if (node->hash == hash && node->op == op && node->sort == sort && node->payload == payload &&
            node->arg_count == n && (n == 0 || memcmp(&arguments[node->first_arg], args, n * sizeof *args) == 0))
            return table[i];
    }
    need(argument_count + n < ARGS_MAX, "too many arguments of terms");
    for (unsigned k = 0; k < n; k++)
        arguments[argument_count + k] = args[k];
    argument_count += n;
    return table_insert(i, (struct node){(uint8_t)op, sort, n, argument_count - n, payload, hash});
}

term_t store_const(sort_t sort, value_t value)
{
    uint32_t hash = mix(mix(mix(mix(mix(5, sort), (uint32_t)value), (uint32_t)(value >> 32)), (uint32_t)(value >> 64)),
                        (uint32_t)(value >> 96)), i;

    if (nodes == NULL)
        store_init();
    for (i = hash & table_mask; table[i] != TERM_NONE; i = (i + 1) & table_mask) {
        const struct node *node = &nodes[table[i]];
        if (node->op == OP_CONST && node->sort == sort && values[node->first_arg] == value)
            return table[i];
    }
    values[value_count] = value;
    return table_insert(i, (struct node){OP_CONST, sort, 0, value_count++, 0, hash});
}

/* --- symbols */

static uint32_t name_hash(const char *name)
{
    uint32_t hash = 3;

    while (*name != '\0')
        hash = mix(hash, (unsigned char)*name++);
    return hash;
}

/* The place of the name in the table, or the free place where it belongs. */
static uint32_t symbol_place(const char *name)
{
    uint32_t i = name_hash(name) & symbol_table_mask;

    while (symbol_table[i] != 0 && strcmp(symbols[symbol_table[i]].name, name) != 0)
        i = (i + 1) & symbol_table_mask;
    return i;
}

static void symbol_table_grow(void)
{
    free(symbol_table);
    symbol_table_mask = symbol_table_mask * 2 + 1;
    symbol_table = allocate((size_t)symbol_table_mask + 1, sizeof *symbol_table);
    for (symbol_t s = 1; s < symbols_made; s++)
        symbol_table[symbol_place(symbols[s].name)] = s;
}

symbol_t symbol_find(const char *name)
{
    if (nodes == NULL)
        store_init();
    return symbol_table[symbol_place(name)];
}

symbol_t symbol_function(const char *name, sort_t result, const sort_t *args, unsigned n)
{
    symbol_t found = symbol_find(name);
    struct symbol *symbol = &symbols[found];
    size_t length = strlen(name) + 1;

    if (found != 0) {
        bool same = symbol->result == result && symbol->arity == n;
        if (!same || (n > 0 && memcmp(symbol->args, args, n * sizeof *args) != 0))
            prover_fail("symbol %s is declared twice, with different sorts", name);
        return found;
    }
    need(n <= ARITY_MAX && symbols_made < SYMBOLS_MAX && length <= NAMES_MAX - names_length,
         "too many symbols, or arguments of a symbol");
    symbol = &symbols[symbols_made];
    symbol->name = memcpy(names + names_length, name, length);
    names_length += length;
    symbol->result = result;
    symbol->arity = n;
    for (unsigned i = 0; i < n; i++)
        symbol->args[i] = args[i];
    symbol_table[symbol_place(name)] = symbols_made++;
    if (symbols_made > symbol_table_mask / 2)
        symbol_table_grow();
    return symbols_made - 1;
}

static const struct symbol *symbol_of(symbol_t symbol)
{
    need(symbol != 0 && symbol < symbols_made, "a handle that is no symbol");
    return &symbols[symbol];
}

const char *symbol_name(symbol_t symbol) { return symbol_of(symbol)->name; }
sort_t symbol_result(symbol_t symbol) { return symbol_of(symbol)->result; }
unsigned symbol_arity(symbol_t symbol) { return symbol_of(symbol)->arity; }
unsigned symbol_count(void) { return symbols_made; }

sort_t symbol_arg(symbol_t symbol, unsigned i)
{
    need(i < symbol_of(symbol)->arity, "an argument that the symbol does not have");
    return symbols[symbol].args[i];
}

/* --- leaves */

term_t term_bool(bool value) { return store_const(SORT_BOOL, value); }

/* Asked for all the time. */
term_t term_true(void)
{
    static term_t known;

    return known != TERM_NONE ? known : (known = term_bool(true));
}

term_t term_false(void)
{
    static term_t known;

    return known != TERM_NONE ? known : (known = term_bool(false));
}

term_t term_int(value_t value) { return store_const(SORT_INT, value); }

term_t term_bv(unsigned width, value_t value)
{
    need(width >= 1 && width <= BV_WIDTH_MAX, "a bit-vector of impossible width");
    return store_const(sort_bv(width), (value_t)((bits_t)value & bits_mask(width)));
}

term_t term_zero(sort_t sort)
{
    need(sort != SORT_REF && sort != SORT_NONE, "this sort has no zero");
    return store_const(sort, 0);
}

term_t term_var(const char *name, sort_t sort)
{
    return store_term(OP_APPLY, sort, NULL, 0, symbol_function(name, sort, NULL, 0));
}

term_t term_fresh(const char *stem, sort_t sort)
{
    static unsigned number;
    char name[200];

    do
        snprintf(name, sizeof name, "%.150s!%u", stem, ++number);
    while (symbol_find(name) != 0);
    return term_var(name, sort);
}

term_t term_apply(symbol_t symbol, const term_t *args, unsigned n)
{
    const struct symbol *function = symbol_of(symbol);

    if (n != function->arity)
        prover_fail("%s is applied to %u arguments instead of %u", function->name, n, function->arity);
    for (unsigned i = 0; i < n; i++)
        if (term_sort(args[i]) != function->args[i])
            prover_fail("%s is applied to an argument %u of the wrong sort", function->name, i);
    return store_term(OP_APPLY, function->result, args, n, symbol);
}

/* --- walks */

struct term_set {
    uint64_t *words;
    size_t count;
};

struct term_set *term_set_new(void) { return allocate(1, sizeof(struct term_set)); }

void term_set_free(struct term_set *set)
{
    if (set != NULL)
        free(set->words);
    free(set);
}

bool term_set_has(const struct term_set *set, term_t t)
{
    return t / 64 < set->count && (set->words[t / 64] >> (t % 64) & 1) != 0;
}

bool term_set_add(struct term_set *set, term_t t)
{
    size_t count = (size_t)t / 64 + 1;

    if (term_set_has(set, t))
        return false;
    if (count > set->count) {
        count = count + count / 2 + 16;
        set->words = realloc(set->words, count * sizeof *set->words);
        need(set->words != NULL, "out of memory");
        memset(set->words + set->count, 0, (count - set->count) * sizeof *set->words);
        set->count = count;
    }
    set->words[t / 64] |= (uint64_t)1 << (t % 64);
    return true;
}

/* A stack of terms whose arguments are still to be walked: a term is pushed, its new arguments above it. */
struct walk {
    term_t *stack;
    size_t count, room;
};

static void walk_push(struct walk *walk, term_t t)
{
    if (walk->count == walk->room) {
        walk->room = walk->room * 2 + 64;
        walk->stack = realloc(walk->stack, walk->room * sizeof *walk->stack);
        need(walk->stack != NULL, "out of memory");
    }
    walk->stack[walk->count++] = t;
}

static void walk_from(struct walk *walk, term_t root, struct term_set *seen, void (*visit)(term_t, void *),
                      void *context)
{
    walk_push(walk, root);
    while (walk->count > 0) {
        term_t t = walk->stack[walk->count - 1];
        size_t before = walk->count;
        if (!term_set_has(seen, t))
            for (unsigned i = term_arg_count(t); i-- > 0;)
                if (!term_set_has(seen, term_arg(t, i)))
                    walk_push(walk, term_arg(t, i));
        if (walk->count > before)
            continue;
        walk->count--;
        if (term_set_add(seen, t))
            visit(t, context);
    }
}

void term_walk(const term_t *roots, unsigned n, struct term_set *seen, void (*visit)(term_t t, void *context),
               void *context)
{
    struct term_set *own = seen == NULL ? term_set_new() : NULL;
    struct walk walk = {NULL, 0, 0};

    for (unsigned i = 0; i < n; i++)
        walk_from(&walk, roots[i], seen != NULL ? seen : own, visit, context);
    free(walk.stack);
    term_set_free(own);
}
