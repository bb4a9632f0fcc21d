/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions with contracts, right and wrong ones; the bodies of a pair are the same. */
#ifndef REFUSE_CONTRACT_H
#define REFUSE_CONTRACT_H

#include <lib/contract.h>

struct cell {
    word_t value;
    word_t writes;
};

void good_cell_set(struct cell *c, word_t value);
void bad_cell_set_ensures(struct cell *c, word_t value);
void bad_cell_set_changes(struct cell *c, word_t value);
void bad_cell_set_requires(struct cell *c, word_t value);
void cell_set_twice(struct cell *c, word_t value);

#endif
