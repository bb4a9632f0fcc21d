/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine arithmetic on mathematical integers. */
#include "arith.h"
#include "algebra.h"

static value_t two_to(unsigned n)
{
    return (value_t)1 << n;
}

/* Is t 0, 1, or a choice of them: a truth value of C? Then *c is it. */
static bool as_bool(term_t t, term_t *c)
{
    value_t v = 0, w = 0;

    if (term_const_value(t, &v)) {
        *c = term_bool(v == 1);
        return v == 0 || v == 1;
    }
    if (term_op(t) == OP_ITE && term_const_value(term_arg(t, 1), &v) && term_const_value(term_arg(t, 2), &w)) {
        *c = v == 1 ? term_arg(t, 0) : term_not(term_arg(t, 0));
        return (v == 1 && w == 0) || (v == 0 && w == 1);
    }
    return false;
}

static term_t of_bool(term_t c)
{
    return term_ite(c, term_int(1), term_int(0));
}

/* f applied to the constants of a choice between constants, or of one; 0 if t is something else. */
static term_t map_constants(term_t t, value_t (*f)(value_t v, unsigned a, unsigned b), unsigned a, unsigned b)
{
    value_t v = 0;
    term_t x = 0, y = 0;

    if (term_const_value(t, &v))
        return term_int(f(v, a, b));
    if (term_op(t) != OP_ITE)
        return 0;
    x = map_constants(term_arg(t, 1), f, a, b);
    y = map_constants(term_arg(t, 2), f, a, b);
    return x != 0 && y != 0 ? term_ite(term_arg(t, 0), x, y) : 0;
}

static value_t sext_value(value_t v, unsigned from, unsigned to)
{
    return v < two_to(from - 1) ? v : v - two_to(from) + two_to(to);
}

static value_t trunc_value(value_t v, unsigned width, unsigned unused)
{
    (void)unused;
    return v & (two_to(width) - 1);
}

static value_t signed_value(value_t v, unsigned width, unsigned unused)
{
    (void)unused;
    return v < two_to(width - 1) ? v : v - two_to(width);
}

term_t arith_signed(term_t a, unsigned width)
{
    term_t t = map_constants(a, signed_value, width, 0);

    if (t != 0)
        return t;
    return term_ite(term_lt(a, term_int(two_to(width - 1))), a, term_sub(a, term_int(two_to(width))));
}

term_t arith_sext(term_t a, unsigned from, unsigned to)
{
    term_t t = map_constants(a, sext_value, from, to);

    if (t != 0)
        return t;
    return term_ite(term_lt(a, term_int(two_to(from - 1))), a,
                    term_add(a, term_int(two_to(to) - two_to(from))));
}

term_t arith_trunc(term_t a, unsigned width)
{
    term_t t = map_constants(a, trunc_value, width, 0);

    return t != 0 ? t : term_mod(a, term_int(two_to(width)));
}

term_t arith_bool(enum ir_op op, term_t a, term_t b)
{
    switch (op) {
    case IR_AND:
    case IR_MUL:
        return term_and(a, b);
    case IR_OR:
        return term_or(a, b);
    case IR_XOR:
    case IR_ADD:
    case IR_SUB:
        return term_ne(a, b);
    default:
        prover_fail("an operation on truth values that is none of logic");
    }
}

term_t arith_compare(enum ir_pred pred, term_t a, term_t b, unsigned width)
{
    if (width != 0 && pred >= IR_SLT) {
        a = arith_signed(a, width);
        b = arith_signed(b, width);
    }
    switch (pred) {
    case IR_EQ:
        return term_eq(a, b);
    case IR_NE:
        return term_ne(a, b);
    case IR_ULT:
    case IR_SLT:
        return term_lt(a, b);
    case IR_ULE:
    case IR_SLE:
        return term_le(a, b);
    case IR_UGT:
    case IR_SGT:
        return term_lt(b, a);
    case IR_UGE:
    case IR_SGE:
        return term_le(b, a);
    }
    prover_fail("unknown comparison");
}

static term_t known(const char *function, term_t a, term_t b)
{
    term_t args[] = {a, b};

    return algebra_knows(function) ? algebra_apply(function, args, 2) : 0;
}

/* n if v is 2^n - 1 for an n in 1 .. 63, else 0. */
static unsigned low_mask(value_t v)
{
    for (unsigned n = 1; n < 64; n++)
        if (v == two_to(n) - 1)
            return n;
    return 0;
}

static struct arith bitwise(enum ir_op op, term_t a, term_t b, unsigned width)
{
    struct arith r = {0};
    term_t ca = 0, cb = 0;
    value_t v = 0;

    if (as_bool(a, &ca) && as_bool(b, &cb)) {
        r.value = of_bool(arith_bool(op, ca, cb));
        return r;
    }
    if (term_const_value(a, &v)) {
        term_t t = a;

        a = b;
        b = t;
    }
    if (op == IR_XOR && term_const_value(b, &v) && v == two_to(width) - 1)
        r.value = term_sub(b, a); /* complement */
    else if (op == IR_AND && term_const_value(b, &v) && low_mask(v) != 0)
        r.value = known("op_low", a, term_int(low_mask(v)));
    else if (op == IR_AND && term_const_value(b, &v) && width == 64 && low_mask(two_to(64) - 1 - v) != 0)
        r.value = known("op_align_down", a, term_int(low_mask(two_to(64) - 1 - v)));
    if (r.value == 0)
        r.value = known(op == IR_AND ? "word_and" : op == IR_OR ? "word_or" : "word_xor", a, b);
    return r;
}

static struct arith shift(enum ir_op op, term_t a, term_t b, unsigned width)
{
    struct arith r = {.owed = term_lt(b, term_int(width)), .text = "the shift is less than the word's width"};
    value_t n = 0;

    if (term_const_value(b, &n) && n < width) {
        if (op == IR_LSHR)
            r.value = term_div(a, term_int(two_to((unsigned)n)));
        if (op == IR_LSHR && width == 64 && !term_is_const(r.value))
            r.value = known("op_drop", a, b);
        if (op == IR_SHL)
            r.value = term_mod(term_mul(a, term_int(two_to((unsigned)n))), term_int(two_to(width)));
        if (op == IR_SHL && width == 64 && term_is_const(a))
            return r;
    }
    if (r.value == 0 && width == 64)
        r.value = known(op == IR_SHL ? "word_shl" : "word_lshr", a, b);
    return r;
}

/*
 * i-- is written as i + (2^64 - 1): such constants are meant to be subtracted. Larger ones are not, such as the address
 * where the kernel's window begins.
 */
static term_t sum(term_t a, term_t b, unsigned width)
{
    enum { STEP_MAX = 4096 };
    value_t v = 0;

    if (width != 0 && term_const_value(b, &v) && v >= two_to(width - 1) &&
        two_to(width) - v <= STEP_MAX)
        return term_sub(a, term_int(two_to(width) - v));
    return term_add(a, b);
}

struct arith arith_word(enum ir_op op, term_t a, term_t b, unsigned width)
{
    struct arith r = {0};

    switch (op) {
    case IR_ADD:
        r.value = sum(a, b, width);
        r.text = "the sum does not wrap";
        break;
    case IR_SUB:
        r.value = term_sub(a, b);
        r.text = "the difference does not wrap";
        break;
    case IR_MUL:
        r.value = term_mul(a, b);
        r.text = "the product does not wrap";
        break;
    case IR_UDIV:
    case IR_UREM:
        r.value = op == IR_UDIV ? term_div(a, b) : term_mod(a, b);
        r.owed = term_ne(b, term_int(0));
        r.text = "the divisor is not 0";
        return r;
    case IR_AND:
    case IR_OR:
    case IR_XOR:
        return bitwise(op, a, b, width);
    case IR_SHL:
    case IR_LSHR:
        return shift(op, a, b, width);
    default:
        return r;
    }
    if (width != 0)
        r.owed = term_in_word(r.value, width);
    return r;
}

struct arith arith_overflow(enum ir_op op, bool is_signed, term_t a, term_t b, unsigned width, term_t *overflow)
{
    term_t x = is_signed ? arith_signed(a, width) : a, y = is_signed ? arith_signed(b, width) : b;
    struct arith r = arith_word(op, x, y, 0);
    term_t low = term_int(is_signed ? -two_to(width - 1) : 0);
    term_t high = term_int(is_signed ? two_to(width - 1) : two_to(width));

    *overflow = term_not(term_and(term_le(low, r.value), term_lt(r.value, high)));
    r.value = term_mod(r.value, term_int(two_to(width)));
    return r;
}
