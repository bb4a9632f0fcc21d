/* SPDX-License-Identifier: BSD-2-Clause */
#include "invariant.h"

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
