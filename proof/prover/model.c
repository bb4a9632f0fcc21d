/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evaluation under a model. The interpretation of a function is a table from argument values to values, a default, and
 * where a solver answered in another form, a term over parameters.
 */
#include "model.h"
#include "sexpr.h"
#include "term_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    symbol_t symbol; /* 0: free place */
    value_t value;
    value_t *args;
};

struct interpretation {
    value_t otherwise;
    term_t body;     /* TERM_NONE: otherwise */
    term_t *params;  /* of body */
};

struct model {
    struct interpretation *functions; /* by symbol */
    unsigned function_room;
    struct entry *entries;            /* open addressing */
    uint32_t entry_mask, entry_count;
    value_t *values;                  /* by term, for those in known */
    size_t value_room;
    struct term_set *known;
    char **references;                /* names of reference values; number 0 is for what has none */
    unsigned reference_count;
};

static void *resize(void *old, size_t old_count, size_t count, size_t size)
{
    char *memory = realloc(old, count * size);

    need(memory != NULL, "out of memory");
    memset(memory + old_count * size, 0, (count - old_count) * size);
    return memory;
}

struct model *model_new(void)
{
    struct model *model = resize(NULL, 0, 1, sizeof *model);

    model->entry_mask = 63;
    model->entries = resize(NULL, 0, 64, sizeof *model->entries);
    model->known = term_set_new();
    return model;
}

static void free_functions(struct model *model)
{
    for (unsigned i = 0; i < model->function_room; i++)
        free(model->functions[i].params);
    free(model->functions);
}

void model_free(struct model *model)
{
    if (model == NULL)
        return;
    for (uint32_t i = 0; i <= model->entry_mask; i++)
        free(model->entries[i].args);
    free(model->entries);
    free_functions(model);
    for (unsigned i = 0; i < model->reference_count; i++)
        free(model->references[i]);
    free(model->references);
    free(model->values);
    term_set_free(model->known);
    free(model);
}

/* --- tables */

static uint32_t entry_place(const struct model *model, symbol_t symbol, const value_t *args)
{
    uint64_t hash = symbol * 0x9e3779b97f4a7c15u;
    unsigned n = symbol_arity(symbol);
    uint32_t i;

    for (unsigned k = 0; k < n; k++) {
        hash = (hash ^ (uint64_t)args[k] ^ (uint64_t)(args[k] >> 64)) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    for (i = (uint32_t)hash & model->entry_mask; model->entries[i].symbol != 0; i = (i + 1) & model->entry_mask)
        if (model->entries[i].symbol == symbol &&
            (n == 0 || memcmp(model->entries[i].args, args, n * sizeof *args) == 0))
            return i;
    return i;
}

static void entries_grow(struct model *model)
{
    struct entry *old = model->entries;
    uint32_t count = model->entry_mask + 1;

    model->entry_mask = count * 2 - 1;
    model->entries = resize(NULL, 0, count * 2, sizeof *model->entries);
    for (uint32_t i = 0; i < count; i++)
        if (old[i].symbol != 0)
            model->entries[entry_place(model, old[i].symbol, old[i].args)] = old[i];
    free(old);
}

static void entry_set(struct model *model, symbol_t symbol, const value_t *args, value_t value)
{
    unsigned n = symbol_arity(symbol);
    struct entry *entry = &model->entries[entry_place(model, symbol, args)];

    if (entry->symbol == 0) {
        entry->symbol = symbol;
        entry->args = resize(NULL, 0, n + 1, sizeof *entry->args);
        if (n > 0)
            memcpy(entry->args, args, n * sizeof *args);
        model->entry_count++;
    }
    entry->value = value;
    if (model->entry_count > model->entry_mask / 2)
        entries_grow(model);
}

void model_set(struct model *model, symbol_t symbol, const value_t *args, unsigned n, value_t value)
{
    need(n == symbol_arity(symbol), "a model's value for the wrong number of arguments");
    entry_set(model, symbol, args, value);
    term_set_free(model->known);
    model->known = term_set_new();
}

static struct interpretation *function_of(struct model *model, symbol_t symbol)
{
    if (symbol >= model->function_room) {
        unsigned room = symbol + symbol / 2 + 64;
        model->functions = resize(model->functions, model->function_room, room, sizeof *model->functions);
        model->function_room = room;
    }
    return &model->functions[symbol];
}

/* --- evaluation */

/* A body's value. Bodies are small: solvers answer with tables almost always. */
static value_t body_value(struct model *model, term_t t, const term_t *params, const value_t *args, unsigned n);

static value_t apply(struct model *model, symbol_t symbol, const value_t *args)
{
    const struct entry *entry = &model->entries[entry_place(model, symbol, args)];
    struct interpretation function;

    if (entry->symbol != 0)
        return entry->value;
    function = *function_of(model, symbol);
    if (function.body != TERM_NONE)
        return body_value(model, function.body, function.params, args, symbol_arity(symbol));
    return function.otherwise;
}

static value_t operation_value(struct model *model, term_t t, const value_t *args)
{
    value_t value = 0;

    if (term_const_value(t, &value))
        return value;
    return term_op(t) == OP_APPLY ? apply(model, term_symbol(t), args) : op_value(t, args);
}

static value_t body_value(struct model *model, term_t t, const term_t *params, const value_t *args, unsigned n)
{
    unsigned count = term_arg_count(t);
    value_t *values, value;

    for (unsigned i = 0; i < n; i++)
        if (params[i] == t)
            return args[i];
    values = resize(NULL, 0, count + 1, sizeof *values);
    for (unsigned i = 0; i < count; i++)
        values[i] = body_value(model, term_arg(t, i), params, args, n);
    value = operation_value(model, t, values);
    free(values);
    return value;
}

static void evaluate(term_t t, void *context)
{
    enum { FEW = 64 };
    struct model *model = context;
    unsigned n = term_arg_count(t);
    value_t few[FEW], *args = n <= FEW ? few : resize(NULL, 0, n, sizeof *args);

    for (unsigned i = 0; i < n; i++)
        args[i] = model->values[term_arg(t, i)];
    model->values[t] = operation_value(model, t, args);
    if (args != few)
        free(args);
}

value_t model_value(struct model *model, term_t t)
{
    if (t >= model->value_room) {
        size_t room = term_count() + term_count() / 4 + 1024;
        model->values = resize(model->values, model->value_room, room, sizeof *model->values);
        model->value_room = room;
    }
    if (!term_set_has(model->known, t))
        term_walk(&t, 1, model->known, evaluate, model);
    return model->values[t];
}

bool model_true(struct model *model, term_t t)
{
    need(term_sort(t) == SORT_BOOL, "the truth of what is not Bool");
    return model_value(model, t) != 0;
}

/* --- reading a solver's answer */

static value_t reference_number(struct model *model, const char *name)
{
    for (unsigned i = 0; i < model->reference_count; i++)
        if (strcmp(model->references[i], name) == 0)
            return (value_t)i + 1;
    model->references = resize(model->references, model->reference_count, model->reference_count + 1,
                               sizeof *model->references);
    model->references[model->reference_count] = strdup(name);
    need(model->references[model->reference_count] != NULL, "out of memory");
    return (value_t)++model->reference_count;
}

/* A definition that is being read: its model and parameters. */
struct definition {
    struct model *model;
    const struct sexpr *names;
    term_t params[16];
    unsigned n;
};

/* The name that smt.c has written so. */
static const char *own_name(const char *name)
{
    static char text[200];

    if (name[0] != '&')
        return name;
    snprintf(text, sizeof text, "@%s", name + 1);
    return text;
}

static term_t lookup(const char *name, void *context)
{
    struct definition *definition = context;
    symbol_t symbol;

    for (unsigned i = 0; i < definition->n; i++)
        if (sexpr_is(&definition->names->item[i].item[0], name))
            return definition->params[i];
    if (strncmp(name, "Ref!val!", 8) == 0 || strncmp(name, "@Ref_", 5) == 0)
        return store_const(SORT_REF, reference_number(definition->model, name));
    symbol = symbol_find(own_name(name));
    return symbol != 0 && symbol_arity(symbol) == 0 ? term_apply(symbol, NULL, 0) : TERM_NONE;
}

static term_t apply_symbol(const char *name, const term_t *args, unsigned n, void *context)
{
    symbol_t symbol = symbol_find(own_name(name));

    (void)context;
    return symbol != 0 && symbol_arity(symbol) == n ? term_apply(symbol, args, n) : TERM_NONE;
}

/* Reads (= parameter constant), in either order, into args; false for anything else. */
static bool read_argument(const struct sexpr *e, const struct sexpr_scope *scope, value_t *args, bool *given)
{
    const struct definition *definition = scope->context;

    if (!sexpr_starts(e, "=") || e->count != 3)
        return false;
    for (unsigned side = 1; side <= 2; side++)
        for (unsigned i = 0; i < definition->n; i++) {
            term_t value;
            if (!sexpr_is(&e->item[side], definition->names->item[i].item[0].atom) || given[i])
                continue;
            value = sexpr_term(&e->item[3 - side], scope);
            given[i] = true;
            return value != TERM_NONE && term_const_value(value, &args[i]);
        }
    return false;
}

/* Reads a condition that fixes every parameter. */
static bool read_arguments(const struct sexpr *e, const struct sexpr_scope *scope, value_t *args)
{
    const struct definition *definition = scope->context;
    bool given[16] = {false};

    if (definition->n == 1)
        return read_argument(e, scope, args, given);
    if (!sexpr_starts(e, "and") || e->count != definition->n + 1)
        return false;
    for (unsigned i = 1; i < e->count; i++)
        if (!read_argument(&e->item[i], scope, args, given))
            return false;
    return true;
}

/*
 * Enters the rows (ite (and (= x a) (= y b)) v rest) of a body into the table, earlier rows having precedence; returns
 * what is left.
 */
static const struct sexpr *read_rows(struct model *model, symbol_t symbol, const struct sexpr *body,
                                     const struct sexpr_scope *scope)
{
    while (sexpr_starts(body, "ite") && body->count == 4) {
        value_t args[16], value;
        term_t result;
        if (!read_arguments(&body->item[1], scope, args))
            break;
        result = sexpr_term(&body->item[2], scope);
        if (result == TERM_NONE || !term_const_value(result, &value))
            break;
        if (model->entries[entry_place(model, symbol, args)].symbol == 0)
            entry_set(model, symbol, args, value);
        body = &body->item[3];
    }
    return body;
}

/* (define-fun name ((x sort) ...) sort body); false if it cannot be understood. */
static bool read_definition(struct model *model, const struct sexpr *e)
{
    struct definition definition = {model, &e->item[2], {0}, e->item[2].count};
    struct sexpr_scope scope = {lookup, apply_symbol, &definition};
    sort_t sorts[16];
    struct interpretation *function;
    symbol_t symbol;
    term_t body;

    if (definition.n > 16 || e->item[1].atom == NULL)
        return false;
    if (symbol_find(own_name(e->item[1].atom)) == 0) /* a name the query or the solver gave to a part of it */
        return true;
    for (unsigned i = 0; i < definition.n; i++) {
        char name[32];
        const struct sexpr *pair = &e->item[2].item[i];
        if (pair->count != 2 || pair->item[0].atom == NULL || (sorts[i] = sexpr_sort(&pair->item[1])) == SORT_NONE)
            return false;
        snprintf(name, sizeof name, "model.%u.%u", sorts[i], i);
        definition.params[i] = term_var(name, sorts[i]);
    }
    symbol = symbol_function(own_name(e->item[1].atom), sexpr_sort(&e->item[3]), sorts, definition.n);
    body = sexpr_term(read_rows(model, symbol, &e->item[4], &scope), &scope);
    function = function_of(model, symbol);
    if (body == TERM_NONE)
        return false;
    if (!term_const_value(body, &function->otherwise)) {
        function->body = body;
        function->params = resize(NULL, 0, definition.n + 1, sizeof *function->params);
        memcpy(function->params, definition.params, definition.n * sizeof *function->params);
    }
    return true;
}

struct model *model_parse(const char *text)
{
    struct sexpr *all = sexpr_parse(text);
    struct model *model = model_new();
    bool good = all != NULL && all->count == 1;

    for (unsigned i = 0; good && i < all->item[0].count; i++) {
        const struct sexpr *e = &all->item[0].item[i];
        if (sexpr_starts(e, "define-fun"))
            good = e->count == 5 && read_definition(model, e);
        else
            good = sexpr_is(e, "model") || sexpr_starts(e, "declare-fun") || sexpr_starts(e, "forall") ||
                   sexpr_starts(e, "declare-sort");
        if (!good)
            fprintf(stderr, "prove: a solver's model cannot be read, item %u\n", i);
    }
    sexpr_free(all);
    if (!good) {
        model_free(model);
        return NULL;
    }
    return model;
}
