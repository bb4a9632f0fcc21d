/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The integer mode refuses bad accesses, wrapping arithmetic, broken contracts and loops, wrong frames, false and empty
 * statements. A theorem's statement is what must come out, and a part of the message.
 */
#include "code.h"
#include <proof/verify.h>

enum { T_NODE = 1, T_OTHER = 2, T_MARKED = 3 };
static const word_t v_tag_node __attribute__((used)) = T_NODE;
static const word_t v_tag_other __attribute__((used)) = T_OTHER;
static const word_t v_tag_marked __attribute__((used)) = T_MARKED;

gint ghost_get_height(const struct node *n);
void ghost_set_height(const struct node *n, gint height);
void ghost_map_height(const void *f, ...);

static bool is_node(const struct node *n)
{
    return v_type(n) == T_NODE;
}

/* --- accesses */

THEOREM(good_read, "proved")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_number(n) == n->number);
}

THEOREM(bad_read_nothing, "REFUTED type")(struct node *n)
{
    v_assert(node_number(n) == n->number);
}

THEOREM(bad_read_null, "REFUTED type")(void)
{
    struct node *n = 0;

    v_assert(node_number(n) == node_number(n));
}

THEOREM(bad_read_kind, "REFUTED type")(struct node *n)
{
    v_assume(v_type(n) == T_OTHER);
    v_assert(node_number(n) == n->number);
}

THEOREM(bad_read_cast, "REFUTED type")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(other_number((struct other *)n) == n->number);
}

THEOREM(good_read_link, "proved")(struct node *n)
{
    v_assume(is_node(n) && is_node(n->next));
    v_assert(node_next_number(n) == n->next->number);
}

THEOREM(bad_read_link, "REFUTED type")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_next_number(n) == n->next->number);
}

THEOREM(bad_write_nothing, "REFUTED type")(struct node *n, word_t a)
{
    node_set_number(n, a);
    v_assert(n->number == a);
}

THEOREM(good_index, "proved")(struct node *n, word_t i)
{
    v_assume(is_node(n) && i < ITEMS);
    v_assert(node_item(n, i) == n->item[i]);
}

THEOREM(bad_index, "REFUTED bounds")(struct node *n, word_t i)
{
    v_assume(is_node(n) && i <= ITEMS);
    v_assert(node_item(n, i) == n->item[i]);
}

/* --- arithmetic */

THEOREM(good_increment, "proved")(struct node *n)
{
    v_assume(is_node(n) && n->number < 1000);
    v_assert(node_increment(n) <= 1000);
}

THEOREM(bad_increment, "REFUTED the sum does not wrap")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_increment(n) == n->number);
}

THEOREM(bad_decrement, "REFUTED the difference does not wrap")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_decrement(n) == n->number);
}

THEOREM(good_scale, "proved")(struct node *n)
{
    v_assume(is_node(n) && n->number < 1000);
    v_assert(node_scale(n, 7) < 7000);
}

THEOREM(bad_scale, "REFUTED the product does not wrap")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_scale(n, 7) >= n->number);
}

THEOREM(good_share, "proved")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_share(n, 7) <= n->number);
}

THEOREM(bad_share, "REFUTED the divisor is not 0")(struct node *n, word_t parts)
{
    v_assume(is_node(n) && parts < 3);
    node_share(n, parts);
    v_assert(is_node(n));
}

THEOREM(good_low_bits, "proved")(struct node *n, word_t count)
{
    v_assume(is_node(n) && count < 64);
    v_assert(node_low_bits(n, count) <= n->number);
}

THEOREM(bad_low_bits, "REFUTED op_low is used within its range")(struct node *n, word_t count)
{
    v_assume(is_node(n) && count <= 64);
    v_assert(node_low_bits(n, count) <= n->number);
}

THEOREM(good_double, "proved")(int a)
{
    v_assume(a >= 0 && a < 1000);
    v_assert(double_of(a) >= a);
}

THEOREM(bad_double, "REFUTED signed arithmetic does not overflow")(int a)
{
    v_assume(a >= 0);
    v_assert(double_of(a) >= a);
}

THEOREM(good_kind, "proved")(word_t a)
{
    v_assume(a < 3);
    v_assert(kind_of(a) <= 2);
}

THEOREM(bad_kind, "REFUTED __builtin_unreachable is not reached")(word_t a)
{
    v_assume(a <= 3);
    v_assert(kind_of(a) <= 2);
}

/* --- statements */

THEOREM(bad_assertion, "REFUTED assert")(struct node *n, word_t a)
{
    v_assume(is_node(n) && a > 4);
    node_set_number(n, a);
    v_assert(n->number > 5);
}

THEOREM(good_frame, "proved")(struct node *n, struct node *m, word_t a)
{
    word_t before;

    v_assume(is_node(n) && is_node(m) && n != m);
    before = m->number;
    node_set_number(n, a);
    v_assert(m->number == before);
}

THEOREM(bad_frame, "REFUTED assert")(struct node *n, struct node *m, word_t a)
{
    word_t before;

    v_assume(is_node(n) && is_node(m));
    before = m->number;
    node_set_number(n, a);
    v_assert(m->number == before);
}

static bool number_kept(const struct node *m, const struct node *n)
{
    word_t before;

    v_old();
    before = m->number;
    v_now();
    return !is_node(m) || m == n || m->number == before;
}

static bool number_kept_everywhere(const struct node *m)
{
    return number_kept(m, 0);
}

THEOREM(good_frame_of_all, "proved")(struct node *n, word_t a)
{
    v_assume(is_node(n));
    v_snapshot();
    node_set_number(n, a);
    v_assert_all((const void *)number_kept, n);
}

THEOREM(bad_frame_of_all, "REFUTED number_kept_everywhere")(struct node *n, word_t a)
{
    v_assume(is_node(n));
    v_snapshot();
    node_set_number(n, a);
    v_assert_all((const void *)number_kept_everywhere);
}

THEOREM(bad_hypothesis, "VACUOUS contradict each other")(struct node *n)
{
    v_assume(is_node(n) && n->number > 5);
    v_assume(n->number < 3);
    v_assert(node_number(n) == 4);
}

THEOREM(bad_hypothesis_late, "VACUOUS contradict each other")(struct node *n)
{
    v_assume(is_node(n) && n->number < 5);
    v_assert(node_number(n) < 5);
    v_assume(n->number * 2 > 10);
    v_assert(node_number(n) == 4);
}

/* --- contracts */

THEOREM(good_requirement, "proved")(struct node *n)
{
    v_assume(is_node(n) && n->number < 50);
    v_assert(node_half(n) < 25);
}

THEOREM(bad_requirement, "REFUTED REQUIRES")(struct node *n)
{
    v_assume(is_node(n));
    v_assert(node_half(n) <= n->number);
}

/* --- loops */

THEOREM(good_loop, "proved")(word_t n)
{
    v_assume(n <= 1000);
    v_assert(sum_up_to(n) == 3 * n);
}

THEOREM(bad_loop_invariant_weak, "REFUTED assert")(word_t n)
{
    v_assume(n <= 1000);
    v_assert(sum_with_weak_invariant(n) == 3 * n);
}

THEOREM(bad_loop_invariant_start, "REFUTED the loop's invariant holds at first")(word_t n)
{
    v_assume(n <= 1000 && n > 0);
    v_assert(sum_with_wrong_start(n) > 0);
}

THEOREM(bad_loop_invariant_step, "REFUTED the loop's invariant is kept")(word_t n)
{
    v_assume(n <= 1000);
    v_assert(sum_without_step(n) <= 3 * n);
}

THEOREM(bad_loop_variant, "REFUTED variant")(word_t n)
{
    v_assume(n <= 1000);
    v_assert(sum_without_end(n) == 3 * n);
}

bool items_are_filled(word_t j, const struct node *n, word_t count)
{
    return j >= count || n->item[j] == 7;
}

THEOREM(good_loop_of_all, "proved")(struct node *n, word_t count)
{
    v_assume(is_node(n) && count <= ITEMS);
    node_fill(n, count);
    v_assert_all((const void *)items_are_filled, n, count);
    v_assert(is_node(n));
}

THEOREM(bad_loop_of_all, "REFUTED items_are_filled")(struct node *n, word_t count)
{
    v_assume(is_node(n) && count <= ITEMS);
    node_fill_badly(n, count);
    v_assert(is_node(n));
}

THEOREM(bad_loop_memory, "ERROR ended early")(word_t n)
{
    v_assume(n <= 1000);
    v_assert(sum_in_memory(n) == 0);
}

static bool all_small(word_t j, word_t n)
{
    return j >= n || 3 * j <= 3 * n;
}

THEOREM(good_static, "proved")(word_t a)
{
    v_assert_all((const void *)all_small, a);
    v_assert(a <= a);
}

/* --- theorems of the bit-vector mode, used in the integer mode */

THEOREM_BITS(good_sum, "proved")(word_t a, word_t b)
{
    v_assume(a < 1000 && b < 1000);
    v_assert(a + b < 2000);
}

THEOREM_BITS(good_wrap, "proved")(word_t a)
{
    v_assume(a >= 1);
    v_assert(a - 1 < a);
    v_assert(a + 0xffffffffffffffff == a - 1);
}

THEOREM(good_lemma, "proved")(word_t a, word_t b)
{
    v_assume(a < 1000 && b < 10);
    bits_good_sum(a, b);
    v_assert(a + b < 2000);
}

/* What the lemma assumes does not hold. */
THEOREM(bad_lemma, "REFUTED assert")(word_t a, word_t b)
{
    v_assume(a < 5000 && b < 10);
    bits_good_sum(a, b);
    v_assert(a + b < 2000);
}

/* On the machine the sum wraps, among integers it does not. */
THEOREM(bad_lemma_wrap, "REFUTED assert")(word_t a)
{
    v_assume(a >= 1);
    bits_good_wrap(a);
    v_assert(a == 5);
}

/* --- ghost state */

static gint higher(const struct node *n)
{
    return ghost_get_height(n) + 1;
}

THEOREM(good_ghost, "proved")(struct node *n, struct node *m)
{
    gint before;

    v_assume(is_node(n) && is_node(m));
    before = ghost_get_height(m);
    ghost_map_height((const void *)higher);
    v_assert(ghost_get_height(m) == before + 1);
    ghost_set_height(n, 5);
    v_assert(ghost_get_height(n) == 5);
}

THEOREM(bad_ghost, "REFUTED assert")(struct node *n, struct node *m)
{
    gint before;

    v_assume(is_node(n) && is_node(m));
    before = ghost_get_height(m);
    ghost_set_height(n, 5);
    v_assert(ghost_get_height(m) == before);
}

/* --- what messages say */

THEOREM(bad_named_kind, "REFUTED (type LABEL_RED) -> ")(struct marked *m)
{
    v_assume(v_type(m) == T_MARKED && label_w0_type(m->label.w0) == LABEL_RED);
    marked_paint(m);
    v_assert(label_w0_type(m->label.w0) == LABEL_RED);
}

THEOREM(bad_named_member, "REFUTED label.w1 = 0 -> 3")(struct marked *m)
{
    v_assume(v_type(m) == T_MARKED && m->label.w1 == 0);
    marked_paint(m);
    v_assert(m->label.w1 == 0);
}
