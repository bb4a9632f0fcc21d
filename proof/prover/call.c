/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls: primitives of the algebra, intrinsics of LLVM, ghost state, and everything that has a body. */
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "arith.h"
#include "call.h"
#include "contract.h"
#include "exec.h"
#include "pointer.h"
#include "safety.h"

static bool has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

const char *exec_where(struct exec *x)
{
    static char text[400];
    const struct frame *f = x->frame;

    if (f == 0)
        snprintf(text, sizeof text, "%s", x->theorem != 0 ? x->theorem->name : "prove");
    else
        snprintf(text, sizeof text, "%s:%u (%s)", f->at != 0 && f->at->file != 0 ? f->at->file : f->func->file,
                 f->at != 0 ? f->at->line : 0, f->func->name);
    return text;
}

/* ---- undefined behaviour that the compiler made checks for ---- */
static const char *trap_text(struct exec *x, struct value kind)
{
    value_t v = 0;

    if (!term_const_value(value_int(x, kind), &v))
        return "undefined behaviour";
    switch ((int)v) { /* numbers of LLVM's sanitizer handlers */
    case 0:
    case 12:
    case 13:
    case 21:
        return "signed arithmetic does not overflow";
    case 1:
        return "__builtin_unreachable is not reached";
    case 3:
        return "the divisor is not 0, and the quotient fits";
    case 10:
        return "a bool or enum holds one of its values";
    case 11:
        return "the function returns a value";
    case 18:
        return "the index is within the array";
    case 20:
        return "the shift is less than the word's width";
    default:
        return "no undefined behaviour";
    }
}

static struct value overflow_call(struct exec *x, const char *name, const struct value *args, unsigned width)
{
    enum ir_op op = strstr(name, "add.") != 0 ? IR_ADD : strstr(name, "sub.") != 0 ? IR_SUB : IR_MUL;
    term_t overflow = 0;
    struct value r = value_agg(2);
    struct arith a = arith_overflow(op, has_prefix(name, "llvm.s"), value_int(x, args[0]), value_int(x, args[1]),
                                    width, &overflow);

    r.member[0] = value_term(a.value);
    r.member[1] = value_term(overflow);
    return r;
}

static uint64_t constant_of(struct exec *x, struct value v, const char *what)
{
    value_t n = 0;

    if (!term_const_value(value_int(x, v), &n))
        prover_fail("%s: %s is not constant", exec_where(x), what);
    return (uint64_t)n;
}

static struct value intrinsic(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard)
{
    const char *name = i->callee->name;

    if (has_prefix(name, "llvm.ubsantrap")) {
        if (x->spec == 0)
            exec_owe(x, guard, term_false(), "undefined", trap_text(x, args[0]));
    } else if (has_prefix(name, "llvm.trap")) {
        if (x->spec == 0)
            exec_owe(x, guard, term_false(), "undefined", "a trap is not reached");
    } else if (has_prefix(name, "llvm.memcpy") || has_prefix(name, "llvm.memmove")) {
        pointer_copy(x, &args[0].ptr, &args[1].ptr, constant_of(x, args[2], "number of bytes copied"), guard);
    } else if (has_prefix(name, "llvm.memset")) {
        if (constant_of(x, args[1], "byte to fill with") != 0)
            prover_fail("%s: memory is filled with something else than 0", exec_where(x));
        pointer_clear(x, &args[0].ptr, constant_of(x, args[2], "number of bytes cleared"), guard);
    } else if (strstr(name, ".with.overflow") != 0) {
        return overflow_call(x, name, args, i->operand[0].type->width);
    } else if (has_prefix(name, "llvm.expect")) {
        return args[0];
    } else if (!has_prefix(name, "llvm.lifetime") && !has_prefix(name, "llvm.dbg") &&
               !has_prefix(name, "llvm.experimental.noalias")) {
        prover_fail("%s: %s is not understood", exec_where(x), name);
    }
    return value_none();
}

/* ---- bit operations ---- */
static struct value primitive(struct exec *x, const struct ir_inst *i, const struct value *args, unsigned n,
                              term_t guard)
{
    term_t arg[ARGS_MAX];
    char text[120];

    for (unsigned k = 0; k < n; k++)
        arg[k] = value_int(x, args[k]);
    if (x->spec == 0) {
        snprintf(text, sizeof text, "%s is used within its range", i->callee->name);
        exec_owe(x, guard, algebra_requires(i->callee->name, arg, n), "range", text);
    }
    if (x->lemma != 0)
        x->lemma = term_and(x->lemma, term_implies(guard, algebra_requires(i->callee->name, arg, n)));
    return value_of_term(x, algebra_apply(i->callee->name, arg, n), i->type, "");
}

/* ---- ghost state ---- */
/* ghost_get_NAME(objects...), ghost_set_NAME(objects..., value), ghost_map_NAME(f, captured...) */
static const char *kind_of(const struct value *v)
{
    return v->kind == VALUE_PTR && v->ptr.root != 0 && v->ptr.root->name != 0 ? v->ptr.root->name : "";
}

static struct field_key *ghost_key(const char *name, const struct ir_type *result, const char *owner, unsigned arity,
                                   const sort_t *sort)
{
    char text[120];

    if (strcmp(name, "type") == 0)
        return type_key();
    snprintf(text, sizeof text, "ghost %s", name);
    return field_key(text, owner, arity, sort, value_sort(result), result->kind == IR_INT && result->width > 1 ?
                     result->width : 0);
}

static struct value ghost_access(struct exec *x, const struct ir_inst *i, const struct value *args, unsigned n,
                                 term_t guard)
{
    const char *name = i->callee->name + strlen("ghost_get_");
    bool is_set = has_prefix(i->callee->name, "ghost_set_");
    unsigned arity = is_set ? n - 1 : n;
    term_t arg[FIELD_ARGS_MAX];
    sort_t sort[FIELD_ARGS_MAX];
    struct field_key *key = 0;

    if (arity > FIELD_ARGS_MAX)
        prover_fail("%s: ghost state of too many arguments", exec_where(x));
    for (unsigned k = 0; k < arity; k++) {
        arg[k] = value_raw(x, args[k]);
        sort[k] = term_sort(arg[k]);
    }
    key = ghost_key(name, is_set ? i->operand[n - 1].type : i->type, arity != 0 ? kind_of(&args[0]) : "", arity, sort);
    if (!is_set)
        return value_of_term(x, field_read(x, x->state, key, arg), i->type, "");
    field_store(x, key, arg, value_raw(x, args[n - 1]), guard);
    return value_none();
}

static struct value ghost_map(struct exec *x, const struct ir_inst *i, const struct value *args, unsigned n,
                              term_t guard)
{
    const char *name = i->callee->name + strlen("ghost_map_");
    struct ir_func *f = n != 0 ? args[0].func : 0;
    sort_t sort[FIELD_ARGS_MAX];
    unsigned arity = 0;

    if (n == 0 || args[0].kind != VALUE_FUNC || f->param_count < n - 1)
        prover_fail("%s: the first argument of a ghost map is a function of object and captured values",
                    exec_where(x));
    arity = f->param_count - (n - 1);
    for (unsigned k = 0; k < arity && k < FIELD_ARGS_MAX; k++)
        sort[k] = value_sort(f->param[k].type);
    field_map(x, ghost_key(name, f->result, f->param[0].pointee, arity, sort), f, args + 1, n - 1, guard);
    return value_none();
}

/* ---- everything else ---- */
static struct value machine_leaf(struct exec *x, const struct ir_inst *i)
{
    char text[160];

    snprintf(text, sizeof text, "%s changes no memory of the kernel", i->callee->name);
    for (unsigned k = 0; k < i->count; k++)
        if (i->operand[k].type->kind == IR_PTR)
            prover_fail("%s: %s takes a pointer and has no contract", exec_where(x), i->callee->name);
    return value_fresh(x, i->type, i->callee->name, i->callee->result_pointee);
}

/* Does the theorem leave it out (v_opaque)? */
static bool is_opaque(const struct exec *x, const struct ir_func *callee)
{
    if (x->spec != 0 || x->silent != 0)
        return false;
    for (unsigned i = 0; i < x->opaque_count; i++)
        if (strcmp(x->opaque[i], callee->name) == 0)
            return true;
    return false;
}

struct value exec_call_inst(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard)
{
    struct value args[ARGS_MAX];
    struct ir_func *callee = i->callee;
    const char *name = callee->name;
    struct value r = value_none();

    if (i->count > ARGS_MAX)
        prover_fail("%s: too many arguments", exec_where(x));
    for (unsigned k = 0; k < i->count; k++)
        args[k] = exec_operand(x, f, &i->operand[k]);
    if (has_prefix(name, "llvm."))
        return intrinsic(x, i, args, guard);
    if (algebra_knows(name))
        return primitive(x, i, args, i->count, guard);
    if (has_prefix(name, "ghost_get_") || has_prefix(name, "ghost_set_"))
        return ghost_access(x, i, args, i->count, guard);
    if (has_prefix(name, "ghost_map_"))
        return ghost_map(x, i, args, i->count, guard);
    if (call_verify(x, i, args, guard, &r))
        return r;
    if (is_opaque(x, callee))
        return contract_opaque_call(x, callee, guard);
    if (call_contract(x, i, args, guard, &r))
        return r;
    if (has_prefix(name, "bits_") && !callee->is_declaration)
        return call_lemma(x, callee, args, i->count, guard);
    if (has_prefix(name, "hw_"))
        return machine_leaf(x, i);
    if (callee->is_declaration)
        prover_fail("%s: %s has no body, and no contract", exec_where(x), name);
    if (safety_is_opaque(x, callee, args, i->count))
        return safety_call(x, callee, args, guard);
    for (unsigned k = 0; k < i->count; k++) /* a structure passed by value is the callee's own */
        if (callee->param[k].byval != 0) {
            struct pointer copy = pointer_local(x, callee->param[k].byval);

            pointer_copy(x, &copy, &args[k].ptr, callee->param[k].byval->size, guard);
            args[k].ptr = copy;
        }
    r = exec_call(x, callee, args, i->count, guard);
    if (r.kind == VALUE_PTR && !r.ptr.is_local && r.ptr.root == 0 && callee->result_pointee[0] != 0)
        r.ptr.root = ir_struct_named(x->module, callee->result_pointee); /* made from a word: as it is declared */
    return r;
}
