/* SPDX-License-Identifier: BSD-2-Clause */
/* S-expressions, and terms written as SMT-LIB 2: what solvers answer and the rows of the algebra are written in. */
#ifndef PROVER_SEXPR_H
#define PROVER_SEXPR_H

#include "term.h"

struct sexpr {
    const char *atom;    /* null for a list */
    struct sexpr *item;  /* the elements of a list */
    unsigned count;
};

/* Everything in the text as one list. Null if the parentheses do not match. sexpr_free frees what it returned. */
struct sexpr *sexpr_parse(const char *text);
void sexpr_free(struct sexpr *all);

bool sexpr_is(const struct sexpr *e, const char *atom);
bool sexpr_starts(const struct sexpr *e, const char *atom); /* a list whose first element is that atom */

/*
 * What names mean. lookup gives the term for a name that is not built in (TERM_NONE: unknown), apply that for a list
 * headed by such a name.
 */
struct sexpr_scope {
    term_t (*lookup)(const char *name, void *context);
    term_t (*apply)(const char *name, const term_t *args, unsigned n, void *context);
    void *context;
};

/* The term an expression denotes; TERM_NONE where it cannot be understood. */
term_t sexpr_term(const struct sexpr *e, const struct sexpr_scope *scope);

/* The sort it names; SORT_NONE if none. */
sort_t sexpr_sort(const struct sexpr *e);

#endif
