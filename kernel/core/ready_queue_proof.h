/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready queues as the proof sees them: each is a sequence. A queued thread's place is its position, an integer; the
 * threads of a queue have consecutive positions, the head the lowest.
 */
#ifndef KERNEL_CORE_READY_QUEUE_PROOF_H
#define KERNEL_CORE_READY_QUEUE_PROOF_H

#include <core/core.h>
#include <proof/objects.h>

gint ghost_get_ready_place(const tcb_t *tcb);
void ghost_set_ready_place(const tcb_t *tcb, gint place);
void ghost_map_ready_place(const void *f, ...);

static inline bool is_ready(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && tcb->in_ready_queue != 0;
}

static inline bool same_queue(const tcb_t *a, const tcb_t *b)
{
    return a->domain == b->domain && a->priority == b->priority;
}

static inline bool is_in_its_queue(const tcb_t *tcb, const tcb_t *of)
{
    return is_ready(tcb) && same_queue(tcb, of);
}

static inline const struct ready_queue *queue_of(const tcb_t *tcb)
{
    return &core0.ready[tcb->domain][tcb->priority];
}

static inline bool has_level(const tcb_t *tcb)
{
    return tcb->domain < DOMAINS_MAX && tcb->priority < PRIORITY_COUNT;
}

static inline bool has_context(const tcb_t *tcb)
{
    return tcb->sc != 0 && v_type(tcb->sc) == T_SCHED_CONTEXT;
}

/* In no queue of the scheduler. */
static inline bool can_be_queued(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && tcb->in_ready_queue == 0 && tcb->in_release_queue == 0 &&
           has_context(tcb);
}

static inline bool candidate_can_be_queued(void)
{
    return core0.candidate == 0 || can_be_queued(core0.candidate);
}

/* a is served before b. */
static inline bool ready_is_before(const tcb_t *a, const tcb_t *b)
{
    return is_ready(a) && is_ready(b) && same_queue(a, b) && ghost_get_ready_place(a) < ghost_get_ready_place(b);
}

/* ---- in theorems ---- */
/* Queued are those who were, but not tcb; or those who were, and first, last, if not 0. */
bool ready_has_gone(const tcb_t *x, const tcb_t *tcb);
bool ready_have_come(const tcb_t *x, const tcb_t *first, const tcb_t *last);
/* The highest level of the domain that has a thread, plus 1, or 0. */
bool ready_is_top(word_t domain, word_t top);
/* Fields of queues, and places. */
void ready_changes(void);

/* ---- in the code: what happens to places ---- */
void ready_ghost_front(const tcb_t *tcb);
void ready_ghost_back(const tcb_t *tcb);
void ready_ghost_leave(const tcb_t *tcb);
/* What is known of this queue is needed. */
static inline void ready_ghost_use(word_t domain, word_t priority)
{
    v_use_word(domain);
    v_use_word(priority);
}

#endif
