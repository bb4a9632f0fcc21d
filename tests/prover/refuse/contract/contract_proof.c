/* SPDX-License-Identifier: BSD-2-Clause */
/* Contracts: proved ones are used at calls, for what they say and nothing more; wrong ones are refused. */
#include "code.h"
#include <proof/verify.h>

enum { T_CELL = 1, WRITES_MAX = 1000 };
static const word_t v_tag_cell __attribute__((used)) = T_CELL;

static bool is_cell(const struct cell *c)
{
    return v_type(c) == T_CELL;
}

CONTRACT(good_cell_set, "proved", void)(struct cell *c, word_t value)
{
    v_requires(is_cell(c) && c->writes < WRITES_MAX);
    v_changes(&c->value, sizeof c->value);
    v_changes(&c->writes, sizeof c->writes);
    good_cell_set(c, value);
    v_ensures(c->value == value && c->writes <= WRITES_MAX);
}

CONTRACT(bad_cell_set_ensures, "REFUTED ensures", void)(struct cell *c, word_t value)
{
    v_requires(is_cell(c) && c->writes < WRITES_MAX);
    v_changes(&c->value, sizeof c->value);
    v_changes(&c->writes, sizeof c->writes);
    bad_cell_set_ensures(c, value);
    v_ensures(c->value == value && c->writes < WRITES_MAX);
}

CONTRACT(bad_cell_set_changes, "REFUTED changes", void)(struct cell *c, word_t value)
{
    v_requires(is_cell(c) && c->writes < WRITES_MAX);
    v_changes(&c->value, sizeof c->value);
    bad_cell_set_changes(c, value);
    v_ensures(c->value == value);
}

CONTRACT(bad_cell_set_requires, "REFUTED wrap", void)(struct cell *c, word_t value)
{
    v_requires(is_cell(c));
    v_changes(&c->value, sizeof c->value);
    v_changes(&c->writes, sizeof c->writes);
    bad_cell_set_requires(c, value);
    v_ensures(c->value == value);
}

THEOREM(good_use, "proved")(struct cell *c, struct cell *d, word_t value)
{
    word_t before;

    v_assume(is_cell(c) && is_cell(d) && c != d && c->writes < 10);
    before = d->value;
    good_cell_set(c, value);
    v_assert(c->value == value && d->value == before);
}

/* The contract does not say that the count goes up by one. */
THEOREM(bad_use_of_body, "REFUTED assert")(struct cell *c, word_t value)
{
    v_assume(is_cell(c) && c->writes < 10);
    good_cell_set(c, value);
    v_assert(c->writes <= 10);
}

/* The second call may not be made: the first one's contract allows as many writes as there may be. */
THEOREM(bad_use_unfulfilled, "REFUTED requires")(struct cell *c, word_t value)
{
    v_assume(is_cell(c) && c->writes < 10);
    cell_set_twice(c, value);
    v_assert(is_cell(c));
}

static bool has_changed(const struct cell *any, const struct cell *c)
{
    word_t before = 0;

    v_old();
    before = any->value;
    v_now();
    return any != c || any->value != before;
}

/* A statement looks back to the state that was remembered when it was made, not to one remembered since. */
THEOREM(bad_look_back, "REFUTED assert")(struct cell *c, word_t value)
{
    v_assume(is_cell(c) && c->writes < 10 && c->value != value);
    v_snapshot();
    good_cell_set(c, value);
    v_assert_all((const void *)has_changed, c);
    v_snapshot();
    v_use(c);
    v_assert(c->value == 0);
}
