/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of call.c. Each returns false if the callee is none of its functions. */
#ifndef PROVER_CALL_H
#define PROVER_CALL_H

#include "exec.h"

/* A string constant; valid until the next call. */
const char *verify_string(struct exec *x, const struct value *v);
/* The functions v_* of proof/verify.h. */
bool call_verify(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard, struct value *r);

/* A function with a contract, wherever the contract itself is not being proved. */
struct value call_lemma(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard);
bool call_contract(struct exec *x, const struct ir_inst *i, const struct value *args, term_t guard, struct value *r);

#endif
