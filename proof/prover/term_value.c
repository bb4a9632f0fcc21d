/* SPDX-License-Identifier: BSD-2-Clause */
/* The meaning of every operation on values, as SMT-LIB defines it; and rebuilding and substitution. */
#include "term_internal.h"
#include <stdlib.h>
#include <string.h>

static bits_t signed_divide(bits_t a, bits_t b, unsigned width, bool remainder)
{
    bits_t mask = bits_mask(width);
    bool a_negative = bits_signed(a, width) < 0, b_negative = bits_signed(b, width) < 0;
    bits_t x = (a_negative ? -a : a) & mask, y = (b_negative ? -b : b) & mask, result;
    bool negate = remainder ? a_negative : a_negative != b_negative;

    if (y == 0)
        result = remainder ? x : mask;
    else
        result = remainder ? x % y : x / y;
    return negate ? -result : result;
}

static bits_t shift(enum term_op op, bits_t a, bits_t count, unsigned width)
{
    bool out = count >= width;
    bool fill = op == OP_BV_ASHR && bits_signed(a, width) < 0;
    unsigned n = out ? 0 : (unsigned)count;

    if (out)
        return fill ? ~(bits_t)0 : 0;
    if (op == OP_BV_SHL)
        return a << n;
    return fill && n > 0 ? (a >> n) | ~bits_mask(width - n) : a >> n;
}

/* Operations with one or two bit-vector arguments and a bit-vector as result. */
value_t bv_value(enum term_op op, unsigned width, bits_t a, bits_t b)
{
    bits_t mask = bits_mask(width), result;

    switch (op) {
    case OP_BV_ADD: result = a + b; break;
    case OP_BV_MUL: result = a * b; break;
    case OP_BV_NEG: result = -a; break;
    case OP_BV_UDIV: result = b == 0 ? mask : a / b; break;
    case OP_BV_UREM: result = b == 0 ? a : a % b; break;
    case OP_BV_SDIV: result = signed_divide(a, b, width, false); break;
    case OP_BV_SREM: result = signed_divide(a, b, width, true); break;
    case OP_BV_AND: result = a & b; break;
    case OP_BV_OR: result = a | b; break;
    case OP_BV_XOR: result = a ^ b; break;
    case OP_BV_NOT: result = ~a; break;
    case OP_BV_SHL:
    case OP_BV_LSHR:
    case OP_BV_ASHR: result = shift(op, a, b, width); break;
    default: prover_fail("operation %d has no bit-vector value", (int)op);
    }
    return (value_t)(result & mask);
}

static value_t connective_value(term_t t, const value_t *args)
{
    unsigned n = term_arg_count(t);
    bool is_and = term_op(t) == OP_AND;

    for (unsigned i = 0; i < n; i++)
        if ((args[i] != 0) != is_and)
            return !is_and;
    return is_and;
}

static value_t concat_value(term_t t, const value_t *args)
{
    bits_t value = 0;

    for (unsigned i = 0; i < term_arg_count(t); i++)
        value = value << sort_width(term_sort(term_arg(t, i))) | (bits_t)args[i];
    return (value_t)value;
}

/* Sums and products of a model's integers may wrap: a wrong value tries a useless instance, and proves nothing. */
static value_t sum_value(term_t t, const value_t *args)
{
    value_t value = 0;

    for (unsigned i = 0; i < term_arg_count(t); i++)
        value = (value_t)((bits_t)value + (bits_t)args[i]);
    return value;
}

value_t op_value(term_t t, const value_t *args)
{
    unsigned n = term_arg_count(t), width = n > 0 ? sort_width(term_sort(term_arg(t, 0))) : 0;

    switch (term_op(t)) {
    case OP_NOT: return !args[0];
    case OP_AND:
    case OP_OR: return connective_value(t, args);
    case OP_EQ: return args[0] == args[1];
    case OP_ITE: return args[0] != 0 ? args[1] : args[2];
    case OP_ADD: return sum_value(t, args);
    case OP_MUL: return (value_t)((bits_t)args[0] * (bits_t)args[1]);
    case OP_DIV: return int_div(args[0], args[1]);
    case OP_MOD: return int_mod(args[0], args[1]);
    case OP_LE: return args[0] <= args[1];
    case OP_BV_ULE: return (bits_t)args[0] <= (bits_t)args[1];
    case OP_BV_SLE: return bits_signed((bits_t)args[0], width) <= bits_signed((bits_t)args[1], width);
    case OP_BV_CONCAT: return concat_value(t, args);
    case OP_BV_EXTRACT:
        return (value_t)((bits_t)args[0] >> term_payload(t) & bits_mask(sort_width(term_sort(t))));
    default: return bv_value(term_op(t), width, (bits_t)args[0], n > 1 ? (bits_t)args[1] : 0);
    }
}

/* --- rebuilding */

static term_t rebuild_sum(const term_t *args, unsigned n)
{
    term_t sum = args[0];

    for (unsigned i = 1; i < n; i++)
        sum = term_add(sum, args[i]);
    return sum;
}

static term_t rebuild_concat(const term_t *args, unsigned n)
{
    term_t whole = args[0];

    for (unsigned i = 1; i < n; i++)
        whole = term_bv_concat(whole, args[i]);
    return whole;
}

term_t term_rebuild(term_t t, const term_t *args)
{
    unsigned n = term_arg_count(t);

    switch (term_op(t)) {
    case OP_CONST: return t;
    case OP_APPLY: return term_apply(term_symbol(t), args, n);
    case OP_NOT: return term_not(args[0]);
    case OP_AND: return term_and_all(args, n);
    case OP_OR: return term_or_all(args, n);
    case OP_EQ: return term_eq(args[0], args[1]);
    case OP_ITE: return term_ite(args[0], args[1], args[2]);
    case OP_ADD: return rebuild_sum(args, n);
    case OP_MUL: return term_mul(args[0], args[1]);
    case OP_DIV: return term_div(args[0], args[1]);
    case OP_MOD: return term_mod(args[0], args[1]);
    case OP_LE: return term_le(args[0], args[1]);
    case OP_BV_NEG: return term_bv_neg(args[0]);
    case OP_BV_NOT: return term_bv_not(args[0]);
    case OP_BV_ULE: return term_bv_ule(args[0], args[1]);
    case OP_BV_SLE: return term_bv_sle(args[0], args[1]);
    case OP_BV_CONCAT: return rebuild_concat(args, n);
    case OP_BV_EXTRACT: return term_bv_extract(args[0], term_payload(t), sort_width(term_sort(t)));
    default: return term_bv_binary(term_op(t), args[0], args[1]);
    }
}

/* --- substitution */

struct substitution {
    const term_t *from, *to;
    unsigned n;
    term_t *image; /* by handle; TERM_NONE: not known */
};

static void substitute_one(term_t t, void *context)
{
    struct substitution *s = context;
    unsigned n = term_arg_count(t);
    term_t *args;
    bool changed = false;

    for (unsigned i = 0; i < s->n; i++)
        if (s->from[i] == t) {
            s->image[t] = s->to[i];
            return;
        }
    args = malloc((n + 1) * sizeof *args);
    need(args != NULL, "out of memory");
    for (unsigned i = 0; i < n; i++) {
        args[i] = s->image[term_arg(t, i)];
        changed = changed || args[i] != term_arg(t, i);
    }
    s->image[t] = changed ? term_rebuild(t, args) : t;
    free(args);
}

term_t term_substitute(term_t t, const term_t *from, const term_t *to, unsigned n)
{
    struct substitution s = {from, to, n, calloc((size_t)t + 1, sizeof(term_t))};
    term_t result;

    need(s.image != NULL, "out of memory");
    term_walk(&t, 1, NULL, substitute_one, &s);
    result = s.image[t];
    free(s.image);
    return result;
}
