/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Release queue: threads that wait for their next refill, earliest first, first come first served among equal times.
 *
 * A heap-ordered digital search tree: a thread at depth d shares the top d bits of its time with all threads below it,
 * bit 63 - d decides between its two sides, and no thread below is earlier. So the root is the earliest, and no path
 * is longer than the 64 bits of a time. Threads of one time form a ring; its oldest is the one in the tree. Whether a
 * ring member is in the tree shows in release_parent, and for the root in core->release_root.
 */
#include <core/sched.h>
#ifdef HF_PROOF
#include <core/release_queue_proof.h>
#endif

/* Threads on one path: depths 0 to 64. At depth 64 all 64 bits are equal. */
#define RELEASE_DEPTH_MAX (WORD_BITS + 1)

static word_t side_at(const tcb_t *tcb, word_t depth)
{
    return depth < WORD_BITS ? op_take(tcb->release_time, WORD_BITS - 1 - depth, 1) : 0;
}

/* Which child of its parent it is. */
static word_t side_of(const tcb_t *tcb)
{
    return tcb->release_parent != 0 && tcb->release_parent->release_child[1] == tcb;
}

/* Puts tcb, which may be 0, at that side of parent; parent 0: at the root. */
static void release_attach(struct core *core, tcb_t *parent, word_t side, tcb_t *tcb)
{
    if (parent == 0)
        core->release_root = tcb;
    else
        parent->release_child[side] = tcb;
    if (tcb != 0)
        tcb->release_parent = parent;
}

static void release_set_child(tcb_t *tcb, word_t side, tcb_t *child)
{
    tcb->release_child[side] = child;
    if (child != 0)
        child->release_parent = tcb;
}

/* new, in no tree, takes the place of old, which leaves the tree. */
static void release_replace(struct core *core, tcb_t *old, tcb_t *new)
{
    release_attach(core, old->release_parent, side_of(old), new);
    release_set_child(new, 0, old->release_child[0]);
    release_set_child(new, 1, old->release_child[1]);
    old->release_parent = 0;
    old->release_child[0] = 0;
    old->release_child[1] = 0;
}

/* tcb becomes the youngest of first's ring. */
static void release_ring_append(tcb_t *first, tcb_t *tcb)
{
    tcb_t *last = first->release_ring_prev;

    last->release_ring_next = tcb;
    tcb->release_ring_prev = last;
    tcb->release_ring_next = first;
    first->release_ring_prev = tcb;
}

static void release_place(struct core *core, tcb_t *tcb)
{
    tcb_t *moving = tcb;
    tcb_t *parent = 0;
    tcb_t *at = core->release_root;
    word_t side = 0;

    GHOST(const tcb_t *root = core->release_root);
    GHOST(release_ghost_begin(tcb));
    for (word_t depth = 0;
         GHOST(v_invariant(release_is_search(moving, parent, side, at))),
         GHOST(v_invariant(depth <= WORD_BITS && release_cell_has_depth(moving, depth))),
         GHOST(v_invariant((core->release_root == root && (parent != 0 || moving == tcb)) ||
                           core->release_root == tcb)),
         GHOST(v_invariant_all(release_differs, moving, tcb)), GHOST(v_invariants("inv_release_")),
         GHOST(v_safety_invariant(depth <= RELEASE_DEPTH_MAX && release_is_safe_search(moving, parent, side, at))),
         VARIANT(RELEASE_DEPTH_MAX - depth),
         depth < RELEASE_DEPTH_MAX && at != 0 && moving->release_time != at->release_time; depth++) {
        if (moving->release_time < at->release_time) {
            release_replace(core, at, moving);
            GHOST(release_ghost_exchange(at, moving));
            parent = moving;
            moving = at;
        } else {
            parent = at;
        }
        side = side_at(moving, depth);
        GHOST(release_ghost_descend(moving, depth));
        at = parent->release_child[side];
    }
    ENSURES(at == 0 || moving->release_time == at->release_time); /* no path is longer than its keys have bits */
    if (at == 0)
        release_attach(core, parent, side, moving);
    else
        release_ring_append(at, moving);
    GHOST(release_ghost_end(moving, at));
}

/*
 * Takes the thread, which can be scheduled and is in no queue, into the release queue. Bound: RELEASE_DEPTH_MAX.
 * A new first one requests the timer.
 */
void release_queue_insert(tcb_t *tcb)
{
    struct core *core = this_core();

    REQUIRES(tcb_is_schedulable(tcb) && !tcb->in_ready_queue);

    tcb->release_time = refill_head(tcb->sc)->time;
    tcb->in_release_queue = 1;
    tcb->release_ring_next = tcb;
    tcb->release_ring_prev = tcb;
    tcb->release_parent = 0;
    tcb->release_child[0] = 0;
    tcb->release_child[1] = 0;
    release_place(core, tcb);
    if (core->release_root == tcb)
        sched_event_changed();
}

static tcb_t *release_earlier(tcb_t *a, tcb_t *b)
{
    if (a == 0 || b == 0)
        return a == 0 ? b : a;
    return b->release_time < a->release_time ? b : a;
}

/* up moves to that side of parent, or to the root; its child on the other side than from is other, which may be 0. */
static void release_move_up(struct core *core, tcb_t *parent, word_t side, tcb_t *up, word_t from, tcb_t *other)
{
    release_attach(core, parent, side, up);
    release_set_child(up, 1 - from, other);
}

/* Takes tcb out of the tree: the earlier child moves up, and so on in the place that it leaves. */
static void release_close_gap(tcb_t *tcb)
{
    struct core *core = this_core();
    tcb_t *parent = tcb->release_parent;
    tcb_t *child0 = tcb->release_child[0];
    tcb_t *child1 = tcb->release_child[1];
    word_t side = side_of(tcb);

    GHOST(const tcb_t *root = core->release_root);
    for (word_t depth = 0;
         GHOST(v_invariant(release_is_gap(tcb, parent, side, child0, child1))),
         GHOST(v_invariant(depth <= WORD_BITS && release_cell_is_within(tcb, depth))),
         GHOST(v_invariant((parent != 0 && core->release_root == root) || root == tcb)),
         GHOST(v_invariants("inv_release_")),
         GHOST(v_safety_invariant(depth <= RELEASE_DEPTH_MAX && release_is_safe(parent, side, child0, child1))),
         VARIANT(RELEASE_DEPTH_MAX - depth),
         depth < RELEASE_DEPTH_MAX && (child0 != 0 || child1 != 0); depth++) {
        tcb_t *up = release_earlier(child0, child1);
        word_t from = up == child1;
        tcb_t *other = from == 1 ? child0 : child1;

        child0 = up->release_child[0];
        child1 = up->release_child[1];
        GHOST(release_ghost_sink(tcb, up, from, depth));
        release_move_up(core, parent, side, up, from, other);
        parent = up;
        side = from;
    }
    ENSURES(child0 == 0 && child1 == 0); /* no path is longer than its keys have bits */
    release_attach(core, parent, side, 0);
    GHOST(release_ghost_close(tcb));
}

/* tcb, which is queued, leaves the tree or the ring it is in, and so the queue. */
static void release_take_out(struct core *core, tcb_t *tcb)
{
    tcb_t *next = tcb->release_ring_next;
    tcb_t *prev = tcb->release_ring_prev;

    tcb->in_release_queue = 0;
    if (next == tcb) {
        GHOST(release_ghost_open(tcb, side_of(tcb)));
        release_close_gap(tcb);
        return;
    }
    prev->release_ring_next = next;
    next->release_ring_prev = prev;
    GHOST(release_ghost_leave_ring(tcb, next));
    if (tcb->release_parent != 0 || core->release_root == tcb)
        release_replace(core, tcb, next);
}

/* Bound: RELEASE_DEPTH_MAX. Another first thread than before requests the timer. */
void release_queue_remove(tcb_t *tcb)
{
    struct core *core = this_core();
    bool was_first = core->release_root == tcb;

    if (!tcb->in_release_queue)
        return;

    release_take_out(core, tcb);
    if (was_first)
        sched_event_changed();
}
