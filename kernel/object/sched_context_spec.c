/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: scheduling contexts, their invocations and SchedControl. */
#include "proof/spec.h"

/* ---- Links ---- */

/* The context leaves whoever has it and goes to thread `to`. */
void spec_sc_donate(struct astate *s, word sc, word to)
{
    struct acontext *c = as_context_get(s, sc);
    word from = c->tcb;

    spec_require(as_tcb_get(s, to)->sc == 0, "a scheduling context goes to a thread without one");
    if (from != 0) {
        spec_dequeue(s, from);
        as_tcb_get(s, from)->sc = 0;
    }
    c->tcb = to;
    as_tcb_get(s, to)->sc = sc;
    if (from != 0 && from == s->current) {
        spec_reschedule(s);
    }
}

void spec_sc_bind_tcb(struct astate *s, word sc, word thread)
{
    as_context_get(s, sc)->tcb = thread;
    as_tcb_get(s, thread)->sc = sc;
    spec_wake_unblock_check(s, sc);
    if (spec_thread_is_schedulable(s, thread) && !spec_context_is_ready(s, sc)) {
        spec_release_insert(s, thread);
    }
    if (spec_thread_is_schedulable(s, thread)) {
        spec_ready_front(s, thread);
        spec_reschedule(s);
    }
}

void spec_sc_unbind_tcb(struct astate *s, word sc)
{
    word thread = as_context_get(s, sc)->tcb;

    if (thread == 0) {
        return;
    }
    spec_dequeue(s, thread);
    as_tcb_get(s, thread)->sc = 0;
    as_context_get(s, sc)->tcb = 0;
    if (thread == s->current) {
        spec_reschedule(s);
    }
}

void spec_sc_unbind_notification(struct astate *s, word sc)
{
    struct acontext *c = as_context_get(s, sc);

    if (c->notification != 0) {
        as_notification_get(s, c->notification)->sc = 0;
        c->notification = 0;
    }
}

static void sc_unbind_all(struct astate *s, word sc)
{
    spec_sc_unbind_tcb(s, sc);
    spec_sc_unbind_notification(s, sc);
    as_context_get(s, sc)->stack = (struct aqueue){0};
}

void spec_sc_destroy(struct astate *s, word sc)
{
    sc_unbind_all(s, sc);
    spec_yield_complete(s, sc);
    as_context_drop(s, sc);
}

/* ---- Consumption and YieldTo ---- */

word spec_take_consumed(struct astate *s, word sc)
{
    struct acontext *c = as_context_get(s, sc);
    word us = spec_us_of_ticks(s, c->consumed);

    c->consumed = 0;
    return us;
}

/* A thread that waits in YieldTo for this context's consumption gets its answer. */
void spec_yield_complete(struct astate *s, word sc)
{
    word yielder = as_context_get(s, sc)->yield_from;

    if (yielder == 0) {
        return;
    }
    word us = spec_take_consumed(s, sc);
    spec_thread_write_reply(s, yielder, 0, 0, 1, &us);
    spec_yield_cancel(s, yielder);
}

void spec_yield_cancel(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (t->yielded_to != 0) {
        as_context_get(s, t->yielded_to)->yield_from = 0;
        t->yielded_to = 0;
    }
}

static bool context_is_usable(struct astate *s, word sc)
{
    return spec_context_is_ready(s, sc) && spec_context_is_sufficient(s, sc, 0);
}

static struct aoutcome yield_to(struct astate *s, word caller, word sc)
{
    word thread = as_context_get(s, sc)->tcb;

    if (thread == 0 || thread == caller || as_tcb_get(s, thread)->prio > as_tcb_get(s, caller)->mcp) {
        return spec_refuse(seL4_IllegalOperation);
    }

    spec_yield_complete(s, sc);
    if (spec_thread_is_schedulable(s, thread) && !context_is_usable(s, sc)) {
        spec_dequeue(s, thread);
        spec_release_insert(s, thread);
    }
    if (!spec_thread_is_schedulable(s, thread)) {
        return spec_outcome_value(spec_take_consumed(s, sc));
    }
    spec_dequeue(s, thread);
    if (as_tcb_get(s, thread)->prio < as_tcb_get(s, caller)->prio) {
        spec_ready_front(s, thread);
        return spec_outcome_value(spec_take_consumed(s, sc));
    }
    as_context_get(s, sc)->yield_from = caller;
    as_tcb_get(s, caller)->yielded_to = sc;
    spec_ready_front(s, caller);
    spec_ready_front(s, thread);
    spec_reschedule(s);
    return spec_outcome_ok(); /* an empty answer; the consumed time replaces it when the caller runs again */
}

/* ---- SchedContext methods ---- */

static struct aoutcome bind(struct astate *s, const struct acall *c)
{
    word sc = c->cap.object;

    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (cap.type == AC_TCB) {
        struct atcb *t = as_tcb_get(s, cap.object);
        bool later = spec_thread_is_blocked(t) && !spec_context_is_released(s, sc);
        if (as_context_get(s, sc)->tcb != 0 || t->sc != 0 || later) {
            return spec_refuse(seL4_IllegalOperation);
        }
        spec_sc_bind_tcb(s, sc, cap.object);
        return spec_outcome_ok();
    }
    if (cap.type == AC_NOTIFICATION) {
        if (as_context_get(s, sc)->notification != 0 || as_notification_get(s, cap.object)->sc != 0) {
            return spec_refuse(seL4_IllegalOperation);
        }
        as_context_get(s, sc)->notification = cap.object;
        as_notification_get(s, cap.object)->sc = sc;
        return spec_outcome_ok();
    }
    return spec_refuse_number(seL4_InvalidCapability, 1);
}

static struct aoutcome unbind_object(struct astate *s, const struct acall *c)
{
    word sc = c->cap.object;

    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (cap.type == AC_TCB) {
        if (as_context_get(s, sc)->tcb != cap.object || cap.object == c->caller) {
            return spec_refuse(seL4_IllegalOperation);
        }
        spec_sc_unbind_tcb(s, sc);
        return spec_outcome_ok();
    }
    if (cap.type == AC_NOTIFICATION) {
        if (as_context_get(s, sc)->notification != cap.object) {
            return spec_refuse(seL4_IllegalOperation);
        }
        spec_sc_unbind_notification(s, sc);
        return spec_outcome_ok();
    }
    return spec_refuse_number(seL4_InvalidCapability, 1);
}

struct aoutcome spec_invoke_sched_context(struct astate *s, const struct acall *c)
{
    word sc = c->cap.object;

    switch (c->label) {
    case SchedContextConsumed:
        return spec_outcome_value(spec_take_consumed(s, sc));
    case SchedContextBind:
        return bind(s, c);
    case SchedContextUnbind:
        if (as_context_get(s, sc)->tcb == c->caller) {
            return spec_refuse(seL4_IllegalOperation);
        }
        sc_unbind_all(s, sc);
        return spec_outcome_ok();
    case SchedContextUnbindObject:
        return unbind_object(s, c);
    case SchedContextYieldTo:
        return yield_to(s, c->caller, sc);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

/* ---- SchedControl ---- */

/* The kernel keeps at most this many refills, however large the object is. */
enum { REFILLS_KEPT_MAX = 64 };

static void configure(struct astate *s, word sc, word budget, word period, unsigned extra)
{
    struct acontext *x = as_context_get(s, sc);
    unsigned max = extra + 2 < REFILLS_KEPT_MAX ? extra + 2 : REFILLS_KEPT_MAX;

    if (budget == period) {
        spec_refill_new(s, sc, 2, budget, 0);
    } else if (x->refill_max > 0 && spec_thread_is_runnable(s, x->tcb)) {
        spec_refill_update(s, sc, period, budget, max);
    } else {
        spec_refill_new(s, sc, max, budget, period);
    }
}

static void configure_apply(struct astate *s, word caller, word sc, word budget, word period, unsigned extra)
{
    word thread = as_context_get(s, sc)->tcb;

    if (thread != 0) {
        spec_dequeue(s, thread);
        if (sc == s->current_sc) {
            spec_commit(s);
        }
    }
    configure(s, sc, budget, period, extra);
    if (thread == 0) {
        return;
    }
    if (spec_thread_is_schedulable(s, thread) && !context_is_usable(s, sc)) {
        spec_release_insert(s, thread);
    }
    if (thread == caller) {
        spec_reschedule(s);
    } else if (spec_thread_is_runnable(s, thread)) {
        spec_candidate(s, thread);
    }
}

struct aoutcome spec_invoke_sched_control(struct astate *s, const struct acall *c)
{
    if (c->label != SchedControlConfigureFlags) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (c->extra_count < 1 || c->length < 5) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word budget_us = spec_call_word(s, c, 0);
    word period_us = spec_call_word(s, c, 1);
    word extra = spec_call_word(s, c, 2);
    word max_us = spec_max_period_us(s);
    word min_us = spec_us_of_ticks(s, spec_min_budget(s));
    if (budget_us > max_us || period_us > max_us) {
        return spec_refuse_range(min_us, max_us);
    }
    if (spec_ticks_of_us(s, budget_us) < spec_min_budget(s) || spec_ticks_of_us(s, period_us) < spec_min_budget(s)) {
        return spec_refuse_range(min_us, max_us);
    }
    if (budget_us > period_us) {
        return spec_refuse_range(min_us, period_us);
    }
    struct acap sc = spec_call_cap(s, c, 0);
    if (sc.type != AC_SCHED_CONTEXT) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }
    word capacity = ((word)spec_power_of_2(sc.size_bits) - 96) / 16;
    if (extra > capacity - 2) {
        return spec_refuse_range(0, capacity - 2);
    }

    word badge = spec_call_word(s, c, 3);
    word flags = spec_call_word(s, c, 4);
    word budget = spec_ticks_of_us(s, budget_us);
    word period = spec_ticks_of_us(s, period_us);
    configure_apply(s, c->caller, sc.object, budget, period, (unsigned)extra);
    as_context_get(s, sc.object)->badge = badge;
    as_context_get(s, sc.object)->sporadic = spec_word_field(flags, 0, 1) == 1;
    return spec_outcome_ok();
}
