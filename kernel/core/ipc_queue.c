/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of waiting threads. Only the first thread of a level has level links. Every thread is in a ring: that of the
 * waiters of its priority, or one of its own when it does not wait, so that a lonely waiter comes and goes without
 * touching it.
 */
#include <core/core.h>
#ifdef HF_PROOF
#include <core/ipc_queue_proof.h>
#endif

/* Does tcb stand for its level? Everyone else has no level_prev, and neither has the head. */
static bool is_first_of_level(const tcb_t *head, const tcb_t *tcb)
{
    return (tcb == head) | (tcb->level_prev != 0);
}

/* tcb becomes a level between two others (0: none). */
static void level_link(tcb_t *tcb, tcb_t *prev, tcb_t *next)
{
    tcb->level_prev = prev;
    tcb->level_next = next;
    if (prev != 0)
        prev->level_next = tcb;
    if (next != 0)
        next->level_prev = tcb;
}

/* Bound: PRIORITY_COUNT levels. */
tcb_t *ipc_queue_insert(tcb_t *head, tcb_t *tcb)
{
    tcb_t *above = 0, *level = head;
    word_t left = PRIORITY_COUNT; /* levels fall strictly, so there are no more */

    REQUIRES((tcb->ring_next == tcb) & (tcb->ring_prev == tcb) & (tcb->level_next == 0) & (tcb->level_prev == 0));

    if (head == 0)
        return tcb;
    while (GHOST(v_invariant(is_level_search(head, above, level, tcb) && levels_left(level) <= left)),
           GHOST(v_safety_invariant(is_safe_search(head, above, level, left))),
           GHOST(v_variant(left)), left > 0 && level != 0 && level->priority > tcb->priority) {
        above = level;
        level = level->level_next;
        left--;
    }
    if (level != 0 && level->priority == tcb->priority) {
        tcb_t *last = level->ring_prev;

        tcb->ring_next = level;
        tcb->ring_prev = last;
        last->ring_next = tcb;
        level->ring_prev = tcb;
        return head;
    }
    level_link(tcb, above, level);
    return above == 0 ? tcb : head;
}

/* The priority may have changed since the insertion: the place is found by the links alone. */
tcb_t *ipc_queue_remove(tcb_t *head, tcb_t *tcb)
{
    tcb_t *next = tcb->ring_next;
    tcb_t *above = tcb->level_prev, *below = tcb->level_next;
    tcb_t *heir = below;

    REQUIRES((head != 0) & (next != 0));

    if (next != tcb) {
        next->ring_prev = tcb->ring_prev;
        tcb->ring_prev->ring_next = next;
        heir = next;
    }
    if (is_first_of_level(head, tcb)) {
        if (next != tcb) {
            level_link(next, above, below);
        } else {
            if (above != 0)
                above->level_next = below;
            if (below != 0)
                below->level_prev = above;
        }
    }
    tcb->ring_next = tcb;
    tcb->ring_prev = tcb;
    tcb->level_next = 0;
    tcb->level_prev = 0;
    return head == tcb ? heir : head;
}

tcb_t *ipc_queue_after(const tcb_t *head, const tcb_t *tcb)
{
    tcb_t *next = tcb->ring_next;

    REQUIRES(next != 0);

    return is_first_of_level(head, next) ? next->level_next : next;
}
