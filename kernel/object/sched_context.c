/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: what they are bound to, who runs on them, results owed for them. */
#include <core/sched.h>

static void sched_context_link(sched_context_t *sc, tcb_t *tcb)
{
    sc->tcb = tcb;
    tcb->sc = sc;
    tcb->core = sc->core;
}

/* The thread that has the context, if any, loses it, leaves the queues and keeps its state. */
static void sched_context_take_away(sched_context_t *sc)
{
    tcb_t *tcb = sc->tcb;

    if (tcb == 0)
        return;
    ready_queue_remove(tcb);
    if (tcb->in_release_queue)
        release_queue_remove(tcb);
    tcb->sc = 0;
    sc->tcb = 0;
    if (tcb == this_core()->current)
        sched_full_choice();
}

/* Neither side is bound. A thread that can be scheduled then goes to the front of its queue. */
void sched_context_bind_tcb(sched_context_t *sc, tcb_t *tcb)
{
    REQUIRES(sc->tcb == 0 && tcb->sc == 0);

    sched_context_link(sc, tcb);
    sched_context_unblocked(sc);
    sched_postpone_if_not_ready(tcb);
    if (tcb_is_schedulable(tcb)) {
        ready_queue_push_front(tcb);
        sched_full_choice();
    }
}

void sched_context_unbind_tcb(sched_context_t *sc)
{
    sched_context_take_away(sc);
    ENSURES(sc->tcb == 0);
}

void sched_context_unbind_notification(sched_context_t *sc)
{
    notification_t *notification = sc->notification;

    if (notification == 0)
        return;
    notification->sc = 0;
    sc->notification = 0;
}

/* The head of the call stack no longer leads here: replies wake their callers, but move no context. */
void sched_context_unbind_reply(sched_context_t *sc)
{
    reply_t *reply = sc->reply;

    if (reply == 0)
        return;
    reply->sc = 0;
    sc->reply = 0;
}

/* to has no context and is in no queue. */
void sched_context_donate(sched_context_t *sc, tcb_t *to)
{
    REQUIRES(to->sc == 0 && !to->in_ready_queue && !to->in_release_queue);

    sched_context_take_away(sc);
    sched_context_link(sc, to);
}

void sched_context_unblocked(sched_context_t *sc)
{
    struct core *core = this_core();

    if (sc == 0 || !sc->sporadic || !sc_is_active(sc) || sc == core->current_sc)
        return;
    if (refill_unblock_check(sc, core->now))
        core->reprogram = 1;
}

word_t sched_context_take_consumed_us(sched_context_t *sc)
{
    word_t ticks = sc->consumed < time_max_ticks() ? sc->consumed : time_max_ticks();

    sc->consumed -= ticks;
    return time_ticks_to_us(ticks);
}

/* The yielder's reply is written whether or not it used Call: badge 0, one word. */
void sched_context_complete_yield(sched_context_t *sc, tcb_t *yielder)
{
    REQUIRES(sc->yield_from == yielder && yielder->yield_to == sc);

    yielder->context.r[REG_CAP] = 0;
    yielder->context.r[REG_INFO] = info_new(0, 0, 0, 1);
    yielder->context.r[REG_MR0] = sched_context_take_consumed_us(sc);
    tcb_cancel_yield(yielder);
}

void tcb_cancel_yield(tcb_t *tcb)
{
    if (tcb->yield_to == 0)
        return;
    tcb->yield_to->yield_from = 0;
    tcb->yield_to = 0;
}

/* The last capability goes: nothing refers to the context any more, and it has no time. */
void sched_context_finalise(sched_context_t *sc)
{
    sched_context_unbind_tcb(sc);
    sched_context_unbind_notification(sc);
    sched_context_unbind_reply(sc);
    if (sc->yield_from != 0)
        sched_context_complete_yield(sc, sc->yield_from);
    sc->refill_more = 0;
    sc->refill_head = 0;
    sc->refill_max = 0;
    sched_forget(sc);
}
