/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of waiting threads as the proof sees them. A waiting thread has a queue (the object it waits on), a level (its
 * priority when it was put there), the first thread of its level, and a place; another thread's first is 0.
 */
#ifndef KERNEL_CORE_IPC_QUEUE_PROOF_H
#define KERNEL_CORE_IPC_QUEUE_PROOF_H

#include <core/core.h>
#include <proof/objects.h>

const tcb_t *ghost_get_wait_first(const tcb_t *tcb);
void ghost_set_wait_first(const tcb_t *tcb, const tcb_t *first);
void ghost_map_wait_first(const void *f, ...);
const void *ghost_get_wait_queue(const tcb_t *tcb);
void ghost_set_wait_queue(const tcb_t *tcb, const void *queue);
word_t ghost_get_wait_level(const tcb_t *tcb);
void ghost_set_wait_level(const tcb_t *tcb, word_t level);
/* Its place in the ring of its level: consecutive numbers from the first on. */
gint ghost_get_wait_place(const tcb_t *tcb);
void ghost_set_wait_place(const tcb_t *tcb, gint place);
void ghost_map_wait_place(const void *f, ...);
/* The first thread of a queue, or 0. */
const tcb_t *ghost_get_wait_head(const void *queue);
void ghost_set_wait_head(const void *queue, const tcb_t *head);

static inline bool is_waiting(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && ghost_get_wait_first(tcb) != 0;
}

static inline bool waits_with(const tcb_t *a, const tcb_t *b)
{
    return is_waiting(a) && ghost_get_wait_queue(a) == ghost_get_wait_queue(b) &&
           ghost_get_wait_first(a) == ghost_get_wait_first(b) && ghost_get_wait_level(a) == ghost_get_wait_level(b);
}

/* a stands for its level in the queue of b. */
static inline bool leads_in_queue_of(const tcb_t *a, const tcb_t *b)
{
    return is_waiting(a) && ghost_get_wait_first(a) == a && ghost_get_wait_queue(a) == ghost_get_wait_queue(b);
}

/* head (0: none) is the first of all that wait there. */
static inline bool is_head_of(const tcb_t *head, const void *queue)
{
    return ghost_get_wait_head(queue) == head &&
           (head == 0 || (is_waiting(head) && ghost_get_wait_first(head) == head &&
                          ghost_get_wait_queue(head) == queue));
}

/* In the search for tcb's level: what the two neighbouring levels are. */
static inline bool is_level_search(const tcb_t *head, const tcb_t *above, const tcb_t *level, const tcb_t *tcb)
{
    if (level != 0 && !leads_in_queue_of(level, tcb))
        return false;
    if (above == 0)
        return level == head;
    return leads_in_queue_of(above, tcb) && above->level_next == level &&
           ghost_get_wait_level(above) > tcb->priority;
}

bool object_is_placed(const void *p);
bool tcb_is_placed(const tcb_t *tcb);

static inline bool is_live_tcb(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && object_is_placed(tcb) && tcb_is_placed(tcb);
}

/* As much of it as needs no facts about others: the links lead to threads, and there are none without a head. */
static inline bool is_safe_search(const tcb_t *head, const tcb_t *above, const tcb_t *level, word_t left)
{
    return left <= PRIORITY_COUNT && (above == 0 || is_live_tcb(above)) && (level == 0 || is_live_tcb(level)) &&
           (head != 0 || (above == 0 && level == 0));
}

static inline word_t levels_left(const tcb_t *level)
{
    return level == 0 ? 0 : level->priority + 1;
}

#endif
