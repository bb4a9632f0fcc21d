/* SPDX-License-Identifier: BSD-2-Clause */
/* What fast paths are made of: conditions, and the updates of the frequent case. */
#ifndef KERNEL_CORE_FASTPATH_PARTS_H
#define KERNEL_CORE_FASTPATH_PARTS_H

#include <core/ipc.h>
#include <core/run.h>

/* Only the current thread could be of higher priority than those in the queues; is next better than all of them? */
static inline bool next_is_first(const struct core *core, const tcb_t *caller, const tcb_t *next)
{
    return next->domain == core->direct_domain &&
           (likely(next->priority >= caller->priority) || ready_queue_top(core, core->domain) <= next->priority + 1);
}

/* The message of a thread without extra capabilities, to a thread that has been waiting for it. */
static inline void transfer(tcb_t *from, tcb_t *to, word_t info, word_t badge)
{
    word_t length = info_length_raw(info);

    if (unlikely(length > MR_REGISTERS)) {
        ipc_transfer(from, to, 0, badge, false);
        return;
    }
    if (length != 0) {
        to->context.r[REG_MR0] = from->context.r[REG_MR0];
        if (length > 1)
            to->context.r[REG_MR1] = from->context.r[REG_MR1];
        if (length > 2)
            to->context.r[REG_MR2] = from->context.r[REG_MR2];
        if (length > 3)
            to->context.r[REG_MR3] = from->context.r[REG_MR3];
    }
    to->context.r[REG_CAP] = badge;
    to->context.r[REG_INFO] = info_unwrapped_set(info, 0);
}

/* The thread that runs from now on, on the scheduling context that pays already. */
static inline void run(struct core *core, tcb_t *next)
{
    core->current = next;
    arch_switch_to(next);
}

/* The first of a queue is alone in it. */
static inline bool is_only_waiter(const tcb_t *first)
{
    return (first->ring_next == first) & (first->level_next == 0);
}

/* The receiver leaves the queue of which it is the first, and goes on. Order of stores: see object/endpoint.c. */
static inline void receiver_dequeue(endpoint_t *endpoint, tcb_t *receiver)
{
    tcb_t *head = 0;

    if (unlikely(!is_only_waiter(receiver)))
        head = ipc_queue_remove(endpoint->head, receiver);
    if (likely(head == 0))
        endpoint->status = ENDPOINT_IDLE;
    endpoint->head = head;
    tcb_wait_end(receiver);
    receiver->state = THREAD_RUNNING;
}

/* caller waits for the answer on reply, the new head of the call stack; its context goes to callee. */
static inline void call_push(tcb_t *caller, tcb_t *callee, reply_t *reply, sched_context_t *sc)
{
    reply_t *older = sc->reply;

    reply->tcb = caller;
    reply->sc = sc;
    reply->older = older;
    if (unlikely(older != 0)) {
        older->newer = reply;
        older->sc = 0;
    }
    sc->reply = reply;
    sc->tcb = callee;
    callee->sc = sc;
    callee->reply = 0;
    caller->sc = 0;
    caller->reply = reply;
    caller->state = THREAD_BLOCKED_ON_REPLY;
}

/* The call on reply, the head of its stack, is over: the context goes back to the caller, which waits no more. */
static inline void call_pop(tcb_t *server, tcb_t *caller, reply_t *reply, sched_context_t *sc)
{
    reply_t *older = reply->older;

    sc->reply = older;
    if (unlikely(older != 0)) {
        older->newer = 0;
        older->sc = sc;
    }
    reply->sc = 0;
    reply->older = 0;
    sc->tcb = caller;
    caller->sc = sc;
    caller->reply = 0;
    server->sc = 0;
}

/* Would a receive on endpoint make the thread wait? */
static inline bool receive_would_block(const tcb_t *tcb, const endpoint_t *endpoint)
{
    const notification_t *bound = tcb->bound_notification;

    return ((endpoint->status == ENDPOINT_IDLE) | (endpoint->status == ENDPOINT_RECEIVE)) &&
           (likely(bound == 0) || bound->state != NOTIFICATION_ACTIVE);
}

static inline void server_wait(tcb_t *server, endpoint_t *endpoint, reply_t *reply)
{
    if (reply != 0) {
        server->reply = reply;
        reply->tcb = server;
    }
    tcb_wait_begin(server, endpoint, THREAD_BLOCKED_ON_RECEIVE);
    if (likely(endpoint->head == 0)) {
        endpoint->head = server;
        endpoint->status = ENDPOINT_RECEIVE;
    } else {
        endpoint->head = ipc_queue_insert(endpoint->head, server);
    }
}

/* Nothing is due: neither budget nor domain are over, nobody is to be released. */
static inline bool nothing_is_due(struct core *core)
{
    sched_stamp();
    return likely(core->now < core->limit);
}

/* May tcb, when it stops waiting, run or be queued on its own context, without unblock check? */
static inline bool wakes_simply(const struct core *core, const tcb_t *tcb)
{
    const sched_context_t *sc = tcb->sc;

    return sc != 0 && sc_is_active(sc) && !sc->sporadic && tcb->domain == core->direct_domain;
}

/* Does the thread keep its context while it waits? */
static inline bool wait_keeps_context(const tcb_t *tcb, const notification_t *notification)
{
    return notification->sc == 0 || notification->sc != tcb->sc;
}

#endif
