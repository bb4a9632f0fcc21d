/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contracts. REQUIRES stands at the top of a function, ENSURES before its one return, INVARIANT in loops.
 * Release builds type-check them without evaluating; debug and host builds check at run time; the prover owes them.
 */
#ifndef KERNEL_LIB_CONTRACT_H
#define KERNEL_LIB_CONTRACT_H

#include <lib/types.h>

/* Implemented by the port: prints the text and stops the machine (host: aborts the test). */
_Noreturn void contract_violated(const char *kind, const char *text, const char *file, unsigned line);

/* The build for coverage has none: a contract's other side is a mistake, and no branch that tests should reach. */
#ifdef HF_PROOF
#include <proof/verify.h>
#define CONTRACT_(kind, c) v_contract(c)
#define REQUIRES(c) v_precondition(c)
#elif defined HF_NO_CONTRACTS
#define CONTRACT_(kind, c) ((void)0)
#elif HF_DEBUG || HF_HOST
#define CONTRACT_(kind, c) ((c) ? (void)0 : contract_violated(kind, #c, __FILE__, __LINE__))
#else
#define CONTRACT_(kind, c) ((void)sizeof(!!(c)))
#endif

#ifndef REQUIRES
#define REQUIRES(c) CONTRACT_("REQUIRES", c)
#endif
#define ENSURES(c) CONTRACT_("ENSURES", c)

/*
 * INVARIANT stands in a loop's body, VARIANT, a word that falls with each round, right behind it. GHOST is for
 * statements of the proof alone.
 */
#ifdef HF_PROOF
#define INVARIANT(c) v_invariant(c)
#define VARIANT(w) v_variant(w)
#define GHOST(statement) statement
#else
#define INVARIANT(c) CONTRACT_("INVARIANT", c)
#define VARIANT(w) ((void)sizeof(w))
#define GHOST(statement) ((void)0)
#endif

static inline bool implies(bool a, bool b)
{
    return !a | b;
}

/*
 * A function that is called by entry code only, which has saved all registers: it preserves none of them, which saves
 * it the trouble. Its arguments come in other registers than usual, see entry.S. Compilers without the attribute
 * preserve some registers in vain.
 */
#if __has_attribute(preserve_none) && !HF_HOST
#define ENTRY __attribute__((preserve_none))
#else
#define ENTRY
#endif

/* Branch hints of the fast paths. */
#define likely(c) __builtin_expect(!!(c), 1)
#define unlikely(c) __builtin_expect(!!(c), 0)

/* A function whose code and stack frame are kept out of the frequent callers. */
#define SLOW_PATH __attribute__((noinline, cold))

/* A function that is not copied into its callers. */
#define NOINLINE __attribute__((noinline))

/* A function whose copies in several callers are worth their size. The prover looks at it as a function. */
#ifdef HF_PROOF
#define ALWAYS_INLINE static inline
#else
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#endif

#endif
