/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths. Each is a column of conditions under which the slow path would do exactly the straight-line updates that
 * follow; otherwise nothing has changed and the slow path runs.
 *
 * Call and ReplyRecv read no clock: the scheduling context that pays stays the same, so its time goes on being counted
 * from where it was, and the timer that ends its budget stays programmed.
 */
#include <arch/arch.h>
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/fastpath_parts.h>
#include <core/lookup.h>
#include <object/irq.h>

/* ---- Call to a passive server that waits, with a message without capabilities ---- */

static bool fast_call(word_t cptr, word_t info)
{
    struct core *core = this_core();
    tcb_t *caller = core->current, *callee = 0;
    slot_t *slot = lookup_cptr(caller, cptr);
    endpoint_t *endpoint = 0;
    cap_t cap = cap_null();

    if (unlikely(slot == 0))
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
    if (reply->sc != sc)
        return fast_reply_recv_own(endpoint_of_cap(slot->cap), reply, info);
    caller = reply->tcb;
    if (unlikely(caller->sc != 0 || !next_is_first(core, server, caller) ||
                 !receive_would_block(server, endpoint_of_cap(slot->cap))))
        return false;
    if (unlikely(caller->fault.kind != seL4_Fault_NullFault))
        return fast_reply_recv_fault(endpoint_of_cap(slot->cap), reply, info);

    transfer(server, caller, info, 0);
    caller->state = THREAD_RUNNING;
    call_pop(server, caller, reply, sc);
    server_wait(server, endpoint_of_cap(slot->cap), reply);
    run(core, caller);
    return true;
}

/* ---- entries that end with another scheduling context: these read the clock ---- */

/* woken, of higher priority and with its own context, runs instead of current, the front of its queue from now on. */
ALWAYS_INLINE void preempt(struct core *core, tcb_t *current, tcb_t *woken)
{
    ready_queue_link_front(core, current);
    sched_run(core, woken);
}

/* woken, of no higher priority, becomes ready; current goes on. */
ALWAYS_INLINE void queue_woken(struct core *core, const tcb_t *current, tcb_t *woken)
{
    if (woken->priority == current->priority)
        ready_queue_link_back(core, woken);
    else
        ready_queue_link_front(core, woken);
}

/* The current thread has stopped: the head of the highest queue runs, or nobody. */
ALWAYS_INLINE void run_highest(struct core *core)
{
    word_t top = ready_queue_top(core, core->domain);

    sched_run_queued(core, likely(top != 0) ? ready_queue_pop(core, core->domain, top - 1) : core->idle);
}

/* ---- Signal ---- */

static inline void notification_dequeue_head(notification_t *notification, tcb_t *tcb)
{
    tcb_t *head = 0;

    if (unlikely(!is_only_waiter(tcb)))
        head = ipc_queue_remove(notification->head, tcb);
    if (likely(head == 0))
        notification->state = NOTIFICATION_IDLE;
    notification->head = head;
    tcb_wait_end(tcb);
    tcb->state = THREAD_RUNNING;
}

ALWAYS_INLINE bool signal_waiter(tcb_t *current, notification_t *notification, word_t badge)
{
    struct core *core = this_core();
    tcb_t *waiter = notification->head;

    if (unlikely(!wakes_simply(core, waiter)))
        return false;
    if (waiter->priority <= current->priority) {
        notification_dequeue_head(notification, waiter);
        waiter->context.r[REG_CAP] = badge;
        queue_woken(core, current, waiter);
        return true;
    }
    if (unlikely(!nothing_is_due(core)))
        return false;
    notification_dequeue_head(notification, waiter);
    waiter->context.r[REG_CAP] = badge;
    preempt(core, current, waiter);
    return true;
}

ALWAYS_INLINE bool fast_signal(tcb_t *current, cap_t cap)
{
    notification_t *notification = notification_of_cap(cap);

    if (unlikely((cap_rights(cap) & RIGHT_WRITE) == 0))
        return false;
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
        return signal_waiter(current, notification, cap_badge(cap));
    }
    return false;
}

/* ---- Send without Call to a waiting receiver that has its own context ---- */

ALWAYS_INLINE bool fast_send(tcb_t *current, word_t info, cap_t cap)
{
    struct core *core = this_core();
    endpoint_t *endpoint = endpoint_of_cap(cap);
    tcb_t *receiver = endpoint->head;

    if (unlikely((cap_rights(cap) & RIGHT_WRITE) == 0 || endpoint->status != ENDPOINT_RECEIVE ||
                 !wakes_simply(core, receiver)))
        return false;
    if (receiver->priority > current->priority && unlikely(!nothing_is_due(core)))
        return false;
    receiver_dequeue(endpoint, receiver);
    if (receiver->reply != 0)
        reply_detach(receiver);
    transfer(current, receiver, info, cap_badge(cap));
    if (receiver->priority > current->priority)
        preempt(core, current, receiver);
    else
        queue_woken(core, current, receiver);
    return true;
}

ALWAYS_INLINE bool fast_notify_or_send(word_t cptr, word_t info)
{
    tcb_t *current = this_core()->current;
    slot_t *slot = lookup_cptr(current, cptr);

    if (unlikely(slot == 0 || info_extra_caps(info) != 0))
        return false;
    if (cap_type(slot->cap) == CAP_NOTIFICATION)
        return fast_signal(current, slot->cap);
    if (cap_type(slot->cap) == CAP_ENDPOINT)
        return fast_send(current, info, slot->cap);
    return false;
}

/* ---- Wait and Recv: a signal that is there, or else the next thread runs ---- */

ALWAYS_INLINE bool wait_for_signal(tcb_t *tcb, cap_t cap)
{
    struct core *core = this_core();
    notification_t *notification = notification_of_cap(cap);

    if (unlikely((cap_rights(cap) & RIGHT_READ) == 0 ||
                 (notification->bound_tcb != 0 && notification->bound_tcb != tcb)))
        return false;
    if (notification->state == NOTIFICATION_ACTIVE) {
        tcb->context.r[REG_CAP] = notification->badges;
        notification->badges = 0;
        notification->state = NOTIFICATION_IDLE;
        return true;
    }
    if (unlikely(!wait_keeps_context(tcb, notification) || !nothing_is_due(core)))
        return false;
    tcb_wait_begin(tcb, notification, THREAD_BLOCKED_ON_NOTIFICATION);
    if (likely(notification->head == 0)) {
        notification->head = tcb;
    } else {
        notification->head = ipc_queue_insert(notification->head, tcb);
    }
    notification->state = NOTIFICATION_WAITING;
    run_highest(core);
    return true;
}

/* reply_slot 0: waiting without reply object. */
ALWAYS_INLINE bool wait_for_message(tcb_t *tcb, cap_t cap, const slot_t *reply_slot)
{
    struct core *core = this_core();
    endpoint_t *endpoint = endpoint_of_cap(cap);
    reply_t *reply = reply_slot != 0 ? reply_of_cap(reply_slot->cap) : 0;

    if (unlikely((cap_rights(cap) & RIGHT_READ) == 0 || !receive_would_block(tcb, endpoint) ||
                 (tcb->bound_notification != 0 && !wait_keeps_context(tcb, tcb->bound_notification)) ||
                 (reply != 0 && reply->tcb != 0) || !nothing_is_due(core)))
        return false;
    server_wait(tcb, endpoint, reply);
    run_highest(core);
    return true;
}

ALWAYS_INLINE bool fast_wait(word_t cptr)
{
    tcb_t *tcb = this_core()->current;
    slot_t *slot = lookup_cptr(tcb, cptr);

    if (unlikely(slot == 0))
        return false;
    if (cap_type(slot->cap) == CAP_NOTIFICATION)
        return wait_for_signal(tcb, slot->cap);
    return cap_type(slot->cap) == CAP_ENDPOINT && wait_for_message(tcb, slot->cap, 0);
}

ALWAYS_INLINE bool fast_receive(word_t cptr)
{
    tcb_t *tcb = this_core()->current;
    slot_t *slot = lookup_cptr(tcb, cptr);
    slot_t *reply_slot = 0;

    if (unlikely(slot == 0))
        return false;
    if (cap_type(slot->cap) == CAP_NOTIFICATION)
        return wait_for_signal(tcb, slot->cap);
    reply_slot = lookup_cptr(tcb, tcb->context.r[REG_REPLY]);
    if (unlikely(reply_slot == 0 || cap_type(slot->cap) != CAP_ENDPOINT || cap_type(reply_slot->cap) != CAP_REPLY))
        return false;
    return wait_for_message(tcb, slot->cap, reply_slot);
}

/* ---- Yield ---- */

/* Round robin, and another thread of the same priority is the best one: a full slice, and the back of the queue. */
ALWAYS_INLINE bool yield_slice(struct core *core, tcb_t *current, sched_context_t *sc)
{
    tcb_t *next = core->ready[core->domain][current->priority].head;

    if (unlikely(next == 0 || ready_queue_top(core, core->domain) != current->priority + 1 || !nothing_is_due(core)))
        return false;
    sc->refill[0].amount += sc->refill[1].amount;
    sc->refill[1].amount = 0;
    sc->consumed += sched_consumed(core);
    core->paid = core->now;
    ready_queue_rotate(core, next, current);
    sched_run_queued(core, next);
    return true;
}

/* The whole budget is in one refill, which is given up: the thread waits for its next period. */
ALWAYS_INLINE bool yield_period(struct core *core, tcb_t *current, sched_context_t *sc)
{
    refill_t *head = refill_head(sc);

    if (unlikely(sc->refill_more != 0 || head->time >= shared.release_time_max || !nothing_is_due(core) ||
                 head->time + sc->period <= core->now || current->sc != sc)) /* the last, for the proof, never holds */
        return false;
    head->time += sc->period;
    sc->consumed += sched_consumed(core);
    core->paid = core->now;
    release_queue_insert(current);
    core->reprogram = 0; /* as the change of contexts sees to it */
    run_highest(core);
    return true;
}

ALWAYS_INLINE bool fast_yield(void)
{
    struct core *core = this_core();
    sched_context_t *sc = core->current_sc;

    return sc_is_round_robin(sc) ? yield_slice(core, core->current, sc) : yield_period(core, core->current, sc);
}

/* ---- an interrupt that wakes a waiting thread ---- */

/* From the idle thread, which nobody queues, too. */
ALWAYS_INLINE void wake_by_interrupt(struct core *core, tcb_t *current, tcb_t *woken)
{
    if (current == core->idle) {
        sched_run(core, woken);
    } else if (woken->priority > current->priority) {
        preempt(core, current, woken);
    } else {
        queue_woken(core, current, woken);
    }
}

ALWAYS_INLINE bool fast_interrupt(word_t irq)
{
    struct core *core = this_core();
    cap_t cap = cap_null();
    notification_t *notification = 0;
    tcb_t *waiter = 0;

    if (unlikely(irq >= ARCH_IRQ_COUNT || irq_lines[irq].state != IRQ_SIGNAL))
        return false;
    cap = irq_lines[irq].notification.cap;
    if (unlikely(cap_type(cap) != CAP_NOTIFICATION || (cap_rights(cap) & RIGHT_WRITE) == 0))
        return false;
    notification = notification_of_cap(cap);
    waiter = notification->head;
    if (unlikely(notification->state != NOTIFICATION_WAITING || !wakes_simply(core, waiter) || !nothing_is_due(core)))
        return false;

    arch_irq_arrived(irq);
    notification_dequeue_head(notification, waiter);
    waiter->context.r[REG_CAP] = cap_badge(cap);
    wake_by_interrupt(core, core->current, waiter);
    arch_irq_end(irq);
    return true;
}

ENTRY void entry_interrupt(word_t irq)
{
    if (unlikely(!fast_interrupt(irq)))
        entry_interrupt_slow(irq);
}

/* ---- dispatch: a function each, so that none has more of a stack frame than it needs ---- */

static NOINLINE ENTRY void enter_call(word_t cptr, word_t info)
{
    if (unlikely(!fast_call(cptr, info)))
        entry_call_slow(cptr, info);
}

/* With capabilities: out of the way of the frequent case, without a stack frame. */
ENTRY void entry_call_longer(word_t cptr, word_t info)
{
    if (info_extra_caps(info) != 0)
        entry_call_slow(cptr, info);
    else
        enter_call(cptr, info);
}

ENTRY void entry_reply_recv_longer(word_t cptr, word_t info)
{
    if (unlikely(!fast_reply_recv(cptr, info)))
        entry_syscall_slow(cptr, info, (word_t)seL4_SysReplyRecv);
}

static NOINLINE ENTRY void enter_send(word_t cptr, word_t info, word_t number)
{
    if (unlikely(!fast_notify_or_send(cptr, info)))
        entry_syscall_slow(cptr, info, number);
}

static NOINLINE ENTRY void enter_wait(word_t cptr, word_t info, word_t number)
{
    if (unlikely(!fast_wait(cptr)))
        entry_syscall_slow(cptr, info, number);
}

static NOINLINE ENTRY void enter_receive(word_t cptr, word_t info, word_t number)
{
    if (unlikely(!fast_receive(cptr)))
        entry_syscall_slow(cptr, info, number);
}

static NOINLINE ENTRY void enter_yield(word_t cptr, word_t info, word_t number)
{
    if (unlikely(!fast_yield()))
        entry_syscall_slow(cptr, info, number);
}

_Static_assert(seL4_SysCall == -1 && seL4_SysReplyRecv == -2, "the ISA's entry code compares with these numbers");

ENTRY void entry_syscall(word_t cptr, word_t info, word_t number)
{
    switch ((int64_t)number) {
    case seL4_SysCall:
        entry_call(cptr, info);
        return;
    case seL4_SysReplyRecv:
        entry_reply_recv(cptr, info);
        return;
    case seL4_SysSend:
    case seL4_SysNBSend:
        enter_send(cptr, info, number);
        return;
    case seL4_SysWait:
        enter_wait(cptr, info, number);
        return;
    case seL4_SysRecv:
        enter_receive(cptr, info, number);
        return;
    case seL4_SysYield:
        enter_yield(cptr, info, number);
        return;
    }
    entry_syscall_slow(cptr, info, number);
}
