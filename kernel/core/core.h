/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's state: one structure per core, and what all cores share. All of it is zero before boot.
 */
#ifndef KERNEL_CORE_CORE_H
#define KERNEL_CORE_CORE_H

#include <core/refuse.h>
#include <object/sched_context.h>

#define PRIORITY_COUNT 256u
#define DOMAINS_MAX 16u
#define DOMAIN_NONE DOMAINS_MAX
#define DOMAIN_SCHEDULE_MAX 256u
#define PRIORITY_WORDS (PRIORITY_COUNT / WORD_BITS)

/* Units of work of long operations done in one kernel entry before the system call is restarted. */
#define WORK_UNITS_MAX 100u

/* Most result words of an invocation: the registers of a thread (AArch64 has 36). */
#define RESULT_WORDS_MAX 40u

struct ready_queue {
    tcb_t *head, *tail;
};

/*
 * The scheduler's pending decision. CANDIDATE: the thread `candidate`, compared with the current one at the end of the
 * entry. FULL: the head of the highest queue, where `candidate`, if not 0, counts as the front of its queue already.
 */
enum decision { DECISION_NONE = 0, DECISION_CANDIDATE, DECISION_FULL };

/* Later than any deadline that is ever programmed. */
#define TIMER_NEVER ((word_t)1 << 62)

struct core {
    /* hot: read at each entry; entry code knows the first two offsets */
    tcb_t *current;
    word_t scratch;              /* entry code parks the user's stack pointer here */
    sched_context_t *current_sc; /* SC that pays now; the idle SC when idle */
    word_t decision;             /* enum decision */
    tcb_t *candidate;            /* see enum decision; 0 with DECISION_NONE */
    word_t now;                  /* clock at the last stamp, ticks */
    word_t paid;                 /* clock up to which use is accounted for: now - paid ticks are consumed */
    word_t limit;                /* before it nothing is due: budget, domain, release (sched_program) */
    word_t next_event;           /* MIN_BUDGET before the domain's end or the first release: sched_event_changed */
    word_t reprogram;            /* bool: program the timer before leaving */
    word_t programmed;           /* MIN_BUDGET before the timer's deadline, TIMER_NEVER if it has none */
    word_t domain;               /* current domain */
    word_t direct_domain;        /* the current domain; DOMAIN_NONE while Domain Set has queued a thread in it above
                                    the current one: fast paths, which then could overtake it, are not taken */
    word_t domain_end;           /* clock at which its time is used up; all ones with one domain */
    tcb_t *release_root;         /* release queue, earliest first */
    word_t work_units;           /* done by the current entry */
    word_t work_units_worst;     /* most units any entry has done; like entries: a counter for tests */
    word_t entries;
    tcb_t *fpu_owner;            /* thread whose FPU state is in the registers, or 0 */

    struct refusal refusal;      /* details of the error being reported */
    word_t result_count;         /* result words of the current invocation, for Call */
    word_t result[RESULT_WORDS_MAX];

    word_t ready_levels[DOMAINS_MAX][PRIORITY_WORDS]; /* bit p: queue p is not empty */
    struct ready_queue ready[DOMAINS_MAX][PRIORITY_COUNT];

    tcb_t *idle;
    sched_context_t *idle_sc;
    word_t index;
};

struct domain_slot {
    word_t domain, duration; /* {0, 0}: end marker */
};

struct shared_state {
    word_t domain_count;             /* boot option */
    struct domain_slot schedule[DOMAIN_SCHEDULE_MAX];
    word_t schedule_length;          /* boot option; last entry always an end marker */
    word_t schedule_start, schedule_index;
    tcb_t *all_threads;              /* debug and checks */
    word_t min_budget;               /* MIN_BUDGET in ticks, set at boot */
    word_t release_time_max;         /* refills from this time on are never charged, set at boot */
};

extern struct core core0;
extern struct shared_state shared;

/* The structure of the core that executes. Single-core builds have one. */
static inline struct core *this_core(void)
{
    return &core0;
}

#endif
