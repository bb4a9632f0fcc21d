/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: endpoints. */
#include "proof/spec.h"

/* Behind all waiters of the same or a higher priority. */
void spec_queue_by_priority(struct astate *s, struct aqueue *q, word thread)
{
    unsigned place = 0;

    while (place < q->count && as_tcb_get(s, q->item[place])->prio >= as_tcb_get(s, thread)->prio) {
        place++;
    }
    as_queue_insert(s, q, place, thread);
}

static void endpoint_block(struct astate *s, word endpoint, word thread, unsigned thread_state)
{
    struct aendpoint *e = as_endpoint_get(s, endpoint);
    struct atcb *t = as_tcb_get(s, thread);

    t->state = (uint8_t)thread_state;
    t->waits_on = endpoint;
    e->state = thread_state == AT_ON_SEND ? AE_SEND : AE_RECEIVE;
    spec_queue_by_priority(s, &e->queue, thread);
    spec_unschedule_current(s, thread);
}

static word endpoint_take_first(struct astate *s, word endpoint)
{
    struct aendpoint *e = as_endpoint_get(s, endpoint);
    word thread = e->queue.item[0];

    as_queue_remove(&e->queue, thread);
    if (e->queue.count == 0) {
        e->state = AE_IDLE;
    }
    as_tcb_get(s, thread)->waits_on = 0;
    return thread;
}

static void deliver(struct astate *s, word sender, word receiver, word endpoint, word badge, bool grant)
{
    if (as_tcb_get(s, sender)->fault.kind != seL4_Fault_NullFault) {
        spec_fault_message(s, sender, receiver, badge);
    } else {
        spec_transfer(s, sender, receiver, endpoint, badge, grant);
    }
}

/* A caller whose message was delivered waits for the reply, or, when there can be none, stops. */
static void sender_waits(struct astate *s, word sender, word receiver, word reply, bool may_reply, bool can_donate)
{
    if (reply != 0 && may_reply) {
        spec_reply_push(s, sender, receiver, reply, can_donate);
    } else {
        as_tcb_get(s, sender)->state = AT_INACTIVE;
        spec_unschedule_current(s, sender);
    }
}

void spec_send(struct astate *s, word thread, word endpoint, struct asend how)
{
    struct atcb *t = as_tcb_get(s, thread);
    bool faulting = t->fault.kind != seL4_Fault_NullFault;

    if (as_endpoint_get(s, endpoint)->state != AE_RECEIVE) {
        if (how.blocking) {
            t->send_badge = how.badge;
            t->send_grant = how.grant;
            t->send_grant_reply = how.grant_reply;
            t->send_is_call = how.call;
            endpoint_block(s, endpoint, thread, AT_ON_SEND);
        }
        return;
    }
    word receiver = endpoint_take_first(s, endpoint);
    struct atcb *r = as_tcb_get(s, receiver);
    word reply = r->reply;

    deliver(s, thread, receiver, endpoint, how.badge, how.grant);
    spec_reply_detach_receiver(s, receiver);
    if (how.call || faulting) {
        sender_waits(s, thread, receiver, reply, how.grant || how.grant_reply, how.can_donate);
    } else if (how.can_donate && r->sc == 0 && t->sc != 0) {
        spec_sc_donate(s, t->sc, receiver);
    }
    r->state = AT_RUNNING;
    spec_wake_unblock_check(s, r->sc);
    spec_candidate(s, receiver);
}

/* The first sender's message is received; `thread` goes on. */
static void receive_from_sender(struct astate *s, word thread, word endpoint, word reply)
{
    word sender = endpoint_take_first(s, endpoint);
    struct atcb *t = as_tcb_get(s, sender);
    word fault = t->fault.kind;

    deliver(s, sender, thread, endpoint, t->send_badge, t->send_grant);
    spec_wake_unblock_check(s, t->sc);
    if (t->send_is_call || fault != seL4_Fault_NullFault) {
        sender_waits(s, sender, thread, reply, t->send_grant || t->send_grant_reply, fault != seL4_Fault_Timeout);
    } else {
        t->state = AT_RUNNING;
        spec_candidate(s, sender);
    }
}

void spec_receive(struct astate *s, word thread, word endpoint, bool blocking, word reply)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (reply != 0 && as_reply_get(s, reply)->tcb != 0) {
        spec_cancel_wait(s, as_reply_get(s, reply)->tcb);
    }
    if (t->notification != 0 && as_notification_get(s, t->notification)->state == AN_ACTIVE) {
        spec_consume_signal(s, thread, t->notification);
        return;
    }
    if (blocking && t->notification != 0) {
        spec_maybe_return_sc(s, thread, t->notification);
    }
    if (as_endpoint_get(s, endpoint)->state == AE_SEND) {
        receive_from_sender(s, thread, endpoint, reply);
    } else if (blocking) {
        t->reply = reply;
        if (reply != 0) {
            as_reply_get(s, reply)->tcb = thread;
        }
        endpoint_block(s, endpoint, thread, AT_ON_RECEIVE);
    } else {
        t->regs[UC_BADGE] = 0;
    }
}

/* The endpoint goes away: its waiters start over. */
void spec_endpoint_abort_all(struct astate *s, word endpoint)
{
    struct aqueue waiters = as_endpoint_get(s, endpoint)->queue;

    as_endpoint_get(s, endpoint)->queue = (struct aqueue){0};
    as_endpoint_get(s, endpoint)->state = AE_IDLE;
    for (unsigned i = 0; i < waiters.count; i++) {
        spec_reply_detach_receiver(s, waiters.item[i]);
        spec_restart_aborted(s, waiters.item[i]);
    }
}

/* Senders with this badge start over. */
void spec_endpoint_abort_badged(struct astate *s, word endpoint, word badge)
{
    struct aendpoint *e = as_endpoint_get(s, endpoint);
    struct aqueue waiters = e->queue;

    if (e->state != AE_SEND) {
        return;
    }
    for (unsigned i = 0; i < waiters.count; i++) {
        if (as_tcb_get(s, waiters.item[i])->send_badge == badge) {
            as_queue_remove(&e->queue, waiters.item[i]);
            spec_restart_aborted(s, waiters.item[i]);
        }
    }
    if (e->queue.count == 0) {
        e->state = AE_IDLE;
    }
}

/* The priority of a waiting thread has changed. */
void spec_requeue_waiter(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);
    struct aqueue *q = t->state == AT_ON_NOTIFICATION ? &as_notification_get(s, t->waits_on)->queue
                                                      : &as_endpoint_get(s, t->waits_on)->queue;
    as_queue_remove(q, thread);
    spec_queue_by_priority(s, q, thread);
}
