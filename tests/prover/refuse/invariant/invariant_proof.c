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
    v_assume(is_item(a) && number > a->number && number != 7);
    v_inv_assume();
    item_set(a, number);
    v_inv_check();
    v_assert(is_item(a));
}

THEOREM(bad_lower, "REFUTED inv_order")(struct item *a, word_t number)
{
    v_assume(is_item(a) && number < a->number && number != 7);
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

/* ---- contracts about one of two invariants ---- */
bool ghost_get_marked(const struct item *a);
void ghost_set_marked(const struct item *a, bool marked);

INVARIANT_OF inv_mark(const struct item *a)
{
    return !is_item(a) || a->number != 7 || ghost_get_marked(a);
}

CONTRACT(good_unlink_twice, "proved", void)(struct item *a)
{
    v_inv_only("inv_order");
    v_inv_requires();
    v_requires(is_item(a));
    v_changes_found();
    good_unlink_twice(a);
    v_ensures(a->next == 0 || a->number < a->next->number);
    v_inv_ensures();
}

CONTRACT(bad_unlink_wrongly, "REFUTED inv_order", void)(struct item *a)
{
    v_inv_only("inv_order");
    v_inv_requires();
    v_requires(is_item(a));
    v_changes_found();
    bad_unlink_wrongly(a);
    v_inv_ensures();
}

/* The other invariant's state does not change. */
THEOREM(good_use_of_one, "proved")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    unlink_more(a);
    v_inv_check();
    v_assert(a->next == 0 || a->number < a->next->number);
}

/* The number is as it was, which the contract does not say: only links are stored. */
THEOREM(good_found, "proved")(struct item *a, const struct item *b)
{
    word_t before = b->number;

    v_assume(is_item(a));
    v_inv_assume();
    good_unlink_twice(a);
    v_assert(b->number == before);
}

THEOREM(bad_found, "REFUTED assert")(struct item *a, const struct item *b)
{
    const struct item *before = b->next;

    v_assume(is_item(a) && a != b);
    v_inv_assume();
    good_unlink_twice(a);
    v_assert(b->next == before);
}

/* The contract's invariant does not hold where it is called. */
THEOREM(bad_use_broken, "REFUTED inv_order")(struct item *a, struct item *b)
{
    v_assume(is_item(a) && is_item(b));
    v_inv_assume();
    set_and_unlink(a, b, 3);
    v_assert(is_item(a));
}

/* It was not proved to keep what it does not speak of. */
THEOREM(bad_use_of_other, "REFUTED inv_mark")(struct item *a)
{
    v_inv_only("inv_mark");
    v_assume(is_item(a) && a->next == 0);
    v_inv_assume();
    good_number(a);
    v_inv_check();
    v_assert(is_item(a));
}

CONTRACT(good_number, "proved", void)(struct item *a)
{
    v_inv_only("inv_order");
    v_requires(is_item(a) && a->next == 0);
    v_changes_found();
    good_number(a);
    v_ensures(a->next == 0);
}

/* ---- functions left out ---- */
THEOREM(good_opaque, "proved")(struct item *a, word_t number)
{
    v_opaque("item_count_down");
    v_assume(is_item(a) && a->next == 0);
    item_count_and_end(a, number);
    v_assert(a->next == 0);
}

THEOREM(bad_opaque, "REFUTED assert")(struct item *a, word_t number)
{
    v_opaque("item_count_down");
    v_assume(is_item(a) && number < 1000);
    item_count_and_end(a, number);
    v_assert(a->number == 0);
}

/* What is stored through a pointer to a word is found at the call. */
THEOREM(bad_opaque_word, "REFUTED assert")(struct item *a)
{
    word_t before = a->number;

    v_opaque("item_store");
    v_assume(is_item(a));
    item_store_word(a);
    v_assert(a->number == before);
}

/* ---- loops that keep the invariants ---- */
THEOREM(good_loop, "proved")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    item_drop_all(a);
    v_inv_check();
    v_assert(a->next == 0 || a->number < a->next->number);
}

/* Nothing else is known of what the loop writes. */
THEOREM(bad_loop_keeps_more, "REFUTED assert")(struct item *a, struct item *b)
{
    v_assume(is_item(a) && is_item(b) && b->next == 0);
    v_inv_assume();
    item_drop_all(a);
    v_assert(b->next == 0);
}

THEOREM(bad_loop, "REFUTED inv_order")(struct item *a)
{
    v_assume(is_item(a) && a->number != 7);
    v_inv_assume();
    item_drop_all_wrongly(a);
    v_assert(is_item(a));
}

THEOREM(bad_loop_at_first, "REFUTED inv_order")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    item_drop_all_late(a);
    v_assert(is_item(a));
}

/* ---- contracts: ghost state is named, a fresh start forgets no more than it says ---- */
CONTRACT(good_counted, "proved", void)(struct item *a)
{
    v_inv_only("inv_order");
    v_inv_requires();
    v_requires(is_item(a));
    v_changes_found();
    v_changes_all("ghost count");
    good_counted(a);
    v_fresh_start();
    v_inv_ensures();
}

CONTRACT(bad_counted, "REFUTED ghost count", void)(struct item *a)
{
    v_inv_only("inv_order");
    v_inv_requires();
    v_requires(is_item(a));
    v_changes_found();
    bad_counted(a);
    v_inv_ensures();
}

THEOREM(good_fresh_start, "proved")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    count_twice(a);
    v_inv_check();
    v_assert(a->next == 0 || a->number < a->next->number);
}

/* An invariant of words is not tried at a truth value. */
INVARIANT_OF inv_table(word_t i)
{
    return i >= TABLE_COUNT || item_table[i] <= 7;
}

THEOREM(good_fresh_start_flag, "proved")(struct item *a, bool flag)
{
    v_assume(is_item(a));
    v_inv_assume();
    count_twice(a);
    v_use_word(1);
    v_assert(flag || item_table[1] <= 7);
}

THEOREM(bad_fresh_start, "REFUTED assert")(struct item *a)
{
    v_assume(is_item(a));
    v_inv_assume();
    count_twice(a);
    v_assert(ghost_get_count() == 7);
}
