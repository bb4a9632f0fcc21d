/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Terms as SMT-LIB 2 text. A writer remembers what it has declared and named, so that a session can be told one
 * assertion after another; names are numbers in order of first use, so equal sequences of assertions give equal text.
 */
#ifndef PROVER_SMT_H
#define PROVER_SMT_H

#include "term.h"
#include <stdio.h>

struct smt_writer;

struct smt_writer *smt_writer_new(void);
void smt_writer_free(struct smt_writer *writer);

/* Declarations, definitions and (assert ...). */
void smt_write_assert(struct smt_writer *writer, FILE *out, term_t assertion);

/* The logic that the terms written so far need, for (set-logic ...). */
const char *smt_logic(const struct smt_writer *writer);

#endif
