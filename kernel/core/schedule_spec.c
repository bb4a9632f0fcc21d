/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: queues of the scheduler, and the decision at the end of a kernel entry. */
#include "proof/spec.h"

/* ---- Ready and release queues ---- */

static bool ready_before(const struct atcb *a, const struct atcb *b)
{
    return a->domain < b->domain || (a->domain == b->domain && a->prio > b->prio);
}

static bool is_queued(const struct astate *s, word thread)
{
    return as_queue_has(&s->ready, thread) || as_queue_has(&s->release, thread);
}

/* In front of all threads of its domain and priority; no effect on a thread that is queued already. */
void spec_ready_front(struct astate *s, word thread)
{
    unsigned place = 0;

    if (is_queued(s, thread)) {
        return;
    }
    while (place < s->ready.count && ready_before(as_tcb_get(s, s->ready.item[place]), as_tcb_get(s, thread))) {
        place++;
    }
    as_queue_insert(s, &s->ready, place, thread);
}

void spec_ready_back(struct astate *s, word thread)
{
    unsigned place = 0;

    if (is_queued(s, thread)) {
        return;
    }
    while (place < s->ready.count && !ready_before(as_tcb_get(s, thread), as_tcb_get(s, s->ready.item[place]))) {
        place++;
    }
    as_queue_insert(s, &s->ready, place, thread);
}

static word release_time(struct astate *s, word thread)
{
    return as_context_get(s, as_tcb_get(s, thread)->sc)->refill[0].time;
}

void spec_release_insert(struct astate *s, word thread)
{
    unsigned place = 0;
    word time = release_time(s, thread);

    spec_require(!is_queued(s, thread), "a thread is in one scheduler queue at most");
    while (place < s->release.count && release_time(s, s->release.item[place]) <= time) {
        place++;
    }
    as_queue_insert(s, &s->release, place, thread);
    if (place == 0) {
        s->reprogram = true;
    }
}

/* Out of whatever scheduler queue it is in. */
void spec_dequeue(struct astate *s, word thread)
{
    if (s->release.count > 0 && s->release.item[0] == thread) {
        s->reprogram = true;
    }
    as_queue_remove(&s->ready, thread);
    as_queue_remove(&s->release, thread);
}

/* ---- What the entry has decided so far ---- */

void spec_reschedule(struct astate *s)
{
    if (s->decision == AD_CANDIDATE && spec_thread_is_schedulable(s, s->candidate)) {
        spec_ready_front(s, s->candidate);
    }
    s->decision = AD_FULL;
    s->candidate = 0;
}

void spec_candidate(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (t->sc == 0 || as_queue_has(&s->release, thread)) {
        return;
    }
    if (t->domain != s->domain) {
        spec_ready_front(s, thread);
    } else if (s->decision != AD_NONE) {
        spec_reschedule(s);
        spec_ready_front(s, thread);
    } else {
        s->decision = AD_CANDIDATE;
        s->candidate = thread;
    }
}

/* If the running thread has just stopped being schedulable and nothing is decided yet, another one is chosen. */
void spec_unschedule_current(struct astate *s, word thread)
{
    if (s->decision == AD_NONE && thread != 0 && s->current == thread && !spec_thread_is_schedulable(s, thread)) {
        spec_reschedule(s);
    }
}

/* ---- The decision ---- */

static void wake_released(struct astate *s)
{
    while (s->release.count > 0 && release_time(s, s->release.item[0]) <= s->now) {
        word thread = s->release.item[0];
        spec_dequeue(s, thread);
        spec_candidate(s, thread);
    }
}

static bool schedule_entry_ends(const struct astate *s, word index)
{
    return s->schedule[index].domain == 0 && s->schedule[index].duration == 0;
}

static void domain_switch(struct astate *s)
{
    s->domain_index++;
    if (s->domain_index >= s->params.schedule_length || schedule_entry_ends(s, s->domain_index)) {
        s->domain_index = s->domain_start;
    }
    s->domain = s->schedule[s->domain_index].domain;
    s->domain_time = s->schedule[s->domain_index].duration;
    s->reprogram = true;
}

/* First of the highest non-empty queue of the current domain, 0 when all are empty. */
static word ready_head(struct astate *s)
{
    for (unsigned i = 0; i < s->ready.count; i++) {
        if (as_tcb_get(s, s->ready.item[i])->domain == s->domain) {
            return s->ready.item[i];
        }
    }
    return 0;
}

static word choose_fully(struct astate *s)
{
    if (s->params.domains > 1 && s->domain_time == 0) {
        domain_switch(s);
    }
    return ready_head(s);
}

static word choose_with_candidate(struct astate *s)
{
    word x = s->candidate;
    word x_prio = as_tcb_get(s, x)->prio;
    bool idle = s->current == 0 || !as_tcb_exists(s, s->current);
    word head = ready_head(s);

    if ((idle || x_prio < as_tcb_get(s, s->current)->prio) && head != 0 && as_tcb_get(s, head)->prio > x_prio) {
        spec_ready_front(s, x);
        return choose_fully(s);
    }
    if (spec_thread_is_schedulable(s, s->current) && x_prio == as_tcb_get(s, s->current)->prio) {
        spec_ready_back(s, x);
        return choose_fully(s);
    }
    return x;
}

/* The chosen thread's scheduling context becomes the current one; time used so far is charged to the old. */
static void switch_context(struct astate *s)
{
    word sc = s->current == 0 ? 0 : as_tcb_get(s, s->current)->sc;

    if (sc != s->current_sc) {
        s->reprogram = true;
        if (sc != 0 && !as_context_get(s, sc)->sporadic) {
            spec_unblock_check(s, sc);
        }
    }
    if (s->reprogram) {
        spec_commit(s);
    }
    s->current_sc = sc;
    s->reprogram = false;
}

/* A thread that is about to run gets what it is owed. */
static void activate(struct astate *s)
{
    if (s->current == 0) {
        return;
    }
    struct atcb *t = as_tcb_get(s, s->current);
    if (t->yielded_to != 0) {
        spec_yield_complete(s, t->yielded_to);
    }
    if (t->state == AT_RESTART) {
        t->state = AT_RUNNING;
        t->next_ip = t->regs[UC_IP];
    }
}

/* Carries out what has been decided. */
void spec_decide(struct astate *s)
{
    if (s->decision == AD_NONE) {
        spec_unschedule_current(s, s->current);
    } else if (s->decision == AD_CANDIDATE && !spec_thread_is_schedulable(s, s->candidate)) {
        spec_reschedule(s);
    }
    if (s->decision != AD_NONE) {
        if (spec_thread_is_schedulable(s, s->current)) {
            spec_ready_front(s, s->current);
        }
        s->current = s->decision == AD_FULL ? choose_fully(s) : choose_with_candidate(s);
        if (s->current != 0) {
            spec_dequeue(s, s->current);
        }
        s->decision = AD_NONE;
        s->candidate = 0;
    }
    switch_context(s);
    activate(s);
}

/* The end of every kernel entry. */
void spec_schedule(struct astate *s)
{
    wake_released(s);
    if (s->params.domains > 1 && s->domain_time == 0) {
        spec_reschedule(s);
    }
    spec_decide(s);
}
