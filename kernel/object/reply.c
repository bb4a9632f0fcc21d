/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects: who waits for a reply, and the way a lent scheduling context takes back. ipc.md section 6. */
#include <core/fault.h>
#include <core/ipc.h>
#include <core/sched.h>

/* ---- links ---- */

/* reply leaves the middle or the end of a stack: the chain is broken there. */
static void reply_unlink(reply_t *reply)
{
    if (reply->newer != 0)
        reply->newer->older = 0;
    if (reply->older != 0)
        reply->older->newer = 0;
    reply->newer = 0;
    reply->older = 0;
}

/* reply is the head of its context's stack: the next entry takes over. */
static void reply_pop(reply_t *reply)
{
    sched_context_t *sc = reply->sc;
    reply_t *older = reply->older;

    sc->reply = older;
    if (older != 0) {
        older->newer = 0;
        older->sc = sc;
    }
    reply->sc = 0;
    reply->older = 0;
}

/* tcb, its user, does not use the reply object any more. */
static void reply_release(reply_t *reply, tcb_t *tcb)
{
    tcb->reply = 0;
    reply->tcb = 0;
}

void reply_detach(tcb_t *receiver)
{
    reply_release(receiver->reply, receiver);
}

void reply_push(tcb_t *caller, tcb_t *callee, reply_t *reply, bool can_donate)
{
    sched_context_t *sc = caller->sc;

    REQUIRES((reply->tcb == 0) & (reply->sc == 0) & (reply->newer == 0) & (reply->older == 0));
    REQUIRES(caller->reply == 0);

    reply->tcb = caller;
    caller->reply = reply;
    caller->state = THREAD_BLOCKED_ON_REPLY;
    if (can_donate && sc != 0 && callee->sc == 0) {
        reply_t *older = sc->reply;

        reply->older = older;
        reply->sc = sc;
        sc->reply = reply;
        if (older != 0) {
            older->newer = reply;
            older->sc = 0;
        }
        sched_context_donate(sc, callee);
    }
}

void reply_remove(reply_t *reply)
{
    tcb_t *caller = reply->tcb;
    sched_context_t *sc = reply->sc;

    REQUIRES((caller != 0) && (caller->state == THREAD_BLOCKED_ON_REPLY) && (caller->reply == reply));

    if (sc != 0)
        reply_pop(reply);
    else
        reply_unlink(reply);
    caller->state = THREAD_INACTIVE;
    reply_release(reply, caller);
    if (sc != 0 && caller->sc == 0)
        sched_context_donate(sc, caller);
}

void reply_cut(tcb_t *caller)
{
    reply_t *reply = caller->reply;

    REQUIRES((caller->state == THREAD_BLOCKED_ON_REPLY) && (reply != 0));

    if (reply->sc != 0) {
        reply->sc->reply = 0;
        reply->sc = 0;
    }
    reply_unlink(reply);
    caller->state = THREAD_INACTIVE;
    reply_release(reply, caller);
}

void reply_finalise(reply_t *reply)
{
    if (reply->tcb == 0)
        return;
    if (reply->tcb->state == THREAD_BLOCKED_ON_REPLY)
        reply_remove(reply);
    else
        tcb_cancel_wait(reply->tcb);
}

/* ---- replying ---- */

/* The caller's turn, if its context has something left; else a Timeout fault, or waiting for the next refill. */
static void caller_continue(tcb_t *caller, bool was_timeout)
{
    if (!tcb_is_schedulable(caller))
        return;
    if (sched_context_can_run(caller->sc)) {
        sched_candidate(caller);
    } else if (!was_timeout && cap_type(caller->slot[TCB_SLOT_TIMEOUT_HANDLER].cap) == CAP_ENDPOINT) {
        /* Its system call is complete: when the handler lets it go on, it is behind the call. */
        if (caller->state == THREAD_RUNNING)
            caller->context.r[REG_FAULT_IP] = caller->context.r[REG_NEXT_IP];
        fault_timeout(caller);
    } else {
        sched_postpone_if_not_ready(caller);
    }
}

void reply_transfer(tcb_t *replier, reply_t *reply, bool can_grant)
{
    tcb_t *caller = reply->tcb;
    word_t fault = 0;

    if (caller == 0 || caller->state != THREAD_BLOCKED_ON_REPLY)
        return;
    fault = caller->fault.kind;
    reply_remove(reply);
    if (caller->sc != 0 && caller->sc->sporadic)
        sched_context_unblocked(caller->sc);
    if (fault == seL4_Fault_NullFault) {
        ipc_transfer(replier, caller, 0, 0, can_grant);
        caller->state = THREAD_RUNNING;
    } else {
        bool restart = fault_apply_reply(replier, caller);

        caller->fault.kind = seL4_Fault_NullFault;
        caller->state = restart ? THREAD_RESTART : THREAD_INACTIVE;
    }
    caller_continue(caller, fault == seL4_Fault_Timeout);
}
