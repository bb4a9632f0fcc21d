/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The complete behaviour of the bit operations of field.h, for all words, positions and counts. What is said about a
 * word is said about an arbitrary bit of it, i, or by arithmetic.
 */
#include <lib/contract.h>
#include <lib/field.h>
#include <proof/verify.h>

static bool bit(word_t word, word_t i)
{
    return ((word >> i) & 1) != 0;
}

static bool is_field(word_t low, word_t count)
{
    return (low <= WORD_BITS) & (count <= WORD_BITS) & (low + count <= WORD_BITS);
}

THEOREM_BITS(op_take, "bit i of op_take(word, low, count) is bit low + i of word if i < count, else 0")
(word_t word, word_t low, word_t count, word_t i)
{
    v_assume(is_field(low, count) && i < WORD_BITS);
    v_assert(bit(op_take(word, low, count), i) == (i < count ? bit(word, low + i) : false));
}

THEOREM_BITS(op_take_none, "op_take of no bits is 0, whatever the position")(word_t word, word_t low)
{
    v_assert(op_take(word, low, 0) == 0);
}

THEOREM_BITS(op_put, "bit i of op_put(word, low, count, value) is bit i - low of value within the field, else of word")
(word_t word, word_t low, word_t count, word_t value, word_t i)
{
    v_assume(is_field(low, count) && count > 0 && i < WORD_BITS);
    v_assert(bit(op_put(word, low, count, value), i) ==
             (low <= i && i - low < count ? bit(value, i - low) : bit(word, i)));
}

THEOREM_BITS(op_drop, "bit i of op_drop(word, n) is bit n + i of word, or 0 beyond its end")
(word_t word, word_t n, word_t i)
{
    v_assume(n < WORD_BITS && i < WORD_BITS);
    v_assert(bit(op_drop(word, n), i) == (n + i < WORD_BITS ? bit(word, n + i) : false));
}

THEOREM_BITS(op_low, "bit i of op_low(word, n) is bit i of word if i < n, else 0")(word_t word, word_t n, word_t i)
{
    v_assume(n < WORD_BITS && i < WORD_BITS);
    v_assert(bit(op_low(word, n), i) == (i < n ? bit(word, i) : false));
}

THEOREM_BITS(op_pow2, "op_pow2(0) is 1, op_pow2(n + 1) twice op_pow2(n)")(word_t n)
{
    v_assume(n < WORD_BITS - 1);
    v_assert(op_pow2(0) == 1);
    v_assert(op_pow2(n + 1) == op_pow2(n) + op_pow2(n));
    v_assert(op_pow2(n) != 0);
}

THEOREM_BITS(op_align_down, "op_align_down(value, b) is the greatest multiple of 2^b up to value")
(word_t value, word_t bits, word_t i)
{
    word_t result;

    v_assume(bits < WORD_BITS && i < WORD_BITS);
    result = op_align_down(value, bits);
    v_assert(bit(result, i) == (i < bits ? false : bit(value, i)));
    v_assert(result <= value);
    v_assert(value - result < op_pow2(bits));
}

THEOREM_BITS(op_align_up, "op_align_up(value, b) is the least multiple of 2^b from value on")
(word_t value, word_t bits, word_t i)
{
    word_t result;

    v_assume(bits < WORD_BITS && i < bits);
    v_assume(value <= ~(word_t)0 - (op_pow2(bits) - 1));
    result = op_align_up(value, bits);
    v_assert(!bit(result, i));
    v_assert(result >= value);
    v_assert(result - value < op_pow2(bits));
}

THEOREM_BITS(op_is_aligned, "op_is_aligned(value, b) says that all bits of value below b are 0")
(word_t value, word_t bits, word_t i)
{
    v_assume(bits < WORD_BITS && i < bits);
    v_assert(implies(op_is_aligned(value, bits), !bit(value, i)));
    v_assert(implies(op_low(value, bits) == 0, op_is_aligned(value, bits)));
}

THEOREM_BITS(op_top_bit, "op_top_bit(word) is the position of the highest bit that is set")(word_t word, word_t i)
{
    word_t top;

    v_assume(word != 0 && i < WORD_BITS);
    top = op_top_bit(word);
    v_assert(top < WORD_BITS);
    v_assert(bit(word, top));
    v_assert(implies(i > top, !bit(word, i)));
}

FIELD(first_field, 3, 5)
FIELD(second_field, 8, 56)

THEOREM_BITS(field_accessors, "a FIELD reads what was written, writes of other fields do not touch it")
(word_t word, word_t first, word_t second)
{
    word_t both = second_field_set(first_field_set(word, first), second);

    v_assert(first_field(both) == first % 32);
    v_assert(second_field(both) == second % ((word_t)1 << 56));
    v_assert(both % 8 == word % 8);
    v_assert(first_field_set(second_field_set(word, second), first) == both);
    v_assert(first_field_set(word, first_field(word)) == word);
}
