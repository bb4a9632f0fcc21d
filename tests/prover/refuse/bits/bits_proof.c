/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bit-vector mode refuses each kind of undefined behaviour, and false and empty statements. A theorem's statement
 * is what must come out, and a part of the message; beside each bad one stands a good one that differs in the mistake.
 */
#include <lib/contract.h>
#include <lib/field.h>
#include <proof/verify.h>

static const word_t table[5] = {3, 1, 4, 1, 5};

THEOREM_BITS(good_assertion, "proved")(word_t a)
{
    v_assert((a | 1) != 0);
}

THEOREM_BITS(bad_assertion, "REFUTED assertion can fail")(word_t a)
{
    v_assert((a | 1) != 1);
}

THEOREM_BITS(good_shift, "proved")(word_t a, word_t n)
{
    v_assume(n < 64);
    v_assert(a << n >> n <= a);
}

THEOREM_BITS(bad_shift, "REFUTED a check of the compiler")(word_t a, word_t n)
{
    v_assume(n <= 64);
    v_assert(a << n >> n <= a);
}

THEOREM_BITS(bad_shift_right, "REFUTED a check of the compiler")(word_t a, word_t n)
{
    v_assume(n <= 64);
    v_assert(a >> n <= a);
}

THEOREM_BITS(good_shift_signed, "proved")(int a)
{
    v_assume(a >= 0 && a < 16);
    v_assert(a << 2 >= a);
}

THEOREM_BITS(bad_shift_signed, "REFUTED a check of the compiler")(int a)
{
    v_assume(a < 16);
    v_assert(a << 2 >= a || a < 0);
}

THEOREM_BITS(good_index, "proved")(word_t i)
{
    v_assume(i < 5);
    v_assert(table[i] <= 5);
}

THEOREM_BITS(bad_index, "REFUTED a check of the compiler")(word_t i)
{
    v_assume(i <= 5);
    v_assert(table[i] <= 5);
}

THEOREM_BITS(bad_index_content, "REFUTED assertion can fail")(word_t i)
{
    v_assume(i < 5);
    v_assert(table[i] < 5);
}

THEOREM_BITS(good_division, "proved")(word_t a, word_t b)
{
    v_assume(b != 0);
    v_assert(a / b <= a);
}

THEOREM_BITS(bad_division, "REFUTED a check of the compiler")(word_t a, word_t b)
{
    v_assert(a % b <= a);
}

THEOREM_BITS(good_division_signed, "proved")(int a, int b)
{
    v_assume(b != 0 && a > -100 && a < 100);
    v_assert(a / b < 100);
}

THEOREM_BITS(bad_division_signed, "REFUTED a check of the compiler")(int a, int b)
{
    v_assume(b != 0);
    v_assert(b == 1 || a / b == a / b);
}

THEOREM_BITS(good_overflow, "proved")(int a)
{
    v_assume(a < 1000);
    v_assert(a + 1 > a);
}

THEOREM_BITS(bad_overflow, "REFUTED a check of the compiler")(int a)
{
    v_assert(a + 1 > a);
}

THEOREM_BITS(bad_overflow_product, "REFUTED a check of the compiler")(int a)
{
    v_assume(a > 0 && a < 65536);
    v_assert(a * a >= 0);
}

THEOREM_BITS(good_unsigned_wraps, "proved")(unsigned a)
{
    v_assert(a + 1 != a);
}

THEOREM_BITS(good_count, "proved")(word_t a)
{
    v_assume(a != 0);
    v_assert(op_top_bit(a) < 64);
}

THEOREM_BITS(bad_count, "REFUTED counting the zeros of 0")(word_t a)
{
    v_assert(op_top_bit(a) < 64 || a == 0);
}

static word_t kind(word_t a)
{
    switch (op_take(a, 0, 2)) {
    case 0:
        return 1;
    case 1:
    case 2:
    case 3:
        return 2;
    }
    __builtin_unreachable();
}

static word_t wrong_kind(word_t a)
{
    switch (op_take(a, 0, 2)) {
    case 0:
        return 1;
    case 1:
    case 3:
        return 2;
    }
    __builtin_unreachable();
}

THEOREM_BITS(good_unreachable, "proved")(word_t a)
{
    v_assert(kind(a) <= 2);
}

THEOREM_BITS(bad_unreachable, "REFUTED a check of the compiler")(word_t a)
{
    v_assert(wrong_kind(a) <= 2);
}

static word_t halved(word_t a)
{
    REQUIRES(a % 2 == 0);
    return a / 2;
}

THEOREM_BITS(good_contract, "proved")(word_t a)
{
    v_assume(a < 1000);
    v_assert(halved(2 * a) == a);
}

THEOREM_BITS(bad_contract, "REFUTED contract can fail")(word_t a)
{
    v_assert(halved(a) <= a);
}

THEOREM_BITS(bad_hypothesis, "VACUOUS never reached")(word_t a)
{
    v_assume(a < 5);
    v_assume(a > 7);
    v_assert(a == 6);
}

THEOREM_BITS(bad_hypothesis_late, "VACUOUS never reached")(word_t a)
{
    v_assert((a | 1) != 0);
    v_assume((a & 1) == 0);
    v_assume((a * 2 + 1) * a % 2 == 1);
    v_assert(a == 6);
}

THEOREM_BITS(bad_nothing_said, "VACUOUS no assertion")(word_t a)
{
    v_assume(a < 5);
}

THEOREM_BITS(good_loop, "proved")(word_t a)
{
    word_t sum = 0;

    for (word_t i = 0; i < 8; i++)
        sum += op_take(a, i, 1);
    v_assert(sum <= 8);
}

THEOREM_BITS(bad_loop, "ERROR")(word_t n)
{
    word_t i = 0;

    while (i < n)
        i++;
    v_assert(i == n);
}
