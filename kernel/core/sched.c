/* SPDX-License-Identifier: BSD-2-Clause */
/* Which thread runs next: decisions made during a kernel entry, and the choice at its end. */
#include <core/run.h>

/* Threads woken from the release queue per kernel entry. The timer fires at once for those that are left. */
#define WAKE_MAX 32u

struct core core0;
struct shared_state shared;

/* The candidate, if there is one, becomes the front of its queue. */
static void candidate_push(struct core *core)
{
    tcb_t *candidate = core->candidate;

    core->candidate = 0;
    if (candidate != 0 && tcb_is_schedulable(candidate))
        ready_queue_link_front(core, candidate);
}

/*
 * Offers a thread that has become runnable. It is in no ready queue and not the candidate. (It may be the current one,
 * that suspended and resumed itself.)
 * Without usable context: no effect. Other domain: front of its queue.
 */
void sched_candidate(tcb_t *tcb)
{
    struct core *core = this_core();

    REQUIRES(!tcb->in_ready_queue && tcb != core->candidate);

    if (tcb->sc == 0 || !sc_is_active(tcb->sc) || tcb->in_release_queue)
        return;
    if (unlikely(tcb->domain != core->domain)) {
        ready_queue_link_front(core, tcb);
        return;
    }
    if (core->decision == DECISION_NONE) {
        core->decision = DECISION_CANDIDATE;
    } else {
        candidate_push(core);
        core->decision = DECISION_FULL;
    }
    core->candidate = tcb;
}

void sched_full_choice(void)
{
    struct core *core = this_core();

    candidate_push(core);
    core->decision = DECISION_FULL;
}

void sched_postpone_if_not_ready(tcb_t *tcb)
{
    if (!tcb_is_schedulable(tcb) || sched_context_can_run(tcb->sc))
        return;
    ready_queue_remove(tcb);
    release_queue_insert(tcb);
}

static void sched_wake(struct core *core)
{
    for (word_t woken = 0; woken < WAKE_MAX; woken++) {
        tcb_t *tcb = release_queue_first(core);

        if (tcb == 0 || tcb->release_time > core->now)
            return;
        release_queue_remove(tcb);
        sched_candidate(tcb);
    }
}

/* The head of the highest queue of the current domain, taken out of it; top as ready_queue_top tells. */
static tcb_t *choose_queued(struct core *core, word_t top)
{
    return top == 0 ? core->idle : ready_queue_pop(core, core->domain, top - 1);
}

/*
 * The current thread can go on, and counts as the front of its queue (unless its slice ended: then it is queued).
 * The candidate has been queued.
 */
static tcb_t *choose_against_current(struct core *core, tcb_t *current)
{
    word_t top = ready_queue_top(core, core->domain);

    if (!current->in_ready_queue) {
        if (top <= current->priority + 1 && current->domain == core->domain)
            return current;
        ready_queue_link_front(core, current);
    }
    return choose_queued(core, top);
}

/* A candidate and a current thread that can go on. */
static tcb_t *choose_candidate_or_current(struct core *core, tcb_t *candidate, tcb_t *current)
{
    if (candidate->priority > current->priority) {
        ready_queue_link_front(core, current);
        return candidate;
    }
    if (candidate->priority < current->priority)
        ready_queue_link_front(core, candidate);
    else
        ready_queue_link_back(core, candidate);
    return choose_against_current(core, current);
}

/* A candidate, and the current thread is idle or cannot go on. */
static tcb_t *choose_candidate(struct core *core, tcb_t *candidate, bool always_compare)
{
    word_t top = ready_queue_top(core, core->domain);

    if (top > candidate->priority + 1 &&
        (always_compare || core->current == core->idle || candidate->priority < core->current->priority)) {
        ready_queue_link_front(core, candidate);
        return choose_queued(core, top);
    }
    return candidate;
}

/* Carries out the decision, which is not NONE: the thread to run, which is in no queue. */
static tcb_t *sched_choose(struct core *core)
{
    word_t decision = core->decision;
    tcb_t *candidate = core->candidate;
    tcb_t *current = core->current;

    core->candidate = 0;
    if (tcb_is_schedulable(current)) {
        if (decision == DECISION_CANDIDATE)
            return choose_candidate_or_current(core, candidate, current);
        if (candidate != 0)
            ready_queue_link_front(core, candidate);
        return choose_against_current(core, current);
    }
    if (candidate != 0)
        return choose_candidate(core, candidate, decision == DECISION_FULL);
    return choose_queued(core, ready_queue_top(core, core->domain));
}

/* Something may be due: wakes the release queue, chooses a domain. */
static void sched_events(struct core *core)
{
    sched_wake(core);
    if (domain_has_expired()) {
        sched_full_choice();
        ready_queue_push_front(core->current);
        domain_switch();
    }
}

void sched_set_timer(word_t limit)
{
    this_core()->programmed = limit;
    hw_timer_set(limit + min_budget() - time_margin());
}

SLOW_PATH void sched_run_owed(tcb_t *next)
{
    sched_run(this_core(), next);
    sched_activate();
}

void sched_decide(void)
{
    struct core *core = this_core();
    tcb_t *next = core->current;
    bool same_context = false;

    if (unlikely(core->now >= core->next_event))
        sched_events(core);
    if (core->decision != DECISION_NONE) {
        next = sched_choose(core);
        core->decision = DECISION_NONE;
        if (unlikely(core->direct_domain != core->domain) &&
            ready_queue_top(core, core->domain) <= next->priority + 1)
            core->direct_domain = core->domain;
    }
    same_context = next->sc == core->current_sc;
    if (next != core->current)
        sched_run(core, next);
    else if (!same_context)
        sched_switch_context(core, next->sc);
    if (same_context && core->reprogram != 0) {
        sched_commit();
        sched_program(core, next->sc);
    }
    core->reprogram = 0;
    ENSURES(core->candidate == 0 && !core->current->in_ready_queue);
    ENSURES(core->current == core->idle || tcb_is_schedulable(core->current));
}

/* The idle thread's context is a round-robin one that never ends: its budget is later than any deadline. */
static void idle_init(struct core *core, tcb_t *idle, sched_context_t *idle_sc)
{
    idle->state = THREAD_IDLE;
    idle->ring_next = idle;
    idle->ring_prev = idle;
    idle->release_ring_next = idle;
    idle->release_ring_prev = idle;
    idle->sc = idle_sc;
    idle_sc->tcb = idle;
    refill_new(idle_sc, REFILL_MIN, 2 * TIMER_NEVER, 0, 0);
    core->idle = idle;
    core->idle_sc = idle_sc;
    core->current = idle;
    core->current_sc = idle_sc;
}

void sched_init(word_t domain_count, word_t schedule_length, tcb_t *idle, sched_context_t *idle_sc)
{
    struct core *core = this_core();

    REQUIRES(domain_count >= 1 && domain_count <= DOMAINS_MAX);
    REQUIRES(schedule_length >= 2 && schedule_length <= DOMAIN_SCHEDULE_MAX);

    shared.min_budget = 2 * time_us_to_ticks(KERNEL_WCET_US);
    shared.release_time_max = ~(word_t)0 - 5 * time_us_to_ticks(max_period_us());
    shared.domain_count = domain_count;
    shared.schedule_length = schedule_length;
    core->now = hw_clock();
    core->paid = core->now;
    core->programmed = TIMER_NEVER;
    idle_init(core, idle, idle_sc);
    domain_init();
}
