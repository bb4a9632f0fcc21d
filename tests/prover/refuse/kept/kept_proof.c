/* SPDX-License-Identifier: BSD-2-Clause */
#include "kept.h"
#include <proof/verify.h>

enum { T_LAMP = 1 };
static const word_t v_tag_lamp __attribute__((used)) = T_LAMP;

INVARIANT_OF inv_lit(const struct lamp *a)
{
    return v_type(a) != T_LAMP || (a->lit != 0) == (a->power != 0);
}

INVARIANT_OF inv_step(const struct lamp *a)
{
    return v_type(a) != T_LAMP || a->level == 0 || a->level == 50 || a->level == 100;
}

/* All invariants. */
THEOREM(lamp_switch, "kept")(struct lamp *a, word_t power)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_assume();
    lamp_switch(a, power);
    v_inv_check();
}

/* One of them, by a contract. */
CONTRACT(lamp_dim, "kept", void)(struct lamp *a, word_t level)
{
    v_requires(v_type(a) == T_LAMP);
    v_inv_only("inv_step");
    v_inv_requires();
    v_changes(&a->level, sizeof a->level);
    lamp_dim(a, level);
    v_inv_ensures();
}

THEOREM(lamp_reset, "kept")(struct lamp *a)
{
    v_assume(v_type(a) == T_LAMP);
    v_assume_all((const void *)inv_lit);
    v_assume_all((const void *)inv_step);
    lamp_reset(a);
    v_assert_all((const void *)inv_lit);
    v_assert_all((const void *)inv_step);
}

THEOREM(lamp_dim_some, "kept")(struct lamp *a, word_t level)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_assume();
    lamp_dim_some(a, level);
    if (level == 50)
        v_inv_check();
}

THEOREM(lamp_dim_twice, "kept")(struct lamp *a)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_assume();
    lamp_dim_twice(a, 1);
    lamp_dim_twice(a, 1);
    v_inv_check();
}

THEOREM(lamp_lower, "kept")(struct lamp *a)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_only("inv_lit");
    v_inv_assume();
    lamp_lower(a);
    v_inv_check();
}

THEOREM(lamp_raise, "kept")(struct lamp *a)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_assume();
    v_inv_check();
    lamp_raise(a, true);
}

/* It fails, and so shows nothing of any function. */
THEOREM(lamp_bad_stores, "not kept")(struct lamp *a)
{
    v_assume(v_type(a) == T_LAMP);
    v_inv_assume();
    entry_stores_by_header(a);
    v_inv_check();
    v_assert(v_type(a) == T_LAMP);
}
