/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bit-vector mode: functions without memory of their own (op_*, accessors of packed words, size tables) are
 * translated whole into bit-vector terms, all calls included, with every machine word as wide as it is. Paths are
 * forked within a function and merged at its end. What C leaves undefined becomes an obligation where it could happen.
 *
 *   bv_exec.c   functions, blocks, calls
 *   bv_inst.c   single instructions, values, constant tables
 *   bv_prove.c  theorems
 */
#ifndef PROVER_BV_H
#define PROVER_BV_H

#include "ir.h"
#include "report.h"
#include "term.h"

enum bv_kind { BV_UNDEF, BV_TERM, BV_POINTER, BV_STRUCT };

/* A term of sort Bool (i1) or bit-vector; an address in a constant table; or a structure or array of such. */
struct bv_value {
    enum bv_kind kind;
    term_t term;                   /* BV_POINTER: the offset in bytes, 64 bits; 0 for the null pointer's base */
    struct ir_global *global;      /* BV_POINTER: null for the null pointer, and for a local variable */
    struct bv_value *member;       /* BV_STRUCT */
    unsigned count;                /* BV_STRUCT: members; BV_POINTER to a local variable: its bytes */
};

/* Something that must hold whenever condition does. */
struct bv_obligation {
    term_t condition, goal;
    const char *kind;              /* what went wrong if not */
    const char *file;
    unsigned line;
    bool asserted;                 /* v_assert: somebody's statement, not freedom from undefined behaviour */
};

struct bv_run {
    struct ir_module *module;
    struct bv_obligation *obligations;
    unsigned count, room;
    unsigned paths, depth;
    const struct ir_inst *at;      /* what is being executed, for messages */
    const struct ir_func *harness; /* the theorem, or 0: a row of the algebra */
    const struct ir_func *in;
};

void bv_run_init(struct bv_run *run, struct ir_module *module);
void bv_run_clear(struct bv_run *run);

/*
 * The value of a call under a condition. *after becomes the condition under which it returns: narrower where it
 * assumes something, or owes something.
 */
struct bv_value bv_call(struct bv_run *run, struct ir_func *function, const struct bv_value *args, unsigned n,
                        term_t condition, term_t *after);

struct bv_value bv_value_of_term(term_t t);
/* A value of that type whose parts are free variables, stem.0 ... */
struct bv_value bv_value_fresh(const struct ir_type *type, const char *stem);
/* a if c else b, part by part. */
struct bv_value bv_value_ite(term_t c, struct bv_value a, struct bv_value b);

/* Owes goal under condition, unless that is plain. */
void bv_owe(struct bv_run *run, term_t condition, term_t goal, const char *kind, bool asserted);
_Noreturn void bv_fail(const struct bv_run *run, const char *what);

/* The value of an operand; values are those of the function's frame. */
struct bv_value bv_operand(struct bv_run *run, const struct ir_value *v, const struct bv_value *values);
/* The result of an instruction other than calls, phis and terminators. */
struct bv_value bv_instruction(struct bv_run *run, const struct ir_inst *i, const struct bv_value *values,
                               term_t condition);

/*
 * Proves a harness: a C function whose parameters are arbitrary, with v_assume and v_assert. The record has been
 * initialised.
 */
void bv_prove(struct ir_module *module, struct ir_func *harness, const struct solver_options *options,
              struct theorem_record *record);

/* Proves all obligations of a run; vacuous if an assertion is never reached. variables are shown when one fails. */
void bv_prove_obligations(const struct bv_run *run, const struct solver_options *options, const term_t *variables,
                          unsigned n, struct theorem_record *record);

/* The rows of the algebra (algebra.h) as theorems. Texts are valid until the next call. */
unsigned bv_algebra_count(void);
const char *bv_algebra_name(unsigned i);
const char *bv_algebra_statement(unsigned i);
void bv_algebra_prove(struct ir_module *module, unsigned i, const struct solver_options *options,
                      struct theorem_record *record);

#endif
