/* SPDX-License-Identifier: BSD-2-Clause */
/* Single instructions of the bit-vector mode, as the LLVM language reference defines them. */
#include "bv.h"
#include <stdio.h>
#include <stdlib.h>

enum { POINTER_BITS = 64, TABLE_ENTRIES_MAX = 4096 };

void bv_fail(const struct bv_run *run, const char *what)
{
    prover_fail("bit-vector mode: %s, in %s (%s:%u)", what, run->in != NULL ? run->in->name : "?",
                run->at != NULL && run->at->file != NULL ? run->at->file : "?", run->at != NULL ? run->at->line : 0);
}

/* --- values */

static struct bv_value *members(unsigned n)
{
    struct bv_value *m = calloc(n + 1, sizeof *m);

    if (m == NULL)
        prover_fail("out of memory");
    return m;
}

struct bv_value bv_value_of_term(term_t t)
{
    return (struct bv_value){.kind = BV_TERM, .term = t};
}

static struct bv_value structure(unsigned n)
{
    return (struct bv_value){.kind = BV_STRUCT, .member = members(n), .count = n};
}

static const struct ir_type *member_type(const struct ir_type *type, unsigned i)
{
    return type->kind == IR_ARRAY ? type->member[0] : type->member[i];
}

struct bv_value bv_value_fresh(const struct ir_type *type, const char *stem)
{
    struct bv_value value;

    if (type->kind == IR_INT)
        return bv_value_of_term(term_fresh(stem, type->width == 1 ? SORT_BOOL : sort_bv(type->width)));
    if (type->kind != IR_STRUCT && type->kind != IR_ARRAY)
        prover_fail("bit-vector mode: %s is neither an integer nor a structure of integers", stem);
    value = structure(type->count);
    for (unsigned i = 0; i < type->count; i++) {
        char name[160];
        snprintf(name, sizeof name, "%.120s.%u", stem, i);
        value.member[i] = bv_value_fresh(member_type(type, i), name);
    }
    return value;
}

static struct bv_value zero_of(struct bv_run *run, const struct ir_type *type)
{
    struct bv_value value;

    switch (type->kind) {
    case IR_INT:
        return bv_value_of_term(type->width == 1 ? term_false() : term_bv(type->width, 0));
    case IR_PTR:
        return (struct bv_value){.kind = BV_POINTER, .term = term_bv(POINTER_BITS, 0)};
    case IR_STRUCT:
    case IR_ARRAY:
        value = structure(type->count);
        for (unsigned i = 0; i < type->count; i++)
            value.member[i] = zero_of(run, member_type(type, i));
        return value;
    default:
        bv_fail(run, "a zero of a type that is not understood");
    }
}

/* A value of the shape of the model about which nothing is known. */
static struct bv_value anything_like(struct bv_value model)
{
    struct bv_value value = model;

    if (model.kind == BV_TERM)
        return bv_value_of_term(term_fresh("undefined", term_sort(model.term)));
    if (model.kind == BV_POINTER)
        prover_fail("bit-vector mode: an address that may be undefined");
    value.member = members(model.count);
    for (unsigned i = 0; i < model.count; i++)
        value.member[i] = model.member[i].kind == BV_UNDEF ? model.member[i] : anything_like(model.member[i]);
    return value;
}

struct bv_value bv_value_ite(term_t c, struct bv_value a, struct bv_value b)
{
    struct bv_value value = a;

    if (term_is_true(c))
        return a;
    if (term_is_false(c))
        return b;
    if (a.kind == BV_UNDEF && b.kind == BV_UNDEF)
        return a;
    if (a.kind == BV_UNDEF)
        a = anything_like(b);
    if (b.kind == BV_UNDEF)
        b = anything_like(a);
    value = a;
    if (a.kind != b.kind || a.global != b.global || a.count != b.count)
        prover_fail("bit-vector mode: values of different shapes meet");
    if (a.kind != BV_STRUCT) {
        value.term = term_ite(c, a.term, b.term);
        return value;
    }
    value.member = members(a.count);
    for (unsigned i = 0; i < a.count; i++)
        value.member[i] = bv_value_ite(c, a.member[i], b.member[i]);
    return value;
}

/* A term for a value of which one is needed. */
static term_t need_term(struct bv_run *run, struct bv_value value)
{
    if (value.kind != BV_TERM)
        bv_fail(run, value.kind == BV_UNDEF ? "an undefined value is used" : "a number is needed");
    return value.term;
}

struct bv_value bv_operand(struct bv_run *run, const struct ir_value *v, const struct bv_value *values)
{
    struct bv_value value;

    switch (v->kind) {
    case IRV_LOCAL:
        return values[v->index];
    case IRV_INT:
        if (v->type->kind != IR_INT)
            bv_fail(run, "a constant that is no integer");
        return bv_value_of_term(v->type->width == 1 ? term_bool(v->bits & 1) : term_bv(v->type->width, v->bits));
    case IRV_NULL:
    case IRV_ZERO:
        return zero_of(run, v->type);
    case IRV_UNDEF:
        return (struct bv_value){.kind = BV_UNDEF};
    case IRV_GLOBAL:
        return (struct bv_value){.kind = BV_POINTER, .term = term_bv(POINTER_BITS, v->bits), .global = v->global};
    case IRV_AGG:
        value = structure(v->count);
        for (unsigned i = 0; i < v->count; i++)
            value.member[i] = bv_operand(run, &v->member[i], values);
        return value;
    default:
        bv_fail(run, "an operand that is not understood");
    }
}

/* --- arithmetic */

/* A Bool as a bit-vector of one bit; bit-vectors as they are. */
static term_t as_bits(term_t t) { return term_sort(t) == SORT_BOOL ? term_bool_to_bv(t, 1) : t; }

static term_t as_result(const struct ir_type *type, term_t bits)
{
    return type->width == 1 ? term_eq(bits, term_bv(1, 1)) : bits;
}

static const enum term_op operations[IR_OP_COUNT] = {
    [IR_ADD] = OP_BV_ADD, [IR_MUL] = OP_BV_MUL, [IR_UDIV] = OP_BV_UDIV, [IR_SDIV] = OP_BV_SDIV,
    [IR_UREM] = OP_BV_UREM, [IR_SREM] = OP_BV_SREM, [IR_SHL] = OP_BV_SHL, [IR_LSHR] = OP_BV_LSHR,
    [IR_ASHR] = OP_BV_ASHR, [IR_AND] = OP_BV_AND, [IR_OR] = OP_BV_OR, [IR_XOR] = OP_BV_XOR,
};

static term_t apply(enum ir_op op, term_t a, term_t b)
{
    return op == IR_SUB ? term_bv_sub(a, b) : term_bv_binary(operations[op], a, b);
}

static term_t extended(term_t t, unsigned width, bool is_signed)
{
    return is_signed ? term_bv_sext(t, width) : term_bv_zext(t, width);
}

/* Does a op b, computed with twice the bits, fit the operands' width? */
static term_t fits(const struct bv_run *run, enum ir_op op, term_t a, term_t b, bool is_signed)
{
    unsigned width = sort_width(term_sort(a)), wide = op == IR_MUL ? 2 * width : width + 1;

    if (wide > BV_WIDTH_MAX)
        bv_fail(run, "arithmetic of more than 64 bits that must not overflow");
    return term_eq(apply(op, extended(a, wide, is_signed), extended(b, wide, is_signed)),
                   extended(apply(op, a, b), wide, is_signed));
}

/* A left shift without overflow can be undone. */
static term_t shift_fits(term_t a, term_t b, bool is_signed)
{
    return term_eq(term_bv_binary(is_signed ? OP_BV_ASHR : OP_BV_LSHR, term_bv_shl(a, b), b), a);
}

static void owe_definedness(struct bv_run *run, const struct ir_inst *i, term_t a, term_t b, term_t condition)
{
    unsigned width = sort_width(term_sort(a));
    term_t zero = term_bv(width, 0), lowest = term_bv_shl(term_bv(width, 1), term_bv(width, (value_t)width - 1));

    switch (i->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
        if (i->nsw)
            bv_owe(run, condition, fits(run, i->op, a, b, true), "signed overflow", false);
        if (i->nuw)
            bv_owe(run, condition, fits(run, i->op, a, b, false), "unsigned overflow", false);
        break;
    case IR_SHL:
        bv_owe(run, condition, term_bv_ult(b, term_bv(width, width)), "shift by the width or more", false);
        if (i->nsw)
            bv_owe(run, condition, shift_fits(a, b, true), "signed overflow of a shift", false);
        if (i->nuw)
            bv_owe(run, condition, shift_fits(a, b, false), "unsigned overflow of a shift", false);
        break;
    case IR_LSHR:
    case IR_ASHR:
        bv_owe(run, condition, term_bv_ult(b, term_bv(width, width)), "shift by the width or more", false);
        if (i->exact)
            bv_owe(run, condition, term_eq(term_bv_shl(apply(i->op, a, b), b), a), "inexact shift", false);
        break;
    case IR_SDIV:
    case IR_SREM:
        bv_owe(run, condition, term_not(term_and(term_eq(a, lowest), term_eq(b, term_bv(width, -1)))),
               "signed overflow of a division", false);
        /* fall through */
    case IR_UDIV:
    case IR_UREM:
        bv_owe(run, condition, term_ne(b, zero), "division by zero", false);
        if (i->exact)
            bv_owe(run, condition, term_eq(term_bv_mul(apply(i->op, a, b), b), a), "inexact division", false);
        break;
    default:
        break;
    }
}

static struct bv_value arithmetic(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values,
                                  term_t condition)
{
    term_t a = as_bits(need_term(run, bv_operand(run, &i->operand[0], values)));
    term_t b = as_bits(need_term(run, bv_operand(run, &i->operand[1], values)));

    if (i->gint)
        bv_fail(run, "a mathematical integer");
    owe_definedness(run, i, a, b, condition);
    return bv_value_of_term(as_result(i->type, apply(i->op, a, b)));
}

/* Values of the sort Bool meet only bitwise operations and comparisons: no need of one-bit vectors. */
static struct bv_value logic(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values)
{
    term_t a = need_term(run, bv_operand(run, &i->operand[0], values));
    term_t b = need_term(run, bv_operand(run, &i->operand[1], values));

    if (term_sort(a) != SORT_BOOL)
        return bv_value_of_term(apply(i->op, a, b));
    return bv_value_of_term(i->op == IR_AND ? term_and(a, b) : i->op == IR_OR ? term_or(a, b) : term_ne(a, b));
}

static struct bv_value comparison(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values)
{
    struct bv_value left = bv_operand(run, &i->operand[0], values), right = bv_operand(run, &i->operand[1], values);
    term_t a, b;

    if (i->gint)
        bv_fail(run, "a mathematical integer");
    if (left.kind == BV_POINTER && right.kind == BV_POINTER && (i->pred == IR_EQ || i->pred == IR_NE)) {
        term_t same = left.global == right.global ? term_eq(left.term, right.term) : term_false();
        return bv_value_of_term(i->pred == IR_EQ ? same : term_not(same));
    }
    a = need_term(run, left);
    b = need_term(run, right);
    if (i->pred == IR_EQ || i->pred == IR_NE)
        return bv_value_of_term(i->pred == IR_EQ ? term_eq(a, b) : term_ne(a, b));
    a = as_bits(a);
    b = as_bits(b);
    switch (i->pred) {
    case IR_ULT: return bv_value_of_term(term_bv_ult(a, b));
    case IR_ULE: return bv_value_of_term(term_bv_ule(a, b));
    case IR_UGT: return bv_value_of_term(term_bv_ult(b, a));
    case IR_UGE: return bv_value_of_term(term_bv_ule(b, a));
    case IR_SLT: return bv_value_of_term(term_bv_slt(a, b));
    case IR_SLE: return bv_value_of_term(term_bv_sle(a, b));
    case IR_SGT: return bv_value_of_term(term_bv_slt(b, a));
    default: return bv_value_of_term(term_bv_sle(b, a));
    }
}

static struct bv_value conversion(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values)
{
    term_t a = as_bits(need_term(run, bv_operand(run, &i->operand[0], values)));

    if (i->type->kind != IR_INT || i->type->width > BV_WIDTH_MAX)
        bv_fail(run, "a conversion to a type that is not understood");
    if (i->op == IR_TRUNC)
        return bv_value_of_term(as_result(i->type, term_bv_extract(a, 0, i->type->width)));
    return bv_value_of_term(extended(a, i->type->width, i->op == IR_SEXT));
}

/* --- constant tables */

static struct bv_value address(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values,
                               term_t condition)
{
    struct bv_value value = bv_operand(run, &i->operand[0], values);
    const struct ir_type *type = i->source;

    if (value.kind != BV_POINTER || value.global == NULL)
        bv_fail(run, "an address in no table");
    for (unsigned k = 1; k < i->count; k++) {
        term_t index = need_term(run, bv_operand(run, &i->operand[k], values));
        value_t member = 0;
        uint64_t stride = type->size;
        index = term_bv_sext(as_bits(index), POINTER_BITS);
        if (k > 1 && type->kind == IR_STRUCT) {
            if (!term_const_value(index, &member) || member >= type->count)
                bv_fail(run, "a member that does not exist");
            value.term = term_bv_add(value.term, term_bv(POINTER_BITS, (value_t)type->offset[member]));
            type = type->member[member];
            continue;
        }
        if (k > 1) {
            type = type->member[0];
            stride = type->size;
        }
        value.term = term_bv_add(value.term, term_bv_mul(index, term_bv(POINTER_BITS, (value_t)stride)));
    }
    if (i->inbounds)
        bv_owe(run, condition, term_bv_ule(value.term, term_bv(POINTER_BITS, (value_t)value.global->type->size)),
               "address outside of its table", false);
    return value;
}

/* The byte at an offset of a constant; padding is 0. */
static uint8_t byte_at(struct bv_run *run, const struct ir_value *v, uint64_t offset)
{
    switch (v->kind) {
    case IRV_INT:
        return offset < 8 ? (uint8_t)((uint64_t)v->bits >> (8 * offset)) : 0;
    case IRV_ZERO:
    case IRV_NULL:
        return 0;
    case IRV_AGG:
        for (unsigned i = 0; i < v->count; i++) {
            uint64_t start = v->type->kind == IR_ARRAY ? i * v->type->member[0]->size : v->type->offset[i];
            if (offset >= start && offset < start + v->member[i].type->size)
                return byte_at(run, &v->member[i], offset - start);
        }
        return 0;
    default:
        bv_fail(run, "a table with an entry that is not understood");
    }
}

static value_t entry_at(struct bv_run *run, const struct ir_value *table, uint64_t offset, uint64_t size)
{
    value_t value = 0;

    for (uint64_t i = size; i-- > 0;)
        value = value << 8 | byte_at(run, table, offset + i);
    return value;
}

/*
 * Loads from a table: a choice over all offsets that the address can have for all we know. The first one stands for
 * those outside of the table too, which an obligation excludes.
 */
static struct bv_value load(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values,
                            term_t condition)
{
    struct bv_value from = bv_operand(run, &i->operand[0], values);
    const struct ir_type *type = i->type;
    struct ir_value *table;
    uint64_t size = type->size, last;
    value_t offset;
    term_t result = TERM_NONE;

    if (from.kind != BV_POINTER || from.global == NULL || !from.global->is_constant || type->kind != IR_INT)
        bv_fail(run, "a load from elsewhere than a constant table");
    table = ir_global_initial(run->module, from.global);
    if (table == NULL || size > from.global->type->size || from.global->type->size > TABLE_ENTRIES_MAX)
        bv_fail(run, "a load from a table that is not understood");
    last = from.global->type->size - size;
    for (uint64_t at = term_const_value(from.term, &offset) ? (uint64_t)offset : 0; at <= last; at++) {
        term_t here = term_eq(from.term, term_bv(POINTER_BITS, (value_t)at));
        term_t entry;
        if (term_is_false(here))
            continue;
        entry = as_result(type, term_bv(type->width, entry_at(run, table, at, size)));
        result = result == TERM_NONE ? entry : term_ite(here, entry, result);
        if (term_is_true(here))
            break;
    }
    bv_owe(run, condition, term_bv_ule(from.term, term_bv(POINTER_BITS, (value_t)last)), "load outside of its table",
           false);
    if (result == TERM_NONE)
        bv_fail(run, "a load outside of its table");
    return bv_value_of_term(result);
}

/* --- structures */

static struct bv_value insert(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values)
{
    struct bv_value whole = bv_operand(run, &i->operand[0], values), changed = structure(i->type->count);

    for (unsigned k = 0; k < changed.count; k++)
        if (whole.kind == BV_STRUCT)
            changed.member[k] = whole.member[k];
    changed.member[i->member] = bv_operand(run, &i->operand[1], values);
    return changed;
}

static struct bv_value extract(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values)
{
    struct bv_value whole = bv_operand(run, &i->operand[0], values);

    if (whole.kind != BV_STRUCT || i->member >= whole.count)
        bv_fail(run, "a member of what is no structure");
    return whole.member[i->member];
}

struct bv_value bv_instruction(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values,
                               term_t condition)
{
    struct bv_value value;

    switch (i->op) {
    case IR_AND:
    case IR_OR:
    case IR_XOR:
        return logic(run, i, values);
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_UDIV:
    case IR_SDIV:
    case IR_UREM:
    case IR_SREM:
    case IR_SHL:
    case IR_LSHR:
    case IR_ASHR:
        return arithmetic(run, i, values, condition);
    case IR_ICMP:
        return comparison(run, i, values);
    case IR_ZEXT:
    case IR_SEXT:
    case IR_TRUNC:
        return conversion(run, i, values);
    case IR_FREEZE:
        value = bv_operand(run, &i->operand[0], values);
        return value.kind == BV_UNDEF ? bv_value_fresh(i->type, "frozen") : value;
    case IR_SELECT:
        return bv_value_ite(need_term(run, bv_operand(run, &i->operand[0], values)),
                            bv_operand(run, &i->operand[1], values), bv_operand(run, &i->operand[2], values));
    case IR_GEP:
        return address(run, i, values, condition);
    case IR_LOAD:
        return load(run, i, values, condition);
    case IR_ALLOCA: /* what sroa has left: padding that is copied about. Loads from it are refused. */
        return (struct bv_value){.kind = BV_POINTER, .term = term_fresh("local", sort_bv(POINTER_BITS)),
                                 .count = (unsigned)i->type->size};
    case IR_INSERT:
        return insert(run, i, values);
    case IR_EXTRACT:
        return extract(run, i, values);
    default:
        bv_fail(run, ir_op_name(i->op));
    }
}
