/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scheduling contexts: links to a thread, a notification and one who waits for a YieldTo are links both ways. Queues
 * and pending decisions are left out here: v_opaque.
 */
#include <core/sched.h>
#include <proof/objects.h>

void sched_context_take_away(sched_context_t *sc);
void sched_context_link(sched_context_t *sc, tcb_t *tcb);

static bool is_context(const sched_context_t *sc)
{
    return v_type(sc) == T_SCHED_CONTEXT;
}

static bool is_thread(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB;
}

/* ---- invariants ---- */
INVARIANT_OF inv_sc_tcb(const sched_context_t *sc)
{
    return !is_context(sc) || sc->tcb == 0 || (is_thread(sc->tcb) && sc->tcb->sc == sc);
}

INVARIANT_OF inv_sc_of_tcb(const tcb_t *tcb)
{
    return !is_thread(tcb) || tcb->sc == 0 || (is_context(tcb->sc) && tcb->sc->tcb == tcb);
}

INVARIANT_OF inv_sc_notification(const sched_context_t *sc)
{
    return !is_context(sc) || sc->notification == 0 ||
           (v_type(sc->notification) == T_NOTIFICATION && sc->notification->sc == sc);
}

INVARIANT_OF inv_sc_of_notification(const notification_t *notification)
{
    return v_type(notification) != T_NOTIFICATION || notification->sc == 0 ||
           (is_context(notification->sc) && notification->sc->notification == notification);
}

INVARIANT_OF inv_sc_yield_from(const sched_context_t *sc)
{
    return !is_context(sc) || sc->yield_from == 0 || (is_thread(sc->yield_from) && sc->yield_from->yield_to == sc);
}

INVARIANT_OF inv_sc_yield_to(const tcb_t *tcb)
{
    return !is_thread(tcb) || tcb->yield_to == 0 || (is_context(tcb->yield_to) && tcb->yield_to->yield_from == tcb);
}

/* ---- theorems ---- */
/* What queues and decisions do is said elsewhere: none of it concerns these links. */
static void links_only(void)
{
    v_opaque("ready_queue_remove");
    v_opaque("ready_queue_push_front");
    v_opaque("release_queue_remove");
    v_opaque("sched_full_choice");
    v_opaque("release_queue_insert");
    v_opaque("refill_unblock_check");
    v_opaque("sched_context_can_run");
    v_inv_only("inv_sc_");
    v_inv_assume();
}

static bool threads_are(const tcb_t *x, const sched_context_t *before, const sched_context_t *sc, const tcb_t *to)
{
    if (!is_thread(x))
        return true;
    if (x == to)
        return x->sc == sc;
    return x->sc == (before == sc ? 0 : before);
}

static bool contexts_are(const sched_context_t *y, const tcb_t *before, const sched_context_t *sc, const tcb_t *to)
{
    return !is_context(y) || y->tcb == (y == sc ? to : before);
}

static bool are_unbound(const sched_context_t *sc, const tcb_t *to)
{
    return is_context(sc) && is_thread(to) && sc->tcb == 0 && to->sc == 0;
}

static bool can_be_given(const sched_context_t *sc, const tcb_t *to)
{
    return is_context(sc) && is_thread(to) && to->sc == 0 && to->in_ready_queue == 0 && to->in_release_queue == 0;
}

THEOREM(sched_context_bind_tcb, "the context and the thread are bound to each other; all other bindings stay")
    (sched_context_t *sc, tcb_t *tcb, const tcb_t *x, const sched_context_t *y)
{
    const sched_context_t *sc_of_x = x->sc;
    const tcb_t *tcb_of_y = y->tcb;

    links_only();
    v_assume(are_unbound(sc, tcb));
    sched_context_bind_tcb(sc, tcb);
    v_assert(threads_are(x, sc_of_x, sc, tcb));
    v_assert(contexts_are(y, tcb_of_y, sc, tcb));
    v_inv_check();
}

THEOREM(sched_context_unbind_tcb, "the context has no thread, its thread no context; all other bindings stay")
    (sched_context_t *sc, const tcb_t *x, const sched_context_t *y)
{
    const sched_context_t *sc_of_x = x->sc;
    const tcb_t *tcb_of_y = y->tcb;

    links_only();
    v_assume(is_context(sc));
    sched_context_unbind_tcb(sc);
    v_assert(threads_are(x, sc_of_x, sc, 0));
    v_assert(contexts_are(y, tcb_of_y, sc, 0));
    v_inv_check();
}

THEOREM(sched_context_donate, "the context moves to a thread that has none, away from the one that has it; all other "
        "bindings stay")
    (sched_context_t *sc, tcb_t *to, const tcb_t *x, const sched_context_t *y)
{
    const sched_context_t *sc_of_x = x->sc;
    const tcb_t *tcb_of_y = y->tcb;

    links_only();
    v_assume(can_be_given(sc, to));
    sched_context_donate(sc, to);
    v_assert(threads_are(x, sc_of_x, sc, to));
    v_assert(contexts_are(y, tcb_of_y, sc, to));
    v_inv_check();
}

THEOREM(sched_context_unbind_notification, "the context has no notification, its notification no context")
    (sched_context_t *sc)
{
    const notification_t *notification = sc->notification;

    links_only();
    v_assume(is_context(sc));
    sched_context_unbind_notification(sc);
    v_assert(sc->notification == 0 && (notification == 0 || notification->sc == 0));
    v_inv_check();
}

THEOREM(tcb_cancel_yield, "the thread waits for no context, and the context it waited for has nobody who does")
    (tcb_t *tcb)
{
    const sched_context_t *sc = tcb->yield_to;

    links_only();
    v_assume(is_thread(tcb));
    tcb_cancel_yield(tcb);
    v_assert(tcb->yield_to == 0 && (sc == 0 || sc->yield_from == 0));
    v_inv_check();
}
