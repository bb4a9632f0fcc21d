/* SPDX-License-Identifier: BSD-2-Clause */
/* What C means, in pairs: a true statement, and one that looks like it and is false. */
#include "code.h"
#include <proof/verify.h>

enum { T_BOX = 1 };
static const word_t v_tag_box __attribute__((used)) = T_BOX;

static bool is_box(const struct box *b)
{
    return v_type(b) == T_BOX;
}

THEOREM(good_alias, "proved")(struct box *b, word_t i, word_t j)
{
    v_assume(is_box(b) && i < 4 && j < 4 && i != j);
    v_assert(array_set_two(b, i, j) == 1);
}

THEOREM(bad_alias, "REFUTED assert")(struct box *b, word_t i, word_t j)
{
    v_assume(is_box(b) && i < 4 && j < 4);
    v_assert(array_set_two(b, i, j) == 1);
}

THEOREM(bad_volatile, "REFUTED assert")(struct box *b)
{
    v_assume(is_box(b));
    v_assert(volatile_twice(b) == 0);
}

THEOREM(good_truncated, "proved")(word_t a)
{
    v_assert(truncated(a) <= 255 && truncated(a) <= a);
}

THEOREM(good_constant_bytes, "proved")(void)
{
    v_assert(flags_of_constant() == 12);
}

THEOREM(bad_constant_bytes, "REFUTED assert")(void)
{
    v_assert(flags_of_constant() == 0);
}

THEOREM(bad_truncated, "REFUTED assert")(word_t a)
{
    v_assert(truncated(a) == a);
}

THEOREM(good_signed, "proved")(word_t a)
{
    v_assume(a < 100);
    v_assert(is_below_signed(a, 100));
}

THEOREM(bad_signed, "REFUTED assert")(word_t a, word_t b)
{
    v_assume(a < b);
    v_assert(is_below_signed(a, b));
}

THEOREM(good_half, "proved")(uint32_t a)
{
    v_assume(a < 1000);
    v_assert(half_sum(a, a) == 2 * a);
}

THEOREM(bad_half, "REFUTED wrap")(uint32_t a, uint32_t b)
{
    v_assert(half_sum(a, b) >= a);
}

THEOREM(good_half_range, "proved")(struct box *b)
{
    v_assume(is_box(b));
    v_assert(from_half(b) < 0x100000000);
}

THEOREM(bad_half_range, "REFUTED assert")(struct box *b)
{
    v_assume(is_box(b));
    v_assert(from_half(b) < 0xffffffff);
}

THEOREM(good_extended, "proved")(int a)
{
    v_assume(a >= 0);
    v_assert(from_signed(a) < 0x80000000);
}

THEOREM(bad_extended, "REFUTED assert")(int a)
{
    v_assert(from_signed(a) < 0x100000000);
}

THEOREM(bad_next, "REFUTED pointer")(struct box *b)
{
    v_assume(is_box(b));
    v_assert(next_box(b) == b[1].array[0]);
}

THEOREM(good_copy, "proved")(struct box *to, struct box *from)
{
    v_assume(is_box(to) && is_box(from));
    box_copy(to, from);
    v_assert(to->pair.first == from->pair.first && to->pair.second == from->pair.second);
}

THEOREM(bad_copy, "REFUTED assert")(struct box *to, struct box *from)
{
    v_assume(is_box(to) && is_box(from));
    box_copy(to, from);
    v_assert(to->byte == from->byte);
}

THEOREM(good_swapped, "proved")(word_t a, word_t b)
{
    struct pair p = pair_swapped((struct pair){a, b});

    v_assert(p.first == b && p.second == a);
}

THEOREM(bad_swapped, "REFUTED assert")(word_t a, word_t b)
{
    struct pair p = pair_swapped((struct pair){a, b});

    v_assert(p.first == a);
}

THEOREM(good_globals, "proved")(word_t a)
{
    v_assume(a < 1000);
    globals_set(a);
    v_assert(global_a == a && global_b == a + 1);
}

THEOREM(bad_globals, "REFUTED assert")(word_t a)
{
    v_assume(a < 1000);
    globals_set(a);
    v_assert(global_a == global_b);
}

THEOREM(good_table, "proved")(word_t i)
{
    v_assume(i < 3);
    v_assert(table_entry(i) == 10 * (i + 1));
}

THEOREM(bad_table, "REFUTED assert")(word_t i)
{
    v_assume(i < 3);
    v_assert(table_entry(i) < 30);
}

THEOREM(bad_table_index, "REFUTED the index is within the array")(word_t i)
{
    v_assume(i <= 3);
    v_assert(table_entry(i) <= 30);
}

THEOREM(bad_endless, "REFUTED loop")(word_t n)
{
    v_assert(endless(n) == 8);
}

THEOREM(good_recursive, "proved")(word_t n)
{
    v_assume(n < 5);
    v_assert(recursive(n) == 8);
}

THEOREM(bad_recursive, "ERROR")(word_t n)
{
    v_assert(recursive(n) == 8);
}

CONTRACT(bad_ping, "ERROR", word_t)(word_t n)
{
    word_t result = bad_ping(n);

    v_ensures(result == 8);
    return result;
}

CONTRACT(bad_pong, "ERROR", word_t)(word_t n)
{
    word_t result = bad_pong(n);

    v_ensures(result == 8);
    return result;
}

THEOREM(good_cases, "proved")(word_t a)
{
    v_assert(last_case(a) == (a == 1 ? 3 : a == 2 ? 2 : 9));
}

THEOREM(bad_cases, "REFUTED assert")(word_t a)
{
    v_assume(a >= 1 && a <= 2);
    v_assert(last_case(a) == a);
}

THEOREM(bad_equal, "REFUTED assert")(struct box *a, struct box *b)
{
    v_assume(is_box(a) && is_box(b));
    v_assert(!pointers_equal(a, b));
}

THEOREM(good_byte, "proved")(struct box *b, word_t value)
{
    v_assume(is_box(b) && value < 256);
    v_assert(byte_store(b, value) == value);
}

THEOREM(bad_byte, "REFUTED assert")(struct box *b, word_t value)
{
    v_assume(is_box(b) && value <= 256);
    v_assert(byte_store(b, value) == value);
}

THEOREM(good_tests, "proved")(struct box *b)
{
    v_assume(b == 0 || is_box(b));
    v_assert(!both_tests(b) || b->byte == 1);
}

THEOREM(bad_tests, "REFUTED type")(struct box *b)
{
    v_assert(!both_tests(b) || b->byte == 1);
}
