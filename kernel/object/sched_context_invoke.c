/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of scheduling contexts and of the right to configure them. invocations.md section 8. */
#include <core/sched.h>

struct configuration {
    word_t budget, period; /* ticks */
    word_t refill_max;
    word_t badge;
    word_t sporadic; /* 0 or 1 */
};

/* Refills to keep for a context configured for `extra` beyond the minimum. */
static word_t refill_max_of(word_t extra)
{
    return extra > REFILLS_USED_MAX - REFILL_MIN ? REFILLS_USED_MAX : extra + REFILL_MIN;
}

/* In order: budget and period too long, too short, budget longer than period. */
static word_t configure_times_check(word_t budget_us, word_t period_us, struct refusal *why)
{
    if (budget_us > max_period_us() || period_us > max_period_us())
        return refuse_range(why, MIN_BUDGET_US, max_period_us());
    if (time_us_to_ticks(budget_us) < min_budget() || time_us_to_ticks(period_us) < min_budget())
        return refuse_range(why, MIN_BUDGET_US, max_period_us());
    if (budget_us > period_us)
        return refuse_range(why, MIN_BUDGET_US, period_us);
    return STATUS_OK;
}

/* The refills of the new configuration. A thread that runs on the context keeps the time it has left. */
static void configure_refills(sched_context_t *sc, word_t core_index, const struct configuration *new)
{
    word_t now = this_core()->now;

    if (new->budget == new->period)
        refill_new(sc, REFILL_MIN, new->budget, 0, now);
    else if (sc->core == core_index && sc_is_active(sc) && sc->tcb != 0 && tcb_is_runnable(sc->tcb))
        refill_update(sc, new->refill_max, new->budget, new->period, now);
    else
        refill_new(sc, new->refill_max, new->budget, new->period, now);
}

static void configure_apply(sched_context_t *sc, word_t core_index, const struct configuration *new)
{
    struct core *core = this_core();
    tcb_t *tcb = sc->tcb;

    if (tcb != 0) {
        release_queue_remove(tcb);
        ready_queue_remove(tcb);
        if (sc == core->current_sc) {
            sched_commit();
            core->reprogram = 1;
        }
    }
    configure_refills(sc, core_index, new);
    sc->core = core_index;
    sc->badge = new->badge;
    sc->sporadic = new->sporadic;
    if (tcb == 0)
        return;
    tcb->core = core_index;
    sched_postpone_if_not_ready(tcb);
    if (tcb == core->current)
        sched_full_choice();
    else if (tcb_is_runnable(tcb))
        sched_candidate(tcb);
}

/*
 * ConfigureFlags(budget us, period us, extra refills, badge, flags; scheduling context).
 * Errors: TruncatedMessage; RangeError (times); InvalidCapability 1; RangeError (refills).
 */
word_t sched_control_invoke(const struct invocation *in, struct refusal *why)
{
    word_t budget_us = 0;
    word_t period_us = 0;
    word_t extra = 0;
    word_t status = STATUS_OK;
    cap_t cap = cap_null();
    struct configuration new = {0, 0, 0, 0, 0};

    if (in->label != SchedControlConfigureFlags)
        return refuse(why, seL4_IllegalOperation);
    if (!invocation_has(in, 5, 1))
        return refuse(why, seL4_TruncatedMessage);
    budget_us = invocation_argument(in, 0);
    period_us = invocation_argument(in, 1);
    extra = invocation_argument(in, 2);
    status = configure_times_check(budget_us, period_us, why);
    if (status != STATUS_OK)
        return status;
    cap = in->extra[0]->cap;
    if (cap_type(cap) != CAP_SCHED_CONTEXT)
        return refuse_capability(why, 1);
    if (extra > sched_context_capacity(cap_size(cap)) - REFILL_MIN)
        return refuse_range(why, 0, sched_context_capacity(cap_size(cap)) - REFILL_MIN);

    new.budget = time_us_to_ticks(budget_us);
    new.period = time_us_to_ticks(period_us);
    new.refill_max = refill_max_of(extra);
    new.badge = invocation_argument(in, 3);
    new.sporadic = op_take(invocation_argument(in, 4), 0, 1);
    configure_apply(sched_context_of_cap(cap), sched_control_cap_core(in->cap), &new);
    return STATUS_OK;
}

/* Bind(thread or notification). Errors: TruncatedMessage; IllegalOperation; InvalidCapability 1. */
static word_t bind(const struct invocation *in, sched_context_t *sc, struct refusal *why)
{
    cap_t cap = cap_null();

    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    cap = in->extra[0]->cap;
    if (cap_type(cap) == CAP_TCB) {
        tcb_t *tcb = tcb_of_cap(cap);

        if (sc->tcb != 0 || tcb->sc != 0)
            return refuse(why, seL4_IllegalOperation);
        if (tcb_is_blocked(tcb) && !sched_context_is_released(sc))
            return refuse(why, seL4_IllegalOperation);
        sched_context_bind_tcb(sc, tcb);
        return STATUS_OK;
    }
    if (cap_type(cap) == CAP_NOTIFICATION) {
        notification_t *notification = notification_of_cap(cap);

        if (sc->notification != 0 || notification->sc != 0)
            return refuse(why, seL4_IllegalOperation);
        sc->notification = notification;
        notification->sc = sc;
        return STATUS_OK;
    }
    return refuse_capability(why, 1);
}

/* Unbind everything. Error: IllegalOperation when the caller runs on it. */
static word_t unbind(const struct invocation *in, sched_context_t *sc, struct refusal *why)
{
    if (sc->tcb == in->caller)
        return refuse(why, seL4_IllegalOperation);
    sched_context_unbind_tcb(sc);
    sched_context_unbind_notification(sc);
    sched_context_unbind_reply(sc);
    return STATUS_OK;
}

/* UnbindObject(thread or notification). Errors: TruncatedMessage; IllegalOperation; InvalidCapability 1. */
static word_t unbind_object(const struct invocation *in, sched_context_t *sc, struct refusal *why)
{
    cap_t cap = cap_null();

    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    cap = in->extra[0]->cap;
    if (cap_type(cap) == CAP_TCB) {
        if (sc->tcb != tcb_of_cap(cap) || sc->tcb == in->caller)
            return refuse(why, seL4_IllegalOperation);
        sched_context_unbind_tcb(sc);
        return STATUS_OK;
    }
    if (cap_type(cap) == CAP_NOTIFICATION) {
        if (sc->notification != notification_of_cap(cap))
            return refuse(why, seL4_IllegalOperation);
        sched_context_unbind_notification(sc);
        return STATUS_OK;
    }
    return refuse_capability(why, 1);
}

static word_t consumed(sched_context_t *sc)
{
    invocation_result(sched_context_take_consumed_us(sc));
    return STATUS_OK;
}

/* The context's thread runs before the caller, whose result is written when it is picked again. */
static void yield_to_pending(tcb_t *caller, sched_context_t *sc)
{
    tcb_t *tcb = sc->tcb;

    REQUIRES(caller->yield_to == 0 && sc->yield_from == 0);

    caller->yield_to = sc;
    sc->yield_from = caller;
    ready_queue_remove(tcb);
    ready_queue_push_front(caller);
    ready_queue_push_front(tcb);
    sched_full_choice();
}

/* YieldTo. Errors: IllegalOperation when the context has no thread, the caller's, or a more important one. */
static word_t yield_to(const struct invocation *in, sched_context_t *sc, struct refusal *why)
{
    tcb_t *tcb = sc->tcb;
    tcb_t *caller = in->caller;

    if (tcb == 0 || tcb == caller || tcb->priority > caller->mcp)
        return refuse(why, seL4_IllegalOperation);

    if (sc->yield_from != 0)
        sched_context_complete_yield(sc, sc->yield_from);
    sched_postpone_if_not_ready(tcb);
    if (!tcb_is_schedulable(tcb))
        return consumed(sc);
    if (tcb->priority < caller->priority) {
        ready_queue_remove(tcb);
        ready_queue_push_front(tcb);
        return consumed(sc);
    }
    yield_to_pending(caller, sc);
    return STATUS_OK;
}

word_t sched_context_invoke(const struct invocation *in, struct refusal *why)
{
    sched_context_t *sc = sched_context_of_cap(in->cap);

    switch (in->label) {
    case SchedContextBind:
        return bind(in, sc, why);
    case SchedContextUnbind:
        return unbind(in, sc, why);
    case SchedContextUnbindObject:
        return unbind_object(in, sc, why);
    case SchedContextConsumed:
        return consumed(sc);
    case SchedContextYieldTo:
        return yield_to(in, sc, why);
    default:
        return refuse(why, seL4_IllegalOperation);
    }
}
