/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler: queues, decisions, time accounting. scheduling.md sections 4, 5, 8. */
#ifndef KERNEL_CORE_SCHED_H
#define KERNEL_CORE_SCHED_H

#include <core/core.h>

/* ---- predicates ---- */
bool tcb_is_schedulable(const tcb_t *tcb); /* runnable, has an active SC, not in the release queue */
/* The SC's head refill may be used now: ready and (for the current SC: beyond what is consumed) sufficient. */
bool sched_context_is_released(const sched_context_t *sc); /* active and ready */
bool sched_context_can_run(const sched_context_t *sc);     /* ready and sufficient(0) */

/* ---- queues ---- */
void ready_queue_push_front(tcb_t *tcb);  /* no effect unless schedulable and not queued */
void ready_queue_push_back(tcb_t *tcb);
void ready_queue_remove(tcb_t *tcb);      /* no effect when not queued */
void release_queue_insert(tcb_t *tcb);    /* by the time of its SC's head refill; bound: 64 levels */
void release_queue_remove(tcb_t *tcb);    /* no effect when not in it */
tcb_t *release_queue_first(const struct core *core);

/* ---- decisions ---- */
void sched_candidate(tcb_t *tcb);   /* "making a thread candidate" */
void sched_full_choice(void);       /* "reschedule": pending candidate to the front of its queue, full choice */
void sched_current_stopped(void);   /* the current thread may have become unschedulable: full choice if state is none */
/* Runnable with an SC that is not usable yet: to the release queue. Else nothing. */
void sched_postpone_if_not_ready(tcb_t *tcb);
/*
 * End of each kernel entry: wakes the release queue, domain switch, chooses and switches the thread, programs the
 * timer. Afterwards this_core()->current is what runs next (its restart/next IP chosen: sched_activate).
 */
void sched_schedule(void);
/* The current thread in state Restart continues at its restart IP and becomes Running; completes a YieldTo. */
void sched_activate(void);

/* ---- time ---- */
void sched_stamp(void);                     /* clock -> now, consumed, domain time */
/* Entry check: false when the operation must be skipped (then everything due has been done). */
bool sched_entry_check(void);
void sched_charge(word_t used, bool can_fault);
void sched_commit(void);
void sched_yield(void);                     /* the Yield system call */
void sched_timer_interrupt(void);           /* budget timer fired (stamp and entry check were done) */
/* The skipped or preempted system call (or fault) of the current thread will be issued again. */
void sched_restart_current(void);

/* ---- domains ---- */
void domain_set(tcb_t *tcb, word_t domain);
bool domain_has_expired(void);

/* ---- boot ---- */
void sched_init(word_t domain_count, word_t schedule_length, tcb_t *idle, sched_context_t *idle_sc);

#endif
