/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What proof files say for the theorems of safety: ALWAYS and ALWAYS_EACH of contents, NEEDS and GIVES of functions
 * (proof/verify.h). They are evaluated as formulas in the present state.
 */
#include <stdlib.h>
#include <string.h>
#include "contract.h"
#include "safety.h"

/* Functions always_* about each field, by number. */
struct statements {
    bool asked;
    unsigned count;
    struct ir_func **function;
    bool *each;             /* it is about each word i, too */
};

static bool has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* Is f a statement about the field of that name? */
static bool is_about(struct exec *x, const struct ir_func *f, const char *field)
{
    bool is_variable = has_prefix(f->name, "always_variable_");
    const char *start = f->name + strlen(is_variable ? "always_variable_" :
                                        has_prefix(f->name, "always_each_") ? "always_each_" : "always_");
    const char *end = strstr(start, "__");
    struct ir_global *g = 0;
    char name[200];

    if (end == 0 || f->is_declaration)
        return false;
    snprintf(name, sizeof name, "v_at_%s", f->name + strlen("always_"));
    g = ir_global_named(x->module, name);
    if (g == 0)
        prover_fail("%s: no offset of that name", f->name);
    snprintf(name, sizeof name, "%s%.*s+%lu", is_variable ? "@" : "", (int)(end - start), start,
             (unsigned long)ir_global_initial(x->module, g)->bits);
    return strcmp(name, field) == 0;
}

static void add_statement(struct statements *s, struct ir_func *f)
{
    s->function = realloc(s->function, (s->count + 1) * sizeof *s->function);
    s->each = realloc(s->each, (s->count + 1) * sizeof *s->each);
    s->each[s->count] = has_prefix(f->name, "always_each_");
    s->function[s->count++] = f;
}

static struct statements *statements_of(struct exec *x, const struct field_key *key)
{
    static struct statements *known;
    static unsigned size;
    struct statements *s = 0;

    if (key->id >= size) {
        unsigned more = 2 * key->id + 64;

        known = realloc(known, more * sizeof *known);
        memset(known + size, 0, (more - size) * sizeof *known);
        size = more;
    }
    s = &known[key->id];
    if (s->asked)
        return s;
    s->asked = true;
    for (unsigned i = 0; i < x->module->func_count; i++)
        if (has_prefix(x->module->func[i]->name, "always_") &&
            !has_prefix(x->module->func[i]->name, "always_object_") && is_about(x, x->module->func[i], key->name))
            add_statement(s, x->module->func[i]);
    return s;
}

/* ALWAYS_OBJECT: the functions about a structure. */
static struct ir_func *object_statement(struct exec *x, const char *structure, unsigned number)
{
    char prefix[160];

    snprintf(prefix, sizeof prefix, "always_object_%s__", structure);
    for (unsigned i = 0; i < x->module->func_count; i++)
        if (has_prefix(x->module->func[i]->name, prefix) && !x->module->func[i]->is_declaration && number-- == 0)
            return x->module->func[i];
    return 0;
}

term_t safety_formula(struct exec *x, struct ir_func *f, const struct value *args, unsigned n)
{
    struct value r;

    x->silent++;
    x->spec++;
    r = merge_call(x, f, args, n, term_true());
    x->spec--;
    x->silent--;
    return value_bool(x, r);
}

/* object 0: no object, as for the content of a parameter. */
term_t safety_statement(struct exec *x, struct ir_func *f, term_t object, term_t content)
{
    struct value arg[2];

    if (f->param_count > 2 || (f->param_count == 2 && object == 0))
        prover_fail("%s: ALWAYS is about a content, and perhaps its object", f->name);
    arg[0] = value_of_term(x, content, f->param[0].type, f->param[0].pointee);
    if (f->param_count == 2)
        arg[1] = value_of_term(x, object, f->param[1].type, f->param[1].pointee);
    return safety_formula(x, f, arg, f->param_count);
}

/* Is f known of that content, of that object, for each word? */
static bool is_known(const struct exec *x, const struct ir_func *f, term_t object, term_t content, term_t guard)
{
    for (unsigned i = 0; i < x->universal_count; i++) {
        const struct universal *u = &x->universal[i];

        if (u->function == f && u->captured_count == f->param_count - 1 && u->captured[0].term == content &&
            (f->param_count == 2 || u->captured[1].ptr.base == object) &&
            (term_is_true(u->guard) || u->guard == guard))
            return true;
    }
    return false;
}

/* Owed: what f says. */
static void owe_clause(struct exec *x, term_t guard, term_t goal, const char *kind, const struct ir_func *f)
{
    x->clause = f;
    x->clause_line = f->line;
    exec_owe(x, guard, goal, kind, f->name);
    x->clause_line = 0;
}

/*
 * f holds of each word, the content, and perhaps its object: known, or owed of an arbitrary word, which is forgotten
 * afterwards. What it says of contents and objects is not said of a content without object, a parameter's.
 */
static void each_word(struct exec *x, struct ir_func *f, term_t object, term_t content, bool assumed, term_t guard)
{
    struct value arg[3] = {{.kind = VALUE_FUNC, .func = f}}, any[3];
    struct pool *words = pool_of(x, "word");
    unsigned count = 0, n = f->param_count;
    term_t holds = 0;
    char name[40];

    if (n < 2 || n > 3 || f->param[0].type->kind != IR_INT || f->param[1].type->kind != IR_INT)
        prover_fail("%s: ALWAYS_EACH is about a word, a content, and perhaps its object", f->name);
    if ((n == 3 && object == 0) || is_known(x, f, object, content, guard))
        return;
    any[1] = arg[1] = value_of_term(x, content, f->param[1].type, f->param[1].pointee);
    if (n == 3)
        any[2] = arg[2] = value_of_term(x, object, f->param[2].type, f->param[2].pointee);
    snprintf(name, sizeof name, "each!%u", ++x->fresh);
    any[0] = value_term(term_var(name, SORT_INT));
    holds = safety_formula(x, f, any, n);
    if (term_is_true(holds))
        return;
    if (assumed) {
        universal_statement(x, arg, n, true, guard);
        return;
    }
    count = words->count;
    pool_add(x, "word", any[0].term);
    exec_assume(x, term_in_word(any[0].term, 64));
    owe_clause(x, guard, holds, "each", f);
    pool_of(x, "word")->count = count;
}

void safety_known(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    const struct statements *s = statements_of(x, key);

    for (unsigned i = 0; i < s->count; i++)
        if (s->each[i])
            each_word(x, s->function[i], object, content, true, guard);
        else
            exec_assume(x, term_implies(guard, safety_statement(x, s->function[i], object, content)));
}

void safety_owed(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    const struct statements *s = statements_of(x, key);

    for (unsigned i = 0; i < s->count; i++)
        if (s->each[i])
            each_word(x, s->function[i], object, content, false, guard);
        else
            owe_clause(x, guard, safety_statement(x, s->function[i], object, content), "always", s->function[i]);
}

/* What ALWAYS_OBJECT says of an object, or of a structure on the stack, now. */
static term_t object_is_right(struct exec *x, const char *structure, const struct value *object)
{
    term_t all = term_true(), outer = x->statement_object;
    struct ir_func *f = 0;

    x->statement_object = object->ptr.is_local ? 0 : object->ptr.base;
    for (unsigned i = 0; (f = object_statement(x, structure, i)) != 0; i++)
        all = term_and(all, safety_formula(x, f, object, 1));
    x->statement_object = outer;
    return all;
}

static struct value object_of(struct exec *x, const struct field_key *key, term_t object)
{
    return value_ref(object, ir_struct_named(x->module, key->owner));
}

void safety_object(struct exec *x, const char *structure, const struct value *object, bool owed, term_t guard)
{
    char text[200];

    if (object_statement(x, structure, 0) == 0)
        return;
    snprintf(text, sizeof text, "what ALWAYS_OBJECT says of a %s", structure);
    if (owed)
        exec_owe(x, guard, object_is_right(x, structure, object), "object", text);
    else
        exec_assume(x, term_implies(guard, object_is_right(x, structure, object)));
}

static bool applies(const struct exec *x)
{
    return x->safety && x->silent == 0 && x->spec == 0;
}

void safety_loaded(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    struct value o = object_of(x, key, object);

    if (!applies(x))
        return;
    safety_known(x, key, object, content, guard);
    if (x->unsettled.key == 0)
        safety_object(x, key->owner, &o, false, guard);
}

void safety_stored(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    struct value o = object_of(x, key, object);

    if (!applies(x))
        return;
    safety_owed(x, key, object, content, guard);
    if (x->unsettled.key == 0)
        safety_object(x, key->owner, &o, false, guard);
}

/* ALWAYS_OBJECT is not owed in the midst of stores to one object, as when a structure is copied. */
void safety_changed(struct exec *x, const struct field_key *key, term_t object, term_t guard)
{
    if (!applies(x) || object_statement(x, key->owner, 0) == 0)
        return;
    x->unsettled.key = key;
    x->unsettled.object = object;
    x->unsettled.guard = guard;
}

/* The stores have been made. */
void safety_settle(struct exec *x)
{
    const struct field_key *key = x->unsettled.key;
    struct value o = value_none();
    term_t now = term_true();

    x->unsettled.key = 0;
    if (key == 0)
        return;
    o = object_of(x, key, x->unsettled.object);
    now = object_is_right(x, key->owner, &o);
    if (!term_set_has(x->assumed, term_implies(x->unsettled.guard, now)))
        safety_object(x, key->owner, &o, true, x->unsettled.guard);
}

/* ---- functions ---- */
static struct ir_func *about(struct exec *x, const char *what, const struct ir_func *f)
{
    char name[200];

    snprintf(name, sizeof name, "%s_%s", what, f->name);
    return ir_func_named(x->module, name);
}

bool safety_has_summary(struct exec *x, const struct ir_func *f)
{
    return about(x, "needs", f) != 0 || about(x, "gives", f) != 0;
}

term_t safety_needs(struct exec *x, const struct ir_func *f, const struct value *args)
{
    struct ir_func *needs = about(x, "needs", f);

    if (needs == 0)
        return term_true();
    if (needs->param_count != f->param_count)
        prover_fail("%s: not the parameters of %s", needs->name, f->name);
    return safety_formula(x, needs, args, f->param_count);
}

/* Where structures are words, a pointer in a result is one, too; GIVES declares what it is. */
static struct value as_declared(struct exec *x, const struct ir_param *p, struct value v)
{
    if (p->type->kind != IR_PTR || v.kind != VALUE_TERM)
        return v;
    return value_ref(ref_of_word(value_int(x, v)), safety_structure(x, p->pointee));
}

term_t safety_gives(struct exec *x, const struct ir_func *f, struct value result, const struct value *args)
{
    struct ir_func *gives = about(x, "gives", f);
    struct value all[ARGS_MAX];
    unsigned n = 0;

    if (gives == 0)
        return term_true();
    if (result.kind == VALUE_AGG)
        for (unsigned i = 0; i < result.count; i++)
            all[n++] = result.member[i];
    else if (f->result->kind != IR_VOID)
        all[n++] = result;
    if (n + f->param_count > ARGS_MAX || gives->param_count != n + f->param_count)
        prover_fail("%s: not the result and the parameters of %s", gives->name, f->name);
    memcpy(all + n, args, f->param_count * sizeof *args);
    for (unsigned i = 0; i < n; i++)
        all[i] = as_declared(x, &gives->param[i], all[i]);
    return safety_formula(x, gives, all, n + f->param_count);
}
