/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symbolic execution of one theorem. A path is executed from the harness's first instruction to its end; at each
 * undecided branch of forking code a script says which way to go, and the theorem runs its harness again for each
 * script. Functions without effects, and all specification code, are evaluated as one term instead (merging).
 *
 *   value.c     values: terms, pointers, small structures
 *   field.c     memory: one function per (structure, field), chains of stores on top of what was there at first
 *   pointer.c   which field an address names; loads, stores, copies; local variables
 *   fork.c      executing a path; loops
 *   merge.c     evaluating a function as one term
 *   inst.c      single instructions, for both
 *   call.c      calls: primitives, ghost state, the v_* functions of proof/verify.h
 *   facts.c     what is true of every application of a symbol
 *   prove.c     the solver session: hypotheses, obligations, choice of instances
 *   invariant.c inv_* functions: instances, and their preservation
 *   safety.c    functions without harness: no undefined behaviour
 *   theorem.c   all paths of a harness, and the record
 */
#ifndef PROVER_EXEC_H
#define PROVER_EXEC_H

#include <setjmp.h>
#include "field.h"
#include "ir.h"
#include "numbers.h"
#include "report.h"
#include "solver.h"
#include "value.h"

/* What the executor knows about a function. */
enum purity { PURITY_UNKNOWN, PURITY_WORKING, PURE, IMPURE };

struct exec_info {
    enum purity purity;
    bool is_ghost;          /* specification code: from a file of proofs */
    unsigned *header;       /* per block: header of the innermost loop around it, or NO_BLOCK */
    bool *is_back;          /* per block: is it a loop header */
    bool **body;            /* per header: which blocks are in its loop */
    unsigned *order;        /* blocks in topological order, back edges ignored */
    bool has_loop;
    unsigned *joins;        /* per block: the dominator whose fork it joins, or NO_BLOCK; for merging */
};

#define NO_BLOCK (~0u)
#define ARGS_MAX 16u

/* A function being executed. */
struct frame {
    struct ir_func *func;
    struct value *value;    /* by index */
    struct frame *caller;
    const struct ir_inst *at;
    bool is_harness;        /* forking specification code: the harness itself, or a contract */
};

/* Decisions at forks. */
struct decision {
    unsigned taken, count;
    bool *closed;           /* alternatives shown to be infeasible */
};

/* Prefixes of names of invariants; none: all of them. */
struct scope {
    char **prefix;
    unsigned count;
};

struct snapshot {
    struct state *state;
    struct scope scope;     /* these inv_* hold here for all objects, as far as the theorem is about them */
    struct scope without;   /* but that these do is of no use any more */
};

struct pool_entry {
    term_t term;
    unsigned depth;
};

/* References (or words) met so far, of one kind: candidates for instances. */
struct pool {
    const char *kind;
    unsigned count, room;
    struct pool_entry *entry;
    unsigned *place, places; /* entry number + 1, by the term's hash; 0: none */
};

/* A statement f(object[, object], captured...) that holds for all objects in a state. */
struct universal {
    struct ir_func *function;
    struct state *state, *old; /* where it holds, and what v_old means in it */
    term_t guard;           /* it is so under this condition */
    unsigned object_count, captured_count;
    struct value captured[8];
};

/* An instance of an invariant (or a cut): a formula known to be true. */
struct instance {
    term_t formula;
    bool at_base;           /* asserted below all obligations */
    bool used;              /* asserted for the present obligation */
    bool is_fact;           /* of a symbol (facts.c) */
    unsigned level;         /* tried in this order: about what the code has read, pairs of those, their neighbours */
};

struct exec {
    struct ir_module *module;
    struct solver_options options;
    const struct ir_func *theorem;
    bool verbose, explain;
    bool safety;                 /* the theorem is a function of the kernel itself: safety.c */
    struct {                     /* what the last store changed, with nothing but stores to the same object since */
        const struct field_key *key;
        term_t object, guard;
    } unsettled;
    term_t statement_object;     /* what ALWAYS_OBJECT says of this object is being read, and nothing of others */
    bool joining;                /* paths are joined where they meet: functions without loops are one formula */

    /* the script */
    struct decision *script;
    unsigned script_length, script_room, script_at;

    /* the path */
    jmp_buf end;                 /* path over */
    struct state *state;
    struct snapshot old;         /* of v_snapshot */
    struct state *now;           /* while the old state is looked at */
    struct snapshot *snapshots;  /* points where all invariants hold */
    unsigned snapshot_count;
    struct frame *frame;
    unsigned spec;               /* > 0: specification code, which owes nothing itself */
    unsigned silent;             /* > 0: a formula is being built; nothing may be changed or owed */
    unsigned level;              /* of the instances being made */
    unsigned depth;              /* of the terms being read: 0 by code, 1 and 2 by instances */
    unsigned locals, fresh;
    struct local *local;
    term_t last_return_guard[64];/* of the function merged last: its returns, each with condition and value */
    term_t last_return_value[64];
    unsigned last_return_line[64];
    unsigned last_returns;

    struct contract *contract;   /* being proved or used */
    term_t lemma;                /* a theorem of the bit-vector mode is being used: what it needs, so far; or 0 */

    struct state **version;      /* states that v_version has given numbers to: the index */
    unsigned version_count;

    /* knowledge */
    struct solver *solver;
    struct term_set *told, *told_here; /* terms whose facts the session has: at its base; within the obligation */
    bool in_obligation;
    term_t *hypothesis;
    unsigned hypothesis_count, hypothesis_room;
    struct term_set *assumed;    /* the same as a set */
    uint64_t path_hash;
    struct distinct *distinct;
    unsigned distinct_count, distinct_room, distinct_serial;
    struct pool *pool;
    unsigned pool_count;
    struct universal *universal;
    unsigned universal_count;
    struct instance *instance;
    unsigned instance_count, instance_room;
    struct term_set *tried;      /* formulas among the instances */
    struct number_set tuples;    /* hashes of (snapshot, invariant, arguments) tried */
    unsigned kept;               /* instances asserted at the base */
    struct model *model;         /* being checked for violated facts */
    unsigned facts_added;
    unsigned distinct_path;      /* inequalities that hold on the whole path */

    /* the theorem */
    struct ir_func **invariant;
    unsigned invariant_count;
    struct scope scope;          /* the invariants that the path is about */
    char **opaque;               /* functions that are not executed when they are called */
    unsigned opaque_count;
    char **executed;             /* functions whose contracts are not used */
    unsigned executed_count;
    const char *only;            /* substring of the goals wanted, or 0 */
    unsigned goals, paths, complete, failures, failures_max;
    bool unknown, refuted;
    term_t argument[ARGS_MAX];   /* of the harness */
    unsigned argument_count;
    char *message;
    struct number_set proved;    /* hashes of (path, goal) */
    struct solver_stats stats;
    struct loop_memory *loop_memory; /* keys that loops with invariants write */
    unsigned loop_memory_count;
    const struct ir_func *clause; /* of the invariant being proved: the line of its source, for messages */
    unsigned clause_line;
    struct number_set *reads;    /* which fields are read: numbers of keys, plus 1; or 0 */
    bool restart;                /* what was assumed about a loop was too little: run the harness again */
    unsigned *reached;           /* assertions reached by a satisfiable path: lines */
    unsigned reached_count;
    unsigned *passed;            /* those the present path has met */
    unsigned passed_count;
};

/* Two references known to differ. */
struct distinct {
    term_t a, b;
    unsigned serial;
};

/* ---- fork.c, merge.c ---- */
struct value exec_call(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard);
struct value merge_call(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard);
/* Which of count alternatives a path takes; conditions exclude each other and cover everything. */
unsigned exec_decide(struct exec *x, const term_t *conditions, unsigned count);
_Noreturn void exec_end_path(struct exec *x);

/* The frame's parameters get their values. */
void frame_bind(struct exec *x, struct frame *f, const struct value *args, unsigned n);
unsigned frame_depth(const struct exec *x);

/* ---- func.c ---- */
void func_joins(const struct ir_func *f, const struct exec_info *info, unsigned *joins);
bool func_in_loop(const struct exec_info *info, unsigned header, unsigned block);
struct exec_info *func_info(struct exec *x, struct ir_func *f);
bool func_is_pure(struct exec *x, struct ir_func *f);
/* Pure but for stores to variables, and without loops: cheaper as one term than as several paths. */
bool func_is_simple(struct exec *x, struct ir_func *f);

/* ---- inst.c, call.c ---- */
struct value exec_operand(struct exec *x, const struct frame *f, const struct ir_value *v);
/* Everything but branches, phis and returns. False: the rest of the block does not run (unreachable). */
bool exec_inst(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard);
struct value exec_call_inst(struct exec *x, struct frame *f, const struct ir_inst *i, term_t guard);

/* ---- prove.c ---- */
void exec_assume(struct exec *x, term_t fact);
/* Proves guard -> goal now, and assumes it. kind: one word for messages. */
void exec_owe(struct exec *x, term_t guard, term_t goal, const char *kind, const char *text);
enum verdict exec_check(struct exec *x, struct model **model);
bool prove_feasible(struct exec *x, term_t condition);
/* The same under extra, an assumption for this question alone (0: none); nothing is assumed afterwards. */
bool prove_quietly(struct exec *x, term_t extra, term_t goal);
bool prove_goal(struct exec *x, term_t extra, term_t goal, const char *kind, const char *text);
const char *exec_where(struct exec *x);

/* ---- facts.c ---- */
/*
 * Facts of the applications in a term, each once per set. lazily: most of them only become instances, to be used when a
 * model violates them.
 */
void facts_collect(struct exec *x, term_t root, struct term_set *told, struct term_set *also, bool lazily,
                   void (*fact)(struct exec *x, term_t fact));
term_t ref_of_word(term_t word);
term_t word_of_ref(term_t ref);
term_t ref_null(void);
term_t ref_plus(term_t ref, term_t offset);

/* ---- invariant.c ---- */
void invariant_find_all(struct exec *x);
/* What parameter i ranges over: a structure's name, any, word, gint. */
const char *invariant_kind(const struct ir_func *f, unsigned i);
void invariant_scope(struct scope *scope, const char *prefix);
/* The fields that an invariant speaks of: numbers of keys, plus 1. */
void invariant_reads(struct ir_module *m, struct ir_func *f, struct number_set *keys);
/* Those in the scope, which may be less than what the theorem is about. */
void invariant_assume_all(struct exec *x, const struct scope *scope);
void invariant_check_all(struct exec *x, const struct scope *scope);
/* That those in the scope held until now is of no use any more, nor what instances were tried at. */
void invariant_forget(struct exec *x, const struct scope *scope);
/* Is it known that they hold in the present state? */
bool invariant_hold_here(const struct exec *x, const struct scope *scope);
/* Instances of universal statements, for what the pools have got since last time (contract.c). */
void universal_instances(struct exec *x);
/* A formula that is true wherever the path is; f 0: a fact about a symbol. */
void instance_add(struct exec *x, const struct ir_func *f, term_t formula);
/*
 * Adds instances for what the pools have got since last time. level 0: at what the code has met; 1: at pairs of that;
 * 2: at what such instances speak of.
 */
void invariant_instances(struct exec *x, unsigned level);
void pool_add(struct exec *x, const char *kind, term_t term);
struct pool *pool_of(struct exec *x, const char *kind);

/* ---- failure.c ---- */
/* Describes an obligation that was not proved: where, on which path, and, given a model, with which contents. */
void failure_report(struct exec *x, const char *kind, const char *text, term_t goal, struct model *model);

/* ---- theorem.c ---- */
/* An assertion in that line is reached by the present path. */
void theorem_note_reached(struct exec *x, unsigned line);
/* What THEOREM says about the harness of that name; valid until the next call. */
const char *theorem_statement(struct ir_module *m, const char *harness);
void theorem_prove(struct ir_module *m, struct ir_func *harness, const struct solver_options *options,
                   const char *only, bool verbose, bool joining, struct theorem_record *record);

#endif
