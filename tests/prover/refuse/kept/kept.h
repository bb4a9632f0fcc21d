/* SPDX-License-Identifier: BSD-2-Clause */
/* Lamps that are lit when they have power, with a few levels: who is shown to keep that? */
#ifndef REFUSE_KEPT_H
#define REFUSE_KEPT_H

#include <lib/types.h>

struct lamp {
    word_t power, lit, level;
    word_t other;
};

static inline void lamp_level_set(struct lamp *a, word_t level)
{
    a->level = level;
}

void lamp_switch(struct lamp *a, word_t power);
void lamp_dim(struct lamp *a, word_t level);
void lamp_dim_some(struct lamp *a, word_t level);
void lamp_dim_twice(struct lamp *a, word_t level);
void lamp_lower(struct lamp *a);
void lamp_raise(struct lamp *a, bool far);
void lamp_reset(struct lamp *a);
void entry_kept(struct lamp *a, word_t n);
void entry_stores(struct lamp *a);
void entry_stores_by_header(struct lamp *a);
void entry_calls_amid(struct lamp *a, word_t n);
void entry_calls_before(struct lamp *a, word_t n);
void entry_calls_in_loop(struct lamp *a, word_t n);
void entry_other(struct lamp *a);

#endif
