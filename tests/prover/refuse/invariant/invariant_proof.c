/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants of all objects: one that is kept, and functions that break it. */
#include "invariant.h"
#include <proof/verify.h>

enum { T_ITEM = 1 };
static const word_t v_tag_item __attribute__((used)) = T_ITEM;

static bool is_item(const struct item *a)
{
    return v_type(a) == T_ITEM;
}

INVARIANT_OF inv_order(const struct item *a)
{
    return !is_item(a) || a->next == 0 || (is_item(a->next) && a->number < a->next->number);
}

THEOREM(good_unlink, "proved")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    item_unlink_next(a);
    v_inv_check();
    v_assert(a->next == 0 || a->number < a->next->number);
}

THEOREM(bad_unlink, "REFUTED inv_order")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    item_unlink_wrongly(a);
    v_inv_check();
    v_assert(is_item(a));
}

THEOREM(good_raise, "proved")(struct item *a, word_t number)
{
    v_assume(is_item(a) && number > a->number);
    v_inv_assume();
    item_set(a, number);
    v_inv_check();
    v_assert(is_item(a));
}

THEOREM(bad_lower, "REFUTED inv_order")(struct item *a, word_t number)
{
    v_assume(is_item(a) && number < a->number);
    v_inv_assume();
    item_set(a, number);
    v_inv_check();
    v_assert(is_item(a));
}

THEOREM(bad_without_invariant, "REFUTED type")(struct item *a)
{
    v_assume(is_item(a));
    item_unlink_next(a);
    v_assert(is_item(a));
}

THEOREM(bad_with_contradiction, "VACUOUS contradict each other")(struct item *a)
{
    v_assume(is_item(a) && a->next == a);
    v_inv_assume();
    item_unlink_next(a);
    v_assert(is_item(a));
}
