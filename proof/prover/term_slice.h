/* SPDX-License-Identifier: BSD-2-Clause */
/* Bit-vectors as lists of slices, between term_slice.c and term_bv.c. */
#ifndef PROVER_TERM_SLICE_H
#define PROVER_TERM_SLICE_H

#include "term_internal.h"

struct slices {
    unsigned count;
    term_t piece[BV_WIDTH_MAX]; /* most significant first */
};

/* Adds a piece below, joined with the one above if they are constants or neighbours in one term. */
void slices_add(struct slices *list, term_t piece);
/* Adds the pieces of any bit-vector. */
void slices_add_all(struct slices *list, term_t t);
term_t slices_join(const struct slices *list);

/* Does it have more than one piece? */
bool term_is_sliced(term_t t);

/* OP_BV_AND, OP_BV_OR, OP_BV_XOR, piece by piece. */
term_t slices_bitwise(enum term_op op, term_t a, term_t b);

#endif
