/* SPDX-License-Identifier: BSD-2-Clause */
/* Small functions, one for each thing about C that a proof could get wrong. */
#ifndef REFUSE_SEMANTICS_H
#define REFUSE_SEMANTICS_H

#include <lib/contract.h>

struct pair {
    word_t first, second;
};

struct flags {
    bool a, b, c, d;
};

struct box {
    struct pair pair;
    uint8_t byte;
    uint32_t half;
    word_t array[4];
};

extern word_t global_a, global_b;
extern const word_t global_table[3];

void array_set(word_t *element, word_t value);
word_t array_set_two(struct box *b, word_t i, word_t j);
word_t volatile_twice(const struct box *b);
word_t truncated(word_t a);
bool is_below_signed(word_t a, word_t b);
uint32_t half_sum(uint32_t a, uint32_t b);
word_t from_half(const struct box *b);
word_t from_signed(int a);
word_t next_box(const struct box *b);
void box_copy(struct box *to, const struct box *from);
struct pair pair_swapped(struct pair p);
void globals_set(word_t a);
word_t table_entry(word_t i);
word_t flags_value(struct flags f);
word_t flags_of_constant(void);
word_t endless(word_t n);
word_t recursive(word_t n);
word_t bad_ping(word_t n);
word_t bad_pong(word_t n);
word_t last_case(word_t a);
bool pointers_equal(const struct box *a, const struct box *b);
word_t byte_store(struct box *b, word_t value);
bool both_tests(const struct box *b);

#endif
