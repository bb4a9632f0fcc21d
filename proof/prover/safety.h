/* SPDX-License-Identifier: BSD-2-Clause */
/* Safety of a function, without a harness: safety.c says what that is. */
#ifndef PROVER_SAFETY_H
#define PROVER_SAFETY_H

#include "exec.h"

/* The function's arguments are what any caller owes. */
void safety_begin(struct exec *x, struct ir_func *f, struct value *args);
/* The function has returned that. */
void safety_end(struct exec *x, struct ir_func *f, struct value result);

/* Is the call to be taken by what is known of callee, not by running it? */
bool safety_is_opaque(struct exec *x, struct ir_func *callee, const struct value *args, unsigned n);
struct value safety_call(struct exec *x, struct ir_func *callee, const struct value *args, term_t guard);

/* What ALWAYS says of a field: known of what is loaded, owed of what is stored. */
void safety_loaded(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);
void safety_stored(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);

/* Unsigned sums, differences and products wrap in C, which is no mistake here. The result, `exact` if it `fits`. */
bool safety_may_wrap(enum ir_op op);
term_t safety_wrapped(struct exec *x, enum ir_op op, term_t exact, term_t fits, unsigned width);

/* Is f executed wherever it is called, so that its callers' theorems cover it? */
bool safety_is_executed(struct exec *x, struct ir_func *f);

/* Is f one of those that can be asked about: kernel code with a body, not proved by a contract of its own? */
bool safety_concerns(struct ir_module *m, struct ir_func *f);

/* ---- safety_writes.c ---- */
/* May f, or what it calls, change that field? */
bool safety_writes(struct ir_module *m, struct ir_func *f, const struct field_key *key);

#endif
