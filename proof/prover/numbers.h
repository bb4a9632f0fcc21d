/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of numbers that are not 0. */
#ifndef PROVER_NUMBERS_H
#define PROVER_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

struct number_set {
    uint64_t *member;
    unsigned room, count;
};

bool number_set_has(const struct number_set *s, uint64_t n);
/* True if it was not in it. */
bool number_set_add(struct number_set *s, uint64_t n);
void number_set_clear(struct number_set *s);

#endif
