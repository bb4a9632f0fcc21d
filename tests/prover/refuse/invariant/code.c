/* SPDX-License-Identifier: BSD-2-Clause */
#include "invariant.h"
#include <proof/verify.h>

word_t item_table[TABLE_COUNT];

/* Keeps the order behind a; before it only if the number becomes no less. */
void item_set(struct item *a, word_t number)
{
    if (a->next == 0 || a->next->number > number)
        a->number = number;
}

void item_unlink_next(struct item *a)
{
    if (a->next != 0)
        a->next = a->next->next;
}

/* Makes a ring of one. */
void item_unlink_wrongly(struct item *a)
{
    if (a->next != 0 && a->next->next == 0)
        a->next = a;
}

void good_unlink_twice(struct item *a)
{
    item_unlink_next(a);
    item_unlink_next(a);
}

void bad_unlink_wrongly(struct item *a)
{
    item_unlink_wrongly(a);
}

void unlink_more(struct item *a)
{
    good_unlink_twice(a);
    item_unlink_next(a);
    good_unlink_twice(a);
}

void set_and_unlink(struct item *a, struct item *b, word_t number)
{
    b->number = number;
    good_unlink_twice(a);
}

void good_number(struct item *a)
{
    a->number = 7;
}

/* Wraps, unless number is what is left. */
static void item_count_down(struct item *a, word_t number)
{
    a->number = number * number;
    a->number -= number * number;
}

void item_count_and_end(struct item *a, word_t number)
{
    item_count_down(a, number);
}

static void word_store(word_t *to)
{
    *to = 1;
}

static void item_store(struct item *a)
{
    word_store(&a->number);
}

void item_store_word(struct item *a)
{
    item_store(a);
}

/* Loops that write to memory, and keep all invariants in each round. */
void item_drop_all(struct item *a)
{
    for (word_t left = 10; GHOST(v_invariants("inv_order")), VARIANT(left), left != 0 && a->next != 0; left--)
        a->next = a->next->next;
}

void item_drop_all_wrongly(struct item *a)
{
    for (word_t left = 10; GHOST(v_invariants("inv_order")), VARIANT(left), left != 0 && a->next != 0; left--)
        a->next = a;
}

/* They do not hold at first. */
void item_drop_all_late(struct item *a)
{
    a->next = a;
    item_drop_all(a);
}

/* They change ghost state. */
void good_counted(struct item *a)
{
    GHOST(ghost_set_count(7));
    item_unlink_next(a);
}

void bad_counted(struct item *a)
{
    GHOST(ghost_set_count(7));
    item_unlink_next(a);
}

void count_twice(struct item *a)
{
    good_counted(a);
    good_counted(a);
}
