/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bit fields of words, and the few bit operations of the kernel. Shifts and masks appear here and in
 * accessors made with FIELD only: the proof treats every op_* as a primitive with a lemma of its own.
 */
#ifndef KERNEL_LIB_FIELD_H
#define KERNEL_LIB_FIELD_H

#include <lib/types.h>

/* Bits [low, low + count) of word; 0 for count 0. Needs low < 64 when count > 0, low + count <= 64. */
static inline word_t op_take(word_t word, word_t low, word_t count)
{
    return count == 0 ? 0 : (word >> low) & (~(word_t)0 >> (WORD_BITS - count));
}

/* word with bits [low, low + count) replaced by the low bits of value. Same ranges as op_take, count > 0. */
static inline word_t op_put(word_t word, word_t low, word_t count, word_t value)
{
    word_t mask = (~(word_t)0 >> (WORD_BITS - count)) << low;

    return (word & ~mask) | ((value << low) & mask);
}

/* The bits of word from n on, and those below n: op_take with one count fixed, n < 64. */
static inline word_t op_drop(word_t word, word_t n)
{
    return word >> n;
}

static inline word_t op_low(word_t word, word_t n)
{
    return word & (((word_t)1 << n) - 1);
}

/* 2^n, n < 64. */
static inline word_t op_pow2(word_t n)
{
    return (word_t)1 << n;
}

/* value rounded down / up to a multiple of 2^bits. Rounding up must not wrap. */
static inline word_t op_align_down(word_t value, word_t bits)
{
    return value & ~(op_pow2(bits) - 1);
}

static inline word_t op_align_up(word_t value, word_t bits)
{
    return op_align_down(value + (op_pow2(bits) - 1), bits);
}

static inline bool op_is_aligned(word_t value, word_t bits)
{
    return (value & (op_pow2(bits) - 1)) == 0;
}

/* Index of the highest set bit, word != 0. */
static inline word_t op_top_bit(word_t word)
{
    return WORD_BITS - 1 - (word_t)__builtin_clzl(word);
}

/*
 * FIELD(stem, low, width): a reader `stem(word)` and a writer `stem_set(word, value)`, which returns the changed
 * word, for bits [low, low + width). Write the stem in full so that a search finds it.
 */
#define FIELD(stem, low, width) \
    _Static_assert((width) >= 1 && (low) + (width) <= 64, #stem " does not fit a word"); \
    static inline word_t stem(word_t word_) { return op_take(word_, (low), (width)); } \
    static inline word_t stem##_set(word_t word_, word_t value_) { return op_put(word_, (low), (width), value_); }

#endif
