/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: their queue, their bits, and what is bound to them. */
#include <core/sched.h>
#include <object/ipc_objects_proof.h>

/* of notification.c */
void notification_dequeue(notification_t *notification, tcb_t *tcb);

/* ---- bindings ---- */
/* A thread and the notification bound to it name each other. */
INVARIANT_OF inv_bound_thread(const tcb_t *tcb)
{
    const notification_t *bound = tcb->bound_notification;

    return !is_tcb(tcb) || bound == 0 || (is_notification(bound) && bound->bound_tcb == tcb);
}

INVARIANT_OF inv_bound_notification(const notification_t *notification)
{
    const tcb_t *bound = notification->bound_tcb;

    return !is_notification(notification) || bound == 0 || (is_tcb(bound) && bound->bound_notification == notification);
}

/* So do a notification and its scheduling context. */
INVARIANT_OF inv_bound_to_context(const notification_t *notification)
{
    const sched_context_t *sc = notification->sc;

    return !is_notification(notification) || sc == 0 || (is_context(sc) && sc->notification == notification);
}

INVARIANT_OF inv_bound_context(const sched_context_t *sc)
{
    const notification_t *bound = sc->notification;

    return !is_context(sc) || bound == 0 || (is_notification(bound) && bound->sc == sc);
}

static bool may_bind(const notification_t *notification, const tcb_t *tcb)
{
    return is_notification(notification) && is_tcb(tcb) && notification->bound_tcb == 0 && tcb->bound_notification == 0;
}

static bool is_bound(const notification_t *notification, const tcb_t *tcb)
{
    return notification->bound_tcb == tcb && tcb->bound_notification == notification;
}

THEOREM(notification_bind_tcb, "a thread and a notification, neither of which is bound, are bound to each other")
    (notification_t *notification, tcb_t *tcb)
{
    v_inv_only("inv_bound_");
    v_inv_assume();
    v_assume(may_bind(notification, tcb));
    notification_bind_tcb(notification, tcb);
    v_assert(is_bound(notification, tcb));
    v_inv_check();
}

static bool is_unbound(const notification_t *notification, const tcb_t *tcb)
{
    return notification->bound_tcb == 0 && (tcb == 0 || tcb->bound_notification == 0);
}

THEOREM(notification_unbind_tcb, "a notification and its thread are no longer bound to each other")
    (notification_t *notification)
{
    const tcb_t *tcb = notification->bound_tcb;

    v_inv_only("inv_bound_");
    v_inv_assume();
    v_assume(is_notification(notification));
    v_assume(tcb != 0);
    notification_unbind_tcb(notification, notification->bound_tcb);
    v_assert(is_unbound(notification, tcb));
    v_inv_check();
}

THEOREM(notification_finalise_bindings, "a notification that dies is bound to nothing, and nothing to it")
    (notification_t *notification)
{
    const tcb_t *tcb = notification->bound_tcb;
    const sched_context_t *sc = notification->sc;

    v_inv_only("inv_bound_");
    v_inv_assume();
    v_assume(is_notification(notification));
    notification_finalise_bindings(notification);
    v_assert(is_unbound(notification, tcb));
    v_assert(notification->sc == 0);
    v_assert(sc == 0 || sc->notification == 0);
    v_inv_check();
}

/* ---- the queue ---- */
static void assume_ipc(void)
{
    v_inv_only("inv_wait_");
    v_inv_only("inv_ipc_");
    v_inv_assume();
}

static bool may_dequeue(const notification_t *notification, const tcb_t *tcb)
{
    return is_notification(notification) && waits_on(tcb, notification);
}

static bool has_left(const tcb_t *tcb)
{
    return !is_waiting(tcb) && tcb->wait_object == 0;
}

THEOREM(notification_dequeue, "a thread stops to wait for a notification, which is idle when it was the last; state, "
        "queue and threads agree as before")
    (notification_t *notification, tcb_t *tcb)
{
    assume_ipc();
    v_assume(may_dequeue(notification, tcb));
    notification_dequeue(notification, tcb);
    v_assert(has_left(tcb));
    v_inv_check();
}

static bool may_wait(const notification_t *notification, const tcb_t *tcb)
{
    return is_notification(notification) && notification->state != NOTIFICATION_ACTIVE && is_tcb(tcb) &&
           !is_waiting(tcb) && tcb->reply == 0 && tcb->priority < PRIORITY_COUNT;
}

THEOREM(notification_wait, "without a signal a thread begins to wait for the notification; state, queue and threads "
        "agree as before")
    (notification_t *notification, tcb_t *tcb)
{
    v_opaque("notification_maybe_return_sc");
    assume_ipc();
    v_assume(may_wait(notification, tcb));
    notification_wait(notification, tcb, true);
    v_assert(waits_on(tcb, notification));
    v_assert(notification->state == NOTIFICATION_WAITING);
    v_inv_check();
}

THEOREM(notification_reorder, "a thread that waits for a notification gets another priority, and waits on")
    (notification_t *notification, tcb_t *tcb, word_t priority)
{
    assume_ipc();
    v_assume(may_dequeue(notification, tcb));
    v_assume(priority < PRIORITY_COUNT);
    notification_reorder(notification, tcb, priority);
    v_assert(waits_on(tcb, notification));
    v_inv_check();
}

static bool is_active(const notification_t *notification)
{
    return is_notification(notification) && notification->state == NOTIFICATION_ACTIVE;
}

static bool has_got(const tcb_t *tcb, word_t badges)
{
    return tcb->context.r[REG_CAP] == badges;
}

THEOREM(notification_consume, "a signal that is there is taken: the thread gets the bits, and the notification is idle")
    (notification_t *notification, tcb_t *tcb)
{
    word_t badges = notification->badges;

    v_opaque("notification_maybe_donate");
    v_opaque("sched_context_unblocked");
    v_inv_only("inv_ipc_notification");
    v_inv_assume();
    v_assume(is_active(notification));
    v_assume(is_tcb(tcb));
    notification_consume(notification, tcb);
    v_assert(notification->state == NOTIFICATION_IDLE);
    v_assert(notification->badges == 0);
    v_assert(has_got(tcb, badges));
    v_inv_check();
}
