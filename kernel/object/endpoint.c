/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: a sender meets a receiver, or one of them waits. ipc.md section 4. */
#include <core/fault.h>
#include <core/ipc.h>
#include <core/sched.h>

/* ---- the scan cursor of CancelBadgedSends ---- */

static bool scan_is_under_way(const endpoint_t *endpoint)
{
    return endpoint_status_cursor(endpoint->status) != 0;
}

static tcb_t *scan_cursor(const endpoint_t *endpoint)
{
    word_t cursor = endpoint_status_cursor(endpoint->status);

    return cursor == 0 ? 0 : (tcb_t *)object_at(endpoint_status_cursor_set(0, cursor));
}

/* tcb (0: none) is the next to be examined for badge. */
static void scan_cursor_set(endpoint_t *endpoint, tcb_t *tcb, word_t badge)
{
    word_t cursor = 0;

    if (tcb != 0) {
        cursor = endpoint_status_cursor(physical_of(tcb));
        tcb->scan_badge = badge;
    }
    endpoint->status = endpoint_status_cursor_set(endpoint->status, cursor);
}

/* A sender with the badge that is being cancelled has come to stand before the cursor: it is the next to examine. */
static void scan_sender_arrived(endpoint_t *endpoint, tcb_t *tcb)
{
    const tcb_t *cursor = scan_cursor(endpoint);

    if (tcb->wait_badge == cursor->scan_badge && tcb->priority > cursor->priority)
        scan_cursor_set(endpoint, tcb, tcb->wait_badge);
}

/* ---- the queue ---- */

/* In such an order that the endpoint's state never speaks of a head that is not there; so wherever both change. */
static void endpoint_enqueue(endpoint_t *endpoint, tcb_t *tcb, word_t state)
{
    tcb_wait_begin(tcb, endpoint, state == ENDPOINT_SEND ? THREAD_BLOCKED_ON_SEND : THREAD_BLOCKED_ON_RECEIVE);
    endpoint->head = ipc_queue_insert(endpoint->head, tcb);
    endpoint->status = endpoint_status_state_set(endpoint->status, state);
    if (unlikely(scan_is_under_way(endpoint)))
        scan_sender_arrived(endpoint, tcb);
}

/* What the thread does next is the caller's affair; until then it is inactive. */
static void endpoint_dequeue(endpoint_t *endpoint, tcb_t *tcb)
{
    tcb_t *head = 0;

    if (unlikely(scan_is_under_way(endpoint)) && scan_cursor(endpoint) == tcb)
        scan_cursor_set(endpoint, ipc_queue_after(endpoint->head, tcb), tcb->scan_badge);
    head = ipc_queue_remove(endpoint->head, tcb);
    if (head == 0)
        endpoint->status = 0;
    endpoint->head = head;
    tcb_wait_end(tcb);
}

void endpoint_unqueue(endpoint_t *endpoint, tcb_t *tcb)
{
    REQUIRES(tcb->wait_object == endpoint);

    endpoint_dequeue(endpoint, tcb);
    if (tcb->reply != 0)
        reply_detach(tcb);
}

void endpoint_reorder(endpoint_t *endpoint, tcb_t *tcb, word_t priority)
{
    word_t state = endpoint_status_state(endpoint->status);

    REQUIRES((tcb->wait_object == endpoint) & (priority < PRIORITY_COUNT));

    endpoint_dequeue(endpoint, tcb);
    tcb->priority = priority;
    endpoint_enqueue(endpoint, tcb, state);
}

/* ---- send ---- */

static void stop_current_if(const tcb_t *tcb)
{
    if (tcb == this_core()->current)
        sched_current_stopped();
}

/* The unblock check of a thread that IPC makes runnable; only sporadic contexts have one. */
static void unblock_check(const tcb_t *tcb)
{
    if (tcb->sc != 0 && tcb->sc->sporadic)
        sched_context_unblocked(tcb->sc);
}

static void sender_block(endpoint_t *endpoint, tcb_t *sender, word_t badge, word_t flags)
{
    sender->wait_badge = badge;
    sender->wait_flags = flags;
    endpoint_enqueue(endpoint, sender, ENDPOINT_SEND);
    stop_current_if(sender);
}

/* Does a sender wait for a reply once its message has been delivered? */
static bool sender_wants_reply(const tcb_t *sender, word_t flags)
{
    return (flags & WAIT_CALL) != 0 || fault_is_pending(sender);
}

/* The sender's message has been delivered and it waits for the reply; if there can be none, it stops. */
static void sender_await_reply(tcb_t *sender, tcb_t *receiver, reply_t *reply, word_t flags, bool can_donate)
{
    if (reply != 0 && (flags & (WAIT_CAN_GRANT | WAIT_CAN_GRANT_REPLY)) != 0)
        reply_push(sender, receiver, reply, can_donate);
    else
        sender->state = THREAD_INACTIVE;
}

/*
 * endpoint_send to the waiting receiver at the head of the queue. A sender that waits for the reply has stopped before
 * the receiver becomes the candidate: a thread that Domain Set has queued above both runs first.
 */
static void send_to_waiting(endpoint_t *endpoint, tcb_t *sender, word_t badge, word_t flags)
{
    tcb_t *receiver = endpoint->head;
    reply_t *reply = receiver->reply;
    bool can_donate = (flags & SEND_CAN_DONATE) != 0;

    endpoint_dequeue(endpoint, receiver);
    ipc_deliver(sender, receiver, endpoint, badge, (flags & WAIT_CAN_GRANT) != 0);
    if (reply != 0)
        reply_detach(receiver);
    if (sender_wants_reply(sender, flags)) {
        sender_await_reply(sender, receiver, reply, flags, can_donate);
        stop_current_if(sender);
    } else if (can_donate && receiver->sc == 0 && sender->sc != 0)
        sched_context_donate(sender->sc, receiver);
    receiver->state = THREAD_RUNNING;
    unblock_check(receiver);
    sched_candidate(receiver);
    stop_current_if(sender);
}

void endpoint_send(endpoint_t *endpoint, tcb_t *sender, word_t badge, word_t flags)
{
    REQUIRES((sender->wait_object == 0) & (sender->reply == 0));

    if (endpoint_status_state(endpoint->status) == ENDPOINT_RECEIVE)
        send_to_waiting(endpoint, sender, badge, flags);
    else if ((flags & SEND_BLOCKING) != 0)
        sender_block(endpoint, sender, badge, flags);
}

/* ---- receive ---- */

static void receiver_block(endpoint_t *endpoint, tcb_t *receiver, reply_t *reply)
{
    if (reply != 0) {
        receiver->reply = reply;
        reply->tcb = receiver;
    }
    endpoint_enqueue(endpoint, receiver, ENDPOINT_RECEIVE);
    stop_current_if(receiver);
}

/* endpoint_receive from the waiting sender at the head of the queue. */
static void receive_from_waiting(endpoint_t *endpoint, tcb_t *receiver, reply_t *reply)
{
    tcb_t *sender = endpoint->head;
    word_t flags = sender->wait_flags;

    endpoint_dequeue(endpoint, sender);
    ipc_deliver(sender, receiver, endpoint, sender->wait_badge, (flags & WAIT_CAN_GRANT) != 0);
    unblock_check(sender);
    if (sender_wants_reply(sender, flags)) {
        sender_await_reply(sender, receiver, reply, flags, sender->fault.kind != seL4_Fault_Timeout);
    } else {
        sender->state = THREAD_RUNNING;
        sched_candidate(sender);
    }
}

void endpoint_receive(endpoint_t *endpoint, tcb_t *receiver, bool blocking, reply_t *reply)
{
    notification_t *bound = receiver->bound_notification;

    REQUIRES((receiver->wait_object == 0) & (receiver->reply == 0));

    if (reply != 0 && reply->tcb != 0)
        tcb_cancel_wait(reply->tcb);
    if (bound != 0) {
        if (bound->state == NOTIFICATION_ACTIVE) {
            notification_consume(bound, receiver);
            return;
        }
        if (blocking)
            notification_maybe_return_sc(bound, receiver);
    }
    if (endpoint_status_state(endpoint->status) == ENDPOINT_SEND)
        receive_from_waiting(endpoint, receiver, reply);
    else if (blocking)
        receiver_block(endpoint, receiver, reply);
    else
        receiver->context.r[REG_CAP] = 0;
}

/* ---- cancelling waiters ---- */

/* The system call is issued again; a fault nobody has heard of leaves its thread stopped. */
static void waiter_restart(tcb_t *tcb)
{
    if (fault_is_pending(tcb)) {
        tcb->state = THREAD_INACTIVE;
    } else {
        tcb->state = THREAD_RESTART;
        unblock_check(tcb);
        sched_candidate(tcb);
    }
}

bool endpoint_cancel_one(endpoint_t *endpoint)
{
    tcb_t *tcb = endpoint->head;

    if (tcb == 0)
        return false;
    endpoint_unqueue(endpoint, tcb);
    waiter_restart(tcb);
    return true;
}

bool endpoint_cancel_badged_step(endpoint_t *endpoint, word_t badge)
{
    tcb_t *tcb = scan_cursor(endpoint);
    tcb_t *next = 0;

    if (endpoint_status_state(endpoint->status) != ENDPOINT_SEND)
        return false;
    if (tcb == 0 || tcb->scan_badge != badge)
        tcb = endpoint->head;
    next = ipc_queue_after(endpoint->head, tcb);
    scan_cursor_set(endpoint, next, badge);
    if (tcb->wait_badge == badge) {
        endpoint_dequeue(endpoint, tcb);
        waiter_restart(tcb);
    }
    return next != 0;
}
