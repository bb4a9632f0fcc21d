/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: notifications, and the scheduling context a notification may lend to who takes its signal. */
#include "proof/spec.h"

static void maybe_donate(struct astate *s, word thread, word notification)
{
    struct atcb *t = as_tcb_get(s, thread);
    word sc = as_notification_get(s, notification)->sc;

    if (t->sc != 0 || sc == 0 || as_context_get(s, sc)->tcb != 0) {
        return;
    }
    t->sc = sc;
    as_context_get(s, sc)->tcb = thread;
    if (spec_thread_is_schedulable(s, thread) && !spec_context_is_ready(s, sc)) {
        spec_release_insert(s, thread);
    }
}

/* A thread that goes to sleep gives back what the notification lent it. */
void spec_maybe_return_sc(struct astate *s, word thread, word notification)
{
    struct atcb *t = as_tcb_get(s, thread);
    word sc = as_notification_get(s, notification)->sc;

    if (sc != 0 && t->sc == sc) {
        spec_dequeue(s, thread);
        t->sc = 0;
        as_context_get(s, sc)->tcb = 0;
        if (thread == s->current) {
            spec_reschedule(s);
        }
    }
}

/* A waiter takes the signal and becomes runnable. */
static void wake(struct astate *s, word thread, word notification, word badge)
{
    struct atcb *t = as_tcb_get(s, thread);

    t->state = AT_RUNNING;
    t->waits_on = 0;
    t->regs[UC_BADGE] = badge;
    maybe_donate(s, thread, notification);
    if (spec_thread_is_schedulable(s, thread)) {
        spec_candidate(s, thread);
    }
    spec_wake_unblock_check(s, t->sc);
}

void spec_signal(struct astate *s, word notification, word badge)
{
    struct anotification *n = as_notification_get(s, notification);

    switch ((enum anotification_state)n->state) {
    case AN_IDLE:
        if (n->tcb != 0 && as_tcb_get(s, n->tcb)->state == AT_ON_RECEIVE) {
            spec_cancel_wait(s, n->tcb);
            wake(s, n->tcb, notification, badge);
        } else {
            n->state = AN_ACTIVE;
            n->badge = badge;
        }
        break;
    case AN_WAITING: {
        word first = n->queue.item[0];
        as_queue_remove(&n->queue, first);
        if (n->queue.count == 0) {
            n->state = AN_IDLE;
        }
        wake(s, first, notification, badge);
        break;
    }
    case AN_ACTIVE:
        n->badge |= badge;
        break;
    }
}

/* A running thread takes a signal that is already there. */
void spec_consume_signal(struct astate *s, word thread, word notification)
{
    struct anotification *n = as_notification_get(s, notification);
    struct atcb *t = as_tcb_get(s, thread);

    t->regs[UC_BADGE] = n->badge;
    n->badge = 0;
    n->state = AN_IDLE;
    maybe_donate(s, thread, notification);
    spec_wake_unblock_check(s, t->sc);
}

void spec_wait(struct astate *s, word thread, word notification, bool blocking)
{
    struct anotification *n = as_notification_get(s, notification);
    struct atcb *t = as_tcb_get(s, thread);

    if (n->state == AN_ACTIVE) {
        spec_consume_signal(s, thread, notification);
    } else if (blocking) {
        t->state = AT_ON_NOTIFICATION;
        t->waits_on = notification;
        n->state = AN_WAITING;
        spec_queue_by_priority(s, &n->queue, thread);
        spec_maybe_return_sc(s, thread, notification);
        spec_unschedule_current(s, thread);
    } else {
        t->regs[UC_BADGE] = 0;
    }
}

void spec_notification_unbind_tcb(struct astate *s, word notification)
{
    struct anotification *n = as_notification_get(s, notification);

    if (n->tcb != 0) {
        as_tcb_get(s, n->tcb)->notification = 0;
        n->tcb = 0;
    }
}

void spec_notification_destroy(struct astate *s, word notification)
{
    struct anotification *n = as_notification_get(s, notification);
    struct aqueue waiters = n->queue;

    if (n->sc != 0) {
        spec_sc_unbind_notification(s, n->sc);
    }
    spec_notification_unbind_tcb(s, notification);
    as_notification_drop(s, notification);
    for (unsigned i = 0; i < waiters.count; i++) {
        spec_restart_aborted(s, waiters.item[i]);
    }
}
