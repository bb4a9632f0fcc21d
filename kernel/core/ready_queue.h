/* SPDX-License-Identifier: BSD-2-Clause */
/* Ready queues, as the scheduler itself uses them: no conditions. Others use the functions of sched.h. */
#ifndef KERNEL_CORE_READY_QUEUE_H
#define KERNEL_CORE_READY_QUEUE_H

#include <core/sched.h>
#ifdef HF_PROOF
#include <core/ready_queue_proof.h>
#endif

static inline word_t priority_word(word_t priority) { return op_take(priority, 6, 2); }
static inline word_t priority_bit(word_t priority) { return op_take(priority, 0, 6); }

static inline struct ready_queue *ready_queue_of(struct core *core, const tcb_t *tcb)
{
    return &core->ready[tcb->domain][tcb->priority];
}

/* Notes in the bit map whether the queue of tcb's domain and priority is empty. */
static inline void ready_level_set(struct core *core, const tcb_t *tcb, bool full)
{
    word_t *word = &core->ready_levels[tcb->domain][priority_word(tcb->priority)];

    *word = op_put(*word, priority_bit(tcb->priority), 1, full);
}

static inline void ready_queue_link_front(struct core *core, tcb_t *tcb)
{
    struct ready_queue *queue = ready_queue_of(core, tcb);
    tcb_t *head = queue->head;

    REQUIRES(!tcb->in_ready_queue && !tcb->in_release_queue);

    GHOST(ready_ghost_front(tcb));
    tcb->ready_next = head;
    tcb->ready_prev = 0;
    tcb->in_ready_queue = 1;
    queue->head = tcb;
    if (head != 0) {
        head->ready_prev = tcb;
    } else {
        queue->tail = tcb;
        ready_level_set(core, tcb, true);
    }
}

static inline void ready_queue_link_back(struct core *core, tcb_t *tcb)
{
    struct ready_queue *queue = ready_queue_of(core, tcb);
    tcb_t *tail = queue->tail;

    REQUIRES(!tcb->in_ready_queue && !tcb->in_release_queue);

    GHOST(ready_ghost_back(tcb));
    tcb->ready_next = 0;
    tcb->ready_prev = tail;
    tcb->in_ready_queue = 1;
    queue->tail = tcb;
    if (tail != 0) {
        tail->ready_next = tcb;
    } else {
        queue->head = tcb;
        ready_level_set(core, tcb, true);
    }
}

static inline void ready_queue_unlink(struct core *core, tcb_t *tcb)
{
    struct ready_queue *queue = ready_queue_of(core, tcb);
    tcb_t *next = tcb->ready_next;
    tcb_t *prev = tcb->ready_prev;

    REQUIRES(tcb->in_ready_queue);

    GHOST(ready_ghost_leave(tcb));
    tcb->in_ready_queue = 0;
    if (prev != 0)
        prev->ready_next = next;
    else
        queue->head = next;
    if (next != 0)
        next->ready_prev = prev;
    else
        queue->tail = prev;
    if (queue->head == 0)
        ready_level_set(core, tcb, false);
}

/* Takes out the first thread of the queue of this priority, which is not empty. */
static inline tcb_t *ready_queue_pop(struct core *core, word_t domain, word_t priority)
{
    struct ready_queue *queue = &core->ready[domain][priority];
    GHOST(ready_ghost_use(domain, priority));
    tcb_t *tcb = queue->head;
    tcb_t *next = tcb->ready_next;

    REQUIRES(tcb->in_ready_queue && tcb->priority == priority && tcb->domain == domain);

    tcb->in_ready_queue = 0;
    queue->head = next;
    if (next != 0) {
        next->ready_prev = 0;
    } else {
        queue->tail = 0;
        ready_level_set(core, tcb, false);
    }
    return tcb;
}

/* The first thread of a queue leaves it, another one of the same domain and priority becomes the last. */
static inline void ready_queue_rotate(struct core *core, tcb_t *first, tcb_t *last)
{
    struct ready_queue *queue = ready_queue_of(core, first);
    tcb_t *second = first->ready_next;
    tcb_t *tail = queue->tail;

    REQUIRES(first->in_ready_queue && !last->in_ready_queue && first->priority == last->priority);

    GHOST(ready_ghost_back(last));
    first->in_ready_queue = 0;
    last->in_ready_queue = 1;
    last->ready_next = 0;
    queue->tail = last;
    if (likely(second == 0)) {
        queue->head = last;
        last->ready_prev = 0;
    } else {
        queue->head = second;
        second->ready_prev = 0;
        tail->ready_next = last;
        last->ready_prev = tail;
    }
}

/* Highest priority with a queued thread of the domain, plus 1; 0 when none. Bound: PRIORITY_WORDS. */
static inline word_t ready_queue_top(const struct core *core, word_t domain)
{
    for (word_t i = PRIORITY_WORDS; i > 0; i--) {
        word_t word = core->ready_levels[domain][i - 1];

        if (word != 0)
            return (i - 1) * WORD_BITS + op_top_bit(word) + 1;
    }
    return 0;
}

#endif
