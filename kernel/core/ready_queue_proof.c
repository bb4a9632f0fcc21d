/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready queues: each is a sequence. A queued thread's place is its position, an integer; the threads of a queue have
 * consecutive positions, the head the lowest. So order is what the positions say, and nobody stands in two places.
 */
#include <core/ready_queue.h>
#include <core/ready_queue_proof.h>

/* ---- invariants ---- */
INVARIANT_OF inv_ready_next(const tcb_t *tcb)
{
    const tcb_t *next = tcb->ready_next;

    if (!is_ready(tcb))
        return true;
    if (next == 0)
        return core0.ready[tcb->domain][tcb->priority].tail == tcb;
    return is_ready(next) && next->ready_prev == tcb && same_queue(tcb, next) &&
           ghost_get_ready_place(next) == ghost_get_ready_place(tcb) + 1;
}

INVARIANT_OF inv_ready_prev(const tcb_t *tcb)
{
    const tcb_t *prev = tcb->ready_prev;

    if (!is_ready(tcb))
        return true;
    if (prev == 0)
        return core0.ready[tcb->domain][tcb->priority].head == tcb;
    return is_ready(prev) && prev->ready_next == tcb && same_queue(tcb, prev) &&
           ghost_get_ready_place(prev) == ghost_get_ready_place(tcb) - 1;
}

/* A queued thread has a queue, is in no other, and stands between its head and its tail. */
INVARIANT_OF inv_ready_thread(const tcb_t *tcb)
{
    const struct ready_queue *queue = queue_of(tcb);

    if (!is_ready(tcb))
        return true;
    return has_level(tcb) && tcb->in_release_queue == 0 && is_in_its_queue(queue->head, tcb) &&
           is_in_its_queue(queue->tail, tcb) &&
           ghost_get_ready_place(queue->head) <= ghost_get_ready_place(tcb) &&
           ghost_get_ready_place(tcb) <= ghost_get_ready_place(queue->tail);
}

/* Who is queued can pay. */
INVARIANT_OF inv_ready_context(const tcb_t *tcb)
{
    return !is_ready(tcb) || has_context(tcb);
}

/* Two threads of one queue have two places. */
INVARIANT_OF inv_ready_places_differ(const tcb_t *a, const tcb_t *b)
{
    return !is_ready(a) || !is_ready(b) || a == b || !same_queue(a, b) ||
           ghost_get_ready_place(a) != ghost_get_ready_place(b);
}

/* Head and tail are threads of the queue, or it is empty; the bit map says which. */
INVARIANT_OF inv_ready_level(word_t domain, word_t priority)
{
    const tcb_t *head, *tail;
    word_t bit;

    if (domain >= DOMAINS_MAX || priority >= PRIORITY_COUNT)
        return true;
    head = core0.ready[domain][priority].head;
    tail = core0.ready[domain][priority].tail;
    bit = op_take(core0.ready_levels[domain][priority_word(priority)], priority_bit(priority), 1);
    if (head == 0)
        return tail == 0 && bit == 0;
    return bit == 1 && is_ready(head) && head->domain == domain && head->priority == priority &&
           head->ready_prev == 0 &&
           is_ready(tail) && tail->domain == domain && tail->priority == priority && tail->ready_next == 0;
}

/* ---- what the theorems speak of ---- */
/* Those behind a thread that leaves move up. */
static gint place_up(const tcb_t *tcb, word_t domain, word_t priority, gint place)
{
    gint mine = ghost_get_ready_place(tcb);

    return tcb->domain == domain && tcb->priority == priority && mine > place ? mine - 1 : mine;
}

void ready_ghost_leave(const tcb_t *tcb)
{
    ghost_map_ready_place(place_up, tcb->domain, tcb->priority, ghost_get_ready_place(tcb));
}

void ready_ghost_front(const tcb_t *tcb)
{
    const tcb_t *head = queue_of(tcb)->head;

    ghost_set_ready_place(tcb, head == 0 ? 0 : ghost_get_ready_place(head) - 1);
}

void ready_ghost_back(const tcb_t *tcb)
{
    const tcb_t *tail = queue_of(tcb)->tail;

    ghost_set_ready_place(tcb, tail == 0 ? 0 : ghost_get_ready_place(tail) + 1);
}

static bool can_enter_queue(const struct core *core, const tcb_t *tcb)
{
    return core == &core0 && can_be_queued(tcb);
}

/* As before, but that tcb has come. */
static bool ready_has_come(const tcb_t *x, const tcb_t *tcb)
{
    bool before;

    v_old();
    before = is_ready(x);
    v_now();
    return is_ready(x) == (before || x == tcb);
}

/* As before, but that tcb has gone. */
bool ready_has_gone(const tcb_t *x, const tcb_t *tcb)
{
    bool before;

    v_old();
    before = is_ready(x);
    v_now();
    return is_ready(x) == (before && x != tcb);
}

/* A queue that has threads goes on having some. */
static bool ready_goes_on(word_t domain, word_t priority)
{
    const tcb_t *head;

    if (domain >= DOMAINS_MAX || priority >= PRIORITY_COUNT)
        return true;
    v_old();
    head = core0.ready[domain][priority].head;
    v_now();
    return head == 0 || core0.ready[domain][priority].head != 0;
}

static bool was_before(const tcb_t *x, const tcb_t *y)
{
    bool before;

    v_old();
    before = ready_is_before(x, y);
    v_now();
    return before;
}

/* The order is as before, but that tcb has become the first. */
static bool ready_order_front(const tcb_t *x, const tcb_t *y, const tcb_t *tcb)
{
    return ready_is_before(x, y) == (was_before(x, y) || (x == tcb && y != tcb && is_in_its_queue(y, tcb)));
}

static bool ready_order_back(const tcb_t *x, const tcb_t *y, const tcb_t *tcb)
{
    return ready_is_before(x, y) == (was_before(x, y) || (y == tcb && x != tcb && is_in_its_queue(x, tcb)));
}

static bool ready_order_without(const tcb_t *x, const tcb_t *y, const tcb_t *tcb)
{
    return ready_is_before(x, y) == (was_before(x, y) && x != tcb && y != tcb);
}

/* The order is as before, but that first, then front, if not 0, have become the first, or back the last. */
static bool order_is(const tcb_t *x, const tcb_t *y, const tcb_t *first, const tcb_t *front, const tcb_t *back)
{
    bool before = was_before(x, y) || (first != 0 && x == first && y != first && is_in_its_queue(y, first) &&
                                       (front == 0 || y != front) && (back == 0 || y != back));

    return ready_is_before(x, y) == (before || (front != 0 && x == front && y != front && is_in_its_queue(y, front)) ||
                                     (back != 0 && y == back && x != back && is_in_its_queue(x, back)));
}

void ready_changes(void)
{
    v_changes_found();
    v_changes_all("ghost ready_place");
}

/* ---- theorems ---- */
CONTRACT(ready_queue_link_front, "a thread becomes the first of the queue of its level; the others stay in their order",
         void)(struct core *core, tcb_t *tcb)
{
    v_inv_only("inv_ready_");
    v_requires(can_enter_queue(core, tcb));
    v_inv_requires();
    ready_ghost_use(tcb->domain, tcb->priority);
    ready_changes();
    v_snapshot();
    ready_queue_link_front(&core0, tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(queue_of(tcb)->head == tcb);
    v_ensures_all((const void *)ready_has_come, tcb);
    v_ensures_all((const void *)ready_goes_on);
    v_ensures_all((const void *)ready_order_front, tcb);
}

CONTRACT(ready_queue_link_back, "a thread becomes the last of the queue of its level; the others stay in their order",
         void)(struct core *core, tcb_t *tcb)
{
    v_inv_only("inv_ready_");
    v_requires(can_enter_queue(core, tcb));
    v_inv_requires();
    ready_ghost_use(tcb->domain, tcb->priority);
    ready_changes();
    v_snapshot();
    ready_queue_link_back(&core0, tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(queue_of(tcb)->tail == tcb);
    v_ensures_all((const void *)ready_has_come, tcb);
    v_ensures_all((const void *)ready_goes_on);
    v_ensures_all((const void *)ready_order_back, tcb);
}

static bool can_leave_queue(const struct core *core, const tcb_t *tcb)
{
    return core == &core0 && is_ready(tcb);
}

CONTRACT(ready_queue_unlink, "a thread leaves its queue, wherever it stands; the others stay in their order", void)
    (struct core *core, tcb_t *tcb)
{
    v_inv_only("inv_ready_");
    v_requires(can_leave_queue(core, tcb));
    v_inv_requires();
    ready_ghost_use(tcb->domain, tcb->priority);
    ready_changes();
    v_snapshot();
    ready_queue_unlink(&core0, tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures_all((const void *)ready_has_gone, tcb);
    v_ensures_all((const void *)ready_order_without, tcb);
}

static bool can_pop(const struct core *core, word_t domain, word_t priority)
{
    return core == &core0 && domain < DOMAINS_MAX && priority < PRIORITY_COUNT &&
           core0.ready[domain][priority].head != 0;
}

static bool is_popped(const tcb_t *tcb, const tcb_t *head, word_t domain, word_t priority)
{
    bool was_ready;

    v_old();
    was_ready = is_ready(head);
    v_now();
    return was_ready && tcb == head && can_be_queued(tcb) && tcb->domain == domain && tcb->priority == priority;
}

static bool was_not_after(const tcb_t *x, const tcb_t *head)
{
    return !was_before(x, head);
}

CONTRACT(ready_queue_pop, "the first thread of a queue that is not empty is taken out; nobody was before it", tcb_t *)
    (struct core *core, word_t domain, word_t priority)
{
    const tcb_t *head = core0.ready[domain][priority].head;
    tcb_t *tcb = 0;

    v_inv_only("inv_ready_");
    v_requires(can_pop(core, domain, priority));
    v_inv_requires();
    ready_ghost_use(domain, priority);
    ready_changes();
    v_snapshot();
    tcb = ready_queue_pop(&core0, domain, priority);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_popped(tcb, head, domain, priority));
    v_ensures_all((const void *)was_not_after, head);
    v_ensures_all((const void *)ready_has_gone, head);
    v_ensures_all((const void *)ready_order_without, head);
    return tcb;
}

static bool can_rotate(const tcb_t *first, const tcb_t *last)
{
    return is_ready(first) && queue_of(first)->head == first && can_be_queued(last) && same_queue(first, last);
}

THEOREM(ready_queue_rotate, "the first of a queue leaves, another thread becomes its last; the others stay in order")
    (tcb_t *first, tcb_t *last, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(can_rotate(first, last));
    ready_ghost_use(last->domain, last->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    ready_queue_rotate(&core0, first, last);
    v_assert(!is_ready(first) && queue_of(last)->tail == last);
    v_assert(ready_is_before(x, y) ==
             (x != first && y != first && (before || (y == last && x != last && is_in_its_queue(x, last)))));
    v_inv_check();
}

/* No thread of the domain has as much as top. */
static bool is_below_top(const tcb_t *x, word_t domain, word_t top)
{
    v_use_word(x->priority);
    return !is_ready(x) || x->domain != domain || x->priority < top;
}

bool ready_is_top(word_t domain, word_t top)
{
    v_use_word(top == 0 ? 0 : top - 1);
    return top <= PRIORITY_COUNT && (top == 0 || core0.ready[domain][top - 1].head != 0);
}

/* The queue that a full choice serves: none of a higher priority in that domain has a thread. */
CONTRACT(ready_queue_top, "the highest level is found: its queue has a thread, and no thread of the domain has more",
         word_t)(const struct core *core, word_t domain)
{
    word_t top = 0;

    v_inv_only("inv_ready_thread");
    v_inv_only("inv_ready_level");
    v_requires(core == &core0 && domain < DOMAINS_MAX);
    v_inv_requires();
    v_use_word(domain);
    top = ready_queue_top(&core0, domain);
    v_ensures(ready_is_top(domain, top));
    v_ensures_all((const void *)is_below_top, domain, top);
    return top;
}

/* The candidate that counts as the front of its queue, or 0. */
static const tcb_t *settled(void)
{
    return core0.decision == DECISION_FULL ? core0.candidate : 0;
}

static void use_thread(const tcb_t *tcb)
{
    v_use(tcb);
    ready_ghost_use(tcb->domain, tcb->priority);
}

/* Queued are those who were, and first, last, if not 0. */
bool ready_have_come(const tcb_t *x, const tcb_t *first, const tcb_t *last)
{
    bool before;

    v_old();
    before = is_ready(x);
    v_now();
    return is_ready(x) == (before || (first != 0 && x == first) || (last != 0 && x == last));
}

static bool candidate_is(const tcb_t *before, const tcb_t *first)
{
    return core0.candidate == (first != 0 ? 0 : before) && (first == 0 || is_ready(first));
}

void candidate_settle(void);

CONTRACT(candidate_settle, "a pending candidate that counts as queued becomes the first of its queue; the others stay",
         void)(void)
{
    const tcb_t *candidate = core0.candidate, *first = settled();

    v_inv_only("inv_ready_");
    v_requires(candidate_can_be_queued());
    v_inv_requires();
    use_thread(candidate);
    ready_changes();
    v_snapshot();
    candidate_settle();
    v_fresh_start();
    v_inv_ensures();
    v_ensures(candidate_is(candidate, first));
    v_ensures_all((const void *)ready_have_come, first, (const tcb_t *)0);
    v_ensures_all((const void *)order_is, first, (const tcb_t *)0, (const tcb_t *)0);
}

CONTRACT(ready_queue_remove, "a thread is in no ready queue and no candidate any more; the others stay in their order",
         void)(tcb_t *tcb)
{
    const tcb_t *candidate = core0.candidate;
    word_t decision = core0.decision;

    v_inv_only("inv_ready_");
    v_requires(v_type(tcb) == T_TCB);
    v_inv_requires();
    use_thread(tcb);
    ready_changes();
    v_snapshot();
    ready_queue_remove(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(tcb->in_ready_queue == 0);
    v_ensures(core0.candidate == (candidate == tcb ? 0 : candidate));
    v_ensures(core0.decision == (candidate != 0 && candidate == tcb ? DECISION_FULL : decision));
    v_ensures_all((const void *)ready_has_gone, tcb);
    v_ensures_all((const void *)ready_order_without, tcb);
}

/* A thread that may be pushed. */
static bool can_push(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && (tcb->sc == 0 || has_context(tcb)) && candidate_can_be_queued();
}

/* It enters its queue, unless it is to be settled there. */
static bool can_enter(const tcb_t *tcb, const tcb_t *first)
{
    return tcb_is_schedulable(tcb) && !is_ready(tcb) && (first == 0 || tcb != first);
}

CONTRACT(ready_queue_push_front, "a thread that can enters its queue in front, before a candidate that counts as "
         "queued there, and so has become the first of its", void)(tcb_t *tcb)
{
    const tcb_t *candidate = core0.candidate, *first = settled(), *front = can_enter(tcb, first) ? tcb : 0;

    v_inv_only("inv_ready_");
    v_requires(can_push(tcb));
    v_inv_requires();
    use_thread(tcb);
    ready_changes();
    v_snapshot();
    ready_queue_push_front(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(candidate_is(candidate, first));
    v_ensures(front == 0 || queue_of(tcb)->head == tcb);
    v_ensures_all((const void *)ready_have_come, first, front);
    v_ensures_all((const void *)order_is, first, front, (const tcb_t *)0);
}

CONTRACT(ready_queue_push_back, "a thread that can enters its queue at the end; a candidate that counts as queued has "
         "become the first of its", void)(tcb_t *tcb)
{
    const tcb_t *candidate = core0.candidate, *first = settled(), *back = can_enter(tcb, first) ? tcb : 0;

    v_inv_only("inv_ready_");
    v_requires(can_push(tcb));
    v_inv_requires();
    use_thread(tcb);
    ready_changes();
    v_snapshot();
    ready_queue_push_back(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(candidate_is(candidate, first));
    v_ensures(back == 0 || queue_of(tcb)->tail == tcb);
    v_ensures_all((const void *)ready_have_come, first, back);
    v_ensures_all((const void *)order_is, first, (const tcb_t *)0, back);
}
