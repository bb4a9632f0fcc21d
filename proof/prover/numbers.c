/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of numbers: open addressing. */
#include "numbers.h"
#include <stdlib.h>
#include "term.h"

static uint64_t *place(const struct number_set *s, uint64_t n)
{
    uint64_t i = (n * 0x9e3779b97f4a7c15u >> 20) % s->room;

    while (s->member[i] != 0 && s->member[i] != n)
        i = (i + 1) % s->room;
    return &s->member[i];
}

bool number_set_has(const struct number_set *s, uint64_t n)
{
    return s->room != 0 && *place(s, n) == n;
}

bool number_set_add(struct number_set *s, uint64_t n)
{
    uint64_t *p = 0;

    if (2 * s->count >= s->room) {
        struct number_set bigger = {.room = s->room != 0 ? 2 * s->room : 256, .count = s->count};

        bigger.member = calloc(bigger.room, sizeof *bigger.member);
        if (bigger.member == 0)
            prover_fail("out of memory");
        for (unsigned i = 0; i < s->room; i++)
            if (s->member[i] != 0)
                *place(&bigger, s->member[i]) = s->member[i];
        free(s->member);
        *s = bigger;
    }
    p = place(s, n);
    if (*p == n)
        return false;
    *p = n;
    s->count++;
    return true;
}

void number_set_clear(struct number_set *s)
{
    free(s->member);
    *s = (struct number_set){0};
}
