/* SPDX-License-Identifier: BSD-2-Clause */
/* Contracts of functions: contract.c says what they are. */
#ifndef PROVER_CONTRACT_H
#define PROVER_CONTRACT_H

#include "exec.h"

struct ir_func *contract_of(struct exec *x, const struct ir_func *f);
/* Does f compute its result from its arguments alone, and do nothing else? */
bool func_is_of_arguments(struct exec *x, struct ir_func *f);

/* Is the present contract the theorem? */
bool contract_is_proved(const struct exec *x);
void contract_prove_begin(struct exec *x, struct ir_func *contract);
bool contract_is_inner_call(const struct exec *x, const struct ir_func *f);
struct value contract_inner_call(struct exec *x, const struct value *args, term_t guard);
struct value contract_use(struct exec *x, struct ir_func *contract, struct ir_func *f, const struct value *args,
                          term_t guard);

/* What v_requires, v_ensures, v_inv_requires, v_inv_ensures, v_changes and v_changes_all do. */
void contract_requires(struct exec *x, term_t condition, term_t guard);
void contract_ensures(struct exec *x, term_t condition, term_t guard);
void contract_fresh_start(struct exec *x);
void contract_invariants(struct exec *x, bool before);
/* v_assume_all, v_assert_all; v_requires_all, v_ensures_all. */
void universal_statement(struct exec *x, const struct value *args, unsigned n, bool assumed, term_t guard);
void contract_universal(struct exec *x, const struct value *args, unsigned n, bool before, term_t guard);
void contract_changes(struct exec *x, const struct pointer *p, uint64_t bytes);
void contract_changes_all(struct exec *x, const char *name);
void contract_changes_found(struct exec *x);
/* v_inv_only */
void contract_scope(struct exec *x, const char *prefix);
/* v_opaque */
struct value contract_opaque_call(struct exec *x, struct ir_func *f, term_t guard);

#endif
