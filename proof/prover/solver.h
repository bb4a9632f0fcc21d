/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Solvers: z3 and cvc5 as child processes that read SMT-LIB 2. A session is a stack of assertions; a check asks
 * whether they are satisfiable together. The stack is kept here, so a process is started (and told what it has not
 * heard yet) only when the answer is not in the cache. Limits are the solvers' resource counters, never seconds: a slow
 * machine gets the same answers.
 *
 * A check asks z3, incrementally; when z3 gives up, cvc5, with the whole text. With options.twice the other solver is
 * asked about each unsat, too: a model that it finds ends the prover, and what it gives up on is counted.
 */
#ifndef PROVER_SOLVER_H
#define PROVER_SOLVER_H

#include "model.h"
#include "term.h"

enum verdict { VERDICT_UNSAT, VERDICT_SAT, VERDICT_UNKNOWN };
enum solver_kind { SOLVER_NONE, SOLVER_Z3, SOLVER_CVC5, SOLVER_KINDS };

struct solver_options {
    uint64_t z3_limit;     /* resource units of one check; 0: SOLVER_Z3_LIMIT */
    uint64_t cvc5_limit;   /* 0: SOLVER_CVC5_LIMIT */
    bool twice;            /* the second solver is asked about every unsat */
    bool whole;            /* a new process and the whole text for each check: better for bit-vectors */
    bool first_only;       /* do not ask cvc5 when z3 gives up (a cheap try, such as a branch to prune) */
    const char *cache_dir; /* null: no cache */
    const char *dump_dir;  /* null: no dumps; else every query becomes DIR/NAME-NNNN.smt2 */
    const char *name;      /* of the theorem, for dumps and messages */
};

enum { SOLVER_Z3_LIMIT = 20000000, SOLVER_CVC5_LIMIT = 400000 };

/* What a session did. Times in seconds of wall clock, cached answers count with the time they took once. */
struct solver_stats {
    unsigned queries, cached, unsat, sat, unknown;
    unsigned by[SOLVER_KINDS]; /* queries decided by each */
    unsigned confirmed;        /* unsat by both solvers (options.twice) */
    double seconds, longest;
};

struct solver;

struct solver *solver_open(const struct solver_options *options);
void solver_close(struct solver *solver); /* ends the processes too */

void solver_push(struct solver *solver);
void solver_pop(struct solver *solver);
void solver_assert(struct solver *solver, term_t assertion);

/* If sat and model is not null, *model is the caller's to free; otherwise it is set to null. */
enum verdict solver_check(struct solver *solver, struct model **model);

/* Does z3 find a contradiction between the assertions without much effort? */
bool solver_refutes_soon(struct solver *solver);

/* Who decided the last check: SOLVER_NONE when simplification did. */
enum solver_kind solver_decided_by(const struct solver *solver);
const char *verdict_name(enum verdict verdict);
const char *solver_kind_name(enum solver_kind kind);
/* What the program calls itself; asked once, so best before forking. Ends the prover if it is not installed. */
const char *solver_version(enum solver_kind kind);
const struct solver_stats *solver_stats(const struct solver *solver);
void solver_stats_add(struct solver_stats *sum, const struct solver_stats *more);

/* One query without a session: push, assert all, check, pop. */
enum verdict solver_query(struct solver *solver, const term_t *assertions, unsigned n, struct model **model);

/* The text of the assertions now on the stack, complete with declarations and (check-sat). The caller's to free. */
char *solver_text(struct solver *solver);

#endif
