/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scheduler: queues, decisions, time accounting, domains.
 *
 * Outside the kernel the current thread is in no queue, the current scheduling context is the one it runs on, and
 * core->limit is a time before which nothing can be due: neither is the budget too small for another kernel entry,
 * nor the domain's time over, nor a thread of the release queue to be woken. So the ordinary entry compares once.
 */
#ifndef KERNEL_CORE_SCHED_H
#define KERNEL_CORE_SCHED_H

#include <arch/arch.h>
#include <core/time.h>

/* ---- predicates ---- */
/* Runnable, has an active SC, not in the release queue. */
static inline bool tcb_is_schedulable(const tcb_t *tcb)
{
    return tcb_is_runnable(tcb) && tcb->sc != 0 && sc_is_active(tcb->sc) && !tcb->in_release_queue;
}

/* Does the head refill hold MIN_BUDGET beyond used ticks? */
static inline bool refill_is_sufficient(const sched_context_t *sc, word_t used)
{
    word_t amount = sc->refill[sc->refill_head].amount;

    return used <= amount && amount - used >= min_budget();
}

/* Active and its head refill may be used from now on. */
static inline bool sched_context_is_released(const sched_context_t *sc)
{
    return sc_is_active(sc) && refill_is_ready(sc, this_core()->now);
}

/* Released, and the head refill holds MIN_BUDGET. */
static inline bool sched_context_can_run(const sched_context_t *sc)
{
    return sched_context_is_released(sc) && refill_is_sufficient(sc, 0);
}

/* ---- ready queues: one per domain and priority; all operations take constant time ---- */
void ready_queue_push_front(tcb_t *tcb);  /* no effect unless schedulable and not queued */
void ready_queue_push_back(tcb_t *tcb);
/* Takes a thread out of its queue, and out of the pending decision, if it is there. */
void ready_queue_remove(tcb_t *tcb);

/* ---- release queue: bound of all operations RELEASE_DEPTH_MAX ---- */
void release_queue_insert(tcb_t *tcb);    /* by the time of its SC's head refill; must not be in a queue */
void release_queue_remove(tcb_t *tcb);    /* no effect when not in it */
static inline tcb_t *release_queue_first(const struct core *core) { return core->release_root; }

/* ---- decisions ---- */
void sched_candidate(tcb_t *tcb);   /* "making a thread candidate" */
void sched_full_choice(void);       /* "reschedule": pending candidate to the front of its queue, full choice */

/* The current thread may have become unschedulable: full choice if nothing is decided yet. */
static inline void sched_current_stopped(void)
{
    struct core *core = this_core();

    if (core->decision == DECISION_NONE && !tcb_is_schedulable(core->current))
        core->decision = DECISION_FULL;
}

/* Schedulable with an SC that cannot run yet: to the release queue. Else nothing. */
void sched_postpone_if_not_ready(tcb_t *tcb);

/*
 * End of each kernel entry: wakes the release queue, domain switch, chooses and switches the thread, programs the
 * timer. Afterwards this_core()->current is what runs next (its restart/next IP chosen: sched_activate).
 * Bound: WAKE_MAX operations on the release queue.
 */
void sched_decide(void);
static inline void sched_schedule(void)
{
    struct core *core = this_core();

    if (unlikely((core->decision | core->reprogram) != 0 || core->now >= core->limit))
        sched_decide();
}

/* A current thread in state Restart continues at its restart IP and becomes Running; completes a YieldTo. */
static inline void sched_activate(void)
{
    tcb_t *tcb = this_core()->current;

    if (unlikely(tcb->yield_to != 0))
        sched_context_complete_yield(tcb->yield_to, tcb);
    if (tcb->state == THREAD_RESTART) {
        tcb->context.r[REG_NEXT_IP] = tcb->context.r[REG_FAULT_IP];
        tcb->state = THREAD_RUNNING;
    }
}

/* next, which is owed the result of a YieldTo, runs from now on; the entry is over. */
void sched_run_owed(tcb_t *next);

/* ---- time ---- */
/* Ticks used since the last commit or charge. */
static inline word_t sched_consumed(const struct core *core) { return core->now - core->paid; }

/* Reads the clock. The clock never goes backwards. */
static inline void sched_stamp(void)
{
    this_core()->now = hw_clock();
}

/*
 * Entry check, after the stamp: false when the operation must be skipped. Then charging has been done; what is left to
 * the caller is sched_restart_current (except for interrupts) and sched_schedule.
 */
bool sched_entry_check_slow(void);
static inline bool sched_entry_check(void)
{
    const struct core *core = this_core();

    return likely(core->now < core->limit) || sched_entry_check_slow();
}

/* Ends the current thread's slice after used ticks; can_fault: a Timeout fault is allowed. */
void sched_charge(word_t used, bool can_fault);
void sched_commit(void);
/* A context that is inactive from now on: what it has used is not accounted for. */
void sched_forget(const sched_context_t *sc);
/* The timer is to fire MIN_BUDGET after limit; it has a later deadline, or none. */
void sched_set_timer(word_t limit);
void sched_give_up(void);                   /* the Yield system call */
void sched_timer_interrupt(void);           /* budget timer fired (stamp and entry check were done) */

/* The skipped or preempted system call (or fault) of the current thread will be issued again. */
static inline void sched_restart_current(void)
{
    tcb_t *tcb = this_core()->current;

    if (tcb_is_runnable(tcb))
        tcb->state = THREAD_RESTART;
}

/* The domain's end or the first release has changed: the timer may have to be set for it. */
static inline void sched_event_changed(void)
{
    struct core *core = this_core();
    const tcb_t *first = core->release_root;
    word_t time = first != 0 && first->release_time < core->domain_end ? first->release_time : core->domain_end;

    core->next_event = time > min_budget() ? time - min_budget() : 0;
    core->reprogram = 1;
}

/* ---- domains ---- */
/* The thread moves to the front of its queue in another domain; only the caller itself is rescheduled. */
void domain_set(tcb_t *tcb, word_t domain);
/* An entry of the schedule gets a domain and a duration in ticks; {0, 0} is an end marker. */
void domain_schedule_configure(word_t index, word_t domain, word_t duration);
/* index < schedule_length; false: it is an end marker. */
bool domain_schedule_can_start(word_t index);
void domain_schedule_start(word_t index);
static inline bool domain_has_expired(void)
{
    const struct core *core = this_core();

    return core->now + min_budget() >= core->domain_end;
}
/* The next entry of the domain schedule begins; only the full choice does that. */
void domain_switch(void);
/* Boot: domain 0 for ever. */
void domain_init(void);

/* ---- boot ---- */
/*
 * Everything empty, the idle thread current. The idle thread and its SC are zero-filled objects; the SC has room for
 * two refills. domain_count 1..DOMAINS_MAX, schedule_length 2..DOMAIN_SCHEDULE_MAX.
 */
void sched_init(word_t domain_count, word_t schedule_length, tcb_t *idle, sched_context_t *idle_sc);

#endif
