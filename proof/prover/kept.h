/* SPDX-License-Identifier: BSD-2-Clause */
/* Which invariants which functions are not proved to keep: kept.c says what that means. */
#ifndef PROVER_KEPT_H
#define PROVER_KEPT_H

#include "exec.h"

enum { INVARIANTS_MAX = 512 };

/* A set of invariants, by number. */
struct invariants {
    uint64_t word[INVARIANTS_MAX / 64];
};

/* ---- kept_body.c: what a function does, in the order of its instructions ---- */
enum event_kind { EVENT_WRITE, EVENT_CALL, EVENT_ASSUME, EVENT_CHECK };

struct event {
    enum event_kind kind;
    unsigned block, inst;
    struct ir_func *callee;              /* called; assumed or checked alone; or 0 */
    const struct writes *writes;
    struct invariants hits;              /* invariants that speak of what is written */
    bool is_ghost;                       /* a change of ghost state by a harness */
};

struct body {
    struct ir_func *func;
    unsigned count, room;
    struct event *event;
    struct scope scope;                  /* of a harness: v_inv_only */
    bool **reach;                        /* from block to block, by one edge at least */
};

/*
 * Functions of headers, functions that take pointers to words, and specification code count as part of those that
 * call them. In kernel code f is not itself specification.
 */
struct body *body_of(struct ir_module *m, struct ir_func *f);
/* May b happen after a? */
bool body_reaches(const struct body *body, const struct event *a, const struct event *b);

/* ---- kept.c ---- */
/* Files to write, or to compare with; 0: none. */
struct kept_files {
    const char *report;   /* of each invariant, what is shown of which function */
    const char *list;     /* what is not shown: to be compared */
    const char *new_list; /* the same, to be written */
};

/* Prints a summary, and how the list differs; false if it does. records 0: as if all theorems were proved. */
bool kept_report(FILE *to, const struct kept_files *files, struct ir_module *m, const struct theorem_record *records,
                 unsigned n);

#endif
