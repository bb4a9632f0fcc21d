/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls in theorems of safety: which functions are executed where they are called, and what a caller owes and learns of
 * the others.
 *
 * A structure declared ARGUMENT_KIND (proof/objects.h) lies on its creator's stack and is passed on by address. Callees
 * take it for an object; to the creator it is a local variable, which the call changes as it may change the fields of
 * such an object. Its address goes nowhere but into further calls.
 */
#include <string.h>
#include "call.h"
#include "pointer.h"
#include "safety.h"

/* A function with more blocks is not executed at its calls. */
enum { BLOCKS_EXECUTED = 8 };

/* ---- kinds ---- */
bool safety_is_kind(struct exec *x, const struct ir_type *type)
{
    term_t tag = 0;

    return tag_of(x, type, &tag);
}

bool safety_is_argument(struct exec *x, const struct ir_type *type)
{
    char name[96];

    if (type == 0 || type->kind != IR_STRUCT || type->name == 0)
        return false;
    snprintf(name, sizeof name, "v_argument_%s", type->name);
    return ir_global_named(x->module, name) != 0;
}

/* A pointer of which a declaration says enough. */
static bool is_typed(struct exec *x, const struct ir_param *p)
{
    const struct ir_type *type = safety_structure(x, p->pointee);
    struct pointer only;

    return p->byval != 0 || (type != 0 && (safety_is_kind(x, type) || safety_only_place(x, type, &only)));
}

static bool is_small(struct exec *x, struct ir_func *f)
{
    const struct exec_info *info = func_info(x, f);

    return func_is_pure(x, f) || func_is_simple(x, f) || (!info->has_loop && f->block_count <= BLOCKS_EXECUTED);
}

bool safety_is_executed(struct exec *x, struct ir_func *f)
{
    for (unsigned i = 0; i < f->param_count; i++)
        if (f->param[i].type->kind == IR_PTR && !is_typed(x, &f->param[i]))
            return true;
    return !safety_has_summary(x, f) && is_small(x, f);
}

/* The structure of that kind, as a whole, on the caller's stack. */
static bool is_own_argument(struct exec *x, const struct ir_func *f, unsigned i, const struct value *arg)
{
    const struct ir_type *wanted = f->param[i].byval != 0 ? f->param[i].byval :
                                   safety_structure(x, f->param[i].pointee);
    const struct ir_type *local = x->local[arg->ptr.local].type;

    return (f->param[i].byval != 0 || safety_is_argument(x, wanted)) && arg->ptr.offset == 0 &&
           arg->ptr.dynamics == 0 && local->name != 0 && wanted != 0 && wanted->name != 0 &&
           strcmp(local->name, wanted->name) == 0;
}

bool safety_is_opaque(struct exec *x, struct ir_func *callee, const struct value *args, unsigned n)
{
    if (!x->safety || x->spec != 0 || x->silent != 0 || callee->is_declaration || func_info(x, callee)->is_ghost)
        return false;
    for (unsigned i = 0; i < n; i++)
        if (args[i].kind == VALUE_PTR && args[i].ptr.is_local && !is_own_argument(x, callee, i, &args[i]))
            return false;
    return !safety_is_executed(x, callee);
}

/* ---- structures on the stack ---- */
struct visit {
    struct pointer to;
    struct ir_func *callee;  /* 0: the structure is a parameter of the theorem's function */
    bool before;
    term_t guard;
};

static struct pointer leaf_of(const struct visit *v, uint64_t at)
{
    struct pointer p = v->to;

    p.offset += (int64_t)at;
    return p;
}

static void fill(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct field_key *key, void *context)
{
    const struct visit *v = context;
    struct pointer p = leaf_of(v, at);
    struct value content = value_fresh(x, leaf, leaf->kind == IR_PTR ? "pointer argument" : "argument", "");

    safety_known(x, key, 0, value_raw(x, content), v->guard);
    pointer_store(x, &p, leaf, content, v->guard);
}

static void visit_leaf(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct field_key *key,
                       void *context)
{
    const struct visit *v = context;
    struct pointer p = leaf_of(v, at);

    if (v->before)
        safety_owed(x, key, 0, value_raw(x, pointer_load(x, &p, leaf, v->guard)), v->guard);
    else if (safety_writes(x->module, v->callee, key))
        fill(x, leaf, at, key, context);
}

struct pointer safety_local_argument(struct exec *x, const struct ir_type *type)
{
    struct visit v = {.to = pointer_local(x, type), .guard = term_true()};

    pointer_leaves(x, type, fill, &v);
    return v.to;
}

/* The address of an argument is stored: it would outlive what it leads to. */
void safety_check_escape(struct exec *x, const struct value *v, term_t guard)
{
    bool escapes = v->kind == VALUE_PTR && !v->ptr.is_local && safety_is_argument(x, v->ptr.root);

    if (!x->safety || x->silent != 0 || x->spec != 0)
        return;
    for (unsigned i = 0; i < x->argument_count && v->kind == VALUE_PTR && !v->ptr.is_local; i++) {
        const struct ir_param *p = &x->theorem->param[i];

        if (p->type->kind == IR_PTR && v->ptr.base == x->argument[i] &&
            safety_is_argument(x, safety_structure(x, p->pointee)))
            escapes = true;
    }
    if (escapes)
        exec_owe(x, guard, term_false(), "escape", "the address of an argument is not stored");
}

/* ---- the two sides of a call ---- */
static void owe_argument(struct exec *x, struct ir_func *f, unsigned i, const struct value *arg, term_t guard)
{
    const struct ir_param *p = &f->param[i];
    const struct ir_type *type = p->type->kind == IR_PTR ? safety_structure(x, p->pointee) : 0;
    term_t owed = term_true();
    struct pointer only;
    char text[200];

    if (safety_is_cap(f, i))
        safety_cap(x, arg, true, guard);
    if (arg->kind == VALUE_PTR && (arg->ptr.is_local || p->byval != 0)) {
        struct visit v = {.to = arg->ptr, .callee = f, .before = true, .guard = guard};

        pointer_leaves(x, p->byval != 0 ? p->byval : type, visit_leaf, &v);
        if (p->byval == 0)
            safety_object(x, type->name, arg, true, guard);
    } else if (type != 0 && arg->kind == VALUE_PTR) {
        if (safety_is_kind(x, type))
            owed = safety_is_live(x, type, pointer_ref(x, &arg->ptr), safety_may_be_null(x, f, i));
        else if (safety_only_place(x, type, &only))
            owed = exec_eq(x, pointer_ref(x, &arg->ptr), pointer_ref(x, &only));
    }
    snprintf(text, sizeof text, "argument %s of %s", p->name, f->name);
    exec_owe(x, guard, owed, "argument", text);
}

struct value safety_call(struct exec *x, struct ir_func *callee, const struct value *args, term_t guard)
{
    const struct ir_type *type = callee->result->kind == IR_PTR ? safety_structure(x, callee->result_pointee) : 0;
    struct snapshot old = x->old;
    struct value r;
    char text[200];

    for (unsigned i = 0; i < callee->param_count; i++)
        owe_argument(x, callee, i, &args[i], guard);
    snprintf(text, sizeof text, "what %s needs", callee->name);
    exec_owe(x, guard, safety_needs(x, callee, args), "needs", text);
    x->old.state = state_copy(x->state);
    for (unsigned id = 0; id < field_key_count(); id++)
        if (safety_writes(x->module, callee, field_key_number(id)))
            field_forget(x, field_key_number(id), guard);
    for (unsigned i = 0; i < callee->param_count; i++)
        if (args[i].kind == VALUE_PTR && args[i].ptr.is_local && callee->param[i].byval == 0) {
            struct visit v = {.to = args[i].ptr, .callee = callee, .guard = guard};

            pointer_leaves(x, safety_structure(x, callee->param[i].pointee), visit_leaf, &v);
            safety_object(x, callee->param[i].pointee, &args[i], false, guard);
        }
    r = value_fresh(x, callee->result, callee->name, callee->result_pointee);
    if (type != 0)
        exec_assume(x, safety_is_live(x, type, pointer_ref(x, &r.ptr), true));
    if (safety_returns_cap(callee))
        safety_cap(x, r.member, false, guard);
    exec_assume(x, term_implies(guard, safety_gives(x, callee, r, args)));
    x->old = old;
    return r;
}
