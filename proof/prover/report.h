/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The outcome of theorems: records that children write to a pipe and the parent collects, the table, the JSON file and
 * the exit status.
 */
#ifndef PROVER_REPORT_H
#define PROVER_REPORT_H

#include "solver.h"
#include <stdio.h>

enum outcome {
    OUTCOME_PROVED,  /* every goal unsat, and the hypotheses of every path satisfiable */
    OUTCOME_REFUTED, /* a goal has a counterexample */
    OUTCOME_UNKNOWN, /* a solver gave up on a goal */
    OUTCOME_VACUOUS, /* the hypotheses contradict each other */
    OUTCOME_ERROR,   /* the prover could not process the harness; or its process died */
};

struct theorem_record {
    char *name, *statement; /* owned; statement is one line */
    char *file;             /* where the harness stands, FILE:LINE */
    enum outcome outcome;
    unsigned paths, goals;
    struct solver_stats solver;
    double seconds;         /* wall clock of the theorem, all in all */
    char *message;          /* owned; empty when proved, else what to look at, several lines */
};

/* A record with copies of the texts (null: empty). */
void record_init(struct theorem_record *record, const char *name, const char *statement, const char *file);
void record_clear(struct theorem_record *record);
void record_message(struct theorem_record *record, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Child to parent. record_read returns false at the end of the pipe or on a broken record. */
bool record_write(FILE *to, const struct theorem_record *record);
bool record_read(FILE *from, struct theorem_record *record);

const char *outcome_name(enum outcome outcome);
void report_progress(FILE *to, const struct theorem_record *record, unsigned done, unsigned total);
void report_table(FILE *to, const struct theorem_record *records, unsigned n);
/* Which theorems have queries that the second solver gave up on. */
void report_twice(FILE *to, const struct theorem_record *records, unsigned n);
bool report_json(const char *path, const struct theorem_record *records, unsigned n);
/* 0 if there is a theorem and all are proved, else 1. */
int report_status(const struct theorem_record *records, unsigned n);

#endif
