/* SPDX-License-Identifier: BSD-2-Clause */
#include "code.h"

word_t global_a, global_b;
const word_t global_table[3] = {10, 20, 30};

void array_set(word_t *element, word_t value) { *element = value; }
word_t truncated(word_t a) { return (uint8_t)a; }
bool is_below_signed(word_t a, word_t b) { return (int64_t)a < (int64_t)b; }
uint32_t half_sum(uint32_t a, uint32_t b) { return a + b; }
word_t from_half(const struct box *b) { return b->half; }
word_t from_signed(int a) { return (word_t)a; }
word_t next_box(const struct box *b) { return b[1].array[0]; }
void box_copy(struct box *to, const struct box *from) { to->pair = from->pair; }
struct pair pair_swapped(struct pair p) { return (struct pair){p.second, p.first}; }
bool pointers_equal(const struct box *a, const struct box *b) { return a == b; }

word_t array_set_two(struct box *b, word_t i, word_t j)
{
    array_set(&b->array[i], 1);
    array_set(&b->array[j], 2);
    return b->array[i];
}

word_t volatile_twice(const struct box *b)
{
    const volatile word_t *p = &b->pair.first;

    return *p - *p;
}

void globals_set(word_t a)
{
    global_a = a;
    global_b = global_a + 1;
}

word_t table_entry(word_t i) { return global_table[i]; }

word_t flags_value(struct flags f) { return f.a + 2 * f.b + 4 * f.c + 8 * f.d; }

/* The structure is one constant, read as a number of 32 bits. */
word_t flags_of_constant(void)
{
    struct flags f = {.c = true, .d = true};

    return flags_value(f);
}

word_t endless(word_t n)
{
    while (n != 5)
        n = n == 0 ? 1 : 0;
    return 7;
}

word_t recursive(word_t n) { return n == 0 ? 8 : recursive(n - 1); }
word_t bad_ping(word_t n) { return n == 0 ? 9 : bad_pong(n - 1); }
word_t bad_pong(word_t n) { return n == 0 ? 9 : bad_ping(n - 1); }

word_t last_case(word_t a)
{
    word_t result = 0;

    switch (a) {
    case 1:
        result = 1;
        /* fall through */
    case 2:
        result += 2;
        break;
    default:
        result = 9;
    }
    return result;
}

word_t byte_store(struct box *b, word_t value)
{
    b->byte = (uint8_t)value;
    return b->byte;
}

/* The second operand is looked at only if there is an object. */
bool both_tests(const struct box *b) { return b != 0 && b->byte == 1; }
