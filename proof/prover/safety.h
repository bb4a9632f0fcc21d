/* SPDX-License-Identifier: BSD-2-Clause */
/* Safety of a function, without a harness: safety.c says what that is. */
#ifndef PROVER_SAFETY_H
#define PROVER_SAFETY_H

#include "exec.h"

/* The function's arguments are what any caller owes. */
void safety_begin(struct exec *x, struct ir_func *f, struct value *args);
/* The function has returned that. */
void safety_end(struct exec *x, struct ir_func *f, const struct value *args, struct value result);

/* May the function be called with 0 for this pointer? It compares it with 0. */
bool safety_may_be_null(struct exec *x, struct ir_func *f, unsigned parameter);
/* The only variable of that structure, or the only part of one: pointers to such a structure are known. */
bool safety_only_place(struct exec *x, const struct ir_type *type, struct pointer *place);
/* The structure of that name, or 0. */
const struct ir_type *safety_structure(struct exec *x, const char *pointee);
/* What is known of a live object's reference: its kind, object_is_placed, and STRUCTURE_is_placed. */
term_t safety_is_live(struct exec *x, const struct ir_type *type, term_t ref, bool or_null);
/* Parameter i is the first word of a capability; the result is one. */
bool safety_is_cap(const struct ir_func *f, unsigned i);
bool safety_returns_cap(const struct ir_func *f);
/* What ALWAYS says of a capability's first word, and always_capability of its two, is owed, or known. */
void safety_cap(struct exec *x, const struct value *word, bool owed, term_t guard);
/* A function of specification, evaluated in the present state. */
term_t safety_formula(struct exec *x, struct ir_func *f, const struct value *args, unsigned n);

/* Unsigned sums, differences and products wrap in C, which is no mistake here. The result, `exact` if it `fits`. */
bool safety_may_wrap(enum ir_op op);
term_t safety_wrapped(struct exec *x, enum ir_op op, term_t exact, term_t fits, unsigned width);

/* Is f one of those that can be asked about: kernel code with a body? */
bool safety_concerns(struct ir_module *m, struct ir_func *f);

/* ---- safety_call.c ---- */
bool safety_is_kind(struct exec *x, const struct ir_type *type);
/* A kind that lies on the stack of its creator. */
bool safety_is_argument(struct exec *x, const struct ir_type *type);
/* A parameter that is a structure passed by value: arbitrary contents. */
struct pointer safety_local_argument(struct exec *x, const struct ir_type *type);
/* v is stored in memory. */
void safety_check_escape(struct exec *x, const struct value *v, term_t guard);
/* Is the call to be taken by what is known of callee, not by running it? */
bool safety_is_opaque(struct exec *x, struct ir_func *callee, const struct value *args, unsigned n);
struct value safety_call(struct exec *x, struct ir_func *callee, const struct value *args, term_t guard);
/* Is f executed wherever it is called, so that its callers' theorems cover it? */
bool safety_is_executed(struct exec *x, struct ir_func *f);

/* ---- safety_facts.c ---- */
/* What ALWAYS says of a content: known, owed. object 0: none, as for the content of a parameter. */
void safety_known(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);
void safety_owed(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);
/* The same, at a load and a store of kernel code. */
void safety_loaded(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);
void safety_stored(struct exec *x, const struct field_key *key, term_t object, term_t content, term_t guard);
void safety_changed(struct exec *x, const struct field_key *key, term_t object, term_t guard);
/* What ALWAYS_OBJECT says of the object that was stored to last is owed now: before anything but a store to it. */
void safety_settle(struct exec *x);
/* What ALWAYS_OBJECT says of an object, or of a structure on the stack. */
void safety_object(struct exec *x, const char *structure, const struct value *object, bool owed, term_t guard);
/* What f, a function of a content and perhaps an object, says. */
term_t safety_statement(struct exec *x, struct ir_func *f, term_t object, term_t content);
/* NEEDS and GIVES. */
bool safety_has_summary(struct exec *x, const struct ir_func *f);
term_t safety_needs(struct exec *x, const struct ir_func *f, const struct value *args);
term_t safety_gives(struct exec *x, const struct ir_func *f, struct value result, const struct value *args);

/* ---- safety_writes.c ---- */
/* May f, or what it calls, change that field? */
bool safety_writes(struct ir_module *m, struct ir_func *f, const struct field_key *key);
struct writes;
/* What a store of f changes, or a call in it. */
const struct writes *writes_at(struct ir_module *m, const struct ir_func *f, const struct ir_inst *i);
bool writes_hit(struct ir_module *m, const struct writes *w, const struct field_key *key);
/* Is there no more to say of f's stores than for each call? It takes a pointer to no structure. */
bool writes_depend_on_arguments(struct ir_module *m, const struct ir_func *f);

#endif
