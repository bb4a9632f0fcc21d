/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Safety of a function, without a harness: for all arguments and all contents of memory within the types, executing it
 * meets no undefined behaviour, touches only objects of the right kind, keeps within arrays, and ends. The function is
 * the theorem; what a harness would say follows from its declaration:
 *
 *   pointers          a parameter that points to a kind of object points to a live one; it may be 0 if the function
 *                     compares it with 0; to a structure that exists once: to that. Results: live, or 0
 *   capabilities      a cap_t passed by value is as ALWAYS says of those in slots
 *   fields            ALWAYS (proof/verify.h) holds of what each field contains: known at a load, owed at a store
 *   called functions  small ones, and those with REQUIRES, are executed; of others the same is known: they owe
 *                     nothing beyond their parameters, and may change what safety_writes.c finds
 *   REQUIRES          is assumed at the function's start
 *
 * Words wrap as C says; that the kernel's arithmetic never does so is for the theorems about what functions do, and so
 * is ENSURES. Objects do not change their kind. So the theorems about a function and all it calls together say that
 * nothing goes wrong, however deep; they do not say that objects live as long as there are pointers to them.
 */
#include "safety.h"
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "call.h"
#include "contract.h"
#include "pointer.h"

/* A function with more blocks is not executed at its calls. */
enum { BLOCKS_EXECUTED = 8 };

/* A function that takes more questions has too many paths, or a loop that wants an invariant. */
enum { QUERIES_MAX = 300 };

/* ---- what ALWAYS says ---- */
static struct ir_func *statement_of(struct exec *x, const struct field_key *key)
{
    static struct ir_func **known;
    static bool *asked;
    static unsigned size;

    if (key->id >= size) {
        unsigned more = 2 * key->id + 64;

        known = realloc(known, more * sizeof *known);
        asked = realloc(asked, more * sizeof *asked);
        memset(asked + size, 0, (more - size) * sizeof *asked);
        size = more;
    }
    if (asked[key->id])
        return known[key->id];
    asked[key->id] = true;
    known[key->id] = 0;
    for (unsigned i = 0; i < x->module->func_count; i++) {
        struct ir_func *f = x->module->func[i];
        const char *end = strncmp(f->name, "always_", 7) == 0 ? strstr(f->name, "__") : 0;
        bool is_variable = strncmp(f->name, "always_variable_", 16) == 0;
        const char *start = f->name + (is_variable ? 16 : 7);
        struct ir_global *g = 0;
        char name[200];

        if (end == 0 || f->is_declaration)
            continue;
        snprintf(name, sizeof name, "v_at_%s", f->name + 7);
        g = ir_global_named(x->module, name);
        if (g == 0)
            prover_fail("%s: no offset of that name", f->name);
        snprintf(name, sizeof name, "%s%.*s+%lu", is_variable ? "@" : "", (int)(end - start), start,
                 (unsigned long)ir_global_initial(x->module, g)->bits);
        if (strcmp(name, key->name) == 0)
            known[key->id] = f;
    }
    return known[key->id];
}

/* object 0: no object, as for the content of a parameter. */
static term_t always(struct exec *x, struct ir_func *f, term_t object, term_t content)
{
    struct value arg[2], r;

    if (f->param_count > 2 || (f->param_count == 2 && object == 0))
        prover_fail("%s: ALWAYS is about a content, and perhaps its object", f->name);
    arg[0] = value_of_term(x, content, f->param[0].type, f->param[0].pointee);
    if (f->param_count == 2)
        arg[1] = value_of_term(x, object, f->param[1].type, f->param[1].pointee);
    x->silent++;
    x->spec++;
    r = merge_call(x, f, arg, f->param_count, term_true());
    x->spec--;
    x->silent--;
    return value_bool(x, r);
}

void safety_loaded(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    struct ir_func *f = x->safety && x->silent == 0 && x->spec == 0 ? statement_of(x, key) : 0;

    if (x->safety && solver_stats(x->solver)->queries > QUERIES_MAX)
        prover_fail("%s: more than %u queries for safety", x->theorem->name, QUERIES_MAX);
    if (f != 0)
        exec_assume(x, term_implies(guard, always(x, f, object, content)));
}

void safety_stored(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard)
{
    struct ir_func *f = x->safety && x->silent == 0 && x->spec == 0 ? statement_of(x, key) : 0;

    if (f != 0)
        exec_owe(x, guard, always(x, f, object, content), "always", f->name);
}

/* ---- parameters and results ---- */
static bool is_compared_with_null(const struct ir_func *f, unsigned parameter)
{
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];

            if (inst->op == IR_ICMP && inst->operand[0].kind == IRV_LOCAL && inst->operand[0].index == parameter &&
                inst->operand[1].kind == IRV_NULL)
                return true;
        }
    return false;
}

/* The only variable of that structure, or the only part of one: pointers to such a structure are known. */
static unsigned find_part(const struct ir_type *t, const struct ir_type *part, uint64_t at, uint64_t *offset)
{
    unsigned count = 0;

    if (t == part || (t->name != 0 && part->name != 0 && strcmp(t->name, part->name) == 0)) {
        *offset = at;
        return 1;
    }
    if (t->kind == IR_ARRAY)
        return find_part(t->member[0], part, at, offset) != 0 ? 2 : 0;
    for (unsigned i = 0; t->kind == IR_STRUCT && i < t->count; i++)
        count += find_part(t->member[i], part, at + t->offset[i], offset);
    return count;
}

static bool only_place(struct exec *x, const struct ir_type *type, struct pointer *place)
{
    unsigned count = 0;

    for (unsigned i = 0; i < x->module->global_count; i++) {
        struct ir_global *g = x->module->global[i];
        uint64_t offset = 0;
        unsigned n = g->is_constant ? 0 : find_part(g->type, type, 0, &offset);

        if (n != 0)
            *place = pointer_global(x, g, (int64_t)offset);
        count += n;
    }
    return count == 1;
}

static const struct ir_type *structure(struct exec *x, const char *pointee)
{
    return pointee != 0 && pointee[0] != 0 ? ir_struct_named(x->module, pointee) : 0;
}

static bool has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), k = strlen(suffix);

    return n >= k && strcmp(name + n - k, suffix) == 0;
}

/* What is known of a live object's reference: its kind, and object_is_placed. */
static term_t is_live(struct exec *x, const struct ir_type *type, term_t ref, bool or_null)
{
    struct ir_func *placed = ir_func_named(x->module, "object_is_placed");
    term_t tag = 0, is = 0;

    if (!tag_of(x, type, &tag))
        return term_true();
    is = pointer_is_of_type(x, type_at(x, ref), type, tag);
    if (placed != 0)
        is = term_and(is, always(x, placed, 0, ref));
    return or_null ? term_or(is, term_eq(ref, ref_null())) : is;
}

/* What callers of f owe of an argument. */
static term_t owed_of(struct exec *x, const struct ir_func *f, unsigned i, const struct value *arg)
{
    const struct ir_param *p = &f->param[i];
    const struct ir_type *type = p->type->kind == IR_PTR && p->byval == 0 ? structure(x, p->pointee) : 0;
    struct pointer only;
    term_t tag = 0;

    if (has_suffix(p->name, ".coerce0") || has_suffix(p->name, ".coerce1")) {
        static const sort_t sort[] = {SORT_REF};
        struct ir_func *s = p->type->kind != IR_INT ? 0 :
            statement_of(x, field_key(has_suffix(p->name, "0") ? "slot+0" : "slot+8", "slot", 1, sort, SORT_INT, 64));

        return s != 0 ? always(x, s, 0, value_int(x, *arg)) : term_true();
    }
    if (type == 0 || arg->kind != VALUE_PTR || arg->ptr.is_local)
        return term_true();
    if (tag_of(x, type, &tag))
        return is_live(x, type, pointer_ref(x, &arg->ptr), is_compared_with_null(f, i));
    return only_place(x, type, &only) ? exec_eq(x, pointer_ref(x, &arg->ptr), pointer_ref(x, &only)) : term_true();
}

void safety_begin(struct exec *x, struct ir_func *f, struct value *args)
{
    for (unsigned i = 0; i < f->param_count; i++) {
        const struct ir_param *p = &f->param[i];
        const struct ir_type *type = p->type->kind == IR_PTR ? structure(x, p->pointee) : 0;
        struct pointer only;
        term_t tag = 0;

        if (p->byval != 0)
            prover_fail("%s: a structure passed by value in memory", f->name);
        if (type != 0 && !tag_of(x, type, &tag) && only_place(x, type, &only))
            args[i].ptr = only;
        else
            exec_assume(x, owed_of(x, f, i, &args[i]));
    }
}

static void check_writes(struct exec *x, struct ir_func *f)
{
    struct state *first = state_new();

    for (unsigned id = 0; id < field_key_count(); id++) {
        struct field_key *key = field_key_number(id);

        if (field_last(x->state, key) != field_last(first, key) && !safety_writes(x->module, f, key))
            prover_fail("%s changes %s, which was not foreseen", f->name, key->name);
    }
}

void safety_end(struct exec *x, struct ir_func *f, struct value result)
{
    const struct ir_type *type = f->result->kind == IR_PTR ? structure(x, f->result_pointee) : 0;

    if (type != 0 && result.kind == VALUE_PTR)
        exec_owe(x, term_true(), is_live(x, type, pointer_ref(x, &result.ptr), true), "result",
                 "a pointer that is returned is 0 or points to a live object");
    check_writes(x, f);
}

/* ---- calls ---- */
static bool has_precondition(const struct ir_func *f)
{
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++)
            if (f->block[b].inst[i].op == IR_CALL && strcmp(f->block[b].inst[i].callee->name, "v_precondition") == 0)
                return true;
    return false;
}

/* A pointer of which a declaration says enough. */
static bool is_typed(struct exec *x, const struct ir_param *p)
{
    const struct ir_type *type = structure(x, p->pointee);
    struct pointer only;
    term_t tag = 0;

    return p->byval == 0 && type != 0 && (tag_of(x, type, &tag) || only_place(x, type, &only));
}

bool safety_is_executed(struct exec *x, struct ir_func *f)
{
    const struct exec_info *info = func_info(x, f);

    if (func_is_pure(x, f) || func_is_simple(x, f) || has_precondition(f) || f->result->kind == IR_STRUCT)
        return true;
    for (unsigned i = 0; i < f->param_count; i++)
        if (f->param[i].type->kind == IR_PTR && !is_typed(x, &f->param[i]))
            return true;
    return !info->has_loop && f->block_count <= BLOCKS_EXECUTED;
}

bool safety_is_opaque(struct exec *x, struct ir_func *callee, const struct value *args, unsigned n)
{
    if (!x->safety || x->spec != 0 || x->silent != 0 || callee->is_declaration || func_info(x, callee)->is_ghost)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (args[i].kind == VALUE_PTR && args[i].ptr.is_local)
            return false;
    return !safety_is_executed(x, callee);
}

struct value safety_call(struct exec *x, struct ir_func *callee, const struct value *args, term_t guard)
{
    const struct ir_type *type = callee->result->kind == IR_PTR ? structure(x, callee->result_pointee) : 0;
    struct value r;
    char text[200];

    for (unsigned i = 0; i < callee->param_count; i++) {
        snprintf(text, sizeof text, "argument %s of %s", callee->param[i].name, callee->name);
        exec_owe(x, guard, owed_of(x, callee, i, &args[i]), "argument", text);
    }
    for (unsigned id = 0; id < field_key_count(); id++)
        if (safety_writes(x->module, callee, field_key_number(id)))
            field_forget(x, field_key_number(id));
    r = value_fresh(x, callee->result, callee->name, callee->result_pointee);
    if (type != 0)
        exec_assume(x, is_live(x, type, pointer_ref(x, &r.ptr), true));
    return r;
}

/* ---- words ---- */
bool safety_may_wrap(enum ir_op op)
{
    return op == IR_ADD || op == IR_SUB || op == IR_MUL;
}

term_t safety_wrapped(struct exec *x, enum ir_op op, term_t exact, term_t fits, unsigned width)
{
    term_t all = term_int((value_t)1 << width), other = 0;

    if (op == IR_MUL)
        other = value_fresh(x, ir_int_type(width), "product", "").term;
    else
        other = term_ite(term_lt(exact, term_int(0)), term_add(exact, all), term_sub(exact, all));
    return term_ite(fits, exact, other);
}

/* ---- which functions ---- */
static bool is_shipped(const char *file)
{
    return file != 0 && strstr(file, "_proof.") == 0 &&
           (strncmp(file, "kernel/", 7) == 0 || strncmp(file, "tests/prover/", 13) == 0);
}

bool safety_concerns(struct ir_module *m, struct ir_func *f)
{
    char name[200];

    if (f->is_declaration || !is_shipped(f->file) || strncmp(f->name, "hw_", 3) == 0 || algebra_knows(f->name))
        return false;
    for (unsigned i = 0; i < m->func_count && m->func[i] != f; i++)
        if (strcmp(m->func[i]->name, f->name) == 0 && !m->func[i]->is_declaration)
            return false; /* of a header, once for each file that includes it */
    snprintf(name, sizeof name, "contract_%s", f->name);
    return ir_func_named(m, name) == 0;
}
