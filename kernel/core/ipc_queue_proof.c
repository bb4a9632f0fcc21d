/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of waiting threads: rings of levels, the levels in falling order. */
#include <core/ipc_queue_proof.h>

/* ---- invariants ---- */
/* A thread that does not wait is a ring of its own; one that does is in the ring of its level. */
INVARIANT_OF inv_wait_ring(const tcb_t *tcb)
{
    const tcb_t *next = tcb->ring_next, *prev = tcb->ring_prev;

    if (v_type(tcb) != T_TCB)
        return true;
    if (!is_waiting(tcb))
        return next == tcb && prev == tcb && tcb->level_next == 0 && tcb->level_prev == 0;
    if (next != ghost_get_wait_first(tcb) && ghost_get_wait_place(next) != ghost_get_wait_place(tcb) + 1)
        return false;
    return waits_with(next, tcb) && next->ring_prev == tcb && waits_with(prev, tcb) && prev->ring_next == tcb;
}

/* Only the first of a level has level links, and only it can be the head. */
INVARIANT_OF inv_wait_first(const tcb_t *tcb)
{
    const tcb_t *first = ghost_get_wait_first(tcb);

    if (!is_waiting(tcb))
        return true;
    if (!waits_with(first, tcb) || ghost_get_wait_place(first) > ghost_get_wait_place(tcb) ||
        ghost_get_wait_place(tcb) > ghost_get_wait_place(first->ring_prev))
        return false;
    return tcb == first || (tcb->level_next == 0 && tcb->level_prev == 0 &&
                            ghost_get_wait_head(ghost_get_wait_queue(tcb)) != tcb);
}

/* Nobody waits in a queue without a head, or above it. */
INVARIANT_OF inv_wait_top(const tcb_t *tcb)
{
    const tcb_t *head = ghost_get_wait_head(ghost_get_wait_queue(tcb));

    return !is_waiting(tcb) || (head != 0 && leads_in_queue_of(head, tcb) && head->level_prev == 0 &&
                                ghost_get_wait_level(head) >= ghost_get_wait_level(tcb));
}

INVARIANT_OF inv_wait_places_differ(const tcb_t *a, const tcb_t *b)
{
    return !is_waiting(a) || !waits_with(b, a) || a == b || ghost_get_wait_place(a) != ghost_get_wait_place(b);
}

/* Different levels of a queue differ, and from each the links lead to all that are lower. */
INVARIANT_OF inv_wait_no_level_lost(const tcb_t *a, const tcb_t *b)
{
    if (!is_waiting(a) || ghost_get_wait_first(a) != a || !is_waiting(b) || ghost_get_wait_first(b) != b || a == b ||
        ghost_get_wait_queue(a) != ghost_get_wait_queue(b))
        return true;
    if (ghost_get_wait_level(a) <= ghost_get_wait_level(b))
        return ghost_get_wait_level(a) != ghost_get_wait_level(b);
    return a->level_next != 0 && ghost_get_wait_level(a->level_next) >= ghost_get_wait_level(b);
}

/* Levels are linked both ways and fall; the head is the one with nothing above. */
INVARIANT_OF inv_wait_levels(const tcb_t *tcb)
{
    const tcb_t *below = tcb->level_next, *above = tcb->level_prev;

    if (!is_waiting(tcb) || ghost_get_wait_first(tcb) != tcb)
        return true;
    if (below != 0 && !(leads_in_queue_of(below, tcb) && below->level_prev == tcb &&
                        ghost_get_wait_level(below) < ghost_get_wait_level(tcb)))
        return false;
    if (above == 0)
        return ghost_get_wait_head(ghost_get_wait_queue(tcb)) == tcb;
    return leads_in_queue_of(above, tcb) && above->level_next == tcb &&
           ghost_get_wait_level(above) > ghost_get_wait_level(tcb);
}

/* Every waiting thread has the priority of its level. */
INVARIANT_OF inv_wait_priority(const tcb_t *tcb)
{
    return !is_waiting(tcb) || (tcb->priority == ghost_get_wait_level(tcb) && tcb->priority < PRIORITY_COUNT);
}

static const tcb_t *first_without(const tcb_t *tcb, const tcb_t *gone, const tcb_t *heir)
{
    const tcb_t *first = ghost_get_wait_first(tcb);

    return tcb == gone ? (const tcb_t *)0 : first == gone ? heir : first;
}

/* Those behind a thread that leaves move up. */
static gint place_without(const tcb_t *tcb, const tcb_t *first, gint place)
{
    gint mine = ghost_get_wait_place(tcb);

    return ghost_get_wait_first(tcb) == first && mine > place ? mine - 1 : mine;
}

/* ---- theorems ---- */
CONTRACT(ipc_queue_insert, "a thread becomes the youngest of its level, which stands behind all higher and before all "
         "lower ones; nobody else begins or ends to wait", tcb_t *)
    (tcb_t *head, tcb_t *tcb)
{
    const void *queue = tcb->wait_object;
    tcb_t *result = 0;

    v_inv_only("inv_wait_");
    v_inv_requires();
    v_requires(v_type(tcb) == T_TCB && !is_waiting(tcb) && tcb->priority < PRIORITY_COUNT);
    v_requires(is_head_of(head, queue));
    v_changes_found();
    ghost_set_wait_queue(tcb, queue);
    ghost_set_wait_level(tcb, tcb->priority);
    result = ipc_queue_insert(head, tcb);
    ghost_set_wait_first(tcb, tcb->ring_next);
    ghost_set_wait_place(tcb, tcb->ring_next == tcb ? 0 : ghost_get_wait_place(tcb->ring_prev) + 1);
    ghost_set_wait_head(queue, result);
    v_ensures(result == (head == 0 || head->priority < tcb->priority ? tcb : head));
    v_ensures(is_waiting(tcb) && tcb->ring_next->ring_prev == tcb && is_head_of(result, queue));
    v_fresh_start();
    v_inv_ensures();
    return result;
}

CONTRACT(ipc_queue_remove, "a thread leaves its queue; the others stay in their order, nobody else stops to wait",
         tcb_t *)
    (tcb_t *head, tcb_t *tcb)
{
    const void *queue = ghost_get_wait_queue(tcb);
    const tcb_t *next = tcb->ring_next, *after = tcb->level_next;
    tcb_t *result = 0;
    bool was_first = ghost_get_wait_first(tcb) == tcb;

    v_inv_only("inv_wait_");
    v_inv_requires();
    v_requires(is_waiting(tcb) && is_head_of(head, queue));
    v_changes_found();
    result = ipc_queue_remove(head, tcb);
    ghost_map_wait_place(place_without, ghost_get_wait_first(tcb), ghost_get_wait_place(tcb));
    ghost_map_wait_first(first_without, tcb, next);
    ghost_set_wait_head(queue, result);
    v_ensures(next != 0 && !is_waiting(tcb) && is_head_of(result, queue));
    v_ensures(result == (head != tcb ? head : next != tcb ? next : after));
    v_ensures(was_first || result == head);
    v_fresh_start();
    v_inv_ensures();
    return result;
}

CONTRACT(ipc_queue_after, "the next of a queue: the next of the level, behind its last the first of the level below",
         tcb_t *)
    (const tcb_t *head, const tcb_t *tcb)
{
    tcb_t *result = 0;

    v_inv_only("inv_wait_");
    v_inv_requires();
    v_requires(is_waiting(tcb) && is_head_of(head, ghost_get_wait_queue(tcb)));
    result = ipc_queue_after(head, tcb);
    v_ensures(result == (tcb->ring_next != ghost_get_wait_first(tcb) ? tcb->ring_next :
                         ghost_get_wait_first(tcb)->level_next));
    v_ensures(result == 0 || (result != tcb && is_waiting(result) &&
                              ghost_get_wait_queue(result) == ghost_get_wait_queue(tcb)));
    return result;
}
