/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The language of proofs: plain C, read by the prover (proof/prover) and by nothing else. docs/proof.md explains it.
 *
 * A theorem is a function THEOREM(name, "what it says")(arguments) that sets up assumptions, calls kernel functions and
 * asserts. It holds for all values of its arguments and all contents of memory. Functions in files *_proof.* and
 * *_spec.* are specification: their arithmetic is that of mathematical integers, they owe nothing themselves.
 */
#ifndef PROOF_VERIFY_H
#define PROOF_VERIFY_H

#include <lib/types.h>

/* A mathematical integer, of any size. (The compiler is told double, which it passes through untouched.) */
typedef double gint;

#define THEOREM(name, statement) \
    static const char v_statement_##name[] __attribute__((used)) = statement; \
    void proof_##name

/*
 * The same in the bit-vector mode, for functions of words alone: every operation on the bits that the machine has. A
 * harness of the other mode may call it as bits_NAME(words): what it asserts is then known of these arguments, if what
 * it assumes holds of them and none of its operations wraps.
 */
#define THEOREM_BITS(name, statement) \
    static const char v_statement_##name[] __attribute__((used)) = statement; \
    void bits_##name

/* A specification function that only the prover calls. */
#define INVARIANT_OF __attribute__((used)) static bool

/* From here on this holds: what is not true makes the theorem vacuous, which the prover notices. */
void v_assume(bool condition);
/* This is to be proved, and holds from here on. */
void v_assert(bool condition);

/*
 * The theorem, or contract, is about the invariants whose names begin so (several calls: any of them), and neither
 * assumes nor proves the others. Before v_inv_assume, v_inv_requires.
 */
void v_inv_only(const char *prefix);
/* Every function inv_NAME(object[, object or word]) holds now, for all arguments. */
void v_inv_assume(void);
/* To be proved: every inv_NAME holds now, for all arguments. */
void v_inv_check(void);

/* The same for f(object, captured...), a function of specification, and every object (or word, if that is its type). */
void v_assume_all(const void *f, ...);
void v_assert_all(const void *f, ...);

/*
 * Within this theorem the function of that name is not executed where kernel code calls it: fields that it or what it
 * calls may store to contain anything afterwards, all others and ghost state are as before. It owes nothing here.
 */
void v_opaque(const char *function);

/* Within this theorem the function of that name is executed, although it has a contract. */
void v_execute(const char *function);

/* Remembers the state; between v_old and v_now that state is looked at. */
void v_snapshot(void);
void v_old(void);
void v_now(void);
/* The state is again what it was at v_snapshot: what follows is another run from there. */
void v_again(void);

/* Which kind of object begins at that address: a number T_*, or T_NONE. Only retyping changes it. */
word_t v_type(const void *object);

/*
 * A number for the present contents of all structures of that name, for ghost state that is defined by them: where they
 * may have changed the number is another one.
 */
word_t v_version(const char *structure);

/* Terms that instances of the invariants should be tried at. */
void v_use(const void *a);
void v_use2(const void *a, const void *b);
void v_use_word(word_t w);

/*
 * The contract of a kernel function F: CONTRACT(F, "what it says", result type)(arguments of F) { v_requires(..);
 * v_changes(..); result = F(arguments); v_ensures(..); return result; }. Proved as a theorem, and used at calls of F.
 */
#define CONTRACT(function, statement, result) \
    static const char v_statement_##function[] __attribute__((used)) = statement; \
    __attribute__((used)) static result contract_##function

void v_requires(bool condition);
void v_ensures(bool condition);
/* About every object, see v_assume_all. */
void v_requires_all(const void *f, ...);
void v_ensures_all(const void *f, ...);
/* All invariants hold before, or after. */
void v_inv_requires(void);
void v_inv_ensures(void);
/* Before v_inv_ensures: users of the contract forget that those invariants held earlier, which is of no use. */
void v_fresh_start(void);
/* What the function may change: bytes from p on; all contents of a field, or of all fields of a structure. */
void v_changes(const void *p, word_t bytes);
void v_changes_all(const char *field);
/* All fields of all objects that the function, or what it calls, stores to. */
void v_changes_found(void);

/* An arbitrary value. */
word_t v_any_word(void);
void *v_any_ref(void);

/* In loops of kernel code, through INVARIANT and VARIANT of lib/contract.h; and REQUIRES, ENSURES. */
void v_invariant(bool condition);
void v_variant(word_t value);
/* The same for f(object or word, captured...) and every object, as with v_assume_all. Only in GHOST. */
void v_invariant_all(const void *f, ...);
/* The same: every inv_* whose name begins so. That they held before the loop is forgotten. Only in GHOST. */
void v_invariants(const char *prefix);
/* Instead of these, in theorems of safety, for loops whose other invariants those cannot show. */
void v_safety_invariant(bool condition);
void v_safety_invariant_all(const void *f, ...);
void v_contract(bool condition);
void v_precondition(bool condition);

/*
 * ALWAYS(structure, member, name, (content[, object])) { return ...; }: what every object's member contains at all
 * times, a statement about that content, and what of the object never changes. The theorems of safety (docs/proof.md)
 * know it at loads and prove it at stores.
 */
#define ALWAYS(structure, member, name, parameter) \
    static const word_t v_at_##structure##__##name __attribute__((used)) = offsetof(struct structure, member); \
    INVARIANT_OF always_##structure##__##name parameter

/* The same for each word i: a statement (word_t i, content[, object]). */
#define ALWAYS_EACH(structure, member, name, parameter) \
    static const word_t v_at_each_##structure##__##name __attribute__((used)) = offsetof(struct structure, member); \
    INVARIANT_OF always_each_##structure##__##name parameter

/*
 * NEEDS(function, (its parameters)): what the function needs for its safety; whoever calls it owes that.
 * GIVES(function, (its result, its parameters)): what its callers know of the result. Both are formulas.
 */
#define NEEDS(function, parameters) INVARIANT_OF needs_##function parameters
#define GIVES(function, parameters) INVARIANT_OF gives_##function parameters

/*
 * ALWAYS_OBJECT(structure, name, (const struct STRUCTURE *object)): what relates an object's fields, and reads no other
 * object. Known whenever one of its fields is loaded; owed after each store, or after several to the same object with
 * no load and no call between them, as of structures that are copied.
 */
#define ALWAYS_OBJECT(structure, name, parameter) \
    INVARIANT_OF always_object_##structure##__##name parameter

/* The same of a variable that is an array of words or pointers. */
#define ALWAYS_VARIABLE(variable, name, parameter) \
    static const word_t v_at_variable_##variable##__##name __attribute__((used)) = 0; \
    INVARIANT_OF always_variable_##variable##__##name parameter

#endif
