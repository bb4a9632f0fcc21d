/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows of the algebra as terms, for algebra_proof.c. */
#ifndef PROVER_ALGEBRA_INTERNAL_H
#define PROVER_ALGEBRA_INTERNAL_H

#include "algebra.h"
#include "algebra_rows.h"
#include "report.h"

/*
 * A row with its letters as free Int variables. Functions stand as applications of symbols of their names, nothing
 * rewritten; (power n) is 2^n.
 */
struct algebra_pattern {
    const struct algebra_row *row;
    term_t when, left, right;
};

const struct algebra_pattern *algebra_pattern(unsigned row);
const struct algebra_function *algebra_function_of(term_t application); /* null for other terms */
/* The precondition of an application, nothing rewritten. */
term_t algebra_raw_requires(term_t application);

/* Proves a row of the method BY_BITS. */
void algebra_bits_prove(const struct algebra_pattern *pattern, const struct solver_options *options,
                        struct theorem_record *record);

#endif
