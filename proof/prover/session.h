/* SPDX-License-Identifier: BSD-2-Clause */
/* Between solver.c, which decides what is asked, and session.c, which talks to the processes. */
#ifndef PROVER_SESSION_H
#define PROVER_SESSION_H

#include "process.h"
#include "smt.h"
#include "solver.h"

/* A solver, told step by step: it has heard of told_count assertions and told_depth pushes. */
struct session {
    struct process *process;
    struct smt_writer *writer;
    unsigned told_count, told_depth;
};

struct solver {
    struct solver_options options;
    term_t *assertions;
    unsigned count, assertion_room;
    unsigned *marks; /* number of assertions at each push */
    unsigned depth, mark_room;

    struct session session[SOLVER_KINDS];

    struct solver_stats stats;
    enum solver_kind decided_by;
};

struct answer {
    enum verdict verdict;
    enum solver_kind by;
    bool confirmed;
    double seconds;
    char *model; /* text, owned; null if there is none or nobody wanted it */
};

/* Asks the incremental z3, or cvc5, about the assertions on the stack. */
struct answer ask_session(struct solver *solver, enum solver_kind kind, bool want_model);
/* The stack has become shorter. */
void session_pop(struct solver *solver);
void session_end(struct solver *solver);

/* Asks a new process of that kind, with patience times the resource limit. */
struct answer ask_whole(struct solver *solver, enum solver_kind kind, const char *text, bool want_model,
                        unsigned patience);

#endif
