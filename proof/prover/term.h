/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Terms: an immutable graph of many-sorted expressions, each stored once, so that equal terms are equal handles.
 * Constructors simplify; what they return means the same as what was asked for, in every model.
 *
 * Sorts: Bool; Int, the mathematical integers (64-bit words and ghost integers of the upper mode); Ref, uninterpreted
 * references to objects; bit-vectors of 1 to 128 bits. Terms live until the process ends. One thread only.
 *
 * Wrong use (sorts that do not fit, a negative count) stops the prover with a message: it never yields a wrong term.
 */
#ifndef PROVER_TERM_H
#define PROVER_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t term_t;   /* a handle; 0 is no term */
typedef uint32_t symbol_t; /* a function symbol; 0 is none */
typedef uint16_t sort_t;
typedef __int128 value_t;  /* of a constant: Int as it is, Bool 0 or 1, bit-vectors unsigned (as unsigned __int128) */

#define TERM_NONE 0u

enum { SORT_NONE, SORT_BOOL, SORT_INT, SORT_REF, SORT_BV = 0x100, BV_WIDTH_MAX = 128 };

static inline sort_t sort_bv(unsigned width) { return (sort_t)(SORT_BV + width); }
static inline bool sort_is_bv(sort_t sort) { return sort > SORT_BV; }
static inline unsigned sort_width(sort_t sort) { return (unsigned)sort - SORT_BV; }

enum term_op {
    OP_NONE,
    OP_CONST,   /* value */
    OP_APPLY,   /* symbol, arguments; a free variable is a symbol without arguments */
    OP_NOT, OP_AND, OP_OR, OP_EQ, OP_ITE,
    OP_ADD, OP_MUL, OP_DIV, OP_MOD, OP_LE,                                      /* Int; division rounds down */
    OP_BV_ADD, OP_BV_MUL, OP_BV_NEG, OP_BV_UDIV, OP_BV_UREM, OP_BV_SDIV, OP_BV_SREM,
    OP_BV_AND, OP_BV_OR, OP_BV_XOR, OP_BV_NOT, OP_BV_SHL, OP_BV_LSHR, OP_BV_ASHR,
    OP_BV_ULE, OP_BV_SLE, OP_BV_CONCAT, OP_BV_EXTRACT,                          /* value of EXTRACT: the low bit */
    OP_COUNT
};

/* --- looking at terms */
enum term_op term_op(term_t t);
sort_t term_sort(term_t t);
unsigned term_arg_count(term_t t);
term_t term_arg(term_t t, unsigned i);
symbol_t term_symbol(term_t t);                       /* OP_APPLY, else 0 */
bool term_is_const(term_t t);
bool term_const_value(term_t t, value_t *value);      /* false if not a constant */
bool term_is_true(term_t t);
bool term_is_false(term_t t);
unsigned term_count(void);                            /* terms made so far: all handles are below */

/* --- symbols: interned by name; asking twice with other sorts is an error */
symbol_t symbol_function(const char *name, sort_t result, const sort_t *args, unsigned n);
symbol_t symbol_find(const char *name);               /* 0 if never declared */
const char *symbol_name(symbol_t symbol);
sort_t symbol_result(symbol_t symbol);
unsigned symbol_arity(symbol_t symbol);
sort_t symbol_arg(symbol_t symbol, unsigned i);
unsigned symbol_count(void);

/* --- leaves */
term_t term_bool(bool value);
term_t term_true(void);
term_t term_false(void);
term_t term_int(value_t value);
term_t term_bv(unsigned width, value_t value);        /* taken modulo 2^width */
term_t term_zero(sort_t sort);                        /* false, 0; not for Ref */
term_t term_var(const char *name, sort_t sort);       /* the free variable of that name */
term_t term_fresh(const char *stem, sort_t sort);     /* stem!1, stem!2, ...: never made before */
term_t term_apply(symbol_t symbol, const term_t *args, unsigned n);

/* --- logic */
term_t term_not(term_t a);
term_t term_and(term_t a, term_t b);
term_t term_or(term_t a, term_t b);
term_t term_and_all(const term_t *args, unsigned n);
term_t term_or_all(const term_t *args, unsigned n);
term_t term_implies(term_t a, term_t b);
term_t term_eq(term_t a, term_t b);                   /* any sort; on Bool: if and only if */
term_t term_ne(term_t a, term_t b);
term_t term_ite(term_t condition, term_t a, term_t b);

/* --- integers: sums are kept as a sorted list of monomials, so linear identities hold by construction */
term_t term_add(term_t a, term_t b);
term_t term_sub(term_t a, term_t b);
term_t term_neg(term_t a);
term_t term_mul(term_t a, term_t b);
term_t term_div(term_t a, term_t b);                  /* by 0: 0, and the remainder is a; callers owe b != 0 */
term_t term_mod(term_t a, term_t b);
term_t term_le(term_t a, term_t b);
term_t term_lt(term_t a, term_t b);
/* 0 <= a < 2^bits */
term_t term_in_word(term_t a, unsigned bits);

/* --- bit-vectors: constant shifts, masks, concat and extract are kept as lists of slices */
term_t term_bv_add(term_t a, term_t b);
term_t term_bv_sub(term_t a, term_t b);
term_t term_bv_mul(term_t a, term_t b);
term_t term_bv_neg(term_t a);
term_t term_bv_binary(enum term_op op, term_t a, term_t b); /* BV_ADD .. BV_ASHR with two arguments */
term_t term_bv_and(term_t a, term_t b);
term_t term_bv_or(term_t a, term_t b);
term_t term_bv_xor(term_t a, term_t b);
term_t term_bv_not(term_t a);
term_t term_bv_shl(term_t a, term_t count);           /* SMT-LIB meaning: 0 from count = width on */
term_t term_bv_lshr(term_t a, term_t count);
term_t term_bv_ashr(term_t a, term_t count);
term_t term_bv_ult(term_t a, term_t b);
term_t term_bv_ule(term_t a, term_t b);
term_t term_bv_slt(term_t a, term_t b);
term_t term_bv_sle(term_t a, term_t b);
term_t term_bv_concat(term_t high, term_t low);
term_t term_bv_extract(term_t a, unsigned low, unsigned width);
term_t term_bv_zext(term_t a, unsigned width);        /* to that width */
term_t term_bv_sext(term_t a, unsigned width);
term_t term_bool_to_bv(term_t a, unsigned width);     /* 1 or 0 */

/* --- traversal */
/* The same operation on other arguments, through the simplifying constructor. */
term_t term_rebuild(term_t t, const term_t *args);
/* t with every from[i] replaced by to[i], at once. from[i] may be any terms. */
term_t term_substitute(term_t t, const term_t *from, const term_t *to, unsigned n);

/*
 * Calls visit once for every subterm of the n roots, arguments before the terms that use them. visit must not be
 * called with terms seen in an earlier walk of the same seen set; a null seen set means a fresh one.
 */
struct term_set;
struct term_set *term_set_new(void);
void term_set_free(struct term_set *set);
bool term_set_has(const struct term_set *set, term_t t);
bool term_set_add(struct term_set *set, term_t t);    /* true if it was not in it */
void term_walk(const term_t *roots, unsigned n, struct term_set *seen, void (*visit)(term_t t, void *context),
               void *context);

/* --- text: C-like and readable, for messages; the string is the caller's to free. depth 0: no limit */
char *term_to_string(term_t t, unsigned depth);

/* Says what is wrong and ends the process with status 3: an error of the prover or of its user's harness. */
_Noreturn void prover_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
