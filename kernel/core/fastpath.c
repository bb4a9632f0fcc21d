/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths. Each is a column of conditions under which the slow path would do exactly the straight-line updates that
 * follow; otherwise nothing has changed and the slow path runs.
 *
 * No clock is read: the scheduling context that pays stays the same, so its time goes on being counted from where it
 * was, and the timer that ends its budget stays programmed.
 */
#include <arch/arch.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/lookup.h>
#include <core/ipc.h>
#include <core/ready_queue.h>

/* Only the current thread could be of higher priority than those in the queues; is next better than all of them? */
static inline bool next_is_first(const struct core *core, const tcb_t *caller, const tcb_t *next)
{
    return next->domain == core->domain &&
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
    next->state = THREAD_RUNNING;
    core->current = next;
    arch_switch_to(next);
}

/* ---- Call to a passive server that waits ---- */

/* The receiver leaves the queue of which it is the first. */
static inline void receiver_dequeue(endpoint_t *endpoint, tcb_t *receiver)
{
    if (likely((receiver->ring_next == receiver) & (receiver->level_next == 0))) {
        endpoint->head = 0;
        endpoint->status = ENDPOINT_IDLE;
        receiver->ring_next = 0;
        receiver->ring_prev = 0;
    } else {
        endpoint->head = ipc_queue_remove(endpoint->head, receiver);
    }
    receiver->wait_object = 0;
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

static bool fast_call(word_t cptr, word_t info)
{
    struct core *core = this_core();
    tcb_t *caller = core->current, *callee = 0;
    slot_t *slot = lookup_cptr(caller, cptr);
    endpoint_t *endpoint = 0;
    cap_t cap = cap_null();

    if (unlikely(slot == 0 || info_extra_caps(info) != 0))
        return false;
    cap = slot->cap;
    if (unlikely(cap_type(cap) != CAP_ENDPOINT || (cap_rights(cap) & RIGHT_WRITE) == 0 ||
                 (cap_rights(cap) & (RIGHT_GRANT | RIGHT_GRANT_REPLY)) == 0))
        return false;
    endpoint = endpoint_of_cap(cap);
    if (unlikely(endpoint->status != ENDPOINT_RECEIVE)) /* and no scan is under way */
        return false;
    callee = endpoint->head;
    if (unlikely(callee->sc != 0 || callee->reply == 0 || !next_is_first(core, caller, callee)))
        return false;

    receiver_dequeue(endpoint, callee);
    transfer(caller, callee, info, cap_badge(cap));
    call_push(caller, callee, callee->reply, core->current_sc);
    run(core, callee);
    return true;
}

/* ---- ReplyRecv of a passive server to its caller, with nobody else waiting to be served ---- */

/* Would a receive on endpoint make the thread wait? */
static inline bool receive_would_block(const tcb_t *tcb, const endpoint_t *endpoint)
{
    const notification_t *bound = tcb->bound_notification;

    return ((endpoint->status == ENDPOINT_IDLE) | (endpoint->status == ENDPOINT_RECEIVE)) &&
           (likely(bound == 0) || bound->state != NOTIFICATION_ACTIVE);
}

/* The call on reply, the head of its stack, is over: the context goes back to the caller. */
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

static inline void server_wait(tcb_t *server, endpoint_t *endpoint, reply_t *reply)
{
    server->reply = reply;
    reply->tcb = server;
    server->state = THREAD_BLOCKED_ON_RECEIVE;
    server->wait_object = endpoint;
    if (likely(endpoint->head == 0)) {
        endpoint->head = server;
        endpoint->status = ENDPOINT_RECEIVE;
        server->ring_next = server;
        server->ring_prev = server;
    } else {
        endpoint->head = ipc_queue_insert(endpoint->head, server);
    }
}

static bool fast_reply_recv(word_t cptr, word_t info)
{
    struct core *core = this_core();
    tcb_t *server = core->current, *caller = 0;
    slot_t *slot = lookup_cptr(server, cptr);
    slot_t *reply_slot = lookup_cptr(server, server->context.r[REG_REPLY]);
    sched_context_t *sc = core->current_sc;
    reply_t *reply = 0;

    if (unlikely(slot == 0 || reply_slot == 0 || info_extra_caps(info) != 0))
        return false;
    if (unlikely(cap_type(slot->cap) != CAP_ENDPOINT || (cap_rights(slot->cap) & RIGHT_READ) == 0 ||
                 cap_type(reply_slot->cap) != CAP_REPLY))
        return false;
    reply = reply_of_cap(reply_slot->cap);
    caller = reply->tcb;
    if (unlikely(reply->sc != sc || caller->sc != 0 || caller->fault.kind != seL4_Fault_NullFault ||
                 !next_is_first(core, server, caller) || !receive_would_block(server, endpoint_of_cap(slot->cap))))
        return false;

    transfer(server, caller, info, 0);
    call_pop(server, caller, reply, sc);
    server_wait(server, endpoint_of_cap(slot->cap), reply);
    run(core, caller);
    return true;
}

/* ---- Signal that wakes nobody of higher priority ---- */

/* The first waiter, of at most the current thread's priority, becomes ready behind it. */
static bool signal_waiter(struct core *core, notification_t *notification, word_t badge)
{
    tcb_t *waiter = notification->head;
    sched_context_t *sc = waiter->sc;

    if (unlikely(sc == 0 || !sc_is_active(sc) || sc->sporadic || waiter->domain != core->domain ||
                 waiter->priority > core->current->priority || waiter->in_release_queue))
        return false;

    notification->head = ipc_queue_remove(notification->head, waiter);
    if (notification->head == 0)
        notification->state = NOTIFICATION_IDLE;
    waiter->wait_object = 0;
    waiter->state = THREAD_RUNNING;
    waiter->context.r[REG_CAP] = badge;
    if (waiter->priority == core->current->priority)
        ready_queue_link_back(core, waiter);
    else
        ready_queue_link_front(core, waiter);
    return true;
}

static bool fast_signal(word_t cptr, word_t info)
{
    struct core *core = this_core();
    slot_t *slot = lookup_cptr(core->current, cptr);
    notification_t *notification = 0;
    cap_t cap = cap_null();

    if (unlikely(slot == 0 || info_extra_caps(info) != 0))
        return false;
    cap = slot->cap;
    if (cap_type(cap) != CAP_NOTIFICATION || (cap_rights(cap) & RIGHT_WRITE) == 0)
        return false;
    notification = notification_of_cap(cap);
    switch ((enum notification_state)notification->state) {
    case NOTIFICATION_ACTIVE:
        notification->badges |= cap_badge(cap);
        return true;
    case NOTIFICATION_IDLE:
        if (notification->bound_tcb != 0 && notification->bound_tcb->state == THREAD_BLOCKED_ON_RECEIVE)
            return false;
        notification->state = NOTIFICATION_ACTIVE;
        notification->badges = cap_badge(cap);
        return true;
    case NOTIFICATION_WAITING:
        return signal_waiter(core, notification, cap_badge(cap));
    }
    return false;
}

static inline bool fastpath(word_t cptr, word_t info, word_t number)
{
    switch ((int64_t)number) {
    case seL4_SysCall:
        return fast_call(cptr, info);
    case seL4_SysReplyRecv:
        return fast_reply_recv(cptr, info);
    case seL4_SysSend:
        return fast_signal(cptr, info);
    case seL4_SysYield:
        return sched_give_up_fast();
    }
    return false;
}

ENTRY void entry_syscall(word_t cptr, word_t info, word_t number)
{
    if (unlikely(!fastpath(cptr, info, number)))
        entry_syscall_slow(cptr, info, number);
}
