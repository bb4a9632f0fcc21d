/* SPDX-License-Identifier: BSD-2-Clause */
#include "code.h"

static struct list list;

/* --- what others call */
static void node_cut(struct node *node)
{
    for (word_t i = 0; i < 2; i++)
        node->next = 0;
}

static void node_paint(struct node *node)
{
    for (word_t i = 0; i < 2; i++)
        node->number = i;
}

static word_t table_at(const struct node *node, word_t i)
{
    REQUIRES(i < TABLE_ENTRIES);
    return node->table[i];
}

/* --- pointers */
word_t good_read(const struct node *node)
{
    return node->number;
}

word_t good_null(const struct node *node)
{
    return node == 0 ? 0 : node->number;
}

word_t bad_type_null(const struct node *node)
{
    return node == 0 ? node->number : 0;
}

word_t good_next(const struct node *node)
{
    return node->next != 0 ? node->next->number : 0;
}

word_t bad_type_next(const struct node *node)
{
    return node->next->number;
}

word_t good_list(const struct list *l)
{
    return l->first != 0 && l == &list ? l->first->number : 0;
}

struct node *good_result(const struct node *node)
{
    return node->next;
}

struct node *bad_result_cast(word_t address)
{
    return (struct node *)address;
}

/* --- fields */
word_t good_index(const struct node *node)
{
    return node->table[node->colour];
}

word_t bad_bounds_index(const struct node *node)
{
    return node->table[node->number];
}

void good_store(struct node *node, word_t colour)
{
    if (colour < TABLE_ENTRIES)
        node->colour = colour;
}

void bad_always_store(struct node *node, word_t colour)
{
    node->colour = colour;
}

void bad_always_link(struct node *node, word_t address)
{
    node->next = (struct node *)address;
}

/* --- calls */
void good_argument(struct node *node)
{
    if (node->next != 0)
        node_cut(node->next);
}

void bad_argument_null(struct node *node)
{
    node_cut(node->next);
}

word_t good_kept(struct node *node)
{
    if (node->next == 0)
        return 0;
    node_paint(node);
    return node->next->number;
}

word_t bad_type_forgotten(struct node *node)
{
    if (node->next == 0)
        return 0;
    node_cut(node);
    return node->next->number;
}

word_t good_precondition(const struct node *node, word_t i)
{
    return i < TABLE_ENTRIES ? table_at(node, i) : 0;
}

word_t bad_bounds_precondition(const struct node *node, word_t i)
{
    return table_at(node, i);
}

/* --- words and loops */
word_t good_wrap(word_t a, word_t b)
{
    return a * b + a - b;
}

word_t bad_undefined_shift(word_t n)
{
    return (word_t)1 << n;
}

word_t bad_undefined_division(word_t a, word_t b)
{
    return a / b;
}

word_t bad_bounds_wrap(const struct node *node, word_t i)
{
    return i + 1 < TABLE_ENTRIES ? node->table[i] : 0;
}

word_t good_loop(const struct node *node)
{
    word_t sum = 0;

    for (word_t i = 0; i < TABLE_ENTRIES; i++)
        sum += node->table[i];
    return sum;
}

word_t bad_loop_endless(const struct node *node)
{
    word_t length = 0;

    for (; node != 0; node = node->next)
        length++;
    return length;
}
