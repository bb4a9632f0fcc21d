/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Models: what a solver answers to a satisfiable query, as an interpretation of every symbol. Any term can be
 * evaluated, whether it occurred in the query or not: symbols the solver said nothing about are 0, false, or the
 * reference number 0. That makes the cost of trying a thousand instances against a model that of a thousand walks.
 */
#ifndef PROVER_MODEL_H
#define PROVER_MODEL_H

#include "term.h"

struct model;

/* Reads a solver's answer to (get-model). Null, with a message on stderr, if it cannot be read. */
struct model *model_parse(const char *text);
/* A model without any interpretation; values are set one by one. */
struct model *model_new(void);
void model_free(struct model *model);

/* The value of t. References are numbered: equal numbers, equal references. Remembered per term. */
value_t model_value(struct model *model, term_t t);
bool model_true(struct model *model, term_t t);

/* Sets the value of one application of a symbol (all arguments given as values). Forgets remembered values. */
void model_set(struct model *model, symbol_t symbol, const value_t *args, unsigned n, value_t value);

#endif
