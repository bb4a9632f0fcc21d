/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refills as the proof sees them. The places of the circular list that are in use are those from the head to the tail.
 * Each has a start on the axis of supply: the sum of all amounts that stand before it. So what the list holds in all is
 * from the head's start to the tail's end.
 */
#ifndef KERNEL_OBJECT_REFILL_PROOF_H
#define KERNEL_OBJECT_REFILL_PROOF_H

#include <core/sched.h>
#include <proof/objects.h>

/* Elements of the array at the end of a context. */
word_t ghost_get_room(const sched_context_t *sc);

gint ghost_get_refill_start(const sched_context_t *sc, word_t place);
void ghost_set_refill_start(const sched_context_t *sc, word_t place, gint start);

/*
 * A window of time, one period long, of which only the end is named: an arbitrary constant. supply_before is what of
 * an amount, spent from time on, falls before it. The same sums as above, of that: ghost_get_refill_window; and what
 * has been spent in the window: ghost_get_spent.
 */
gint ghost_get_window_end(void);
gint ghost_get_refill_window(const sched_context_t *sc, word_t place);
void ghost_set_refill_window(const sched_context_t *sc, word_t place, gint sum);
gint ghost_get_spent(const sched_context_t *sc);
void ghost_set_spent(const sched_context_t *sc, gint spent);

static inline gint supply_before(gint end, gint time, gint amount)
{
    return end <= time ? 0 : end - time >= amount ? amount : end - time;
}

/* All that was ever charged. */
gint ghost_get_charged(const sched_context_t *sc);
void ghost_set_charged(const sched_context_t *sc, gint charged);
/* A place, any, that theorems about steps follow. */
word_t ghost_get_mark(const sched_context_t *sc);
void ghost_set_mark(const sched_context_t *sc, word_t place);

/* How far behind the head a place is. */
static inline gint distance(word_t place, const sched_context_t *sc)
{
    word_t head = sc->refill_head;

    return place >= head ? (gint)(place - head) : (gint)(place + sc->refill_max - head);
}

static inline bool is_used(word_t place, const sched_context_t *sc)
{
    return place < sc->refill_max && distance(place, sc) <= (gint)sc->refill_more;
}

static inline word_t behind(const sched_context_t *sc, word_t place)
{
    return place + 1 == sc->refill_max ? 0 : place + 1;
}

static inline word_t tail_of(const sched_context_t *sc)
{
    word_t place = sc->refill_head + sc->refill_more;

    return place >= sc->refill_max ? place - sc->refill_max : place;
}

static inline gint end_time(const sched_context_t *sc, word_t place)
{
    return (gint)sc->refill[place].time + (gint)sc->refill[place].amount;
}

/* What all refills hold together. */
static inline gint total_of(const sched_context_t *sc)
{
    return ghost_get_refill_start(sc, tail_of(sc)) + (gint)sc->refill[tail_of(sc)].amount -
           ghost_get_refill_start(sc, sc->refill_head);
}

static inline gint part_of(const sched_context_t *sc, word_t place)
{
    return supply_before(ghost_get_window_end(), (gint)sc->refill[place].time, (gint)sc->refill[place].amount);
}

/* What all refills hold that can be spent before the window's end. */
static inline gint window_of(const sched_context_t *sc)
{
    return ghost_get_refill_window(sc, tail_of(sc)) + part_of(sc, tail_of(sc)) -
           ghost_get_refill_window(sc, sc->refill_head);
}

/* Spending an amount from time on: what of it falls into the window. */
static inline gint spent_of(const sched_context_t *sc, word_t time, word_t amount)
{
    gint end = ghost_get_window_end();

    return supply_before(end, (gint)time, (gint)amount) -
           supply_before(end - (gint)sc->period, (gint)time, (gint)amount);
}

/* A context that is active and not round robin. */
static inline bool has_refills(const sched_context_t *sc)
{
    return v_type(sc) == T_SCHED_CONTEXT && sc->refill_max >= REFILL_MIN && sc->refill_max <= REFILLS_USED_MAX &&
           sc->refill_max <= ghost_get_room(sc) && sc->refill_head < sc->refill_max &&
           sc->refill_more < sc->refill_max && sc->period != 0;
}

#define TIME_LAST (~(word_t)0)

/* All refills together are no more than a period, the last begins within a period of the head; times do not wrap. */
static inline bool refills_fit(const sched_context_t *sc)
{
    return has_refills(sc) && total_of(sc) <= (gint)sc->period &&
           sc->refill[tail_of(sc)].time <= sc->refill[sc->refill_head].time + sc->period &&
           shared.release_time_max + 5 * sc->period <= TIME_LAST;
}

/* The marked place is in use, that far behind the head, starts there on the axis of supply, and holds that at least. */
static inline bool mark_is(const sched_context_t *sc, gint behind_head, gint start, gint amount)
{
    word_t mark = ghost_get_mark(sc);

    return is_used(mark, sc) && distance(mark, sc) == behind_head && ghost_get_refill_start(sc, mark) == start &&
           (gint)sc->refill[mark].amount >= amount;
}

/* In loops: the sum is still total, and what was spent and can be spent in the window no more than held. */
static inline bool refills_keep(const sched_context_t *sc, gint total, gint held)
{
    return refills_fit(sc) && total_of(sc) == total && ghost_get_spent(sc) + window_of(sc) <= held;
}

static inline bool head_begins_at(const sched_context_t *sc, word_t time)
{
    return sc->refill[sc->refill_head].time == time;
}

/* All of used is charged, unless the head's time is too late for that. */
static inline bool is_charged(const sched_context_t *sc, gint before, word_t used)
{
    return ghost_get_charged(sc) == before + (gint)used ||
           sc->refill[sc->refill_head].time >= shared.release_time_max;
}

static inline bool is_charged_but(const sched_context_t *sc, gint before, word_t used, word_t left)
{
    return ghost_get_charged(sc) + (gint)left == before + (gint)used;
}

/* Each step has taken one away. */
static inline bool refills_get_fewer(const sched_context_t *sc, word_t steps)
{
    return steps + sc->refill_more < REFILLS_USED_MAX;
}

/*
 * The mark is the tail at first. A charge of less than the total never gets beyond it, and each step brings the head
 * nearer to it.
 */
static inline bool refills_near_mark(const sched_context_t *sc, word_t used, word_t left, word_t step, gint start,
                                     gint total)
{
    word_t mark = ghost_get_mark(sc);

    return (gint)used >= total ||
           (is_used(mark, sc) && (gint)step + distance(mark, sc) < (gint)REFILLS_USED_MAX &&
            ghost_get_refill_start(sc, mark) + (gint)sc->refill[mark].amount >= start + total &&
            (gint)left + ghost_get_refill_start(sc, sc->refill_head) == (gint)used + start);
}

/* ---- about every place ---- */
/* Neighbours on the axis of supply. */
static inline bool refills_add_up(word_t place, const sched_context_t *sc)
{
    word_t next = behind(sc, place);

    return !is_used(place, sc) || place == tail_of(sc) ||
           (ghost_get_refill_window(sc, next) == ghost_get_refill_window(sc, place) + part_of(sc, place) &&
            ghost_get_refill_start(sc, next) == ghost_get_refill_start(sc, place) + (gint)sc->refill[place].amount);
}

/* And a refill is over when the next begins; perhaps not the head. */
static inline bool refills_follow_head(word_t place, const sched_context_t *sc)
{
    return refills_add_up(place, sc) &&
           (!is_used(place, sc) || place == tail_of(sc) || place == sc->refill_head ||
            end_time(sc, place) <= (gint)sc->refill[behind(sc, place)].time);
}

static inline bool refills_follow(word_t place, const sched_context_t *sc)
{
    return refills_add_up(place, sc) && (!is_used(place, sc) || place == tail_of(sc) ||
                                         end_time(sc, place) <= (gint)sc->refill[behind(sc, place)].time);
}

/* Nobody starts before one that stands before him. */
static inline bool refills_are_sorted(word_t a, word_t b, const sched_context_t *sc)
{
    return !is_used(a, sc) || !is_used(b, sc) || distance(a, sc) > distance(b, sc) ||
           (ghost_get_refill_start(sc, a) <= ghost_get_refill_start(sc, b) &&
            ghost_get_refill_window(sc, a) <= ghost_get_refill_window(sc, b) &&
            ghost_get_refill_window(sc, b) - ghost_get_refill_window(sc, a) <=
            ghost_get_refill_start(sc, b) - ghost_get_refill_start(sc, a));
}

/* Where statements about every place are needed. */
static inline void refills_use(const sched_context_t *sc)
{
    v_use_word(sc->refill_head);
    v_use_word(behind(sc, sc->refill_head));
    v_use_word(tail_of(sc));
}

/* The head will begin at time and hold so much more, which stood before it: it starts earlier by it on both axes. */
static inline void refill_ghost_take_over(const sched_context_t *sc, gint time, word_t amount)
{
    word_t head = sc->refill_head;
    gint part = supply_before(ghost_get_window_end(), time, (gint)sc->refill[head].amount + (gint)amount);

    ghost_set_refill_window(sc, head, ghost_get_refill_window(sc, head) + part_of(sc, head) - part);
    ghost_set_refill_start(sc, head, ghost_get_refill_start(sc, head) - (gint)amount);
    refills_use(sc);
}

#endif
