/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mathematical integers. A sum is kept as a constant (first, unless 0) and monomials sorted by handle; a monomial is a
 * term or OP_MUL(constant, term). Comparisons and equations are decided on the difference of their sides, and stored
 * with every monomial on the side where its coefficient is positive.
 */
#include "term_internal.h"
#include <string.h>

value_t int_checked_add(value_t a, value_t b)
{
    value_t sum;

    need(!__builtin_add_overflow(a, b, &sum), "an integer constant of more than 127 bits");
    return sum;
}

value_t int_checked_mul(value_t a, value_t b)
{
    value_t product;

    need(!__builtin_mul_overflow(a, b, &product), "an integer constant of more than 127 bits");
    return product;
}

value_t int_mod(value_t a, value_t b)
{
    value_t rest;

    if (b == 0)
        return a;
    rest = a % b;
    return rest >= 0 ? rest : rest + (b > 0 ? b : -b);
}

value_t int_div(value_t a, value_t b)
{
    return b == 0 ? 0 : (a - int_mod(a, b)) / b;
}

/* --- sums */

enum { MONOMIALS_MAX = 512 };

struct sum {
    value_t constant;
    unsigned count;
    term_t base[MONOMIALS_MAX]; /* ascending */
    value_t factor[MONOMIALS_MAX];
};

static void sum_init(struct sum *sum)
{
    sum->constant = 0;
    sum->count = 0;
}

static void sum_add_monomial(struct sum *sum, term_t base, value_t factor)
{
    unsigned place = sum->count;

    while (place > 0 && sum->base[place - 1] > base)
        place--;
    if (place > 0 && sum->base[place - 1] == base) {
        place--;
        sum->factor[place] = int_checked_add(sum->factor[place], factor);
        if (sum->factor[place] != 0)
            return;
        sum->count--;
        memmove(&sum->base[place], &sum->base[place + 1], (sum->count - place) * sizeof *sum->base);
        memmove(&sum->factor[place], &sum->factor[place + 1], (sum->count - place) * sizeof *sum->factor);
        return;
    }
    need(sum->count < MONOMIALS_MAX, "a sum of too many terms");
    memmove(&sum->base[place + 1], &sum->base[place], (sum->count - place) * sizeof *sum->base);
    memmove(&sum->factor[place + 1], &sum->factor[place], (sum->count - place) * sizeof *sum->factor);
    sum->base[place] = base;
    sum->factor[place] = factor;
    sum->count++;
}

/* Adds factor * t, where t is no sum. */
static void sum_add_product(struct sum *sum, term_t t, value_t factor)
{
    value_t value;

    if (term_const_value(t, &value))
        sum->constant = int_checked_add(sum->constant, int_checked_mul(value, factor));
    else if (term_op(t) == OP_MUL && term_const_value(term_arg(t, 0), &value))
        sum_add_monomial(sum, term_arg(t, 1), int_checked_mul(value, factor));
    else
        sum_add_monomial(sum, t, factor);
}

static void sum_add(struct sum *sum, term_t t, value_t factor)
{
    need(term_sort(t) == SORT_INT, "integer arithmetic on what is not Int");
    if (factor == 0)
        return;
    if (term_op(t) != OP_ADD)
        sum_add_product(sum, t, factor);
    else
        for (unsigned i = 0; i < term_arg_count(t); i++)
            sum_add_product(sum, term_arg(t, i), factor);
}

static term_t monomial(value_t factor, term_t base)
{
    return factor == 1 ? base : store_term(OP_MUL, SORT_INT, (term_t[]){term_int(factor), base}, 2, 0);
}

/* sign 1: the part of the sum with positive factors and constant; -1: the negated other part; 0: the whole sum. */
static term_t sum_part(const struct sum *sum, int sign)
{
    term_t parts[MONOMIALS_MAX + 1];
    unsigned n = 0;

    if (sum->constant != 0 && (sign == 0 || (sum->constant > 0) == (sign > 0)))
        parts[n++] = term_int(sign < 0 ? -sum->constant : sum->constant);
    for (unsigned i = 0; i < sum->count; i++)
        if (sign == 0 || (sum->factor[i] > 0) == (sign > 0))
            parts[n++] = monomial(sign < 0 ? -sum->factor[i] : sum->factor[i], sum->base[i]);
    if (n == 0)
        return term_int(0);
    return n == 1 ? parts[0] : store_term(OP_ADD, SORT_INT, parts, n, 0);
}

static void sum_of_two(struct sum *sum, term_t a, value_t factor_a, term_t b, value_t factor_b)
{
    sum_init(sum);
    sum_add(sum, a, factor_a);
    sum_add(sum, b, factor_b);
}

term_t term_add(term_t a, term_t b)
{
    struct sum sum;

    sum_of_two(&sum, a, 1, b, 1);
    return sum_part(&sum, 0);
}

term_t term_sub(term_t a, term_t b)
{
    struct sum sum;

    sum_of_two(&sum, a, 1, b, -1);
    return sum_part(&sum, 0);
}

term_t term_neg(term_t a) { return term_sub(term_int(0), a); }

/* --- products */

static term_t scaled(term_t a, value_t factor)
{
    struct sum sum;

    sum_init(&sum);
    sum_add(&sum, a, factor);
    return sum_part(&sum, 0);
}

/* Splits factor * base off a monomial. */
static term_t monomial_base(term_t t, value_t *factor)
{
    *factor = 1;
    if (term_op(t) == OP_MUL && term_const_value(term_arg(t, 0), factor))
        return term_arg(t, 1);
    return t;
}

term_t term_mul(term_t a, term_t b)
{
    value_t value, factor_a, factor_b;
    term_t args[2];

    need(term_sort(a) == SORT_INT && term_sort(b) == SORT_INT, "integer arithmetic on what is not Int");
    if (term_const_value(a, &value))
        return scaled(b, value);
    if (term_const_value(b, &value))
        return scaled(a, value);
    a = monomial_base(a, &factor_a);
    b = monomial_base(b, &factor_b);
    args[0] = a < b ? a : b;
    args[1] = a < b ? b : a;
    return scaled(store_term(OP_MUL, SORT_INT, args, 2, 0), int_checked_mul(factor_a, factor_b));
}

/* --- quotient and remainder */

term_t term_div(term_t a, term_t b)
{
    value_t x, y;

    need(term_sort(a) == SORT_INT && term_sort(b) == SORT_INT, "integer arithmetic on what is not Int");
    if (term_const_value(b, &y)) {
        if (y == 0)
            return term_int(0);
        if (y == 1)
            return a;
        if (term_const_value(a, &x))
            return term_int(int_div(x, y));
    }
    return store_term(OP_DIV, SORT_INT, (term_t[]){a, b}, 2, 0);
}

/* a without the multiples of y in it. */
static term_t without_multiples(term_t a, value_t y)
{
    struct sum sum;
    unsigned kept = 0;

    if (term_op(a) != OP_ADD && term_op(a) != OP_MUL)
        return a;
    sum_init(&sum);
    sum_add(&sum, a, 1);
    for (unsigned i = 0; i < sum.count; i++)
        if (int_mod(sum.factor[i], y) != 0) {
            sum.base[kept] = sum.base[i];
            sum.factor[kept++] = sum.factor[i];
        }
    if (kept == sum.count)
        return a;
    sum.count = kept;
    return sum_part(&sum, 0);
}

term_t term_mod(term_t a, term_t b)
{
    value_t x, y;

    need(term_sort(a) == SORT_INT && term_sort(b) == SORT_INT, "integer arithmetic on what is not Int");
    if (term_const_value(b, &y)) {
        if (y == 0)
            return a;
        if (y == 1)
            return term_int(0);
        a = without_multiples(a, y);
        if (term_const_value(a, &x))
            return term_int(int_mod(x, y));
    }
    return store_term(OP_MOD, SORT_INT, (term_t[]){a, b}, 2, 0);
}

/* --- equations and comparisons */

static value_t magnitude(value_t a) { return a < 0 ? -a : a; }

static value_t common_divisor(value_t a, value_t b)
{
    while (b != 0) {
        value_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* The greatest common divisor of the factors (not of the constant); the sum has at least one monomial. */
static value_t sum_divisor(const struct sum *sum)
{
    value_t divisor = 0;

    for (unsigned i = 0; i < sum->count && divisor != 1; i++)
        divisor = common_divisor(magnitude(sum->factor[i]), divisor);
    return divisor;
}

static void sum_divide(struct sum *sum, value_t divisor)
{
    for (unsigned i = 0; i < sum->count; i++)
        sum->factor[i] /= divisor;
    sum->constant = int_div(sum->constant, divisor);
}

/* Is the sum about one choice with a constant branch? Then the relation can be asked of each branch. */
static bool sum_is_choice(const struct sum *sum)
{
    term_t t = sum->count == 1 ? sum->base[0] : TERM_NONE;

    return t != TERM_NONE && term_op(t) == OP_ITE && (term_is_const(term_arg(t, 1)) || term_is_const(term_arg(t, 2)));
}

/* The sum with branch number i of its one choice in the place of the choice. */
static term_t sum_branch(const struct sum *sum, unsigned i)
{
    return term_add(term_int(sum->constant), scaled(term_arg(sum->base[0], i), sum->factor[0]));
}

term_t int_eq(term_t a, term_t b)
{
    struct sum sum;
    value_t divisor;
    term_t left, right;

    sum_of_two(&sum, a, 1, b, -1);
    if (sum.count == 0)
        return term_bool(sum.constant == 0);
    divisor = sum_divisor(&sum);
    if (int_mod(sum.constant, divisor) != 0)
        return term_false();
    sum_divide(&sum, divisor);
    if (sum_is_choice(&sum))
        return term_ite(term_arg(sum.base[0], 0), term_eq(sum_branch(&sum, 1), term_int(0)),
                        term_eq(sum_branch(&sum, 2), term_int(0)));
    left = sum_part(&sum, 1);
    right = sum_part(&sum, -1);
    return store_term(OP_EQ, SORT_BOOL, left < right ? (term_t[]){left, right} : (term_t[]){right, left}, 2, 0);
}

term_t term_le(term_t a, term_t b)
{
    struct sum sum; /* b - a, which is to be at least 0 */

    sum_of_two(&sum, b, 1, a, -1);
    if (sum.count == 0)
        return term_bool(sum.constant >= 0);
    sum_divide(&sum, sum_divisor(&sum));
    if (sum_is_choice(&sum))
        return term_ite(term_arg(sum.base[0], 0), term_le(term_int(0), sum_branch(&sum, 1)),
                        term_le(term_int(0), sum_branch(&sum, 2)));
    return store_term(OP_LE, SORT_BOOL, (term_t[]){sum_part(&sum, -1), sum_part(&sum, 1)}, 2, 0);
}

term_t term_lt(term_t a, term_t b) { return term_le(term_add(a, term_int(1)), b); }

term_t term_in_word(term_t a, unsigned bits)
{
    need(bits <= 126, "a word of too many bits");
    return term_and(term_le(term_int(0), a), term_lt(a, term_int((value_t)1 << bits)));
}
