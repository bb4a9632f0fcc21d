/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Single instructions. Words are mathematical integers in [0, 2^width); arithmetic of kernel code owes that it does not
 * wrap; specification code means the integers themselves.
 */
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "arith.h"
#include "exec.h"
#include "pointer.h"
#include "safety.h"

static struct value zero_of(const struct ir_type *type)
{
    struct value v;

    if (type->kind == IR_PTR)
        return value_ref(ref_null(), 0);
    if (type->kind != IR_STRUCT && type->kind != IR_ARRAY)
        return value_term(type->kind == IR_INT && type->width == 1 ? term_false() : term_int(0));
    v = value_agg(type->count);
    for (unsigned i = 0; i < type->count; i++)
        v.member[i] = zero_of(type->kind == IR_STRUCT ? type->member[i] : type->member[0]);
    return v;
}

struct value exec_operand(struct exec *x, const struct frame *f, const struct ir_value *v)
{
    struct value r = value_none();

    switch (v->kind) {
    case IRV_LOCAL:
        return f->value[v->index];
    case IRV_INT:
        if (v->type->kind == IR_PTR)
            return value_ref(ref_of_word(term_int((value_t)(uint64_t)v->bits)), 0);
        if (v->type->kind == IR_FLOAT)
            return value_term(term_int(v->bits));
        if (v->type->width == 1)
            return value_term(term_bool(v->bits != 0));
        return value_term(term_int((value_t)(uint64_t)v->bits));
    case IRV_NULL:
    case IRV_ZERO:
        return zero_of(v->type);
    case IRV_UNDEF:
        return v->type->kind == IR_STRUCT ? value_agg(v->type->count) : r;
    case IRV_GLOBAL:
        r.kind = VALUE_PTR;
        r.ptr = pointer_global(x, v->global, v->bits);
        return r;
    case IRV_FUNC:
        r.kind = VALUE_FUNC;
        r.func = v->func;
        return r;
    case IRV_AGG:
        r = value_agg(v->count);
        for (unsigned i = 0; i < v->count; i++)
            r.member[i] = exec_operand(x, f, &v->member[i]);
        return r;
    }
    return r;
}

/* ---- pointers in comparisons ---- */
static term_t compare_pointers(struct exec *x, const struct ir_inst *i, struct value a, struct value b)
{
    bool equality = i->pred == IR_EQ || i->pred == IR_NE;
    term_t same = 0;

    if (a.kind == VALUE_PTR && b.kind == VALUE_PTR && (a.ptr.is_local || b.ptr.is_local)) {
        if (!equality)
            prover_fail("%s: addresses of local variables are ordered", exec_where(x));
        same = term_bool(a.ptr.is_local && b.ptr.is_local && a.ptr.local == b.ptr.local &&
                         a.ptr.offset == b.ptr.offset);
    } else if (equality) {
        same = exec_eq(x, value_raw(x, a), value_raw(x, b));
    } else {
        return arith_compare(i->pred, word_of_ref(value_raw(x, a)), word_of_ref(value_raw(x, b)), 64);
    }
    return i->pred == IR_EQ ? same : term_not(same);
}

static struct value run_compare(struct exec *x, struct frame *f, const struct ir_inst *i)
{
    struct value a = exec_operand(x, f, &i->operand[0]), b = exec_operand(x, f, &i->operand[1]);

    if (i->operand[0].type->kind == IR_PTR)
        return value_term(compare_pointers(x, i, a, b));
    if (i->operand[0].type->kind == IR_INT && i->operand[0].type->width == 1) {
        term_t ta = value_bool(x, a), tb = value_bool(x, b);

        if (i->pred == IR_EQ || i->pred == IR_NE)
            return value_term(i->pred == IR_EQ ? term_eq(ta, tb) : term_ne(ta, tb));
    }
    return value_term(arith_compare(i->pred, value_int(x, a), value_int(x, b),
                                    i->gint ? 0 : i->operand[0].type->width));
}

/* ---- arithmetic ---- */
static struct value run_arith(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard)
{
    unsigned width = i->gint ? 0 : i->type->width;
    struct value a = exec_operand(x, f, &i->operand[0]), b;
    struct arith r;

    if (i->op == IR_NEG)
        return value_term(term_neg(value_int(x, a)));
    b = exec_operand(x, f, &i->operand[1]);
    if (width == 1)
        return value_term(arith_bool(i->op, value_bool(x, a), value_bool(x, b)));
    r = arith_word(i->op, value_int(x, a), value_int(x, b), width);
    if (r.value == 0)
        prover_fail("%s: %s of such operands is outside of the integer mode", exec_where(x), ir_op_name(i->op));
    if (x->spec == 0 && r.owed != 0 && x->safety && safety_may_wrap(i->op))
        return value_term(safety_wrapped(x, i->op, r.value, r.owed, width));
    if (x->spec == 0 && r.owed != 0)
        exec_owe(x, guard, r.owed, "arithmetic", r.text);
    if (x->lemma != 0 && r.owed != 0)
        x->lemma = term_and(x->lemma, term_implies(guard, r.owed));
    return value_term(r.value);
}

/* A structure in a word, below any bits. */
static struct value run_pad(struct exec *x, struct frame *f, const struct ir_inst *i)
{
    unsigned low = (unsigned)__builtin_ctzll((uint64_t)i->operand[1].bits);
    term_t padding = value_int(x, value_fresh(x, ir_int_type(64 - low), "padding", ""));

    return value_term(term_add(value_int(x, exec_operand(x, f, &i->operand[0])),
                               term_mul(term_int((value_t)1 << low), padding)));
}

static struct value run_cast(struct exec *x, struct frame *f, const struct ir_inst *i)
{
    struct value a = exec_operand(x, f, &i->operand[0]), r = value_none();
    unsigned from = i->operand[0].type->kind == IR_INT ? i->operand[0].type->width : 64;

    if (a.kind == VALUE_NONE && (i->op == IR_PTRTOINT || i->op == IR_INTTOPTR))
        return a; /* SROA leaves such casts behind; whoever uses the result is the one to blame */
    switch (i->op) {
    case IR_ZEXT:
        return value_term(value_int(x, a));
    case IR_SEXT:
        return value_term(arith_sext(value_int(x, a), from, i->type->width));
    case IR_TO_GINT:
        return value_term(value_int(x, a));
    case IR_TRUNC:
        if (i->type->width == 1)
            return value_term(term_ne(arith_trunc(value_int(x, a), 1), term_int(0)));
        return value_term(arith_trunc(value_int(x, a), i->type->width));
    case IR_PTRTOINT:
        r = value_term(word_of_ref(value_raw(x, a)));
        if (a.kind == VALUE_PTR && !a.ptr.is_local)
            r.ptr = a.ptr;
        return r;
    case IR_INTTOPTR:
        /* A structure with a pointer that came as words: the same pointer again. */
        if (a.kind == VALUE_TERM && a.ptr.root != 0)
            return (struct value){.kind = VALUE_PTR, .ptr = a.ptr};
        return value_ref(ref_of_word(value_int(x, a)), 0);
    default:
        return a;
    }
}

static struct value run_gep(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard)
{
    struct value p = exec_operand(x, f, &i->operand[0]), index[8];
    struct value r = {.kind = VALUE_PTR};

    if (p.kind != VALUE_PTR)
        p = value_ref(value_raw(x, p), 0);
    if (i->count > 9)
        prover_fail("%s: an address of more than eight steps", exec_where(x));
    for (unsigned k = 1; k < i->count; k++)
        index[k - 1] = exec_operand(x, f, &i->operand[k]);
    r.ptr = pointer_gep(x, p.ptr, i->source, index, i->count - 1, guard, i->inbounds);
    return r;
}

static struct pointer pointer_operand(struct exec *x, struct frame *f, const struct ir_value *v)
{
    struct value p = exec_operand(x, f, v);

    return p.kind == VALUE_PTR ? p.ptr : value_ref(value_raw(x, p), 0).ptr;
}

static struct value run_load(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard)
{
    struct pointer p = pointer_operand(x, f, &i->operand[0]);
    struct value v = pointer_load(x, &p, i->source, guard);

    /* Others write there too: any value, at each time anew. */
    return i->is_volatile ? value_fresh(x, i->source, "volatile", "") : v;
}

static struct value with_member(struct value a, unsigned member, struct value v)
{
    struct value r = value_agg(a.count);

    memcpy(r.member, a.member, a.count * sizeof *a.member);
    r.member[member] = v;
    return r;
}

bool exec_inst(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard)
{
    struct value r = value_none();

    if (i->op == IR_LOAD || i->op == IR_CALL)
        safety_settle(x);
    f->at = i;
    switch (i->op) {
    case IR_ICMP:
        r = run_compare(x, f, i);
        break;
    case IR_LOAD:
        r = run_load(x, f, i, guard);
        break;
    case IR_STORE: {
        struct pointer p = pointer_operand(x, f, &i->operand[1]);

        pointer_store(x, &p, i->source, exec_operand(x, f, &i->operand[0]), guard);
        return true;
    }
    case IR_GEP:
        r = run_gep(x, f, i, guard);
        break;
    case IR_SELECT:
        r = value_ite(x, value_bool(x, exec_operand(x, f, &i->operand[0])), exec_operand(x, f, &i->operand[1]),
                      exec_operand(x, f, &i->operand[2]));
        break;
    case IR_INSERT:
        r = with_member(exec_operand(x, f, &i->operand[0]), i->member, exec_operand(x, f, &i->operand[1]));
        break;
    case IR_EXTRACT:
        r = exec_operand(x, f, &i->operand[0]).member[i->member];
        break;
    case IR_ALLOCA:
        r.kind = VALUE_PTR;
        r.ptr = pointer_local(x, i->type);
        break;
    case IR_CALL:
        r = exec_call_inst(x, f, i, guard);
        break;
    case IR_ASM:
        exec_owe(x, guard, term_false(), "assembly", "inline assembly stands in hw_* functions only");
        return true;
    case IR_UNREACHABLE:
        return false;
    case IR_ZEXT:
    case IR_SEXT:
    case IR_TRUNC:
    case IR_PTRTOINT:
    case IR_INTTOPTR:
    case IR_FREEZE:
    case IR_TO_GINT:
        r = run_cast(x, f, i);
        break;
    case IR_PAD:
        r = run_pad(x, f, i);
        break;
    default:
        r = run_arith(x, f, i, guard);
        break;
    }
    if (i->result >= 0)
        f->value[i->result] = r;
    return true;
}
