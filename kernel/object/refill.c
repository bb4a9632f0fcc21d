/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refills of a scheduling context: a circular list of amounts of time and the earliest moments of their use.
 *
 * A context that is not round robin keeps: the amounts add up to the configured budget; refills do not overlap and are
 * in order of time; the head holds at least MIN_BUDGET. A round-robin context has two entries: what is left of the
 * slice, and what has been used.
 */
#include <core/sched.h>
#ifdef HF_PROOF
#include <object/refill_proof.h>
#endif

/*
 * Steps of one charge that move the head refill to the next period. Two rounds are what a thread needs that overran
 * every refill it has; a charge beyond that skips whole rounds by calculation.
 */
#define CHARGE_STEPS_MAX (2 * REFILLS_USED_MAX)

/* Place of entry i counted from the head, at most one beyond the last. */
static word_t refill_place(const sched_context_t *sc, word_t i)
{
    word_t place = sc->refill_head + i;

    return place >= sc->refill_max ? place - sc->refill_max : place;
}

static refill_t *refill_tail(sched_context_t *sc)
{
    return &sc->refill[refill_place(sc, sc->refill_more)];
}

static void refill_add_tail(sched_context_t *sc, word_t time, word_t amount)
{
    REQUIRES(sc->refill_more + 1 < sc->refill_max);

    sc->refill[refill_place(sc, sc->refill_more + 1)] = (refill_t){time, amount};
    sc->refill_more++;
}

static void refill_drop_head(sched_context_t *sc)
{
    REQUIRES(sc->refill_more > 0);

    sc->refill_head = refill_place(sc, 1);
    sc->refill_more--;
}

/* Starts the list again with one refill; a round-robin context gets its empty second one. */
static void refill_start(sched_context_t *sc, word_t max, word_t period, word_t time, word_t amount)
{
    sc->period = period;
    sc->refill_head = 0;
    sc->refill_more = 0;
    sc->refill_max = max;
    sc->refill[0] = (refill_t){time, amount};
    if (sc_is_round_robin(sc))
        refill_add_tail(sc, time, 0);
}

/* A new list: the whole budget is there now. max is at least REFILL_MIN. */
void refill_new(sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now)
{
    REQUIRES(max >= REFILL_MIN && max <= REFILLS_USED_MAX);
    REQUIRES(budget >= min_budget());

    refill_start(sc, max, period, now, budget);
}

/* New parameters for a context in use: it keeps what it has left, up to the new budget. */
void refill_update(sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now)
{
    refill_t head = *refill_head(sc);
    word_t time = head.time <= now ? now : head.time;

    REQUIRES(sc_is_active(sc));
    REQUIRES(max >= REFILL_MIN && max <= REFILLS_USED_MAX);
    REQUIRES(budget >= min_budget());

    if (head.amount >= budget || period == 0) {
        refill_start(sc, max, period, time, head.amount >= budget ? budget : head.amount);
        return;
    }
    refill_start(sc, max, period, time, head.amount);
    refill_add_tail(sc, time + period, budget - head.amount);
}

/* Time to be given back at `time`: joins the last refill when that is not over by then, or when the list is full. */
static void refill_append(sched_context_t *sc, word_t time, word_t amount)
{
    refill_t *tail = refill_tail(sc);

    if (tail->time + tail->amount >= time) {
        tail->amount += amount;
    } else if (sc->refill_more + 1 < sc->refill_max) {
        refill_add_tail(sc, time, amount);
    } else {
        tail->time = time - tail->amount;
        tail->amount += amount;
    }
}

static bool refill_head_is_used_up(const sched_context_t *sc, word_t used)
{
    const refill_t *head = &sc->refill[sc->refill_head];

    return head->amount <= used && head->time < shared.release_time_max;
}

/* The head refill is used up: it comes back a period later. */
static void refill_rotate(sched_context_t *sc)
{
    refill_t head = *refill_head(sc);

    if (sc->refill_more == 0) {
        refill_head(sc)->time = head.time + sc->period;
        return;
    }
    refill_drop_head(sc);
    refill_append(sc, head.time + sc->period, head.amount);
}

/* Rotates while used covers the head, at most CHARGE_STEPS_MAX times. Returns what is left of used. */
static word_t refill_rotate_used(sched_context_t *sc, word_t used)
{
    word_t left = used;

    GHOST(gint total = total_of(sc));
    GHOST(gint held = ghost_get_spent(sc) + window_of(sc));
    GHOST(gint start = ghost_get_refill_start(sc, sc->refill_head));
    GHOST(gint charged = ghost_get_charged(sc));
    for (word_t step = 0;
         GHOST(v_invariant(refills_keep(sc, total, held) && left <= used && step <= CHARGE_STEPS_MAX)),
         GHOST(v_invariant(is_charged_but(sc, charged, used, left))),
         GHOST(v_invariant(refills_near_mark(sc, used, left, step, start, total))),
         GHOST(v_invariant_all(refills_follow, sc)), GHOST(v_invariant_all(refills_are_sorted, sc)),
         GHOST(v_safety_invariant(step <= CHARGE_STEPS_MAX)), VARIANT(CHARGE_STEPS_MAX - step),
         step < CHARGE_STEPS_MAX && refill_head_is_used_up(sc, left); step++) {
        left -= refill_head(sc)->amount;
        refill_rotate(sc);
    }
    return left;
}

/*
 * Whole rounds: used is at least the context's budget, so every refill moves by as many periods as the budget was
 * overrun. It happens when the machine itself stood still. Returns what is left of used.
 */
static word_t refill_skip_rounds(sched_context_t *sc, word_t used)
{
    word_t budget = 0;
    word_t rounds = 0;
    word_t rounds_max = (shared.release_time_max - refill_head(sc)->time) / sc->period + 1;

    for (word_t i = 0;
         GHOST(v_safety_invariant(i <= REFILLS_USED_MAX)), VARIANT(REFILLS_USED_MAX - i),
         i <= sc->refill_more; i++)
        budget += sc->refill[refill_place(sc, i)].amount;
    rounds = budget > 0 ? used / budget : 0; /* no budget is 0 */
    rounds = rounds > rounds_max ? rounds_max : rounds;
    for (word_t i = 0;
         GHOST(v_safety_invariant(i <= REFILLS_USED_MAX)), VARIANT(REFILLS_USED_MAX - i),
         i <= sc->refill_more; i++)
        sc->refill[refill_place(sc, i)].time += rounds * sc->period;
    return used - rounds * budget;
}

/* used < head's amount: the used part comes back a period after it was there. */
static void refill_split(sched_context_t *sc, word_t used)
{
    refill_t *head = refill_head(sc);
    word_t back = head->time + sc->period;

    head->amount -= used;
    head->time += used;
    refill_append(sc, back, used);
}

/* Takes used ticks from the refills in their order, as far as these may be charged, and gives them back later. */
static void refill_spend(sched_context_t *sc, word_t used)
{
    word_t left = refill_rotate_used(sc, used);

    if (unlikely(refill_head_is_used_up(sc, left))) {
        left = refill_skip_rounds(sc, left);
        left = refill_rotate_used(sc, left);
    }
    if (left > 0 && refill_head(sc)->time < shared.release_time_max)
        refill_split(sc, left);
}

/*
 * Charges used ticks to a context that is not round robin.
 * Bound: 2 * CHARGE_STEPS_MAX rotations and 3 * REFILLS_USED_MAX refills.
 */
void refill_budget_check(sched_context_t *sc, word_t used)
{
    GHOST(gint total = total_of(sc));
    GHOST(gint held = ghost_get_spent(sc) + window_of(sc));
    GHOST(gint charged = ghost_get_charged(sc));

    REQUIRES(sc_is_active(sc) && !sc_is_round_robin(sc));

    refill_spend(sc, used);
    for (word_t i = 0;
         GHOST(v_invariant(refills_keep(sc, total, held) && refills_get_fewer(sc, i) && is_charged(sc, charged, used))),
         GHOST(v_invariant_all(refills_follow, sc)), GHOST(v_invariant_all(refills_are_sorted, sc)),
         GHOST(v_safety_invariant(i <= REFILLS_USED_MAX)), VARIANT(REFILLS_USED_MAX - i),
         i < REFILLS_USED_MAX && sc->refill_more > 0 && refill_head(sc)->amount < min_budget(); i++) {
        word_t amount = refill_head(sc)->amount;

        refill_drop_head(sc);
        GHOST(refill_ghost_take_over(sc, (gint)refill_head(sc)->time - (gint)amount, amount));
        refill_head(sc)->amount += amount;
        refill_head(sc)->time -= amount;
    }
    ENSURES(refill_head(sc)->amount >= min_budget());
}

/*
 * The context's thread becomes active: time that was there in the past is there from now on, and joins what it then
 * reaches. Returns whether the timer must be reprogrammed. Bound: REFILLS_USED_MAX.
 */
bool refill_unblock_check(sched_context_t *sc, word_t now)
{
    if (sc_is_round_robin(sc) || !refill_is_ready(sc, now))
        return false;

    GHOST(gint total = total_of(sc));
    GHOST(gint held = ghost_get_spent(sc) + window_of(sc));
    GHOST(refill_ghost_take_over(sc, (gint)now, 0));
    refill_head(sc)->time = now;
    for (word_t i = 0;
         GHOST(v_invariant(refills_keep(sc, total, held) && refills_get_fewer(sc, i) && head_begins_at(sc, now))),
         GHOST(v_invariant_all(refills_follow_head, sc)), GHOST(v_invariant_all(refills_are_sorted, sc)),
         GHOST(refills_use(sc)),
         GHOST(v_safety_invariant(i <= REFILLS_USED_MAX)), VARIANT(REFILLS_USED_MAX - i),
         i < REFILLS_USED_MAX && sc->refill_more > 0; i++) {
        refill_t head = *refill_head(sc);
        const refill_t *second = &sc->refill[refill_place(sc, 1)];

        if (second->time > head.time + head.amount)
            break;
        refill_drop_head(sc);
        GHOST(refill_ghost_take_over(sc, (gint)head.time, head.amount));
        refill_head(sc)->time = head.time;
        refill_head(sc)->amount += head.amount;
    }
    return true;
}
