/* SPDX-License-Identifier: BSD-2-Clause */
/* A list of numbered nodes; the number of the next node is greater. */
#ifndef REFUSE_INVARIANT_H
#define REFUSE_INVARIANT_H

#include <lib/contract.h>

struct item {
    word_t number;
    struct item *next;
};

void item_set(struct item *a, word_t number);
void item_unlink_next(struct item *a);
void item_unlink_wrongly(struct item *a);

#endif
