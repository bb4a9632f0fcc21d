/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants: functions inv_NAME(object[, object or word]) that hold for all arguments. Where they are assumed, each
 * tuple of terms met on the path gives an instance; where they are checked, each is proved at arbitrary arguments,
 * by cases: an argument is one of the objects that were changed, or differs from all of them.
 */
#include <stdlib.h>
#include <string.h>
#include "exec.h"

enum { TOUCHED_MAX = 64, PARAMS_MAX = 2, DEPTH_MAX = 1 };

/* ---- pools ---- */
struct pool *pool_of(struct exec *x, const char *kind)
{
    for (unsigned i = 0; i < x->pool_count; i++)
        if (strcmp(x->pool[i].kind, kind) == 0)
            return &x->pool[i];
    x->pool = realloc(x->pool, (x->pool_count + 1) * sizeof *x->pool);
    x->pool[x->pool_count] = (struct pool){.kind = strdup(kind)};
    return &x->pool[x->pool_count++];
}

/* Where the number of term's entry stands, or is to stand. */
static unsigned *pool_place(struct pool *p, term_t term)
{
    unsigned hash = (term * 2654435761u) & (p->places - 1);

    while (p->place[hash] != 0 && p->entry[p->place[hash] - 1].term != term)
        hash = (hash + 1) & (p->places - 1);
    return &p->place[hash];
}

static void pool_grow(struct pool *p)
{
    p->room = 2 * p->room + 32;
    p->entry = realloc(p->entry, p->room * sizeof *p->entry);
    for (p->places = 64; p->places < 4 * p->room;)
        p->places *= 2;
    free(p->place);
    p->place = calloc(p->places, sizeof *p->place);
    if (p->entry == 0 || p->place == 0)
        prover_fail("out of memory");
    for (unsigned i = 0; i < p->count; i++)
        *pool_place(p, p->entry[i].term) = i + 1;
}

static void pool_clear(struct pool *p)
{
    p->count = 0;
    if (p->place != 0)
        memset(p->place, 0, p->places * sizeof *p->place);
}

void pool_add(struct exec *x, const char *kind, term_t term)
{
    struct pool *p = pool_of(x, kind);
    unsigned *place = 0;

    if (p->count == p->room)
        pool_grow(p);
    place = pool_place(p, term);
    if (*place == 0) {
        p->entry[p->count++] = (struct pool_entry){term, x->depth};
        *place = p->count;
    } else if (x->depth < p->entry[*place - 1].depth) {
        p->entry[*place - 1].depth = x->depth;
    }
}

/* ---- invariants as formulas ---- */
const char *invariant_kind(const struct ir_func *f, unsigned i)
{
    const struct ir_param *p = &f->param[i];

    if (p->type->kind == IR_PTR)
        return p->pointee[0] != 0 && strcmp(p->pointee, "void") != 0 ? p->pointee : "any";
    return p->type->kind == IR_FLOAT ? "gint" : "word";
}

static bool is_object(const struct ir_func *f, unsigned i)
{
    return f->param[i].type->kind == IR_PTR;
}

static bool is_known(const struct exec *x, const char *name)
{
    for (unsigned i = 0; i < x->invariant_count; i++)
        if (strcmp(x->invariant[i]->name, name) == 0)
            return true;
    return false;
}

void invariant_find_all(struct exec *x)
{
    for (unsigned i = 0; i < x->module->func_count; i++) {
        struct ir_func *f = x->module->func[i];

        if (strncmp(f->name, "inv_", 4) != 0 || f->is_declaration || is_known(x, f->name))
            continue; /* a header's invariant comes once for each file that includes it */
        if (f->param_count > PARAMS_MAX)
            prover_fail("%s: an invariant is about two arguments at most", f->name);
        x->invariant = realloc(x->invariant, (x->invariant_count + 1) * sizeof *x->invariant);
        x->invariant[x->invariant_count++] = f;
    }
}

static term_t invariant_at(struct exec *x, struct ir_func *f, const term_t *arg, struct state *state)
{
    struct value args[PARAMS_MAX], r;
    struct state *present = x->state;

    for (unsigned i = 0; i < f->param_count; i++)
        args[i] = value_of_term(x, arg[i], f->param[i].type, f->param[i].pointee);
    x->state = state;
    x->silent++;
    x->spec++;
    r = merge_call(x, f, args, f->param_count, term_true());
    x->spec--;
    x->silent--;
    x->state = present;
    return value_bool(x, r);
}

void invariant_reads(struct ir_module *m, struct ir_func *f, struct number_set *keys)
{
    struct exec x = {.module = m, .theorem = f, .state = state_new(), .reads = keys};
    term_t arg[PARAMS_MAX];

    x.tried = term_set_new();
    x.assumed = term_set_new();
    x.told = term_set_new();
    for (unsigned i = 0; i < f->param_count; i++) {
        char name[80];

        snprintf(name, sizeof name, "any%u %s", i, invariant_kind(f, i));
        arg[i] = term_var(name, value_sort(f->param[i].type));
    }
    invariant_at(&x, f, arg, x.state);
    term_set_free(x.tried);
    term_set_free(x.assumed);
    term_set_free(x.told);
}

/* A theorem may be about some invariants only: then it neither assumes nor proves the others. So may a contract. */
void invariant_scope(struct scope *scope, const char *prefix)
{
    scope->prefix = realloc(scope->prefix, (scope->count + 1) * sizeof *scope->prefix);
    scope->prefix[scope->count++] = strdup(prefix);
}

static bool is_in_scope(const struct scope *scope, const struct ir_func *f)
{
    for (unsigned i = 0; i < scope->count; i++)
        if (strncmp(f->name, scope->prefix[i], strlen(scope->prefix[i])) == 0)
            return true;
    return scope->count == 0;
}

static bool is_useful(const struct snapshot *s, const struct ir_func *f)
{
    return is_in_scope(&s->scope, f) && (s->without.count == 0 || !is_in_scope(&s->without, f));
}

/* The last point where f is known to hold, or 0. */
static const struct snapshot *last_of(const struct exec *x, const struct ir_func *f)
{
    for (unsigned i = x->snapshot_count; i-- > 0;)
        if (is_useful(&x->snapshots[i], f))
            return &x->snapshots[i];
    return 0;
}

/* ---- instances ---- */
void instance_add(struct exec *x, const struct ir_func *f, term_t formula)
{
    if (term_is_true(formula) || !term_set_add(x->tried, formula))
        return;
    if (x->instance_count == x->instance_room) {
        x->instance_room = 2 * x->instance_room + 256;
        x->instance = realloc(x->instance, x->instance_room * sizeof *x->instance);
    }
    x->instance[x->instance_count++] =
        (struct instance){.formula = formula, .is_fact = f == 0, .level = f == 0 ? 0 : x->level};
}

static bool first_time(struct exec *x, unsigned snapshot, unsigned invariant, const term_t *arg, unsigned n)
{
    uint64_t key = ((uint64_t)snapshot << 48) + ((uint64_t)invariant << 40);

    for (unsigned i = 0; i < n; i++)
        key = (key ^ arg[i]) * 0x9e3779b97f4a7c15u + (key >> 29);
    return number_set_add(&x->tuples, key | 1);
}

static void instantiate(struct exec *x, unsigned snapshot, unsigned invariant, const term_t *arg, unsigned depth)
{
    struct ir_func *f = x->invariant[invariant];
    term_t range = term_true();
    unsigned present = x->depth;

    if (!first_time(x, snapshot, invariant, arg, f->param_count))
        return;
    x->depth = depth + 1;
    x->level = f->param_count == 2 ? 1 : depth == 0 ? 0 : 2;
    for (unsigned i = 0; i < f->param_count; i++) /* it was proved of words */
        if (f->param[i].type->kind == IR_INT)
            range = term_and(range, term_in_word(arg[i], f->param[i].type->width));
    instance_add(x, f, term_implies(range, invariant_at(x, f, arg, x->snapshots[snapshot].state)));
    x->depth = present;
    x->level = 0;
}

static void instantiate_one(struct exec *x, unsigned snapshot, unsigned invariant, unsigned depth)
{
    unsigned kind = 0;

    if (x->invariant[invariant]->param_count == 0) {
        instantiate(x, snapshot, invariant, 0, 0);
        return;
    }
    kind = (unsigned)(pool_of(x, invariant_kind(x->invariant[invariant], 0)) - x->pool);
    /* the pool grows, and may move, while it is walked */
    for (unsigned i = 0; i < x->pool[kind].count; i++) {
        struct pool_entry e = x->pool[kind].entry[i];

        if (e.depth <= depth)
            instantiate(x, snapshot, invariant, &e.term, e.depth);
    }
}

/* The terms of a kind that the code itself has met; valid until the next call for the same place. */
static unsigned direct_terms(struct exec *x, const char *kind, term_t **terms)
{
    const struct pool *p = pool_of(x, kind);
    unsigned n = 0;

    *terms = realloc(*terms, (p->count + 1) * sizeof **terms);
    for (unsigned i = 0; i < p->count; i++)
        if (p->entry[i].depth == 0)
            (*terms)[n++] = p->entry[i].term;
    return n;
}

static void instantiate_pairs(struct exec *x, unsigned snapshot, unsigned invariant)
{
    static term_t *first, *second;
    unsigned n = direct_terms(x, invariant_kind(x->invariant[invariant], 0), &first);
    unsigned m = direct_terms(x, invariant_kind(x->invariant[invariant], 1), &second);

    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < m; k++) {
            term_t arg[] = {first[i], second[k]};

            instantiate(x, snapshot, invariant, arg, 1);
        }
}

void invariant_instances(struct exec *x, unsigned level)
{
    unsigned distinct = x->distinct_count;

    /* what holds only in the case at hand must not get into formulas that are used in others */
    x->distinct_count = x->distinct_path;
    universal_instances(x);
    for (unsigned s = 0; s < x->snapshot_count; s++)
        for (unsigned i = 0; i < x->invariant_count; i++) {
            if (!is_useful(&x->snapshots[s], x->invariant[i]))
                continue;
            if (x->invariant[i]->param_count <= 1 && level != 1)
                instantiate_one(x, s, i, level == 0 ? 0 : DEPTH_MAX);
            else if (x->invariant[i]->param_count == 2 && level == 1)
                instantiate_pairs(x, s, i);
        }
    x->distinct_count = distinct;
}

/* Assumptions about the machine's life: functions axiom_NAME(void), listed in docs/soundness.md. */
static void assume_axioms(struct exec *x)
{
    for (unsigned i = 0; i < x->module->func_count; i++) {
        struct ir_func *f = x->module->func[i];

        if (strncmp(f->name, "axiom_", 6) == 0 && !f->is_declaration)
            exec_assume(x, invariant_at(x, f, 0, x->state));
    }
}

void invariant_assume_all(struct exec *x, const struct scope *scope)
{
    assume_axioms(x);
    x->snapshots = realloc(x->snapshots, (x->snapshot_count + 1) * sizeof *x->snapshots);
    x->snapshots[x->snapshot_count++] = (struct snapshot){.state = state_copy(x->state), .scope = *scope};
}

void invariant_forget(struct exec *x, const struct scope *scope)
{
    unsigned kept = 0;

    term_set_free(x->tried);
    x->tried = term_set_new();
    for (unsigned i = 0; i < x->instance_count; i++)
        if (x->instance[i].is_fact || x->instance[i].at_base) {
            x->instance[kept++] = x->instance[i];
            term_set_add(x->tried, x->instance[i].formula);
        }
    x->instance_count = kept;
    for (unsigned i = 0; i < x->snapshot_count; i++)
        for (unsigned k = 0; k < scope->count; k++)
            invariant_scope(&x->snapshots[i].without, scope->prefix[k]);
    for (unsigned i = 0; i < x->pool_count; i++)
        if (strcmp(x->pool[i].kind, "word") != 0)
            pool_clear(&x->pool[i]);
    for (unsigned i = 0; i < x->theorem->param_count; i++)
        if (term_sort(x->argument[i]) != SORT_BOOL)
            pool_add(x, invariant_kind(x->theorem, i), x->argument[i]);
    number_set_clear(&x->tuples);
}

bool invariant_hold_here(const struct exec *x, const struct scope *scope)
{
    const struct snapshot *s = x->snapshot_count != 0 ? &x->snapshots[x->snapshot_count - 1] : 0;

    for (unsigned id = 0; s != 0 && id < field_key_count(); id++)
        if (field_last(s->state, field_key_number(id)) != field_last(x->state, field_key_number(id)))
            return false;
    for (unsigned i = 0; s != 0 && i < x->invariant_count; i++)
        if (is_in_scope(scope, x->invariant[i]) && !is_in_scope(&s->scope, x->invariant[i]))
            return false;
    return s != 0;
}

/* ---- preservation ---- */
struct check {
    struct exec *x;
    struct ir_func *f;
    unsigned n;
    term_t skolem[PARAMS_MAX];
    unsigned touched_count[PARAMS_MAX];
    term_t touched[PARAMS_MAX][TOUCHED_MAX];
    int choice[PARAMS_MAX];       /* -1: differs from all touched */
};

static void describe(const struct check *c, unsigned line, char *text, size_t size)
{
    int used = snprintf(text, size, "%s", c->f->name);

    if (line != 0)
        used += snprintf(text + used, size - (size_t)used, " (its line %u)", line);
    for (unsigned i = 0; i < c->n; i++) {
        char *name = c->choice[i] < 0 ? 0 : term_to_string(c->touched[i][c->choice[i]], 4);

        used += snprintf(text + used, size - (size_t)used, "%s %.80s", i == 0 ? " for" : ",",
                         name != 0 ? name : is_object(c->f, i) ? "any other" : "any");
        free(name);
        if ((size_t)used >= size)
            return;
    }
}

/* One case: all arguments chosen. */
static void check_case(struct check *c)
{
    struct exec *x = c->x;
    term_t arg[PARAMS_MAX], extra = term_true(), post = 0, pre = 0, guard[64], value[64];
    unsigned line[64], returns = 0, distinct = x->distinct_count;
    const struct snapshot *last = last_of(x, c->f);

    for (unsigned i = 0; i < c->n; i++) {
        arg[i] = c->choice[i] < 0 ? c->skolem[i] : c->touched[i][c->choice[i]];
        for (unsigned k = 0; c->choice[i] < 0 && k < c->touched_count[i]; k++) {
            extra = term_and(extra, term_ne(c->skolem[i], c->touched[i][k]));
            exec_distinct(x, c->skolem[i], c->touched[i][k]);
        }
        if (term_sort(arg[i]) == SORT_REF)
            pool_add(x, invariant_kind(c->f, i), arg[i]);
        else
            pool_add(x, "word", arg[i]);
    }
    pre = last != 0 ? invariant_at(x, c->f, arg, last->state) : term_true();
    post = invariant_at(x, c->f, arg, x->state);
    returns = x->last_returns;
    memcpy(guard, x->last_return_guard, returns * sizeof *guard);
    memcpy(value, x->last_return_value, returns * sizeof *value);
    memcpy(line, x->last_return_line, returns * sizeof *line);
    extra = term_and(extra, pre);
    if (post != pre && !term_is_true(post) && !prove_quietly(x, extra, post)) {
        char text[400]; /* clause by clause, to say which one, or because they are easier */

        for (unsigned i = 0; i < returns; i++) {
            describe(c, line[i], text, sizeof text);
            if (term_sort(value[i]) == SORT_INT)
                value[i] = term_ne(value[i], term_int(0));
            x->clause = c->f;
            x->clause_line = line[i];
            prove_goal(x, extra, term_implies(guard[i], value[i]), "invariant", text);
            x->clause_line = 0;
        }
        if (returns == 0) {
            describe(c, 0, text, sizeof text);
            prove_goal(x, extra, post, "invariant", text);
        }
    }
    x->distinct_count = distinct;
}

static void check_cases(struct check *c, unsigned param)
{
    if (c->x->failures >= c->x->failures_max)
        return;
    if (param == c->n) {
        check_case(c);
        return;
    }
    for (int i = -1; i < (int)c->touched_count[param]; i++) {
        c->choice[param] = i;
        check_cases(c, param + 1);
    }
}

static void check_invariant(struct exec *x, struct ir_func *f)
{
    struct check c = {.x = x, .f = f, .n = f->param_count};

    for (unsigned i = 0; i < c.n; i++) {
        char name[80];

        snprintf(name, sizeof name, "any%u %s", i, invariant_kind(f, i));
        c.skolem[i] = term_var(name, value_sort(f->param[i].type));
        if (strcmp(invariant_kind(f, i), "word") == 0)
            exec_assume(x, term_in_word(c.skolem[i], f->param[i].type->width));
        if (is_object(f, i))
            c.touched_count[i] = field_touched(x->state, strcmp(invariant_kind(f, i), "any") == 0 ? "" :
                                               invariant_kind(f, i), c.touched[i], TOUCHED_MAX);
    }
    check_cases(&c, 0);
}

void invariant_check_all(struct exec *x, const struct scope *scope)
{
    x->distinct_path = x->distinct_count;
    for (unsigned i = 0; i < x->invariant_count; i++)
        if (is_in_scope(scope, x->invariant[i]))
            check_invariant(x, x->invariant[i]);
    if (x->failures >= x->failures_max)
        exec_end_path(x);
}
