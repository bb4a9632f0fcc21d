/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths of faults: to a handler that waits with a reply object, and back by its ReplyRecv; the latter also for
 * plain calls of a server that has a context of its own. As in core/fastpath.c: exactly what the slow path does, or
 * nothing.
 */
#include <core/entry.h>
#include <core/fastpath.h>
#include <core/fastpath_parts.h>
#include <core/fault.h>

/* faulted waits for the answer on reply and keeps its context, as the handler has one. */
static inline void await_answer(tcb_t *faulted, tcb_t *handler, reply_t *reply)
{
    handler->reply = 0;
    reply->tcb = faulted;
    faulted->reply = reply;
    faulted->state = THREAD_BLOCKED_ON_REPLY;
}

static inline bool fast_fault(word_t kind, word_t w0, word_t w1, word_t w2)
{
    struct core *core = this_core();
    tcb_t *faulted = core->current, *handler = 0;
    cap_t cap = faulted->slot[TCB_SLOT_FAULT_HANDLER].cap;
    endpoint_t *endpoint = 0;

    if (unlikely(cap_type(cap) != CAP_ENDPOINT || (cap_rights(cap) & SEND_RIGHTS) == 0))
        return false;
    endpoint = endpoint_of_cap(cap);
    if (unlikely(endpoint->status != ENDPOINT_RECEIVE)) /* and no scan is under way */
        return false;
    handler = endpoint->head;
    if (unlikely(handler->reply == 0 || !next_is_first(core, faulted, handler) ||
                 !(handler->sc == 0 || wakes_simply(core, handler)) || !nothing_is_due(core)))
        return false;

    faulted->fault.kind = kind;
    faulted->fault.word[0] = w0;
    faulted->fault.word[1] = w1;
    faulted->fault.word[2] = w2;
    receiver_dequeue(endpoint, handler);
    fault_write_message(faulted, handler, cap_badge(cap));
    if (handler->sc == 0) {
        call_push(faulted, handler, handler->reply, core->current_sc);
        run(core, handler);
    } else {
        await_answer(faulted, handler, handler->reply);
        sched_run(core, handler);
    }
    return true;
}

void entry_arch_fault(word_t kind, word_t w0, word_t w1, word_t w2)
{
    if (unlikely(!fast_fault(kind, w0, w1, w2)))
        entry_fault_slow(kind, w0, w1, w2);
}

void entry_user_exception(word_t number, word_t code)
{
    entry_arch_fault(seL4_Fault_UserException, number, code, 0);
}

/* Would the answer with this message info make the caller go on? */
static inline bool answer_is_go(const tcb_t *caller, word_t info)
{
    return likely(info_label(info) == 0) || !fault_reply_has_meaning(caller->fault.kind);
}

static inline void answer(tcb_t *server, tcb_t *caller, word_t info)
{
    if (caller->fault.kind == seL4_Fault_NullFault) {
        transfer(server, caller, info, 0);
        caller->state = THREAD_RUNNING;
    } else {
        fault_apply_reply(server, caller);
        caller->fault.kind = seL4_Fault_NullFault;
        caller->state = THREAD_RESTART;
    }
}

/* Can the thread stop waiting and run at once, on its own context? */
static inline bool continues_simply(const struct core *core, const tcb_t *tcb)
{
    return wakes_simply(core, tcb) && sched_context_can_run(tcb->sc);
}

bool fast_reply_recv_fault(endpoint_t *endpoint, reply_t *reply, word_t info)
{
    struct core *core = this_core();
    tcb_t *server = core->current, *caller = reply->tcb;

    if (unlikely(!answer_is_go(caller, info) || !nothing_is_due(core)))
        return false;
    answer(server, caller, info);
    call_pop(server, caller, reply, core->current_sc);
    server_wait(server, endpoint, reply);
    core->current = caller;
    arch_switch_to(caller);
    sched_activate();
    return true;
}

bool fast_reply_recv_own(endpoint_t *endpoint, reply_t *reply, word_t info)
{
    struct core *core = this_core();
    tcb_t *server = core->current, *caller = reply->tcb;
    const notification_t *bound = server->bound_notification;

    if (unlikely(caller == 0 || caller->state != THREAD_BLOCKED_ON_REPLY || reply->sc != 0 || reply->newer != 0 ||
                 reply->older != 0 || !answer_is_go(caller, info)))
        return false;
    if (unlikely(!next_is_first(core, server, caller) || !receive_would_block(server, endpoint) ||
                 (bound != 0 && !wait_keeps_context(server, bound))))
        return false;
    if (unlikely(!nothing_is_due(core) || !continues_simply(core, caller)))
        return false;

    answer(server, caller, info);
    caller->reply = 0;
    server_wait(server, endpoint, reply);
    sched_run(core, caller);
    sched_activate();
    return true;
}
