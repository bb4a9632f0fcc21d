/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of the executor: terms, pointers with a static path into their object, structures of a few words. */
#ifndef PROVER_VALUE_H
#define PROVER_VALUE_H

#include "ir.h"
#include "term.h"

enum value_kind { VALUE_NONE, VALUE_TERM, VALUE_PTR, VALUE_AGG, VALUE_FUNC };
enum { DYNAMIC_MAX = 2, MEMBERS_MAX = 4 };

/*
 * An address: of an object (base, of sort Ref) or of a local variable, plus offset bytes, plus index * stride for
 * each dynamic part. root is the structure the base is taken for, or 0 while nothing has told.
 */
struct pointer {
    bool is_local;
    unsigned local;
    term_t base;
    const struct ir_global *global; /* the base is this variable */
    const struct ir_type *root;
    int64_t offset;
    unsigned dynamics;
    struct {
        term_t index;
        int64_t stride;
    } dynamic[DYNAMIC_MAX];
};

struct value {
    enum value_kind kind;
    term_t term;                 /* Int, or Bool for i1 */
    struct pointer ptr;          /* VALUE_PTR; of a term that was made from a pointer: that one, if it has a root */
    struct ir_func *func;
    unsigned count;
    struct value *member;
};

struct exec;

struct value value_term(term_t t);
struct value value_ref(term_t ref, const struct ir_type *root);
struct value value_none(void);
struct value value_agg(unsigned count);
struct value value_ite(struct exec *x, term_t c, struct value a, struct value b);
/* One term: Int, Bool or Ref. */
term_t value_raw(struct exec *x, struct value v);
/* As an integer term: Bool becomes 0 or 1. */
term_t value_int(struct exec *x, struct value v);
/* As a truth value (i1). */
term_t value_bool(struct exec *x, struct value v);
sort_t value_sort(const struct ir_type *type);
/* A fresh value of that type. */
struct value value_fresh(struct exec *x, const struct ir_type *type, const char *stem, const char *pointee);
/* A term as value of that IR type. */
struct value value_of_term(struct exec *x, term_t t, const struct ir_type *type, const char *pointee);

#endif
