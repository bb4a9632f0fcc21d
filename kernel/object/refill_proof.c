/* SPDX-License-Identifier: BSD-2-Clause */
/* Refills: what the steps of charging keep. */
#include <object/refill_proof.h>

void refill_drop_head(sched_context_t *sc);
void refill_append(sched_context_t *sc, word_t time, word_t amount);
void refill_rotate(sched_context_t *sc);
void refill_split(sched_context_t *sc, word_t used);
word_t refill_rotate_used(sched_context_t *sc, word_t used);

CONTRACT(refill_drop_head, "the head refill is taken off; the others stay as they are, in their order", void)
    (sched_context_t *sc)
{
    gint total = total_of(sc), amount = (gint)sc->refill[sc->refill_head].amount;
    gint window = window_of(sc), part = part_of(sc, sc->refill_head);
    word_t head = sc->refill_head, second = behind(sc, head), tail = tail_of(sc), more = sc->refill_more;

    v_requires(has_refills(sc) && sc->refill_more > 0);
    v_requires_all(refills_follow_head, sc);
    v_requires_all(refills_are_sorted, sc);
    v_use_word(head);
    v_use_word(second);
    v_use_word(tail);
    v_changes(&sc->refill_head, 2 * sizeof(word_t));
    refill_drop_head(sc);
    v_ensures(has_refills(sc) && sc->refill_head == second && sc->refill_more == more - 1 && tail_of(sc) == tail);
    v_ensures(total_of(sc) == total - amount && window_of(sc) == window - part);
    v_ensures_all(refills_follow, sc);
    v_ensures_all(refills_are_sorted, sc);
}

CONTRACT(refill_append, "time given back comes last, joined to the last refill or on its own; nothing is lost", void)
    (sched_context_t *sc, word_t time, word_t amount)
{
    gint total = total_of(sc), start = ghost_get_refill_start(sc, tail_of(sc)) + (gint)sc->refill[tail_of(sc)].amount;
    gint window = window_of(sc), window_start = ghost_get_refill_window(sc, tail_of(sc)) + part_of(sc, tail_of(sc));
    word_t head = sc->refill_head, tail = tail_of(sc), more = sc->refill_more, max = sc->refill_max;
    word_t head_time = sc->refill[head].time, head_amount = sc->refill[head].amount, tail_time = sc->refill[tail].time;
    gint tail_end = end_time(sc, tail);
    word_t mark = ghost_get_mark(sc), marked_amount = sc->refill[mark].amount;
    gint marked_distance = distance(mark, sc), marked_start = ghost_get_refill_start(sc, mark);
    bool is_marked = is_used(mark, sc);

    v_requires(has_refills(sc));
    v_requires(tail_time + sc->refill[tail].amount <= TIME_LAST && time + amount <= TIME_LAST);
    v_requires(sc->refill[tail].amount + amount <= TIME_LAST);
    v_requires_all(refills_follow, sc);
    v_requires_all(refills_are_sorted, sc);
    v_use_word(head);
    v_use_word(tail);
    v_use_word(behind(sc, tail));
    v_use_word(mark);
    v_changes(&sc->refill_more, sizeof(word_t));
    v_changes_all("sched_context+96");
    v_changes_all("sched_context+104");
    if (end_time(sc, tail) < (gint)time && more + 1 < max) {
        ghost_set_refill_start(sc, behind(sc, tail), start);
        ghost_set_refill_window(sc, behind(sc, tail), window_start);
    }
    refill_append(sc, time, amount);
    v_ensures(has_refills(sc) && sc->refill_head == head);
    v_ensures(sc->refill_more == more || sc->refill_more == more + 1);
    v_ensures(total_of(sc) == total + (gint)amount);
    v_ensures(window_of(sc) <= window + supply_before(ghost_get_window_end(), (gint)time, (gint)amount));
    v_ensures(sc->refill[tail_of(sc)].time <= (tail_time >= time ? tail_time : time));
    v_ensures(end_time(sc, tail_of(sc)) == (tail_end >= (gint)time ? tail_end : (gint)time) + (gint)amount);
    v_ensures(sc->refill[head].time == head_time && sc->refill[head].amount >= head_amount);
    v_ensures(more == 0 || sc->refill[head].amount == head_amount);
    v_ensures(!is_marked || mark_is(sc, marked_distance, marked_start, (gint)marked_amount));
    v_ensures_all(refills_follow, sc);
    v_ensures_all(refills_are_sorted, sc);
}

CONTRACT(refill_rotate, "the head refill, spent, comes back a period later; the sum stays, the window has less", void)
    (sched_context_t *sc)
{
    gint total = total_of(sc), window = window_of(sc);
    word_t head = sc->refill_head, time = sc->refill[head].time, amount = sc->refill[head].amount;
    gint spent = spent_of(sc, time, amount);
    word_t mark = ghost_get_mark(sc), marked_amount = sc->refill[mark].amount, more = sc->refill_more;
    gint marked_distance = distance(mark, sc), marked_start = ghost_get_refill_start(sc, mark);
    bool is_marked = is_used(mark, sc) && mark != head;
    gint second_start = ghost_get_refill_start(sc, head) + (gint)amount;

    v_requires(refills_fit(sc) && time < shared.release_time_max);
    v_requires_all(refills_follow, sc);
    v_requires_all(refills_are_sorted, sc);
    v_use_word(head);
    v_use_word(behind(sc, head));
    v_use_word(tail_of(sc));
    v_use_word(mark);
    v_changes(&sc->refill_head, 2 * sizeof(word_t));
    v_changes_all("sched_context+96");
    v_changes_all("sched_context+104");
    v_changes_all("ghost refill_start");
    v_changes_all("ghost refill_window");
    ghost_set_spent(sc, ghost_get_spent(sc) + spent);
    ghost_set_charged(sc, ghost_get_charged(sc) + (gint)amount);
    refill_rotate(sc);
    v_ensures(refills_fit(sc) && total_of(sc) == total && window_of(sc) + spent <= window);
    v_ensures(sc->refill[sc->refill_head].time >= time + amount);
    v_ensures(!is_marked || mark_is(sc, marked_distance - 1, marked_start, (gint)marked_amount));
    v_ensures(more == 0 || ghost_get_refill_start(sc, sc->refill_head) == second_start);
    v_ensures_all(refills_follow, sc);
    v_ensures_all(refills_are_sorted, sc);
}

CONTRACT(refill_split, "the spent part of the head comes back a period after it was there; the window has less", void)
    (sched_context_t *sc, word_t used)
{
    gint total = total_of(sc), window = window_of(sc);
    word_t head = sc->refill_head, time = sc->refill[head].time, amount = sc->refill[head].amount;
    gint spent = spent_of(sc, time, used);

    v_requires(refills_fit(sc) && time < shared.release_time_max && 0 < used && used < amount);
    v_requires_all(refills_follow, sc);
    v_requires_all(refills_are_sorted, sc);
    v_use_word(head);
    v_use_word(behind(sc, head));
    v_use_word(tail_of(sc));
    v_changes(&sc->refill_more, sizeof(word_t));
    v_changes_all("sched_context+96");
    v_changes_all("sched_context+104");
    v_changes_all("ghost refill_start");
    v_changes_all("ghost refill_window");
    ghost_set_spent(sc, ghost_get_spent(sc) + spent);
    ghost_set_charged(sc, ghost_get_charged(sc) + (gint)used);
    ghost_set_refill_start(sc, head, ghost_get_refill_start(sc, head) + (gint)used);
    ghost_set_refill_window(sc, head, ghost_get_refill_window(sc, head) +
                            supply_before(ghost_get_window_end(), (gint)time, (gint)used));
    refill_split(sc, used);
    v_ensures(refills_fit(sc) && total_of(sc) == total && window_of(sc) + spent <= window);
    v_ensures(sc->refill_head == head && sc->refill[head].time == time + used);
    v_ensures_all(refills_follow, sc);
    v_ensures_all(refills_are_sorted, sc);
}

/* Is the head covered by used, and early enough to be charged? */
static bool is_used_up(const sched_context_t *sc, word_t used)
{
    return sc->refill[sc->refill_head].amount <= used && sc->refill[sc->refill_head].time < shared.release_time_max;
}

CONTRACT(refill_rotate_used, "covered refills come back a period later; a charge of less than the budget leaves none",
         word_t)
    (sched_context_t *sc, word_t used)
{
    gint total = total_of(sc), held = ghost_get_spent(sc) + window_of(sc);
    gint charged = ghost_get_charged(sc);
    word_t left = 0;

    v_requires(refills_fit(sc));
    v_requires_all(refills_follow, sc);
    v_requires_all(refills_are_sorted, sc);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    v_changes_all("sched_context+64");
    v_changes_all("sched_context+72");
    v_changes_all("sched_context+96");
    v_changes_all("sched_context+104");
    v_changes_all("ghost refill_start");
    v_changes_all("ghost refill_window");
    v_changes_all("ghost spent");
    v_changes_all("ghost charged");
    ghost_set_mark(sc, tail_of(sc));
    left = refill_rotate_used(sc, used);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    v_ensures(refills_fit(sc) && total_of(sc) == total && ghost_get_spent(sc) + window_of(sc) <= held && left <= used);
    v_ensures(is_charged_but(sc, charged, used, left));
    v_ensures((gint)used >= total || !is_used_up(sc, left));
    v_ensures_all(refills_follow, sc);
    v_ensures_all(refills_are_sorted, sc);
    return left;
}

THEOREM(refill_budget_check, "charging less than the whole budget: all of it is charged, the sum stays, the head "
        "holds the smallest budget, and what is spent in any window of one period comes out of what it held")
    (sched_context_t *sc, word_t used)
{
    gint charged = ghost_get_charged(sc);
    gint total = total_of(sc), held = ghost_get_spent(sc) + window_of(sc);

    v_assume(refills_fit(sc) && (gint)used < total && (gint)min_budget() <= total);
    v_assume_all(refills_follow, sc);
    v_assume_all(refills_are_sorted, sc);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    refill_budget_check(sc, used);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    v_assert(refills_fit(sc) && total_of(sc) == total);
    v_assert(is_charged(sc, charged, used));
    v_assert(sc->refill[sc->refill_head].amount >= min_budget());
    v_assert_all(refills_follow, sc);
    v_assert_all(refills_are_sorted, sc);
    v_assert(ghost_get_spent(sc) + window_of(sc) <= held);
    v_assert(0 <= window_of(sc) && window_of(sc) <= total);
}

THEOREM(refill_unblock_check, "a thread that wakes: the sum stays, what is there starts now, and no window gets more")
    (sched_context_t *sc, word_t now)
{
    gint total = total_of(sc), held = ghost_get_spent(sc) + window_of(sc);
    word_t time = sc->refill[sc->refill_head].time;
    bool changed = false;

    v_assume(refills_fit(sc) && now <= shared.release_time_max);
    v_assume_all(refills_follow, sc);
    v_assume_all(refills_are_sorted, sc);
    v_use_word(sc->refill_head);
    v_use_word(behind(sc, sc->refill_head));
    v_use_word(tail_of(sc));
    changed = refill_unblock_check(sc, now);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    v_assert(changed == (time <= now));
    v_assert(sc->refill[sc->refill_head].time == (changed ? now : time));
    v_assert(refills_fit(sc) && total_of(sc) == total);
    v_assert_all(refills_follow, sc);
    v_assert_all(refills_are_sorted, sc);
    v_assert(ghost_get_spent(sc) + window_of(sc) <= held);
}

THEOREM(refill_new, "a configured context holds its budget, all of it from now on, in one refill")
    (sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now)
{
    v_assume(v_type(sc) == T_SCHED_CONTEXT && REFILL_MIN <= max && max <= REFILLS_USED_MAX &&
             max <= ghost_get_room(sc));
    v_assume(min_budget() <= budget && budget <= period && shared.release_time_max + 5 * period <= TIME_LAST);
    v_assume(period != 0);
    refill_new(sc, max, budget, period, now);
    v_use_word(sc->refill_head);
    v_assert(refills_fit(sc) && sc->refill_max == max && sc->period == period && sc->refill_more == 0);
    v_assert(total_of(sc) == (gint)budget && sc->refill[sc->refill_head].time == now);
    v_assert_all(refills_follow, sc);
    v_assert_all(refills_are_sorted, sc);
}

THEOREM(refill_update, "a context reconfigured in use keeps what it has, the rest of the budget comes a period later")
    (sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now)
{
    word_t time = sc->refill[sc->refill_head].time, amount = sc->refill[sc->refill_head].amount;
    word_t from = time <= now ? now : time;

    v_assume(refills_fit(sc) && now <= shared.release_time_max && time <= shared.release_time_max + sc->period);
    v_assume(REFILL_MIN <= max && max <= REFILLS_USED_MAX && max <= ghost_get_room(sc));
    v_assume(min_budget() <= budget && budget <= period && shared.release_time_max + 5 * period <= TIME_LAST);
    v_assume(period != 0);
    ghost_set_refill_start(sc, 0, 0);
    ghost_set_refill_start(sc, 1, (gint)amount);
    ghost_set_refill_window(sc, 0, 0);
    ghost_set_refill_window(sc, 1, supply_before(ghost_get_window_end(), (gint)from, (gint)amount));
    refill_update(sc, max, budget, period, now);
    v_use_word(sc->refill_head);
    v_use_word(tail_of(sc));
    v_assert(refills_fit(sc) && sc->refill_max == max && sc->period == period);
    v_assert(total_of(sc) == (gint)budget && sc->refill[sc->refill_head].time == from);
    v_assert(sc->refill[sc->refill_head].amount == (amount <= budget ? amount : budget));
    v_assert_all(refills_follow, sc);
    v_assert_all(refills_are_sorted, sc);
}
