/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: reply objects and call stacks. A scheduling context's stack holds the reply objects of the calls that
 * moved it, the most recent first. An entry that has been cut off from its context is on no stack at all.
 */
#include "proof/spec.h"

/* The context whose stack holds this reply object, 0 when there is none. */
static word stack_owner(struct astate *s, word reply)
{
    for (unsigned i = 0; i < s->context_count; i++) {
        if (as_queue_has(&s->context[i].stack, reply)) {
            return s->context[i].name;
        }
    }
    return 0;
}

/* Keeps the entries above `reply`: the context will not travel further back than the last of them. */
static void stack_truncate(struct aqueue *stack, word reply)
{
    bool keep = true;
    unsigned kept = 0;

    for (unsigned i = 0; i < stack->count; i++) {
        keep = keep && stack->item[i] != reply;
        kept += keep;
        stack->item[i] = keep ? stack->item[i] : 0;
    }
    stack->count = kept;
}

static void reply_release(struct astate *s, word reply)
{
    struct areply *r = as_reply_get(s, reply);
    struct atcb *caller = as_tcb_get(s, r->tcb);

    r->tcb = 0;
    caller->waits_on = 0;
    caller->state = AT_INACTIVE;
}

/* The receiver is no longer waiting with its reply object. */
void spec_reply_detach_receiver(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (t->reply != 0) {
        as_reply_get(s, t->reply)->tcb = 0;
        t->reply = 0;
    }
}

/* A call or fault has been delivered: the caller waits on `reply`, and its scheduling context may go with the call. */
void spec_reply_push(struct astate *s, word caller, word callee, word reply, bool can_donate)
{
    struct atcb *c = as_tcb_get(s, caller);

    c->state = AT_ON_REPLY;
    c->waits_on = reply;
    as_reply_get(s, reply)->tcb = caller;
    if (can_donate && c->sc != 0 && as_tcb_get(s, callee)->sc == 0) {
        word sc = c->sc;
        as_queue_insert(s, &as_context_get(s, sc)->stack, 0, reply);
        spec_sc_donate(s, sc, callee);
    }
    spec_unschedule_current(s, caller);
}

/* The call ends: the scheduling context that came with it goes back, if this was the most recent call of it. */
void spec_reply_remove(struct astate *s, word reply)
{
    word caller = as_reply_get(s, reply)->tcb;
    word sc = stack_owner(s, reply);

    if (sc != 0) {
        struct aqueue *stack = &as_context_get(s, sc)->stack;
        if (stack->item[0] == reply) {
            as_queue_remove(stack, reply);
            if (as_tcb_get(s, caller)->sc == 0) {
                spec_sc_donate(s, sc, caller);
            }
        } else {
            stack_truncate(stack, reply);
        }
    }
    reply_release(s, reply);
}

/* The caller goes away in mid-call: what it lent stays where it is. */
void spec_reply_cut(struct astate *s, word thread)
{
    word reply = as_tcb_get(s, thread)->waits_on;
    word sc = stack_owner(s, reply);

    if (sc != 0) {
        stack_truncate(&as_context_get(s, sc)->stack, reply);
    }
    reply_release(s, reply);
}

/* The caller has been answered: it runs on, if it has time; otherwise it waits for time or says that it has none. */
static void caller_continues(struct astate *s, word caller, bool was_timeout)
{
    struct atcb *c = as_tcb_get(s, caller);

    if (!spec_thread_is_runnable(s, caller) || c->sc == 0) {
        return;
    }
    if (spec_context_is_ready(s, c->sc) && spec_context_is_sufficient(s, c->sc, 0)) {
        spec_candidate(s, caller);
    } else if (spec_thread_has_timeout_handler(s, caller) && !was_timeout) {
        if (c->state == AT_RUNNING) {
            c->regs[UC_IP] = c->next_ip; /* its call is complete and is not made again */
        }
        spec_timeout_fault(s, caller);
    } else {
        spec_release_insert(s, caller);
    }
}

/* A message sent through a reply capability. Without a caller waiting for it nothing happens. */
void spec_reply_transfer(struct astate *s, word replier, word reply, bool grant)
{
    word caller = as_reply_get(s, reply)->tcb;

    if (caller == 0 || as_tcb_get(s, caller)->state != AT_ON_REPLY) {
        return;
    }
    struct atcb *c = as_tcb_get(s, caller);
    word fault = c->fault.kind;
    spec_reply_remove(s, reply);
    spec_wake_unblock_check(s, c->sc);
    if (fault == seL4_Fault_NullFault) {
        spec_transfer(s, replier, caller, 0, 0, grant);
        c->state = AT_RUNNING;
    } else {
        bool restart = spec_fault_reply(s, replier, caller);
        c->fault = (struct afault){.kind = seL4_Fault_NullFault};
        c->state = restart ? AT_RESTART : AT_INACTIVE;
    }
    caller_continues(s, caller, fault == seL4_Fault_Timeout);
}

void spec_reply_destroy(struct astate *s, word reply)
{
    word user = as_reply_get(s, reply)->tcb;

    if (user != 0 && as_tcb_get(s, user)->state == AT_ON_REPLY) {
        spec_reply_remove(s, reply);
    } else if (user != 0) {
        spec_cancel_wait(s, user);
    }
    as_reply_drop(s, reply);
}
