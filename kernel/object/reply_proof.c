/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reply objects: each has one user, and those on a call stack form a list that leads from the scheduling context down
 * to its first caller. Where a thread is between two states, the invariants speak of links alone (inv_reply_); that a
 * thread's state fits is inv_call_.
 */
#include <core/sched.h>
#include <object/ipc_objects_proof.h>

/* of reply.c */
void reply_pop(reply_t *reply);
void reply_unlink(reply_t *reply);

/* ---- invariants ---- */
/* A reply object and its user name each other. */
INVARIANT_OF inv_reply_user(const reply_t *reply)
{
    return !is_reply(reply) || reply->tcb == 0 || (is_tcb(reply->tcb) && reply->tcb->reply == reply);
}

INVARIANT_OF inv_reply_of_thread(const tcb_t *tcb)
{
    return !is_tcb(tcb) || tcb->reply == 0 || (is_reply(tcb->reply) && tcb->reply->tcb == tcb);
}

/* The entry of a later call stands above, one deeper; the top of a stack has nothing above. */
INVARIANT_OF inv_reply_newer(const reply_t *reply)
{
    const reply_t *newer = reply->newer;

    return !is_reply(reply) || newer == 0 ||
           (is_reply(newer) && newer->older == reply && reply->sc == 0 &&
            ghost_get_reply_depth(newer) == ghost_get_reply_depth(reply) + 1);
}

INVARIANT_OF inv_reply_older(const reply_t *reply)
{
    const reply_t *older = reply->older;

    return !is_reply(reply) || older == 0 ||
           (is_reply(older) && older->newer == reply &&
            ghost_get_reply_depth(older) == ghost_get_reply_depth(reply) - 1);
}

/* A scheduling context and the top of its stack name each other. */
INVARIANT_OF inv_reply_top(const reply_t *reply)
{
    return !is_reply(reply) || reply->sc == 0 ||
           (is_context(reply->sc) && reply->sc->reply == reply && reply->newer == 0);
}

INVARIANT_OF inv_reply_of_context(const sched_context_t *sc)
{
    return !is_context(sc) || sc->reply == 0 || (is_reply(sc->reply) && sc->reply->sc == sc);
}

/* Who has a reply object waits for a reply on it, or waits to receive with it, and then it is on no stack. */
INVARIANT_OF inv_call_reply(const reply_t *reply)
{
    if (!is_reply(reply))
        return true;
    if (reply->tcb == 0 || reply->tcb->state == THREAD_BLOCKED_ON_RECEIVE)
        return reply_is_loose(reply);
    return reply->tcb->state == THREAD_BLOCKED_ON_REPLY;
}

INVARIANT_OF inv_call_thread(const tcb_t *tcb)
{
    return !is_tcb(tcb) || tcb->state != THREAD_BLOCKED_ON_REPLY || tcb->reply != 0;
}

static void assume_replies(void)
{
    v_inv_only("inv_reply_");
    v_inv_only("inv_call_");
    v_inv_assume();
}

/* Who waits at an endpoint or for a notification is in the right state, too. */
static void assume_replies_and_waiters(void)
{
    v_inv_only("inv_ipc_waiter");
    assume_replies();
}

/* ---- pushing ---- */
static bool may_call(const tcb_t *caller, const tcb_t *callee, const reply_t *reply)
{
    return is_tcb(caller) && is_tcb(callee) && caller != callee && is_reply(reply) && reply->tcb == 0 &&
           caller->reply == 0 && caller->wait_object == 0 && caller->state != THREAD_IDLE &&
           (caller->sc == 0 || is_context(caller->sc));
}

static bool awaits_reply(const tcb_t *caller, const reply_t *reply)
{
    return caller->reply == reply && reply->tcb == caller && caller->state == THREAD_BLOCKED_ON_REPLY;
}

static bool is_pushed(const reply_t *reply, const sched_context_t *sc, const reply_t *below)
{
    return sc->reply == reply && reply->sc == sc && reply->older == below && reply->newer == 0 &&
           (below == 0 || (below->sc == 0 && below->newer == reply));
}

static void ghost_push(const reply_t *reply, const tcb_t *caller)
{
    ghost_set_reply_depth(reply, caller->sc != 0 && caller->sc->reply != 0 ?
                          ghost_get_reply_depth(caller->sc->reply) + 1 : 0);
}

static bool donates(const tcb_t *caller, const tcb_t *callee, bool can_donate)
{
    return can_donate && caller->sc != 0 && callee->sc == 0;
}

THEOREM(reply_push, "a caller waits on the reply object, which becomes the top of its context's stack if the context "
        "is lent, and is on no stack otherwise")
    (tcb_t *caller, tcb_t *callee, reply_t *reply, bool can_donate)
{
    sched_context_t *sc = caller->sc;
    const reply_t *below = caller->sc->reply;
    bool lends = donates(caller, callee, can_donate);

    v_opaque("sched_context_donate");
    assume_replies_and_waiters();
    v_assume(may_call(caller, callee, reply));
    ghost_push(reply, caller);
    reply_push(caller, callee, reply, can_donate);
    v_assert(awaits_reply(caller, reply));
    v_assert(lends ? is_pushed(reply, sc, below) : reply_is_loose(reply));
    v_inv_check();
}

/* ---- leaving ---- */
static bool is_answered(const tcb_t *caller, const reply_t *reply)
{
    return caller->reply == 0 && reply->tcb == 0 && reply_is_loose(reply) && caller->state == THREAD_INACTIVE;
}

static bool is_popped(const sched_context_t *sc, const reply_t *below)
{
    return sc->reply == below && (below == 0 || (below->sc == sc && below->newer == 0));
}

static bool may_answer(const reply_t *reply)
{
    return is_reply(reply) && reply->tcb != 0 && reply->tcb->state == THREAD_BLOCKED_ON_REPLY;
}

THEOREM(reply_remove, "the caller is answered, its reply object free; if that was the top of a stack, the entry below "
        "is now, else those above and below are parted")
    (reply_t *reply)
{
    tcb_t *caller = reply->tcb;
    sched_context_t *sc = reply->sc;
    const reply_t *newer = reply->newer, *older = reply->older;

    v_opaque("sched_context_donate");
    assume_replies_and_waiters();
    v_assume(may_answer(reply));
    reply_remove(reply);
    v_assert(is_answered(caller, reply));
    v_assert(sc == 0 || is_popped(sc, older));
    v_assert(newer == 0 || newer->older == 0);
    v_assert(sc != 0 || older == 0 || older->newer == 0);
    v_inv_check();
}

static bool is_off_context(const sched_context_t *sc)
{
    return sc == 0 || sc->reply == 0;
}

THEOREM(reply_cut, "a caller stops to wait: its reply object is free, and leaves its stack, of which nothing leads to "
        "what stood below")
    (tcb_t *caller)
{
    reply_t *reply = caller->reply;
    const sched_context_t *sc = reply->sc, *had = caller->sc;

    assume_replies_and_waiters();
    v_assume(is_tcb(caller));
    v_assume(caller->state == THREAD_BLOCKED_ON_REPLY);
    reply_cut(caller);
    v_assert(is_answered(caller, reply));
    v_assert(is_off_context(sc));
    v_assert(caller->sc == had);
    v_inv_check();
}

static bool receives_with(const tcb_t *tcb, const reply_t *reply)
{
    return is_tcb(tcb) && tcb->state == THREAD_BLOCKED_ON_RECEIVE && reply != 0;
}

THEOREM(reply_detach, "a receiver's reply object becomes free")(tcb_t *receiver)
{
    const reply_t *reply = receiver->reply;

    assume_replies();
    v_assume(receives_with(receiver, reply));
    reply_detach(receiver);
    v_assert(receiver->reply == 0);
    v_assert(reply->tcb == 0);
    v_inv_check();
}

/* ---- waiting ---- */
void receiver_block(endpoint_t *endpoint, tcb_t *receiver, reply_t *reply);
void notification_dequeue(notification_t *notification, tcb_t *tcb);

static bool may_wait(const tcb_t *tcb)
{
    return is_tcb(tcb) && tcb->wait_object == 0 && tcb->reply == 0 && tcb->state != THREAD_BLOCKED_ON_REPLY &&
           tcb->state != THREAD_BLOCKED_ON_RECEIVE;
}

static bool is_free(const reply_t *reply)
{
    return reply == 0 || (is_reply(reply) && reply->tcb == 0);
}

THEOREM(receiver_block_replies, "a thread that begins to receive has the reply object, if there is one")
    (endpoint_t *endpoint, tcb_t *receiver, reply_t *reply)
{
    v_opaque("ipc_queue_insert");
    v_opaque("scan_sender_arrived");
    v_opaque("sched_current_stopped");
    assume_replies();
    v_assume(may_wait(receiver));
    v_assume(v_type(endpoint) == T_ENDPOINT);
    v_assume(is_free(reply));
    receiver_block(endpoint, receiver, reply);
    v_assert(receiver->reply == reply);
    v_inv_check();
}

THEOREM(notification_wait_replies, "a thread that waits for a notification leaves callers and reply objects alone")
    (notification_t *notification, tcb_t *tcb, bool blocking)
{
    v_opaque("ipc_queue_insert");
    v_opaque("notification_consume");
    v_opaque("notification_maybe_return_sc");
    v_opaque("sched_current_stopped");
    assume_replies();
    v_assume(may_wait(tcb));
    v_assume(v_type(notification) == T_NOTIFICATION);
    notification_wait(notification, tcb, blocking);
    v_inv_check();
}

static bool waits_for_signal(const tcb_t *tcb, const notification_t *notification)
{
    return is_tcb(tcb) && tcb->state == THREAD_BLOCKED_ON_NOTIFICATION && v_type(notification) == T_NOTIFICATION;
}

THEOREM(notification_dequeue_replies, "and so does one that does not wait for it any more")
    (notification_t *notification, tcb_t *tcb)
{
    v_opaque("ipc_queue_remove");
    assume_replies();
    v_assume(waits_for_signal(tcb, notification));
    notification_dequeue(notification, tcb);
    v_inv_check();
}

/* ---- going on ---- */
void waiter_restart(tcb_t *tcb);
void sender_await_reply(tcb_t *sender, tcb_t *receiver, reply_t *reply, word_t flags, bool can_donate);

/* It has left the queue that it was in, and has no reply object. */
static bool is_free_to_go(const tcb_t *tcb)
{
    return is_tcb(tcb) && tcb->wait_object == 0 && tcb->reply == 0 && tcb->state == THREAD_INACTIVE &&
           v_type(&tcb->fault) == T_FAULT;
}

THEOREM(waiter_restart_states, "a thread that is sent away from an endpoint runs again, or is stopped by its fault")
    (tcb_t *tcb)
{
    v_opaque("unblock_check");
    v_opaque("sched_candidate");
    assume_replies_and_waiters();
    v_assume(is_free_to_go(tcb));
    waiter_restart(tcb);
    v_inv_check();
}

static bool may_await(const tcb_t *sender, const tcb_t *receiver, const reply_t *reply)
{
    return is_tcb(sender) && sender->wait_object == 0 && sender->reply == 0 &&
           (reply == 0 || may_call(sender, receiver, reply));
}

THEOREM(sender_await_reply, "who has sent a call waits for the answer on the reply object, or stops for want of one")
    (tcb_t *sender, tcb_t *receiver, reply_t *reply, word_t flags, bool can_donate)
{
    v_opaque("sched_context_donate");
    assume_replies_and_waiters();
    v_assume(may_await(sender, receiver, reply));
    ghost_push(reply, sender);
    sender_await_reply(sender, receiver, reply, flags, can_donate);
    v_inv_check();
}
