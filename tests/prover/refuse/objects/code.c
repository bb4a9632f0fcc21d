/* SPDX-License-Identifier: BSD-2-Clause */
/* See code.h. Nothing here is wrong in itself but the loops named so: what is asked for makes it wrong. */
#include "code.h"

word_t node_number(const struct node *n) { return n->number; }
word_t node_next_number(const struct node *n) { return n->next->number; }
void node_set_number(struct node *n, word_t number) { n->number = number; }
word_t node_item(const struct node *n, word_t i) { return n->item[i]; }
word_t node_increment(struct node *n) { return n->number += 1; }
word_t node_decrement(struct node *n) { return n->number -= 1; }
word_t node_scale(const struct node *n, word_t factor) { return n->number * factor; }
word_t node_share(const struct node *n, word_t parts) { return n->number / parts; }
word_t node_low_bits(const struct node *n, word_t count) { return op_low(n->number, count); }
word_t other_number(const struct other *o) { return o->number; }
int double_of(int a) { return a + a; }

word_t node_half(const struct node *n)
{
    REQUIRES(n->number <= 100);
    return n->number / 2;
}

word_t sum_up_to(word_t n)
{
    word_t i = 0, sum = 0;

    while (i < n) {
        INVARIANT((i <= n) & (n <= 1000) & (sum == 3 * i));
        VARIANT(n - i);
        sum += 3;
        i++;
    }
    return sum;
}

/* The invariant holds, but does not say enough. */
word_t sum_with_weak_invariant(word_t n)
{
    word_t i = 0, sum = 0;

    while (i < n) {
        INVARIANT((i <= n) & (n <= 1000) & (sum <= 3 * i));
        VARIANT(n - i);
        sum += 3;
        i++;
    }
    return sum;
}

/* The invariant does not hold at first. */
word_t sum_with_wrong_start(word_t n)
{
    word_t i = 0, sum = 1;

    while (i < n) {
        INVARIANT((i <= n) & (n <= 1000) & (sum == 3 * i));
        VARIANT(n - i);
        sum += 3;
        i++;
    }
    return sum;
}

/* The invariant is not kept. */
word_t sum_without_step(word_t n)
{
    word_t i = 0, sum = 0;

    while (i < n) {
        INVARIANT((i <= n) & (n <= 1000) & (sum == 3 * i));
        VARIANT(n - i);
        sum += 2;
        i++;
    }
    return sum;
}

/* The variant does not fall in every round. */
word_t sum_without_end(word_t n)
{
    word_t i = 0, sum = 0;

    while (i < n) {
        INVARIANT((i <= n) & (n <= 1000) & (sum == 3 * i));
        VARIANT(n - i);
        if (i == 7)
            continue;
        sum += 3;
        i++;
    }
    return sum;
}

/* An invariant about all items. */
void node_fill(struct node *n, word_t count)
{
    for (word_t i = 0; i < count; i++) {
        GHOST(v_invariant(i <= count));
        GHOST(v_invariant_all((const void *)items_are_filled, n, i));
        VARIANT(count - i);
        n->item[i] = 7;
    }
}

/* One item is left out. */
void node_fill_badly(struct node *n, word_t count)
{
    for (word_t i = 0; i < count; i++) {
        GHOST(v_invariant(i <= count));
        GHOST(v_invariant_all((const void *)items_are_filled, n, i));
        VARIANT(count - i);
        if (i != 2)
            n->item[i] = 7;
    }
}

static void add_to(word_t *sum, word_t a)
{
    *sum += a;
}

/* The sum is a variable in memory, which the invariant says nothing about. */
word_t sum_in_memory(word_t n)
{
    word_t i = 0, sum = 0;

    while (i < n) {
        INVARIANT(i <= n);
        VARIANT(n - i);
        add_to(&sum, 3);
        i++;
    }
    return sum;
}

word_t kind_of(word_t a)
{
    switch (a) {
    case 0:
        return 1;
    case 1:
    case 2:
        return 2;
    }
    __builtin_unreachable();
}

void marked_paint(struct marked *m)
{
    m->label = (struct label){label_w0_type_set(m->label.w0, LABEL_BLUE), 3};
}
