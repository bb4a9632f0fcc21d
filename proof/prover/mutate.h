/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mutants: small changes of the kernel's functions, made in the IR that the prover has read, each of which some theorem
 * must notice. What survives is either equivalent to the original or a gap in the theorems.
 */
#ifndef PROVER_MUTATE_H
#define PROVER_MUTATE_H

#include "ir.h"

/* Finds the mutants of the functions of the kernel whose names contain the filter (null: all) and that wanted likes. */
unsigned mutants_find(struct ir_module *m, const char *filter, bool (*wanted)(struct ir_func *f, void *context),
                      void *context);
struct ir_func *mutant_function(unsigned i);
/* FILE:LINE and what is changed; valid until the next call. */
const char *mutant_describe(unsigned i);
/* Changes the function, and its copies in other files. */
void mutant_apply(struct ir_module *m, unsigned i);
/* The first of its copies. */
struct ir_func *mutant_original(const struct ir_module *m, struct ir_func *f);

/* The theorems, as the runner sees them. */
struct theorems {
    unsigned count;
    struct ir_func *(*harness)(unsigned i); /* null: a row of the algebra */
    const char *(*name)(unsigned i);
    bool (*is_proved)(unsigned i);          /* proves it in this process */
};

/*
 * mutate_run.c: tries every mutant, at most jobs at once, against the theorems that execute its function, nearest
 * first. expected names a file of mutants that may survive: a line with the description, and indented the reason.
 * Returns the exit status: 0 if no other mutant survives.
 */
int mutate_run(struct ir_module *m, const struct theorems *theorems, const char *filter, const char *expected,
               unsigned jobs);

#endif
