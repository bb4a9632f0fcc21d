/* SPDX-License-Identifier: BSD-2-Clause */
/* Invariants: threads, queues, IPC objects, scheduling contexts. Capabilities and memory: invariants_caps.c. */
#include <stdio.h>
#include "invariants.h"
#include "invariants_parts.h"
#include "spec.h"

bool violated(struct verdict *v, const char *what, word name)
{
    if (v->holds) {
        snprintf(v->why, v->size, "invariant: %s (0x%lx)", what, name);
        v->holds = false;
    }
    return false;
}

static void must(struct verdict *v, bool holds, const char *what, word name)
{
    if (!holds) {
        violated(v, what, name);
    }
}

/* ---- Queues of waiting threads ---- */

static void check_waiters(struct verdict *v, struct astate *s, const struct aqueue *q, word object)
{
    for (unsigned i = 0; i < q->count; i++) {
        must(v, as_tcb_exists(s, q->item[i]), "a waiter exists", q->item[i]);
        if (!v->holds) {
            return;
        }
        const struct atcb *t = as_tcb_get(s, q->item[i]);
        must(v, t->waits_on == object, "a waiter waits on the object whose queue it is in", t->name);
        if (i > 0) {
            must(v, as_tcb_get(s, q->item[i - 1])->prio >= t->prio, "waiters are ordered by priority", object);
        }
    }
}

static void check_endpoints(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i < s->endpoint_count; i++) {
        const struct aendpoint *e = &s->endpoint[i];
        must(v, (e->state == AE_IDLE) == (e->queue.count == 0), "an endpoint is idle iff nobody waits", e->name);
        check_waiters(v, s, &e->queue, e->name);
        for (unsigned k = 0; v->holds && k < e->queue.count; k++) {
            unsigned state = as_tcb_get(s, e->queue.item[k])->state;
            must(v, state == (e->state == AE_SEND ? AT_ON_SEND : AT_ON_RECEIVE), "waiters do as the endpoint says",
                 e->name);
        }
    }
}

static void check_notifications(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i < s->notification_count; i++) {
        const struct anotification *n = &s->notification[i];
        must(v, (n->state == AN_WAITING) == (n->queue.count > 0), "a notification waits iff somebody does", n->name);
        check_waiters(v, s, &n->queue, n->name);
        must(v, n->tcb == 0 || as_tcb_get(s, n->tcb)->notification == n->name, "a bound thread knows", n->name);
        must(v, n->sc == 0 || as_context_get(s, n->sc)->notification == n->name, "a bound context knows", n->name);
    }
}

/* ---- Reply objects and call stacks ---- */

static void check_replies(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i < s->reply_count; i++) {
        const struct areply *r = &s->reply[i];
        if (r->tcb == 0) {
            continue;
        }
        must(v, as_tcb_exists(s, r->tcb), "the user of a reply object exists", r->name);
        if (v->holds) {
            const struct atcb *t = as_tcb_get(s, r->tcb);
            must(v, (t->state == AT_ON_RECEIVE && t->reply == r->name)
                 || (t->state == AT_ON_REPLY && t->waits_on == r->name), "the user of a reply object waits", r->name);
        }
    }
}

static void check_stack(struct verdict *v, struct astate *s, const struct acontext *c)
{
    for (unsigned i = 0; v->holds && i < c->stack.count; i++) {
        word reply = c->stack.item[i];
        word caller = as_reply_get(s, reply)->tcb;
        must(v, caller != 0 && as_tcb_get(s, caller)->state == AT_ON_REPLY, "a stacked call has a caller", reply);
        for (unsigned k = 0; k < s->context_count; k++) {
            const struct acontext *other = &s->context[k];
            must(v, other == c || !as_queue_has(&other->stack, reply), "a call is on one stack", reply);
        }
    }
}

/* ---- Scheduling contexts ---- */

static void check_refills(struct verdict *v, struct astate *s, const struct acontext *c)
{
    bool round_robin = c->period == 0;

    must(v, c->refill_count >= 1 && c->refill_count <= c->refill_max, "refills fit", c->name);
    must(v, !round_robin || c->refill_count == 2, "round robin has two refills", c->name);
    if (round_robin) {
        return;
    }
    must(v, c->refill[0].amount >= spec_min_budget(s), "the head refill is large enough to run", c->name);
    for (unsigned i = 0; i + 1 < c->refill_count; i++) {
        must(v, c->refill[i].time + c->refill[i].amount <= c->refill[i + 1].time, "refills do not overlap", c->name);
    }
}

static void check_contexts(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i < s->context_count; i++) {
        const struct acontext *c = &s->context[i];
        must(v, c->tcb == 0 || as_tcb_get(s, c->tcb)->sc == c->name, "the thread of a context has it", c->name);
        must(v, c->notification == 0 || as_notification_get(s, c->notification)->sc == c->name,
             "the notification of a context has it", c->name);
        must(v, c->yield_from == 0 || as_tcb_get(s, c->yield_from)->yielded_to == c->name, "a yielder knows", c->name);
        if (c->refill_max > 0) {
            check_refills(v, s, c);
        }
        check_stack(v, s, c);
    }
}

/* ---- Threads ---- */

static bool waits_properly(struct astate *s, const struct atcb *t)
{
    switch ((enum athread_state)t->state) {
    case AT_ON_SEND:
    case AT_ON_RECEIVE:
        return as_queue_has(&as_endpoint_get(s, t->waits_on)->queue, t->name);
    case AT_ON_NOTIFICATION:
        return as_queue_has(&as_notification_get(s, t->waits_on)->queue, t->name);
    case AT_ON_REPLY:
        return as_reply_get(s, t->waits_on)->tcb == t->name;
    case AT_INACTIVE:
    case AT_RUNNING:
    case AT_RESTART:
        return t->waits_on == 0;
    }
    return false;
}

static void check_thread(struct verdict *v, struct astate *s, const struct atcb *t)
{
    bool can_run = spec_thread_is_runnable(s, t->name) && spec_context_is_active(s, t->sc);
    unsigned places = as_queue_has(&s->ready, t->name) + as_queue_has(&s->release, t->name) + (s->current == t->name);

    must(v, t->state <= AT_ON_NOTIFICATION, "a thread is in a known state", t->name);
    must(v, waits_properly(s, t), "a blocked thread is where it says it waits, and no other waits", t->name);
    must(v, t->sc == 0 || as_context_get(s, t->sc)->tcb == t->name, "the context of a thread knows", t->name);
    must(v, t->notification == 0 || as_notification_get(s, t->notification)->tcb == t->name,
         "the bound notification of a thread knows", t->name);
    must(v, t->yielded_to == 0 || as_context_get(s, t->yielded_to)->yield_from == t->name,
         "the context yielded to knows", t->name);
    must(v, places == (can_run ? 1u : 0u), "a thread that can run is in one place, another in none", t->name);
    must(v, t->prio <= 255 && t->mcp <= 255 && t->domain < s->params.domains, "priorities and domain fit", t->name);
    must(v, t->fault.kind == seL4_Fault_NullFault || !spec_thread_is_runnable(s, t->name),
         "a thread with a pending fault does not run", t->name);
}

static void check_vcpus(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i < s->vcpu_count; i++) {
        const struct avcpu *c = &s->vcpu[i];
        must(v, c->tcb == 0 || (as_tcb_exists(s, c->tcb) && as_tcb_get(s, c->tcb)->vcpu == c->name),
             "the thread of a VCPU has it", c->name);
    }
    for (unsigned i = 0; v->holds && i < s->tcb_count; i++) {
        word vcpu = s->tcb[i].vcpu;
        must(v, vcpu == 0 || as_vcpu_get(s, vcpu)->tcb == s->tcb[i].name, "the VCPU of a thread knows", vcpu);
    }
}

static void check_scheduler(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; v->holds && i + 1 < s->ready.count; i++) {
        const struct atcb *a = as_tcb_get(s, s->ready.item[i]);
        const struct atcb *b = as_tcb_get(s, s->ready.item[i + 1]);
        must(v, a->domain < b->domain || (a->domain == b->domain && a->prio >= b->prio),
             "threads are in the ready queue of their priority", a->name);
    }
    for (unsigned i = 0; v->holds && s->current == 0 && i < s->ready.count; i++) {
        must(v, as_tcb_get(s, s->ready.item[i])->domain != s->domain, "nobody is ready when idle", s->ready.item[i]);
    }
    for (unsigned i = 0; v->holds && i + 1 < s->release.count; i++) {
        word a = as_tcb_get(s, s->release.item[i])->sc;
        word b = as_tcb_get(s, s->release.item[i + 1])->sc;
        must(v, as_context_get(s, a)->refill[0].time <= as_context_get(s, b)->refill[0].time,
             "the release queue is ordered by time", a);
    }
    must(v, s->current == 0 ? s->current_sc == 0 : as_tcb_get(s, s->current)->sc == s->current_sc,
         "the running thread pays", s->current);
    must(v, s->domain < s->params.domains, "the current domain exists", s->domain);
}

/* The bound of each queue of the model is checked where states are made; here every name is followed. */
static void check_names(struct verdict *v, struct astate *s)
{
    for (unsigned i = 0; i < s->ready.count; i++) {
        must(v, as_tcb_exists(s, s->ready.item[i]), "a ready thread exists", s->ready.item[i]);
    }
    for (unsigned i = 0; i < s->release.count; i++) {
        must(v, as_tcb_exists(s, s->release.item[i]), "a thread in the release queue exists", s->release.item[i]);
    }
    must(v, s->current == 0 || as_tcb_exists(s, s->current), "the running thread exists", s->current);
}

bool invariants_hold(struct astate *s, char *why, unsigned why_size)
{
    struct verdict v = {.why = why, .size = why_size, .holds = true};

    check_names(&v, s);
    check_endpoints(&v, s);
    check_notifications(&v, s);
    check_replies(&v, s);
    check_contexts(&v, s);
    check_vcpus(&v, s);
    for (unsigned i = 0; v.holds && i < s->tcb_count; i++) {
        check_thread(&v, s, &s->tcb[i]);
    }
    if (v.holds) {
        check_scheduler(&v, s);
    }
    if (v.holds) {
        check_capabilities(&v, s);
    }
    return v.holds;
}
