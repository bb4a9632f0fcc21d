/* SPDX-License-Identifier: BSD-2-Clause */
/* A list of numbered nodes; the number of the next node is greater. */
#ifndef REFUSE_INVARIANT_H
#define REFUSE_INVARIANT_H

#include <lib/contract.h>

struct item {
    word_t number;
    struct item *next;
};

/* Ghost state that functions change. */
word_t ghost_get_count(void);
void ghost_set_count(word_t count);

/* Small numbers. */
#define TABLE_COUNT 4u
extern word_t item_table[TABLE_COUNT];

void item_set(struct item *a, word_t number);
void item_unlink_next(struct item *a);
void item_unlink_wrongly(struct item *a);
void good_unlink_twice(struct item *a);
void bad_unlink_wrongly(struct item *a);
void unlink_more(struct item *a);
void set_and_unlink(struct item *a, struct item *b, word_t number);
void good_number(struct item *a);
void item_count_and_end(struct item *a, word_t number);
void item_store_word(struct item *a);
void good_counted(struct item *a);
void bad_counted(struct item *a);
void count_twice(struct item *a);
void item_drop_all(struct item *a);
void item_drop_all_wrongly(struct item *a);
void item_drop_all_late(struct item *a);

#endif
