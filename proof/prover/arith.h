/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine arithmetic on mathematical integers. Words are canonical: 0 <= word < 2^width. */
#ifndef PROVER_ARITH_H
#define PROVER_ARITH_H

#include "ir.h"
#include "term.h"

/* The result (0: not expressible), and what is owed for it to be exact (0: nothing). */
struct arith {
    term_t value, owed;
    const char *text;
};

/* width 0: ghost integers, which owe nothing. */
struct arith arith_word(enum ir_op op, term_t a, term_t b, unsigned width);
term_t arith_bool(enum ir_op op, term_t a, term_t b);
/* width 0: ghost integers, compared as they are. */
term_t arith_compare(enum ir_pred pred, term_t a, term_t b, unsigned width);
term_t arith_sext(term_t a, unsigned from, unsigned to);
term_t arith_trunc(term_t a, unsigned width);
/* The signed number that a word of that width stands for. */
term_t arith_signed(term_t a, unsigned width);
/* llvm.{s,u}{add,sub,mul}.with.overflow: the result in the word, and whether it overflowed. */
struct arith arith_overflow(enum ir_op op, bool is_signed, term_t a, term_t b, unsigned width, term_t *overflow);

#endif
