/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decisions: who is chosen stands in no queue, can pay, and nobody in the domain's queues stands above; the queues stay
 * what they are.
 */
#include <core/ready_queue.h>

tcb_t *choose_queued(struct core *core, word_t top);
tcb_t *choose_against_current(struct core *core, tcb_t *current);
tcb_t *choose_candidate_or_current(struct core *core, tcb_t *candidate, tcb_t *current);
tcb_t *choose_candidate(struct core *core, tcb_t *candidate, bool always_compare);
tcb_t *sched_choose(struct core *core);

/* ---- what the theorems speak of ---- */
static bool is_in_no_queue(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && tcb->in_ready_queue == 0 && has_context(tcb);
}

static bool can_choose(const struct core *core)
{
    return core == &core0 && core0.domain < DOMAINS_MAX && is_in_no_queue(core0.idle);
}

/* x is ready in the current domain, and stands above tcb. */
static bool is_above(const tcb_t *x, const tcb_t *tcb)
{
    return is_ready(x) && x->domain == core0.domain && (tcb == core0.idle || x->priority > tcb->priority);
}

static bool is_below(const tcb_t *x, const tcb_t *tcb)
{
    return !is_above(x, tcb);
}

/* A thread that can go on: it stands in its queue, at the end of a slice, or in none. */
static bool is_going_on(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && tcb != core0.idle && tcb->in_release_queue == 0 &&
           has_context(tcb);
}

static bool is_candidate(const tcb_t *tcb)
{
    return can_be_queued(tcb) && tcb != core0.idle;
}

/* The same, unless x stood above the current thread: the queues are not looked at where that decides. */
static bool is_below_or_was_above(const tcb_t *x, const tcb_t *tcb)
{
    bool was_above;

    v_old();
    was_above = core0.current != core0.idle && is_above(x, core0.current);
    v_now();
    return was_above || !is_above(x, tcb);
}

/* ---- theorems ---- */
static bool can_choose_queued(const struct core *core, word_t top)
{
    return can_choose(core) && ready_is_top(core0.domain, top);
}

static bool is_queued_choice(const tcb_t *next, word_t top)
{
    if (!is_in_no_queue(next))
        return false;
    if (top == 0)
        return next == core0.idle;
    return next != core0.idle && can_be_queued(next) && next->domain == core0.domain && next->priority == top - 1;
}

CONTRACT(choose_queued, "the thread that is chosen from the queues, or the idle thread, is in no queue, and can pay",
         tcb_t *)(struct core *core, word_t top)
{
    tcb_t *next = 0;

    v_inv_only("inv_ready_");
    v_requires(can_choose_queued(core, top));
    v_inv_requires();
    ready_ghost_use(core0.domain, top == 0 ? 0 : top - 1);
    ready_changes();
    v_snapshot();
    next = choose_queued(&core0, top);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_queued_choice(next, top));
    v_ensures_all((const void *)ready_has_gone, next);
    return next;
}

static bool can_choose_against(const struct core *core, const tcb_t *current)
{
    return can_choose(core) && is_going_on(current);
}

CONTRACT(choose_against_current, "the current thread against the queues: the thread that is chosen is in no queue, "
         "and nobody in the domain's queues stands above it", tcb_t *)(struct core *core, tcb_t *current)
{
    tcb_t *next = 0;

    v_inv_only("inv_ready_");
    v_requires(can_choose_against(core, current));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    next = choose_against_current(&core0, current);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_in_no_queue(next));
    v_ensures_all((const void *)is_below, next);
    return next;
}

static bool can_choose_candidate(const struct core *core, const tcb_t *candidate)
{
    return can_choose(core) && is_candidate(candidate) && v_type(core0.current) == T_TCB;
}

CONTRACT(choose_candidate, "a candidate, while the current thread cannot go on: the thread that is chosen is in no "
         "queue, and nobody in the domain's queues stands above it, unless it stood above the current one", tcb_t *)
    (struct core *core, tcb_t *candidate, bool always_compare)
{
    tcb_t *next = 0;

    v_inv_only("inv_ready_");
    v_requires(can_choose_candidate(core, candidate));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    next = choose_candidate(&core0, candidate, always_compare);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_in_no_queue(next));
    if (always_compare)
        v_ensures_all((const void *)is_below, next);
    else
        v_ensures_all((const void *)is_below_or_was_above, next);
    return next;
}

static bool can_compare(const struct core *core, const tcb_t *candidate, const tcb_t *current)
{
    return can_choose_candidate(core, candidate) && core0.current == current && is_candidate(current) &&
           candidate != current;
}

CONTRACT(choose_candidate_or_current, "a candidate and the current thread: the one that is chosen is in no queue, and "
         "nobody in the domain's queues stands above it, unless it stood above the current one", tcb_t *)
    (struct core *core, tcb_t *candidate, tcb_t *current)
{
    tcb_t *next = 0;

    v_inv_only("inv_ready_");
    v_requires(can_compare(core, candidate, current));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    next = choose_candidate_or_current(&core0, candidate, current);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_in_no_queue(next));
    v_ensures_all((const void *)is_below_or_was_above, next);
    return next;
}

/* A candidate is there if it is to be compared, and then the current thread is in no queue. */
static bool decision_is_sound(void)
{
    return (core0.decision == DECISION_CANDIDATE || core0.decision == DECISION_FULL) &&
           (core0.candidate == 0 || is_candidate(core0.candidate)) &&
           (core0.decision != DECISION_CANDIDATE ||
            (core0.candidate != 0 && core0.candidate != core0.current && core0.current->in_ready_queue == 0));
}

static bool current_is_sound(void)
{
    return v_type(core0.current) == T_TCB && (core0.current->sc == 0 || has_context(core0.current)) &&
           (!tcb_is_schedulable(core0.current) || is_going_on(core0.current));
}

static bool can_decide(const struct core *core)
{
    return can_choose(core) && decision_is_sound() && current_is_sound();
}

static bool is_chosen(const tcb_t *next)
{
    return is_in_no_queue(next) && core0.candidate == 0;
}

CONTRACT(sched_choose, "the thread that is chosen is in no queue, has a context, and nobody in the domain's queues "
         "stands above it, unless it stood above the current one and a candidate was compared with that alone", tcb_t *)
    (struct core *core)
{
    bool always_compare = core0.decision != DECISION_CANDIDATE;
    tcb_t *next = 0;

    v_inv_only("inv_ready_");
    v_requires(can_decide(core));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    next = sched_choose(&core0);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_chosen(next));
    if (always_compare)
        v_ensures_all((const void *)is_below, next);
    else
        v_ensures_all((const void *)is_below_or_was_above, next);
    return next;
}

/* ---- offering a thread ---- */
void candidate_push(struct core *core);

static bool can_push_candidate(const struct core *core)
{
    return core == &core0 && candidate_can_be_queued();
}

static const tcb_t *pushed(void)
{
    return core0.candidate != 0 && tcb_is_schedulable(core0.candidate) ? core0.candidate : 0;
}

CONTRACT(candidate_push, "the candidate, if there is one that can be scheduled, becomes the first of its queue", void)
    (struct core *core)
{
    const tcb_t *first = pushed();

    v_inv_only("inv_ready_");
    v_requires(can_push_candidate(core));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    candidate_push(&core0);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(core0.candidate == 0 && (first == 0 || queue_of(first)->head == first));
    v_ensures_all((const void *)ready_have_come, first, (const tcb_t *)0);
}

CONTRACT(sched_full_choice, "the candidate, if there is one that can be scheduled, becomes the first of its queue; all "
         "queues will be looked at", void)(void)
{
    const tcb_t *first = pushed();

    v_inv_only("inv_ready_");
    v_requires(candidate_can_be_queued());
    v_inv_requires();
    ready_changes();
    v_snapshot();
    sched_full_choice();
    v_fresh_start();
    v_inv_ensures();
    v_ensures(core0.candidate == 0 && core0.decision == DECISION_FULL);
    v_ensures_all((const void *)ready_have_come, first, (const tcb_t *)0);
}

static bool can_be_offered(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && tcb->in_ready_queue == 0 && tcb != core0.candidate &&
           (tcb->sc == 0 || has_context(tcb)) && candidate_can_be_queued();
}

static bool is_usable(const tcb_t *tcb)
{
    return tcb->sc != 0 && sc_is_active(tcb->sc) && !tcb->in_release_queue;
}

/* Nothing has changed; tcb is the first of its queue; or it is the candidate, and who was it is the first of its. */
static bool is_offered(const tcb_t *tcb, const tcb_t *candidate, word_t decision)
{
    if (!is_usable(tcb) || tcb->domain != core0.domain)
        return core0.candidate == candidate && core0.decision == decision &&
               (!is_usable(tcb) || queue_of(tcb)->head == tcb);
    return core0.candidate == tcb && tcb->in_ready_queue == 0 &&
           core0.decision == (decision == DECISION_NONE ? DECISION_CANDIDATE : DECISION_FULL);
}

static const tcb_t *queued_when_offered(const tcb_t *tcb)
{
    if (!is_usable(tcb))
        return 0;
    if (tcb->domain != core0.domain)
        return tcb;
    return core0.decision == DECISION_NONE ? 0 : pushed();
}

CONTRACT(sched_candidate, "a thread that is runnable and can pay becomes the candidate, or the first of its queue in "
         "another domain; who was the candidate becomes the first of its queue", void)(tcb_t *tcb)
{
    const tcb_t *candidate = core0.candidate, *queued = queued_when_offered(tcb);
    word_t decision = core0.decision;

    v_inv_only("inv_ready_");
    v_requires(can_be_offered(tcb));
    v_inv_requires();
    ready_changes();
    v_snapshot();
    sched_candidate(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_offered(tcb, candidate, decision) && candidate_can_be_queued());
    v_ensures_all((const void *)ready_have_come, queued, (const tcb_t *)0);
}

/* ---- contexts ---- */
void sched_context_link(sched_context_t *sc, tcb_t *tcb);

static bool can_be_linked(const sched_context_t *sc, const tcb_t *tcb)
{
    return v_type(sc) == T_SCHED_CONTEXT && v_type(tcb) == T_TCB;
}

THEOREM(sched_context_link, "a thread that gets a context can pay; all queues stay what they are")
    (sched_context_t *sc, tcb_t *tcb)
{
    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(can_be_linked(sc, tcb));
    sched_context_link(sc, tcb);
    v_inv_check();
}
