/* SPDX-License-Identifier: BSD-2-Clause */
/* Code to be proved or refused: an object with a number, a link and a small array, and functions on it. */
#ifndef REFUSE_CODE_H
#define REFUSE_CODE_H

#include <lib/contract.h>
#include <lib/field.h>

#define ITEMS 4u
#define ROUNDS_MAX 8u

struct node {
    word_t number;
    struct node *next;
    word_t item[ITEMS];
};

struct other {
    word_t number;
};

/* Words of parts, for messages. */
enum { LABEL_NONE, LABEL_RED, LABEL_BLUE };

FIELD(label_w0_type, 3, 5)

struct label {
    word_t w0, w1;
};

struct marked {
    struct label label;
};

void marked_paint(struct marked *m);
word_t node_number(const struct node *n);
word_t node_next_number(const struct node *n);
void node_set_number(struct node *n, word_t number);
word_t node_item(const struct node *n, word_t i);
word_t node_increment(struct node *n);
word_t node_decrement(struct node *n);
word_t node_scale(const struct node *n, word_t factor);
word_t node_share(const struct node *n, word_t parts);
word_t node_low_bits(const struct node *n, word_t count);
word_t other_number(const struct other *o);
word_t node_half(const struct node *n);
word_t sum_up_to(word_t n);
word_t sum_with_weak_invariant(word_t n);
word_t sum_with_wrong_start(word_t n);
word_t sum_without_step(word_t n);
word_t sum_without_end(word_t n);
word_t sum_in_memory(word_t n);
bool items_are_filled(word_t j, const struct node *n, word_t count);
void node_fill(struct node *n, word_t count);
void node_fill_badly(struct node *n, word_t count);
word_t kind_of(word_t a);
int double_of(int a);

#endif
