/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: measuring and charging time. */
#include "proof/spec.h"

/* The time since the last stamp was used by the current scheduling context and the current domain. */
void spec_stamp(struct astate *s, word now)
{
    word passed = now - s->now;

    s->now = now;
    s->consumed += passed;
    if (s->params.domains > 1) {
        bool over = passed + spec_min_budget(s) >= s->domain_time;
        s->domain_time = over ? 0 : s->domain_time - passed;
    }
}

static void end_of_slice(struct astate *s, bool can_fault)
{
    struct atcb *t = as_tcb_get(s, s->current);
    bool round_robin = as_context_get(s, t->sc)->period == 0;

    if (can_fault && !round_robin && spec_thread_has_timeout_handler(s, s->current)) {
        spec_timeout_fault(s, s->current);
    } else if (spec_context_is_ready(s, t->sc) && spec_context_is_sufficient(s, t->sc, 0)) {
        spec_ready_back(s, s->current);
    } else {
        spec_release_insert(s, s->current);
    }
}

/* Charges `used` ticks and ends the running thread's slice. */
void spec_charge(struct astate *s, word used, bool can_fault)
{
    if (s->current_sc != 0) {
        struct acontext *c = as_context_get(s, s->current_sc);
        if (c->period == 0) {
            c->refill[0].amount += c->refill[1].amount;
            c->refill[1].amount = 0;
        } else {
            spec_budget_check(s, s->current_sc, used);
        }
        c->consumed += used;
    }
    s->consumed = 0;
    if (spec_thread_is_schedulable(s, s->current)) {
        end_of_slice(s, can_fault);
        spec_reschedule(s);
        s->reprogram = true;
    }
}

/* Charges the time used so far without ending the slice. */
void spec_commit(struct astate *s)
{
    if (s->consumed > 0 && spec_context_is_active(s, s->current_sc)) {
        struct acontext *c = as_context_get(s, s->current_sc);
        if (c->period == 0) {
            c->refill[0].amount -= s->consumed;
            c->refill[1].amount += s->consumed;
        } else {
            spec_budget_check(s, s->current_sc, s->consumed);
        }
        c->consumed += s->consumed;
    }
    s->consumed = 0;
}

/*
 * The check at the start of each entry. False: a system call or fault is not executed; an interrupt is handled in any
 * case.
 */
bool spec_entry_check(struct astate *s)
{
    bool enough = s->current_sc == 0 || spec_context_is_sufficient(s, s->current_sc, s->consumed);

    if (enough && (s->params.domains == 1 || s->domain_time > 0)) {
        return true;
    }
    if (!enough) {
        spec_charge(s, s->consumed, true);
    }
    return false;
}

/* The rest of the head refill is given up, but only what was used counts as consumed. */
void spec_yield(struct astate *s)
{
    struct acontext *c = as_context_get(s, s->current_sc);
    word consumed = c->consumed + s->consumed;

    spec_charge(s, c->refill[0].amount, false);
    c->consumed = consumed;
}
