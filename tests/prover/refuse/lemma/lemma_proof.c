/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Theorems of the bit-vector mode as lemmas of the integer mode: used for what they say about words, under their
 * assumptions, and where nothing wraps. The arithmetic of the two modes differs there; nothing may follow from it.
 */
#include <lib/contract.h>
#include <lib/field.h>
#include <proof/verify.h>

THEOREM_BITS(good_lemma_low, "proved")(word_t a, word_t n)
{
    v_assume(n < 64 && op_low(a, n) == 0);
    v_assert(op_align_down(a, n) == a);
}

/* True of machine words: the sum wraps. */
THEOREM_BITS(good_lemma_wraps, "proved")(word_t a)
{
    v_assume(a == 0xffffffffffffffff);
    v_assert(a + 1 == 0);
}

THEOREM_BITS(good_lemma_difference, "proved")(word_t a, word_t b)
{
    v_assert(a - b == 0 - (b - a));
}

THEOREM(good_use, "proved")(word_t a)
{
    v_assume(op_low(a, 12) == 0);
    bits_good_lemma_low(a, 12);
    v_assert(op_align_down(a, 12) == a);
}

THEOREM(bad_use_unfulfilled, "REFUTED assert")(word_t a)
{
    bits_good_lemma_low(a, 12);
    v_assert(op_align_down(a, 12) == a);
}

THEOREM(bad_use_of_wrapping, "REFUTED assert")(word_t a, word_t b)
{
    v_assume(a == 0xffffffffffffffff);
    bits_good_lemma_wraps(a);
    v_assert(b == 7);
}

THEOREM(bad_use_of_difference, "REFUTED assert")(word_t a, word_t b)
{
    v_assume(a < b);
    bits_good_lemma_difference(a, b);
    v_assert(b == 7);
}

THEOREM(bad_use_within_formula, "REFUTED assert")(word_t a, word_t b)
{
    v_assume(b > a);
    bits_good_lemma_low(a - b, 3);
    v_assert(b == 7);
}
