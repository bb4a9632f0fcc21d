/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files term*.c share: the store behind the constructors. */
#ifndef PROVER_TERM_INTERNAL_H
#define PROVER_TERM_INTERNAL_H

#include "term.h"

typedef unsigned __int128 bits_t;

/*
 * The term of that shape, made if there is none. No simplification. payload: the symbol of OP_APPLY, the low bit of
 * OP_BV_EXTRACT, else 0.
 */
term_t store_term(enum term_op op, sort_t sort, const term_t *args, unsigned n, uint32_t payload);
term_t store_const(sort_t sort, value_t value);
uint32_t term_payload(term_t t);
/* The arguments, at an address that stays. */
const term_t *term_args(term_t t);

void need(bool condition, const char *what);

static inline bits_t bits_mask(unsigned width)
{
    return width >= 128 ? ~(bits_t)0 : ((bits_t)1 << width) - 1;
}

/* The bits of a constant bit-vector. */
static inline bits_t const_bits(term_t t)
{
    value_t value = 0;

    term_const_value(t, &value);
    return (bits_t)value;
}

/* A bit-vector's value as a signed number. */
static inline value_t bits_signed(bits_t value, unsigned width)
{
    return (value >> (width - 1)) & 1 ? (value_t)(value | ~bits_mask(width)) : (value_t)value;
}

/*
 * The meaning of the operation of t (any but OP_CONST and OP_APPLY) on values of its arguments.
 */
value_t op_value(term_t t, const value_t *args);
value_t bv_value(enum term_op op, unsigned width, bits_t a, bits_t b);
value_t int_div(value_t a, value_t b); /* rounding so that the remainder is not negative; by 0: 0 */
value_t int_mod(value_t a, value_t b); /* by 0: a */
value_t int_checked_add(value_t a, value_t b);
value_t int_checked_mul(value_t a, value_t b);

/* Equality of two terms of one sort that are neither equal nor both constants. */
term_t int_eq(term_t a, term_t b);
term_t bv_eq(term_t a, term_t b);
/* a if c else b, for bit-vectors, slice by slice; TERM_NONE if there is nothing to slice. */
term_t bv_ite(term_t c, term_t a, term_t b);

#endif
