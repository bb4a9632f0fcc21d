/* SPDX-License-Identifier: BSD-2-Clause */
/* Arithmetic, shifts and comparisons of bit-vectors. What only moves bits about is in term_slice.c. */
#include "term_slice.h"

static unsigned width_of(term_t t) { return sort_width(term_sort(t)); }

static void need_pair(term_t a, term_t b)
{
    need(sort_is_bv(term_sort(a)) && term_sort(a) == term_sort(b), "bit-vector arithmetic on sorts that do not fit");
}

static bool is_value(term_t t, bits_t value)
{
    return term_is_const(t) && const_bits(t) == value;
}

term_t term_bv_not(term_t a)
{
    struct slices list = {0};

    need_pair(a, a);
    if (term_is_const(a))
        return term_bv(width_of(a), (value_t)~const_bits(a));
    if (term_op(a) == OP_BV_NOT)
        return term_arg(a, 0);
    if (!term_is_sliced(a))
        return store_term(OP_BV_NOT, term_sort(a), &a, 1, 0);
    for (unsigned i = 0; i < term_arg_count(a); i++)
        slices_add_all(&list, term_bv_not(term_arg(a, i)));
    return slices_join(&list);
}

term_t term_bv_neg(term_t a)
{
    need_pair(a, a);
    if (term_is_const(a))
        return term_bv(width_of(a), (value_t)(-const_bits(a)));
    if (term_op(a) == OP_BV_NEG)
        return term_arg(a, 0);
    return store_term(OP_BV_NEG, term_sort(a), &a, 1, 0);
}

/* --- addition and multiplication: a constant comes first, and there is at most one in a chain */

static unsigned trailing_zeros(bits_t value)
{
    unsigned n = 0;

    while ((value >> n & 1) == 0)
        n++;
    return n;
}

static term_t constant_first(enum term_op op, term_t constant, term_t other)
{
    unsigned width = width_of(other);
    bits_t value = const_bits(constant);

    if (term_op(other) == op && term_is_const(term_arg(other, 0))) {
        value = bv_value(op, width, value, const_bits(term_arg(other, 0)));
        other = term_arg(other, 1);
    }
    value &= bits_mask(width);
    if (op == OP_BV_ADD && value == 0)
        return other;
    if (op == OP_BV_MUL && value == 0)
        return term_bv(width, 0);
    if (op == OP_BV_MUL && (value & (value - 1)) == 0) /* a power of two moves bits */
        return term_bv_shl(other, term_bv(width, (value_t)trailing_zeros(value)));
    return store_term(op, term_sort(other), (term_t[]){term_bv(width, (value_t)value), other}, 2, 0);
}

static term_t add_or_multiply(enum term_op op, term_t a, term_t b)
{
    if (term_is_const(a) && term_is_const(b))
        return term_bv(width_of(a), bv_value(op, width_of(a), const_bits(a), const_bits(b)));
    if (term_is_const(a))
        return constant_first(op, a, b);
    if (term_is_const(b))
        return constant_first(op, b, a);
    return store_term(op, term_sort(a), a < b ? (term_t[]){a, b} : (term_t[]){b, a}, 2, 0);
}

term_t term_bv_add(term_t a, term_t b)
{
    need_pair(a, b);
    if (term_bv_neg(a) == b)
        return term_bv(width_of(a), 0);
    return add_or_multiply(OP_BV_ADD, a, b);
}

term_t term_bv_mul(term_t a, term_t b)
{
    need_pair(a, b);
    return add_or_multiply(OP_BV_MUL, a, b);
}

term_t term_bv_sub(term_t a, term_t b)
{
    need_pair(a, b);
    return a == b ? term_bv(width_of(a), 0) : term_bv_add(a, term_bv_neg(b));
}

/* --- bitwise */

term_t term_bv_and(term_t a, term_t b)
{
    need_pair(a, b);
    return slices_bitwise(OP_BV_AND, a, b);
}

term_t term_bv_or(term_t a, term_t b)
{
    need_pair(a, b);
    return slices_bitwise(OP_BV_OR, a, b);
}

term_t term_bv_xor(term_t a, term_t b)
{
    need_pair(a, b);
    return slices_bitwise(OP_BV_XOR, a, b);
}

/* --- shifts: by a constant they move slices */

static bool is_shifted_out(term_t count, unsigned width)
{
    return term_is_const(count) && const_bits(count) >= width;
}

static term_t shift_by_term(enum term_op op, term_t a, term_t count)
{
    if (is_value(a, 0))
        return a;
    return store_term(op, term_sort(a), (term_t[]){a, count}, 2, 0);
}

term_t term_bv_shl(term_t a, term_t count)
{
    unsigned width = width_of(a), n;

    need_pair(a, count);
    if (is_shifted_out(count, width))
        return term_bv(width, 0);
    if (!term_is_const(count))
        return shift_by_term(OP_BV_SHL, a, count);
    n = (unsigned)const_bits(count);
    return n == 0 ? a : term_bv_concat(term_bv_extract(a, 0, width - n), term_bv(n, 0));
}

term_t term_bv_lshr(term_t a, term_t count)
{
    unsigned width = width_of(a), n;

    need_pair(a, count);
    if (is_shifted_out(count, width))
        return term_bv(width, 0);
    if (!term_is_const(count))
        return shift_by_term(OP_BV_LSHR, a, count);
    n = (unsigned)const_bits(count);
    return term_bv_zext(term_bv_extract(a, n, width - n), width);
}

term_t term_bv_ashr(term_t a, term_t count)
{
    unsigned width = width_of(a), n;

    need_pair(a, count);
    if (!term_is_const(count))
        return shift_by_term(OP_BV_ASHR, a, count);
    n = is_shifted_out(count, width) ? width - 1 : (unsigned)const_bits(count);
    return term_bv_sext(term_bv_extract(a, n, width - n), width);
}

/* --- division, and everything with two arguments by name */

static term_t divide(enum term_op op, term_t a, term_t b)
{
    if (term_is_const(a) && term_is_const(b))
        return term_bv(width_of(a), bv_value(op, width_of(a), const_bits(a), const_bits(b)));
    return store_term(op, term_sort(a), (term_t[]){a, b}, 2, 0);
}

term_t term_bv_binary(enum term_op op, term_t a, term_t b)
{
    need_pair(a, b);
    switch (op) {
    case OP_BV_ADD:
        return term_bv_add(a, b);
    case OP_BV_MUL:
        return term_bv_mul(a, b);
    case OP_BV_AND:
    case OP_BV_OR:
    case OP_BV_XOR:
        return slices_bitwise(op, a, b);
    case OP_BV_SHL:
        return term_bv_shl(a, b);
    case OP_BV_LSHR:
        return term_bv_lshr(a, b);
    case OP_BV_ASHR:
        return term_bv_ashr(a, b);
    case OP_BV_UDIV:
    case OP_BV_UREM:
    case OP_BV_SDIV:
    case OP_BV_SREM:
        return divide(op, a, b);
    default:
        prover_fail("this is no operation on two bit-vectors: %d", (int)op);
    }
}

/* --- comparisons: a < b is the negation of b <= a */

/* The number of leading pieces, in bits, that are equal in both. */
static unsigned equal_prefix(term_t a, term_t b)
{
    unsigned width = width_of(a), same = 0;

    if (!term_is_sliced(a) && !term_is_sliced(b))
        return 0;
    for (unsigned step = width; step >= 1; step /= 2)
        while (same + step < width &&
               term_bv_extract(a, width - same - step, step) == term_bv_extract(b, width - same - step, step))
            same += step;
    return same;
}

term_t term_bv_ule(term_t a, term_t b)
{
    unsigned width = width_of(a), same;

    need_pair(a, b);
    if (a == b || is_value(a, 0) || is_value(b, bits_mask(width)))
        return term_true();
    if (term_is_const(a) && term_is_const(b))
        return term_bool(const_bits(a) <= const_bits(b));
    if (is_value(b, 0) || is_value(a, bits_mask(width)))
        return term_eq(a, b);
    same = equal_prefix(a, b);
    if (same > 0)
        return term_bv_ule(term_bv_extract(a, 0, width - same), term_bv_extract(b, 0, width - same));
    return store_term(OP_BV_ULE, SORT_BOOL, (term_t[]){a, b}, 2, 0);
}

term_t term_bv_sle(term_t a, term_t b)
{
    unsigned width = width_of(a);

    need_pair(a, b);
    if (a == b)
        return term_true();
    if (term_is_const(a) && term_is_const(b))
        return term_bool(bits_signed(const_bits(a), width) <= bits_signed(const_bits(b), width));
    return store_term(OP_BV_SLE, SORT_BOOL, (term_t[]){a, b}, 2, 0);
}

term_t term_bv_ult(term_t a, term_t b) { return term_not(term_bv_ule(b, a)); }
term_t term_bv_slt(term_t a, term_t b) { return term_not(term_bv_sle(b, a)); }
