/* SPDX-License-Identifier: BSD-2-Clause */
#include "code.h"

#define SET(name) \
    void name(struct cell *c, word_t value) \
    { \
        c->value = value; \
        c->writes += 1; \
    }

SET(good_cell_set)
SET(bad_cell_set_ensures)
SET(bad_cell_set_changes)
SET(bad_cell_set_requires)

void cell_set_twice(struct cell *c, word_t value)
{
    good_cell_set(c, value);
    good_cell_set(c, value / 2);
}
