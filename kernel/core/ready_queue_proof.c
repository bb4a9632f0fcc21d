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

static bool can_be_queued(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && tcb->in_ready_queue == 0 && tcb->in_release_queue == 0;
}

static void assume_can_enter(const tcb_t *tcb)
{
    v_assume(can_be_queued(tcb));
    v_use_word(tcb->domain);
    v_use_word(tcb->priority);
}

/* ---- theorems ---- */
THEOREM(ready_queue_link_front, "a thread becomes the first of the queue of its level; the others stay in their order")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    assume_can_enter(tcb);
    v_use2(x, y);
    before = ready_is_before(x, y);
    ready_queue_link_front(&core0, tcb);
    v_assert(queue_of(tcb)->head == tcb);
    v_assert(ready_is_before(x, y) == (before || (x == tcb && y != tcb && is_in_its_queue(y, tcb))));
    v_inv_check();
}

THEOREM(ready_queue_link_back, "a thread becomes the last of the queue of its level; the others stay in their order")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    assume_can_enter(tcb);
    v_use2(x, y);
    before = ready_is_before(x, y);
    ready_queue_link_back(&core0, tcb);
    v_assert(queue_of(tcb)->tail == tcb);
    v_assert(ready_is_before(x, y) == (before || (y == tcb && x != tcb && is_in_its_queue(x, tcb))));
    v_inv_check();
}

THEOREM(ready_queue_unlink, "a thread leaves its queue, wherever it stands; the others stay in their order")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(is_ready(tcb));
    v_use_word(tcb->domain);
    v_use_word(tcb->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    ready_queue_unlink(&core0, tcb);
    v_assert(!is_ready(tcb));
    v_assert(ready_is_before(x, y) == (before && x != tcb && y != tcb));
    v_inv_check();
}

THEOREM(ready_queue_pop, "the first thread of a queue that is not empty is taken out; nobody was before it")
    (word_t domain, word_t priority, const tcb_t *x, const tcb_t *y)
{
    bool before = false;
    tcb_t *tcb = 0;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(domain < DOMAINS_MAX && priority < PRIORITY_COUNT && core0.ready[domain][priority].head != 0);
    v_use_word(domain);
    v_use_word(priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    v_assert(!ready_is_before(x, core0.ready[domain][priority].head));
    tcb = ready_queue_pop(&core0, domain, priority);
    v_assert(!is_ready(tcb) && tcb->domain == domain && tcb->priority == priority);
    v_assert(ready_is_before(x, y) == (before && x != tcb && y != tcb));
    v_inv_check();
}

THEOREM(ready_queue_rotate, "the first of a queue leaves, another thread becomes its last; the others stay in order")
    (tcb_t *first, tcb_t *last, const tcb_t *x, const tcb_t *y)
{
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(is_ready(first) && queue_of(first)->head == first);
    assume_can_enter(last);
    v_assume(same_queue(first, last));
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

static bool is_top(word_t domain, word_t top)
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
    v_ensures(is_top(domain, top));
    v_ensures_all((const void *)is_below_top, domain, top);
    return top;
}

THEOREM(ready_queue_remove, "a thread is in no ready queue and no candidate any more; the others stay in their order")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false, was_candidate = core0.candidate == tcb;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(v_type(tcb) == T_TCB);
    v_use_word(tcb->domain);
    v_use_word(tcb->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    ready_queue_remove(tcb);
    v_assert(!is_ready(tcb) && core0.candidate != tcb);
    v_assert(!was_candidate || core0.decision == DECISION_FULL);
    v_assert(ready_is_before(x, y) == (before && x != tcb && y != tcb));
    v_inv_check();
}

/* x is served before y as it was, or first, if not 0, has become the first of its queue, or last the last of its. */
static bool order_is(const tcb_t *x, const tcb_t *y, bool before, const tcb_t *first, const tcb_t *last)
{
    return ready_is_before(x, y) ==
           (before || (first != 0 && x == first && y != first && is_in_its_queue(y, first)) ||
            (last != 0 && y == last && x != last && is_in_its_queue(x, last)));
}

/* The candidate that counts as the front of its queue, or 0. */
static const tcb_t *settled(void)
{
    return core0.decision == DECISION_FULL ? core0.candidate : 0;
}

static bool candidate_can_be_queued(void)
{
    return core0.candidate == 0 || can_be_queued(core0.candidate);
}

static bool candidate_is(const tcb_t *before, const tcb_t *first)
{
    return core0.candidate == (first != 0 ? 0 : before) && (first == 0 || queue_of(first)->head == first);
}

void candidate_settle(void);

THEOREM(candidate_settle, "a pending candidate that counts as queued becomes the first of its queue; the others stay")
    (const tcb_t *x, const tcb_t *y)
{
    const tcb_t *candidate = core0.candidate, *first = settled();
    bool before = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(candidate_can_be_queued());
    ready_ghost_use(candidate->domain, candidate->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    candidate_settle();
    v_assert(candidate_is(candidate, first));
    v_assert(order_is(x, y, before, first, 0));
    v_inv_check();
}

/* A thread that may be pushed, while nobody is to be settled first. */
static bool can_push(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && (tcb->sc == 0 || v_type(tcb->sc) == T_SCHED_CONTEXT);
}

static bool can_enter(const tcb_t *tcb)
{
    return tcb_is_schedulable(tcb) && !is_ready(tcb);
}

THEOREM(ready_queue_push_front, "no candidate pending: a thread that can enters its queue in front; else no change")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false, enters = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(can_push(tcb));
    v_assume(core0.candidate == 0);
    ready_ghost_use(tcb->domain, tcb->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    enters = can_enter(tcb);
    ready_queue_push_front(tcb);
    v_assert(!enters || queue_of(tcb)->head == tcb);
    v_assert(order_is(x, y, before, enters ? tcb : 0, 0));
    v_inv_check();
}

THEOREM(ready_queue_push_back, "no candidate pending: a thread that can enters its queue at the end; else no change")
    (tcb_t *tcb, const tcb_t *x, const tcb_t *y)
{
    bool before = false, enters = false;

    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(can_push(tcb));
    v_assume(core0.candidate == 0);
    ready_ghost_use(tcb->domain, tcb->priority);
    v_use2(x, y);
    before = ready_is_before(x, y);
    enters = can_enter(tcb);
    ready_queue_push_back(tcb);
    v_assert(!enters || queue_of(tcb)->tail == tcb);
    v_assert(order_is(x, y, before, 0, enters ? tcb : 0));
    v_inv_check();
}

/* ---- choosing ---- */
tcb_t *choose_queued(struct core *core, word_t top);
tcb_t *choose_against_current(struct core *core, tcb_t *current);
tcb_t *choose_candidate_or_current(struct core *core, tcb_t *candidate, tcb_t *current);
tcb_t *choose_candidate(struct core *core, tcb_t *candidate, bool always_compare);

static bool can_choose(void)
{
    return core0.domain < DOMAINS_MAX && v_type(core0.idle) == T_TCB && !is_ready(core0.idle);
}

/* x is ready in the current domain, and stands above tcb. */
static bool is_above(const tcb_t *x, const tcb_t *tcb)
{
    return is_ready(x) && x->domain == core0.domain && (tcb == core0.idle || x->priority > tcb->priority);
}

/* The same of the current thread; nobody is, where the queues are looked at in any case. */
static bool is_above_current(const tcb_t *x, bool always_compare)
{
    return !always_compare && core0.current != core0.idle && is_above(x, core0.current);
}

static bool is_thread(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && has_level(tcb) && tcb != core0.idle && tcb->in_release_queue == 0;
}

/* The thread that can go on stands in its queue, at the end of a slice, or in none. */
THEOREM(choose_against_current, "the current thread against the queues: the thread that is chosen is in no queue, and "
        "nobody in the domain's queues stands above it")(tcb_t *current, const tcb_t *x)
{
    const tcb_t *next = 0;

    v_inv_only("inv_ready_thread");
    v_inv_only("inv_ready_next");
    v_inv_only("inv_ready_level");
    v_inv_assume();
    v_assume(can_choose());
    v_assume(is_thread(current));
    v_use(x);
    ready_ghost_use(core0.domain, x->priority);
    ready_ghost_use(current->domain, current->priority);
    next = choose_against_current(&core0, current);
    v_assert(!is_ready(next));
    v_assert(!is_above(x, next));
}

/*
 * What it relies on: nobody waits above the current thread, but those that Domain Set has put there (they wait for the
 * next full choice, as the manual says).
 */
THEOREM(choose_candidate, "a candidate, while the current thread cannot go on: the thread that is chosen is in no "
        "queue, and nobody in the domain's queues stands above it, if nobody stood above the current one")
    (tcb_t *candidate, bool always_compare, const tcb_t *x)
{
    const tcb_t *next = 0;

    v_inv_only("inv_ready_thread");
    v_inv_only("inv_ready_next");
    v_inv_only("inv_ready_level");
    v_inv_assume();
    v_assume(can_choose());
    v_assume(is_thread(candidate) && !is_ready(candidate));
    v_assume(v_type(core0.current) == T_TCB && !is_above_current(x, always_compare));
    v_use(x);
    ready_ghost_use(core0.domain, x->priority);
    ready_ghost_use(candidate->domain, candidate->priority);
    next = choose_candidate(&core0, candidate, always_compare);
    v_assert(!is_ready(next));
    v_assert(!is_above(x, next));
}

THEOREM(choose_candidate_or_current, "a candidate of higher priority than the current thread is chosen; nobody in the "
        "domain's queues stands above it, if nobody stood above the current one")
    (tcb_t *candidate, tcb_t *current, const tcb_t *x)
{
    const tcb_t *next = 0;

    v_inv_only("inv_ready_thread");
    v_inv_only("inv_ready_next");
    v_inv_only("inv_ready_level");
    v_inv_assume();
    v_assume(can_choose());
    v_assume(is_thread(candidate) && !is_ready(candidate) && is_thread(current) && !is_ready(current));
    v_assume(candidate != current && candidate->priority > current->priority && !is_above(x, current));
    v_use(x);
    ready_ghost_use(core0.domain, x->priority);
    ready_ghost_use(current->domain, current->priority);
    next = choose_candidate_or_current(&core0, candidate, current);
    v_assert(next == candidate && !is_ready(next));
    v_assert(!is_above(x, next));
}
