/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: a word of signal bits, the threads that wait for it, and what is bound to it. ipc.md section 5. */
#include <core/sched.h>

/* ---- the queue ---- */

/* What the thread does next is the caller's affair; until then it is inactive. */
static void notification_dequeue(notification_t *notification, tcb_t *tcb)
{
    tcb_t *head = ipc_queue_remove(notification->head, tcb);

    if (head == 0)
        notification->state = NOTIFICATION_IDLE;
    notification->head = head;
    tcb_wait_end(tcb);
}

void notification_unqueue(notification_t *notification, tcb_t *tcb)
{
    REQUIRES((notification->state == NOTIFICATION_WAITING) & (tcb->wait_object == notification));

    notification_dequeue(notification, tcb);
}

void notification_reorder(notification_t *notification, tcb_t *tcb, word_t priority)
{
    tcb_t *others = 0;

    REQUIRES((tcb->wait_object == notification) & (priority < PRIORITY_COUNT));

    others = ipc_queue_remove(notification->head, tcb);
    tcb->priority = priority;
    notification->head = ipc_queue_insert(others, tcb);
}

/* ---- the bound scheduling context ---- */

void notification_maybe_donate(notification_t *notification, tcb_t *tcb)
{
    sched_context_t *sc = notification->sc;

    if (tcb->sc != 0 || sc == 0 || sc->tcb != 0)
        return;
    sched_context_donate(sc, tcb);
    sched_postpone_if_not_ready(tcb);
}

void notification_maybe_return_sc(notification_t *notification, tcb_t *tcb)
{
    sched_context_t *sc = notification->sc;

    if (sc != 0 && tcb->sc == sc)
        sched_context_unbind_tcb(sc);
}

/* ---- signal and wait ---- */

/* tcb has left what it waited on and takes the signal. Without usable context it is not chosen. */
static void waiter_wake(notification_t *notification, tcb_t *tcb, word_t badge)
{
    tcb->state = THREAD_RUNNING;
    tcb->context.r[REG_CAP] = badge;
    if (tcb->sc == 0)
        notification_maybe_donate(notification, tcb);
    sched_candidate(tcb);
    if (tcb->sc != 0 && tcb->sc->sporadic)
        sched_context_unblocked(tcb->sc);
}

void notification_signal(notification_t *notification, word_t badge)
{
    tcb_t *tcb = 0;

    switch ((enum notification_state)notification->state) {
    case NOTIFICATION_IDLE:
        tcb = notification->bound_tcb;
        if (tcb != 0 && tcb->state == THREAD_BLOCKED_ON_RECEIVE) {
            endpoint_unqueue((endpoint_t *)tcb->wait_object, tcb);
            waiter_wake(notification, tcb, badge);
        } else {
            notification->state = NOTIFICATION_ACTIVE;
            notification->badges = badge;
        }
        break;
    case NOTIFICATION_WAITING:
        tcb = notification->head;
        notification_dequeue(notification, tcb);
        waiter_wake(notification, tcb, badge);
        break;
    case NOTIFICATION_ACTIVE:
        notification->badges |= badge;
        break;
    }
}

void notification_consume(notification_t *notification, tcb_t *tcb)
{
    REQUIRES(notification->state == NOTIFICATION_ACTIVE);

    tcb->context.r[REG_CAP] = notification->badges;
    notification->badges = 0;
    notification->state = NOTIFICATION_IDLE;
    notification_maybe_donate(notification, tcb);
    if (tcb->sc != 0)
        sched_context_unblocked(tcb->sc);
}

void notification_wait(notification_t *notification, tcb_t *tcb, bool blocking)
{
    REQUIRES((tcb->wait_object == 0) & (tcb->reply == 0));

    if (notification->state == NOTIFICATION_ACTIVE) {
        notification_consume(notification, tcb);
    } else if (blocking) {
        tcb_wait_begin(tcb, notification, THREAD_BLOCKED_ON_NOTIFICATION);
        notification->head = ipc_queue_insert(notification->head, tcb);
        notification->state = NOTIFICATION_WAITING;
        notification_maybe_return_sc(notification, tcb);
        if (tcb == this_core()->current)
            sched_current_stopped();
    } else {
        tcb->context.r[REG_CAP] = 0;
    }
}

bool notification_cancel_one(notification_t *notification)
{
    tcb_t *tcb = notification->head;

    if (tcb == 0)
        return false;
    notification_dequeue(notification, tcb);
    tcb->state = THREAD_RESTART;
    sched_context_unblocked(tcb->sc);
    sched_candidate(tcb);
    return true;
}

/* ---- bindings ---- */

void notification_bind_tcb(notification_t *notification, tcb_t *tcb)
{
    REQUIRES((notification->bound_tcb == 0) & (tcb->bound_notification == 0));

    notification->bound_tcb = tcb;
    tcb->bound_notification = notification;
}

void notification_unbind_tcb(notification_t *notification, tcb_t *tcb)
{
    REQUIRES((notification->bound_tcb == tcb) & (tcb->bound_notification == notification));

    tcb->bound_notification = 0;
    notification->bound_tcb = 0;
}

void notification_finalise_bindings(notification_t *notification)
{
    if (notification->sc != 0)
        sched_context_unbind_notification(notification->sc);
    if (notification->bound_tcb != 0)
        notification_unbind_tcb(notification, notification->bound_tcb);
}
