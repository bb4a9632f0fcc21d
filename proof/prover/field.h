/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory as functions: for each field of each structure, and for each piece of ghost state, one function from the
 * object (and array indices) to the content. The state of a path holds, per field, the last change; each change
 * points to the one before, down to an uninterpreted function, the content at the beginning.
 */
#ifndef PROVER_FIELD_H
#define PROVER_FIELD_H

#include "ir.h"
#include "term.h"
#include "value.h"

enum { FIELD_ARGS_MAX = 5 };

struct field_key {
    unsigned id;
    const char *name;         /* slot.cap.w0, ghost rank */
    const char *owner;        /* kind of the first argument for the pools: structure name, or "" */
    unsigned arity;
    sort_t arg[FIELD_ARGS_MAX];
    sort_t result;
    unsigned width;           /* words: bits; 0 for ghost integers and references */
    const struct ir_type *root; /* what a pointer read from here points to, or 0 */
};

enum change { CHANGE_BASE, CHANGE_STORE, CHANGE_MAP, CHANGE_FORGET };

struct memo {
    term_t arg[FIELD_ARGS_MAX], value;
    unsigned depth, serial;   /* the known inequalities the value was simplified with */
};

struct field_node {
    enum change change;
    const struct field_key *key;
    struct field_node *before;
    symbol_t symbol;          /* base, forget: the content from then on */
    term_t guard;             /* the change happens only then */
    term_t arg[FIELD_ARGS_MAX], value; /* store */
    struct ir_func *map;      /* map: the new content at an object is what this function says in this state */
    struct state *state;
    unsigned captured_count;
    struct value captured[8];
    struct memo *memo;
    unsigned memo_size, memo_count;
};

struct state {
    unsigned count;
    struct field_node **node; /* by key; 0: unchanged */
};

struct state *state_new(void);
struct state *state_copy(const struct state *s);

/* The field of that name; made on first use. */
struct field_key *field_key(const char *name, const char *owner, unsigned arity, const sort_t *arg, sort_t result,
                            unsigned width);
struct field_key *field_key_find(const char *name);
struct field_key *field_key_number(unsigned id);
unsigned field_key_count(void);

term_t field_read(struct exec *x, struct state *s, const struct field_key *key, const term_t *arg);
void field_store(struct exec *x, const struct field_key *key, const term_t *arg, term_t value, term_t guard);
void field_map(struct exec *x, const struct field_key *key, struct ir_func *map, const struct value *captured,
               unsigned n, term_t guard);
/* From now on nothing is known of the field's content, if guard holds. */
void field_forget(struct exec *x, const struct field_key *key, term_t guard);
/* The objects of that owner kind ("" any) to which s stores something; at most max. */
unsigned field_touched(const struct state *s, const char *owner, term_t *touched, unsigned max);
/* The last change of a field in a state. */
struct field_node *field_last(const struct state *s, const struct field_key *key);

/* Width in bits of the words a symbol yields; 0: not a word. -1: not a field at all. */
int field_symbol_width(symbol_t symbol);
void field_note_symbol(symbol_t symbol, int width);

/* a = b, simplified with what is known to be distinct. */
term_t exec_eq(struct exec *x, term_t a, term_t b);
void exec_distinct(struct exec *x, term_t a, term_t b);

#endif
