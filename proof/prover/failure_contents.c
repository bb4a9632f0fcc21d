/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contents of a counterexample by names of C: each object that the path has met, with its members, before and
 * after. Words that have FIELD accessors are taken apart: member `cap.w0` by functions cap_w0_*; cap.w1, of which the
 * meaning depends on the kind, by those of the kind: CAP_CNODE, cnode_w1_*.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "exec.h"
#include "failure.h"
#include "ir_debug.h"
#include "pointer.h"

enum { OBJECTS_MAX = 64, NAME_MAX_LENGTH = 200 };

struct contents {
    struct exec *x;
    struct model *model;
    struct state *first;
    FILE *to;
    unsigned lines, lines_max;
};

/* ---- values ---- */
static bool is_met(struct exec *x, term_t object)
{
    for (unsigned i = 0; i < x->pool_count; i++)
        for (unsigned k = 0; k < x->pool[i].count; k++)
            if (x->pool[i].entry[k].term == object)
                return true;
    return false;
}

/* 0, the name of a variable, or a number. */
static void write_ref(const struct contents *c, value_t ref)
{
    const struct ir_module *m = c->x->module;

    if (ref == model_value(c->model, ref_null())) {
        fputs("0", c->to);
        return;
    }
    for (unsigned i = 0; i < m->global_count; i++) {
        char name[NAME_MAX_LENGTH];

        snprintf(name, sizeof name, "@%s", m->global[i]->name);
        if (symbol_find(name) != 0 && is_met(c->x, term_var(name, SORT_REF)) &&
            model_value(c->model, term_var(name, SORT_REF)) == ref) {
            fprintf(c->to, "&%s", m->global[i]->name);
            return;
        }
    }
    fprintf(c->to, "object %ld", (long)ref);
}

static void write_value(const struct contents *c, sort_t sort, value_t v)
{
    if (sort == SORT_REF)
        write_ref(c, v);
    else if (sort == SORT_BOOL)
        fputs(v != 0 ? "true" : "false", c->to);
    else if (v < 4096 && v > -4096)
        fprintf(c->to, "%ld", (long)v);
    else
        fprintf(c->to, "0x%llx", (unsigned long long)v);
}

/* Is f a reader made by FIELD: op_take of its argument, with constants? */
static const struct ir_inst *field_reader(struct ir_module *m, struct ir_func *f)
{
    const struct ir_inst *take = 0;

    if (f->is_declaration || f->param_count != 1 || f->param[0].type->kind != IR_INT || f->result->kind != IR_INT)
        return 0;
    ir_func_translate(m, f);
    take = f->block_count == 1 ? &f->block[0].inst[0] : 0;
    if (take == 0 || take->op != IR_CALL || strcmp(take->callee->name, "op_take") != 0 || take->count != 3 ||
        take->operand[0].kind != IRV_LOCAL || take->operand[1].kind != IRV_INT || take->operand[2].kind != IRV_INT)
        return 0;
    return take;
}

static bool is_first_of_name(const struct ir_module *m, unsigned i)
{
    return ir_func_named(m, m->func[i]->name) == m->func[i];
}

/* What the model says of the part; of one that the query does not speak of it says nothing: the word's own bits. */
static value_t part_of(const struct contents *c, const struct ir_inst *take, term_t word)
{
    unsigned low = (unsigned)take->operand[1].bits, width = (unsigned)take->operand[2].bits;
    term_t arg[3] = {word, term_int((value_t)low), term_int((value_t)width)};
    value_t v = model_value(c->model, algebra_apply("op_take", arg, 3));
    uint64_t bits = (uint64_t)model_value(c->model, word) >> low;

    if (v >= 0 && v < (value_t)1 << width)
        return v;
    return (value_t)(width < 64 ? bits & (((uint64_t)1 << width) - 1) : bits);
}

/* cap_w0_type has values CAP_*. */
static const char *constant_of(struct ir_module *m, const char *prefix, value_t v)
{
    char stem[NAME_MAX_LENGTH];

    snprintf(stem, sizeof stem, "%.*s_", (int)strcspn(prefix, "_"), prefix);
    for (char *p = stem; *p != 0; p++)
        *p = (char)toupper(*p);
    return ir_debug_enumerator(m, stem, (uint64_t)v);
}

/* Writes the parts of a word that are not 0; the kind, if one of them is called type. */
static void write_parts(const struct contents *c, const char *prefix, term_t word, char *kind, size_t size)
{
    struct ir_module *m = c->x->module;
    unsigned parts = 0;

    for (unsigned i = 0; i < m->func_count; i++) {
        const char *name = m->func[i]->name, *enumerator = 0;
        const struct ir_inst *take = strncmp(name, prefix, strlen(prefix)) == 0 ? field_reader(m, m->func[i]) : 0;
        value_t v = 0;

        if (take == 0 || !is_first_of_name(m, i))
            continue;
        v = part_of(c, take, word);
        name += strlen(prefix);
        if (strcmp(name, "type") == 0 && (enumerator = constant_of(m, prefix, v)) != 0)
            snprintf(kind, size, "%s", strchr(enumerator, '_') + 1);
        if (v == 0 && enumerator == 0)
            continue;
        fprintf(c->to, "%s%s ", parts++ != 0 ? ", " : " (", name);
        if (enumerator != 0)
            fputs(enumerator, c->to);
        else
            write_value(c, SORT_INT, v);
    }
    if (parts != 0)
        fputs(")", c->to);
}

/* The functions that take that member apart begin so. */
static void parts_prefix(const char *member, const char *kind, char *prefix, size_t size)
{
    const char *last = strrchr(member, '.');

    if (strcmp(last != 0 ? last + 1 : member, "w1") == 0 && kind[0] != 0)
        snprintf(prefix, size, "%s_w1_", kind);
    else
        snprintf(prefix, size, "%s_", member);
    for (char *p = prefix; *p != 0; p++)
        *p = *p == '.' ? '_' : (char)tolower(*p);
}

/* ---- members and objects ---- */
static void member_name(struct contents *c, const struct field_key *key, char *text, size_t size)
{
    const char *plus = strrchr(key->name, '+');
    char structure[NAME_MAX_LENGTH];

    snprintf(structure, sizeof structure, "%.*s", plus != 0 ? (int)(plus - key->name) : 0, key->name);
    if (plus == 0 || !ir_debug_member(c->x->module, structure, strtoull(plus + 1, 0, 10), text, size))
        snprintf(text, size, "%s", key->name);
}

static void write_member(struct contents *c, const struct field_key *key, term_t object, char *kind, size_t size)
{
    term_t before = field_read(c->x, c->first, key, &object), after = field_read(c->x, c->x->state, key, &object);
    value_t was = model_value(c->model, before), is = model_value(c->model, after), nothing = 0;
    char name[NAME_MAX_LENGTH], prefix[NAME_MAX_LENGTH];

    if (term_sort(before) == SORT_REF)
        nothing = model_value(c->model, ref_null());
    if ((was == nothing && is == nothing) || c->lines++ >= c->lines_max)
        return;
    member_name(c, key, name, sizeof name);
    parts_prefix(name, kind, prefix, sizeof prefix);
    fprintf(c->to, "        %s = ", name);
    write_value(c, term_sort(before), was);
    if (key->width == 64 && term_sort(before) == SORT_INT)
        write_parts(c, prefix, before, kind, size);
    if (is != was) {
        fputs(" -> ", c->to);
        write_value(c, term_sort(after), is);
        if (key->width == 64 && term_sort(after) == SORT_INT)
            write_parts(c, prefix, after, kind, size);
    }
    fputs("\n", c->to);
}

static int by_offset(const void *a, const void *b)
{
    const struct field_key *x = *(const struct field_key *const *)a, *y = *(const struct field_key *const *)b;
    const char *p = strrchr(x->name, '+'), *q = strrchr(y->name, '+');
    unsigned long m = p != 0 ? strtoul(p + 1, 0, 10) : ~0ul, n = q != 0 ? strtoul(q + 1, 0, 10) : ~0ul;

    return m != n ? (m > n) - (m < n) : strcmp(x->name, y->name);
}

/* Fields of one object alone, in the order of the structure. */
static unsigned members_of(const char *owner, const struct field_key **key, unsigned max)
{
    unsigned n = 0;

    for (unsigned id = 0; id < field_key_count() && n < max; id++) {
        const struct field_key *k = field_key_number(id);

        if (k->arity == 1 && k->arg[0] == SORT_REF && strcmp(k->owner, owner) == 0 && strcmp(k->name, "type") != 0 &&
            strcmp(k->name, "ghost room") != 0)
            key[n++] = k;
    }
    qsort(key, n, sizeof *key, by_offset);
    return n;
}

static void write_object(struct contents *c, const char *owner, term_t object, const struct field_key *const *key,
                         unsigned n)
{
    char kind[NAME_MAX_LENGTH] = "", *text = 0;
    size_t length = 0;
    FILE *to = c->to;
    unsigned lines = c->lines;

    c->to = open_memstream(&text, &length);
    if (c->to == 0)
        prover_fail("out of memory");
    for (unsigned i = 0; i < n; i++)
        write_member(c, key[i], object, kind, sizeof kind);
    fclose(c->to);
    c->to = to;
    if (c->lines != lines && lines < c->lines_max) {
        fprintf(to, "      %s, ", owner);
        write_ref(c, model_value(c->model, object));
        fprintf(to, ":\n%s", text);
    }
    free(text);
}

static void write_objects(struct contents *c, const char *owner)
{
    const struct pool *p = pool_of(c->x, owner);
    const struct field_key *key[400];
    unsigned n = members_of(owner, key, 400), objects = 0, entries = p->count;
    term_t object[OBJECTS_MAX];

    for (unsigned i = 0; i < entries && objects < OBJECTS_MAX; i++) {
        bool known = p->entry[i].depth != 0;

        for (unsigned k = 0; k < objects && !known; k++)
            known = model_value(c->model, object[k]) == model_value(c->model, p->entry[i].term);
        if (!known)
            object[objects++] = p->entry[i].term;
    }
    for (unsigned i = 0; i < objects; i++)
        if (model_value(c->model, object[i]) != model_value(c->model, ref_null()))
            write_object(c, owner, object[i], key, n);
}

/* Variables whose address is an object by itself, and ghost state without arguments. */
static void write_variables(struct contents *c)
{
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);
        term_t before = 0, after = 0;

        if (key->arity != 0)
            continue;
        before = field_read(c->x, c->first, key, 0);
        after = field_read(c->x, c->x->state, key, 0);
        if (model_value(c->model, before) == model_value(c->model, after) || c->lines++ >= c->lines_max)
            continue;
        fprintf(c->to, "      %s = ", key->name);
        write_value(c, term_sort(before), model_value(c->model, before));
        fputs(" -> ", c->to);
        write_value(c, term_sort(after), model_value(c->model, after));
        fputs("\n", c->to);
    }
}

char *failure_contents(struct exec *x, struct model *model, unsigned lines_max)
{
    char *text = 0;
    size_t length = 0;
    struct contents c = {.x = x, .model = model, .first = state_new(), .lines_max = lines_max};
    unsigned pools = x->pool_count;

    c.to = open_memstream(&text, &length);
    if (c.to == 0)
        prover_fail("out of memory");
    write_variables(&c);
    for (unsigned i = 0; i < pools; i++)
        if (strcmp(x->pool[i].kind, "word") != 0 && strcmp(x->pool[i].kind, "any") != 0)
            write_objects(&c, x->pool[i].kind);
    if (c.lines > c.lines_max)
        fprintf(c.to, "      and %u more (EXPLAIN=1)\n", c.lines - c.lines_max);
    fclose(c.to);
    return text;
}

char *failure_value(struct exec *x, struct model *model, sort_t sort, value_t v)
{
    char *text = 0;
    size_t length = 0;
    struct contents c = {.x = x, .model = model, .to = open_memstream(&text, &length)};

    if (c.to == 0)
        prover_fail("out of memory");
    write_value(&c, sort, v);
    fclose(c.to);
    return text;
}
