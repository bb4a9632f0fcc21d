/* SPDX-License-Identifier: BSD-2-Clause */
#include "kept.h"
#include <lib/contract.h>
#include <proof/verify.h>

/* Two stores: within the function lit and power disagree. */
static void lamp_power_set(struct lamp *a, word_t power)
{
    a->power = power;
}

void lamp_switch(struct lamp *a, word_t power)
{
    lamp_power_set(a, power);
    a->lit = power != 0;
}

void lamp_dim(struct lamp *a, word_t level)
{
    a->level = level < 100 ? 50 : 100;
}

/* Its theorem proves the invariant on one of two ways only. */
void lamp_dim_some(struct lamp *a, word_t level)
{
    a->level = level;
}

/* Its theorem calls it twice. */
void lamp_dim_twice(struct lamp *a, word_t level)
{
    a->level = level < 100 ? a->level : 0;
}

/* Its theorem is about the other invariant only. */
void lamp_lower(struct lamp *a)
{
    a->level = 0;
    a->lit = a->power != 0;
}

/* What its theorem proves, it proves before the call. */
void lamp_raise(struct lamp *a, bool far)
{
    a->level = far ? 100 : 50;
}

void lamp_reset(struct lamp *a)
{
    *a = (struct lamp){0, 0, 0, 0};
}

/* All that it calls is settled. */
void entry_kept(struct lamp *a, word_t n)
{
    lamp_switch(a, n);
    lamp_dim(a, n);
    lamp_reset(a);
}

void entry_stores(struct lamp *a)
{
    a->level = 1;
    lamp_dim_some(a, 3);
    lamp_dim_twice(a, 1);
    lamp_lower(a);
    lamp_raise(a, true);
}

void entry_stores_by_header(struct lamp *a)
{
    lamp_level_set(a, 1);
}

/* The theorem of lamp_switch assumes that the level is one of those, too. */
void entry_calls_amid(struct lamp *a, word_t n)
{
    a->level = n;
    lamp_switch(a, n);
    a->level = 0;
}

void entry_calls_before(struct lamp *a, word_t n)
{
    lamp_switch(a, n);
    a->level = 0;
}

void entry_calls_in_loop(struct lamp *a, word_t n)
{
    for (word_t i = 0; i < 3; i++) {
        lamp_switch(a, n);
        a->level = i;
    }
    a->level = 0;
}

void entry_other(struct lamp *a)
{
    a->other = 1;
}
