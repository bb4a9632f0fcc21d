/* SPDX-License-Identifier: BSD-2-Clause */
/* What always holds of endpoints, notifications, reply objects, and the threads that wait on them. */
#include <object/ipc_objects_proof.h>

/* ---- queues ---- */
/* An endpoint nobody waits on is all zero; the others say what their waiters do. */
INVARIANT_OF inv_ipc_endpoint(const endpoint_t *endpoint)
{
    word_t state = endpoint_status_state(endpoint->status);

    if (!is_endpoint(endpoint))
        return true;
    if (!is_head_of(endpoint->head, endpoint))
        return false;
    return endpoint->head == 0 ? endpoint->status == 0 : state == ENDPOINT_SEND || state == ENDPOINT_RECEIVE;
}

/* A notification somebody waits on says so. */
INVARIANT_OF inv_ipc_notification(const notification_t *notification)
{
    if (!is_notification(notification))
        return true;
    return is_head_of(notification->head, notification) && notification->state <= NOTIFICATION_ACTIVE &&
           (notification->state == NOTIFICATION_WAITING) == (notification->head != 0);
}

/* A waiting thread's state is that of its queue; a thread that is in no queue names none. */
INVARIANT_OF inv_ipc_waiter(const tcb_t *tcb)
{
    const endpoint_t *endpoint = tcb->wait_object;

    if (!is_tcb(tcb))
        return true;
    if (!is_waiting(tcb))
        return tcb->wait_object == 0;
    if (tcb->wait_object != ghost_get_wait_queue(tcb))
        return false;
    if (is_endpoint(tcb->wait_object))
        return endpoint->head != 0 && tcb->state == state_of_waiter(endpoint->status);
    return is_notification(tcb->wait_object) && tcb->state == THREAD_BLOCKED_ON_NOTIFICATION;
}

/* The place that CancelBadgedSends has reached is a thread that waits there to send. */
INVARIANT_OF inv_ipc_scan(const endpoint_t *endpoint)
{
    const tcb_t *scan = ghost_get_scan(endpoint);

    return !is_endpoint(endpoint) || scan == 0 ||
           (endpoint_status_state(endpoint->status) == ENDPOINT_SEND && waits_on(scan, endpoint));
}

/* The status word names it. */
INVARIANT_OF inv_scan_cursor(const endpoint_t *endpoint)
{
    word_t cursor = endpoint_status_cursor(endpoint->status);
    word_t physical = endpoint_status_cursor_set(0, cursor);

    if (!is_endpoint(endpoint))
        return true;
    if (cursor == 0)
        return ghost_get_scan(endpoint) == 0;
    return physical < WINDOW_LIMIT && ghost_get_scan(endpoint) == object_at(physical) && ghost_get_scan(endpoint) != 0;
}

/* Threads lie in the window, on multiples of their size, so that a cursor can name them. */
INVARIANT_OF inv_scan_place(const tcb_t *tcb)
{
    return !is_tcb(tcb) || ((word_t)tcb > WINDOW_BASE && (word_t)tcb - WINDOW_BASE < WINDOW_LIMIT &&
                            op_take((word_t)tcb - WINDOW_BASE, 0, 11) == 0);
}
