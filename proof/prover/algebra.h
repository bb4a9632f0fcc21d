/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the integer mode knows about the bit operations op_* of kernel/lib/field.h. There a call of op_* is an
 * application of an uninterpreted function; this table gives for each its precondition, rewrite rules, and facts
 * added for each application. It is written once, as text, and used twice: the integer mode rewrites with it, and the
 * bit-vector mode proves each row on the real bodies in the same run (theorems algebra_NAME).
 */
#ifndef PROVER_ALGEBRA_H
#define PROVER_ALGEBRA_H

#include "term.h"

/* Is this the name of a function of the table? */
bool algebra_knows(const char *function);

/* What the caller of the function owes (Bool, over Int arguments): true where nothing is owed. */
term_t algebra_requires(const char *function, const term_t *args, unsigned n);

/* The value of a call: rewritten as far as the rules go, else the application. Sort Int, or Bool for a predicate. */
term_t algebra_apply(const char *function, const term_t *args, unsigned n);

/* Up to max facts that hold of an application left by algebra_apply; returns their number (0 for other terms). */
unsigned algebra_facts(term_t application, term_t *facts, unsigned max);
enum { ALGEBRA_FACTS_MAX = 48 };

#endif
