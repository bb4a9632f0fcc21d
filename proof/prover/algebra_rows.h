/* SPDX-License-Identifier: BSD-2-Clause */
/* The table behind algebra.h, as text; algebra.c reads it, algebra_proof.c proves each row. */
#ifndef PROVER_ALGEBRA_ROWS_H
#define PROVER_ALGEBRA_ROWS_H

#include <stdbool.h>

enum algebra_id {
    ALGEBRA_TAKE, ALGEBRA_PUT, ALGEBRA_DROP, ALGEBRA_LOW, ALGEBRA_POW2, ALGEBRA_ALIGN_DOWN, ALGEBRA_ALIGN_UP,
    ALGEBRA_IS_ALIGNED, ALGEBRA_TOP_BIT, ALGEBRA_AND, ALGEBRA_OR, ALGEBRA_XOR, ALGEBRA_SHL, ALGEBRA_LSHR,
    ALGEBRA_FUNCTIONS
};

/* A function of the table. Its parameters are the letters of params; every one is a word. */
struct algebra_function {
    const char *name, *params;
    const char *requires; /* what a caller owes */
    bool is_predicate;    /* the C function returns bool */
    bool has_body;        /* op_*: a function of the kernel; else an operator of C */
};

enum algebra_kind {
    ALGEBRA_DEFINE,  /* left is always replaced by right: the function occurs no more */
    ALGEBRA_REWRITE, /* left is replaced by right where `when` and all preconditions in left are plainly true */
    ALGEBRA_FACT,    /* right holds of each application left, if `when` and its precondition do */
    ALGEBRA_RANGE,   /* right bounds each application left, whatever its arguments */
    ALGEBRA_LAW,     /* proved like a rewrite, and used by algebra.c in a way of its own */
};

/*
 * How a row is proved: as one statement about bit-vectors; or, where the shifts by sums of several letters are too hard
 * for that, bit by bit (algebra_bits.c) from the laws take_bit and put_bit, which are proved the first way.
 */
enum algebra_method { BY_WORDS, BY_BITS };

/* Letters are words; constants: the letters that must be numbers, behind a ! those that must not, for its use. */
struct algebra_row {
    const char *name;
    enum algebra_kind kind;
    enum algebra_method method;
    const char *constants, *when, *left, *right;
};

extern const struct algebra_function algebra_functions[ALGEBRA_FUNCTIONS];
extern const struct algebra_row algebra_rows[];
extern const unsigned algebra_row_count;

#endif
