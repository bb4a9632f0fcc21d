/* SPDX-License-Identifier: BSD-2-Clause */
/* What functions of scheduling need for their safety, and give; and what relates the fields of their objects. */
#include <core/core.h>
#include <core/sched.h>
#include <object/kind_proof.h>
#include <proof/verify.h>

/* Elements of sc->refill, which the object's size decides. */
word_t ghost_get_room(const sched_context_t *sc);

/* ---- refills ---- */
/* The list lies within its places. That of an inactive context has one. */
ALWAYS_OBJECT(sched_context, refills, (const sched_context_t *sc))
{
    word_t places = sc_is_active(sc) ? sc->refill_max : 1;

    return sc->refill_head < places && sc->refill_more < places;
}

static bool is_list_length(const sched_context_t *sc, word_t max)
{
    return max >= REFILL_MIN && max <= REFILLS_USED_MAX && max <= ghost_get_room(sc);
}

NEEDS(refill_add_tail, (sched_context_t *sc, word_t time, word_t amount))
{
    return sc->refill_more + 1 < sc->refill_max;
}
NEEDS(refill_drop_head, (sched_context_t *sc)) { return sc->refill_more > 0; }
NEEDS(refill_skip_rounds, (sched_context_t *sc, word_t used)) { return !sc_is_round_robin(sc); }
NEEDS(refill_spend, (sched_context_t *sc, word_t used)) { return !sc_is_round_robin(sc); }
NEEDS(refill_budget_check, (sched_context_t *sc, word_t used)) { return !sc_is_round_robin(sc); }
NEEDS(refill_start, (sched_context_t *sc, word_t max, word_t period, word_t time, word_t amount))
{
    return is_list_length(sc, max);
}
GIVES(refill_start, (sched_context_t *sc, word_t max, word_t period, word_t time, word_t amount))
{
    return sc->refill_max == max && (period == 0 || sc->refill_more == 0);
}
NEEDS(refill_new, (sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now))
{
    return is_list_length(sc, max);
}
NEEDS(refill_update, (sched_context_t *sc, word_t max, word_t budget, word_t period, word_t now))
{
    return is_list_length(sc, max);
}

/* ---- the release queue ---- */
bool object_is_placed(const void *p);
bool tcb_is_placed(const tcb_t *t);

static bool is_placed_tcb(const tcb_t *tcb)
{
    return is_tcb(tcb) && object_is_placed(tcb) && tcb_is_placed(tcb);
}

bool release_is_safe(const tcb_t *parent, word_t side, const tcb_t *a, const tcb_t *b)
{
    return (parent == 0 || is_placed_tcb(parent)) && side <= 1 && (a == 0 || is_placed_tcb(a)) &&
           (b == 0 || is_placed_tcb(b));
}

bool release_is_safe_search(const tcb_t *moving, const tcb_t *parent, word_t side, const tcb_t *at)
{
    return is_placed_tcb(moving) && release_is_safe(parent, side, at, 0);
}

NEEDS(release_attach, (struct core *core, tcb_t *parent, word_t side, tcb_t *tcb)) { return side <= 1; }
NEEDS(release_set_child, (tcb_t *tcb, word_t side, tcb_t *child)) { return side <= 1; }
NEEDS(release_move_up, (struct core *core, tcb_t *parent, word_t side, tcb_t *up, word_t from, tcb_t *other))
{
    return side <= 1 && from <= 1;
}
NEEDS(release_queue_insert, (tcb_t *tcb)) { return tcb->sc != 0; }

/* ---- charging ---- */
NEEDS(slice_end, (struct core *core, bool can_fault)) { return core->current->sc != 0; }

/* ---- YieldTo ---- */
NEEDS(yield_to_pending, (tcb_t *caller, sched_context_t *sc)) { return sc->tcb != 0; }
