/* SPDX-License-Identifier: BSD-2-Clause */
/* The release queue: shape of the tree, order of times, rings of equal times. */
#include <core/release_queue_proof.h>
#include <core/sched.h>
#include <object/refill_proof.h>

static bool cell_has(const tcb_t *tcb, word_t time)
{
    return ghost_get_release_low(tcb) <= time && time <= ghost_get_release_end(tcb);
}

/* ---- invariants: the tree ---- */
INVARIANT_OF inv_release_cell(const tcb_t *tcb)
{
    return !is_in_tree(tcb) ||
           (ghost_get_release_low(tcb) <= ghost_get_release_end(tcb) &&
            (is_hole(tcb) || cell_has(tcb, tcb->release_time)));
}

INVARIANT_OF inv_release_parent(const tcb_t *tcb)
{
    const tcb_t *parent = tree_parent(tcb);

    if (!is_in_tree(tcb))
        return true;
    if (parent == 0)
        return tree_root() == tcb && ghost_get_release_low(tcb) == 0 &&
               ghost_get_release_end(tcb) == TIME_MAX;
    return is_in_tree(parent) && is_earlier(parent, tcb) &&
           ((tree_child(parent, 0) == tcb && is_half(tcb, parent, 0)) ||
            (tree_child(parent, 1) == tcb && is_half(tcb, parent, 1)));
}

static bool is_child(const tcb_t *child, const tcb_t *parent, word_t side)
{
    return child == 0 || (is_in_tree(child) && tree_parent(child) == parent && is_half(child, parent, side));
}

INVARIANT_OF inv_release_children(const tcb_t *tcb)
{
    return !is_in_tree(tcb) || (is_child(tree_child(tcb, 0), tcb, 0) && is_child(tree_child(tcb, 1), tcb, 1));
}

INVARIANT_OF inv_release_root(void)
{
    const tcb_t *root = tree_root();

    return root == 0 || (is_in_tree(root) && tree_parent(root) == 0);
}

INVARIANT_OF inv_release_rooted(const tcb_t *tcb)
{
    return !is_in_tree(tcb) || tree_root() != 0;
}

static bool is_below(const tcb_t *child, const tcb_t *tcb)
{
    return child != 0 && holds_cell(child, tcb);
}

/* b is below a: a's child on that side holds it. */
static bool is_inside(const tcb_t *b, const tcb_t *a)
{
    return holds_cell(a, b) && cell_reach(b) < cell_reach(a) && is_earlier(a, b) &&
           (is_below(tree_child(a, 0), b) || is_below(tree_child(a, 1), b));
}

/* Two cells are apart, or one is within the other, and on the way from it. */
INVARIANT_OF inv_release_nested(const tcb_t *a, const tcb_t *b)
{
    return !is_in_tree(a) || !is_in_tree(b) || a == b || ghost_get_release_end(a) < ghost_get_release_low(b) ||
           ghost_get_release_end(b) < ghost_get_release_low(a) || is_inside(a, b) || is_inside(b, a);
}

/* ---- invariants: queue and rings ---- */
static bool is_queued(const tcb_t *tcb)
{
    return release_is_queued(tcb);
}

static bool waits_with(const tcb_t *a, const tcb_t *b)
{
    return is_queued(a) && ghost_get_release_first(a) == ghost_get_release_first(b) &&
           a->release_time == b->release_time;
}

INVARIANT_OF inv_release_flag(const tcb_t *tcb)
{
    return v_type(tcb) != T_TCB || (tcb->in_release_queue != 0) == is_queued(tcb);
}

/* Who is in the tree begins a ring, and who begins a ring is in the tree, or moving. */
INVARIANT_OF inv_release_first(const tcb_t *tcb)
{
    const tcb_t *first = ghost_get_release_first(tcb);

    if (is_in_tree(tcb))
        return tcb != ghost_get_release_moving() && (is_hole(tcb) ? !is_queued(tcb) : first == tcb);
    if (!is_queued(tcb))
        return true;
    return tcb->release_parent == 0 && waits_with(first, tcb) && ghost_get_release_first(first) == first &&
           (first == tcb ? tcb == ghost_get_release_moving() :
            is_in_tree(first) || first == ghost_get_release_moving());
}

INVARIANT_OF inv_release_ring(const tcb_t *tcb)
{
    const tcb_t *next = tcb->release_ring_next, *prev = tcb->release_ring_prev;

    if (!is_queued(tcb))
        return true;
    return waits_with(next, tcb) && next->release_ring_prev == tcb && waits_with(prev, tcb) &&
           prev->release_ring_next == tcb;
}

/* Order rises by one along the ring, from the first on. */
INVARIANT_OF inv_release_order(const tcb_t *tcb)
{
    const tcb_t *first = ghost_get_release_first(tcb), *next = tcb->release_ring_next;

    if (!is_queued(tcb))
        return true;
    return (next == first || ghost_get_release_order(next) == ghost_get_release_order(tcb) + 1) &&
           (tcb == first || ghost_get_release_order(first) < ghost_get_release_order(tcb)) &&
           ghost_get_release_order(tcb) <= ghost_get_release_order(first->release_ring_prev);
}

INVARIANT_OF inv_release_orders_differ(const tcb_t *a, const tcb_t *b)
{
    return !is_queued(a) || !waits_with(b, a) || a == b || ghost_get_release_order(a) != ghost_get_release_order(b);
}

/* ---- invariant: what comes first of release and end of the domain ---- */
INVARIANT_OF inv_event(void)
{
    const tcb_t *first = core0.release_root;
    word_t end = core0.domain_end;
    word_t time = first != 0 && first->release_time < end ? first->release_time : end;

    return core0.next_event == (time > shared.min_budget ? time - shared.min_budget : 0);
}

/* ---- cells and bits ---- */
static bool is_cell(word_t low, word_t reach, word_t depth)
{
    return depth <= WORD_BITS && reach == (depth == 0 ? TIME_MAX : op_pow2(WORD_BITS - depth) - 1) &&
           op_take(low, 0, WORD_BITS - depth) == 0 && low <= TIME_MAX - reach;
}

THEOREM_BITS(release_side, "bit 63 - depth of a time in a cell of that depth says in which half of the cell it is")
(word_t time, word_t low, word_t reach, word_t depth)
{
    word_t half;

    v_assume(depth < WORD_BITS && is_cell(low, reach, depth) && low <= time && time - low <= reach);
    half = op_pow2(WORD_BITS - 1 - depth);
    v_assert(op_take(time, WORD_BITS - 1 - depth, 1) == (time - low >= half ? 1 : 0));
    v_assert(reach == half + (half - 1));
    v_assert(is_cell(low, half - 1, depth + 1));
    v_assert(is_cell(low + half, half - 1, depth + 1));
}

THEOREM_BITS(release_last, "a cell of depth 64 is one time")(word_t low, word_t reach, word_t depth)
{
    v_assume(is_cell(low, reach, depth));
    v_assert(depth < WORD_BITS || reach == 0);
}

bool release_cell_has_depth(const tcb_t *tcb, word_t depth)
{
    return is_cell(ghost_get_release_low(tcb), cell_reach(tcb), depth);
}

/* ---- in the code ---- */
static bool is_moving(const tcb_t *tcb)
{
    return is_queued(tcb) && !is_in_tree(tcb) && ghost_get_release_first(tcb) == tcb &&
           ghost_get_release_moving() == tcb && tcb->release_parent == 0 && tcb->release_child[0] == 0 &&
           tcb->release_child[1] == 0 && cell_has(tcb, tcb->release_time);
}

bool release_is_search(const tcb_t *moving, const tcb_t *parent, word_t side, const tcb_t *at)
{
    if (!is_moving(moving) || ghost_get_release_hole() != 0 || side > 1)
        return false;
    if (at != 0 && (!is_in_tree(at) || at->release_parent != parent ||
                    ghost_get_release_low(at) != ghost_get_release_low(moving) ||
                    ghost_get_release_end(at) != ghost_get_release_end(moving)))
        return false;
    if (parent == 0)
        return at == core0.release_root && ghost_get_release_low(moving) == 0 &&
               ghost_get_release_end(moving) == TIME_MAX;
    return is_in_tree(parent) && tree_child(parent, side) == at && is_half(moving, parent, side) &&
           is_earlier(parent, moving);
}

bool release_differs(const tcb_t *any, const tcb_t *moving, const tcb_t *tcb)
{
    return moving == tcb || !is_in_tree(any) || any->release_time != moving->release_time;
}

void release_ghost_exchange(const tcb_t *old, const tcb_t *new)
{
    ghost_set_release_in_tree(old, 0);
    ghost_set_release_in_tree(new, 1);
    ghost_set_release_moving(old);
}

void release_ghost_descend(const tcb_t *moving, word_t depth)
{
    word_t low = ghost_get_release_low(moving), half = op_pow2(WORD_BITS - 1 - depth);

    bits_release_last(low, cell_reach(moving), depth);
    bits_release_side(moving->release_time, low, cell_reach(moving), depth);
    if (moving->release_time - low >= half)
        ghost_set_release_low(moving, low + half);
    else
        ghost_set_release_end(moving, low + half - 1);
}

void release_ghost_begin(const tcb_t *tcb)
{
    ghost_set_release_moving(tcb);
    ghost_set_release_first(tcb, tcb);
    ghost_set_release_order(tcb, 0);
    ghost_set_release_low(tcb, 0);
    ghost_set_release_end(tcb, TIME_MAX);
}

/* moving, once it stands in the tree or, if at is not 0, in at's ring. */
void release_ghost_end(const tcb_t *moving, const tcb_t *at)
{
    ghost_set_release_moving(0);
    if (at == 0) {
        ghost_set_release_in_tree(moving, 1);
        return;
    }
    ghost_set_release_first(moving, at);
    ghost_set_release_order(moving, ghost_get_release_order(moving->release_ring_prev) + 1);
}

THEOREM_BITS(release_half, "half of a cell that has less than 2^(64 - depth) times has less than half as many")
(word_t reach, word_t half, word_t depth)
{
    v_assume(depth < WORD_BITS && half <= TIME_MAX / 2 && reach == 2 * half + 1);
    v_assume(depth == 0 || reach < op_pow2(WORD_BITS - depth));
    v_assert(half < op_pow2(WORD_BITS - 1 - depth));
}

THEOREM_BITS(release_point, "less than 2^(64 - depth) is 0 at depth 64")(word_t reach, word_t depth)
{
    v_assume(depth != 0 && depth <= WORD_BITS && reach < op_pow2(WORD_BITS - depth));
    v_assert(depth < WORD_BITS || reach == 0);
}

bool release_cell_is_within(const tcb_t *tcb, word_t depth)
{
    return depth == 0 || cell_reach(tcb) < op_pow2(WORD_BITS - depth);
}

bool release_is_gap(const tcb_t *tcb, const tcb_t *parent, word_t side, const tcb_t *child0, const tcb_t *child1)
{
    return is_in_tree(tcb) && is_hole(tcb) && side <= 1 && ghost_get_release_hole_parent() == parent &&
           ghost_get_release_hole_side() == side && ghost_get_release_hole_child(0) == child0 &&
           ghost_get_release_hole_child(1) == child1 && tree_parent(tcb) == parent;
}

void release_ghost_open(const tcb_t *tcb, word_t side)
{
    ghost_set_release_hole(tcb);
    ghost_set_release_hole_parent(tcb->release_parent);
    ghost_set_release_hole_side(side);
    ghost_set_release_hole_child(0, tcb->release_child[0]);
    ghost_set_release_hole_child(1, tcb->release_child[1]);
    ghost_set_release_first(tcb, 0);
}

void release_ghost_sink(const tcb_t *tcb, const tcb_t *up, word_t from, word_t depth)
{
    word_t low = ghost_get_release_low(tcb), end = ghost_get_release_end(tcb);

    bits_release_point(cell_reach(tcb), depth);
    bits_release_half(cell_reach(tcb), cell_reach(up), depth);
    ghost_set_release_low(tcb, ghost_get_release_low(up));
    ghost_set_release_end(tcb, ghost_get_release_end(up));
    ghost_set_release_low(up, low);
    ghost_set_release_end(up, end);
    ghost_set_release_hole_parent(up);
    ghost_set_release_hole_side(from);
    ghost_set_release_hole_child(0, up->release_child[0]);
    ghost_set_release_hole_child(1, up->release_child[1]);
}

void release_ghost_close(const tcb_t *tcb)
{
    ghost_set_release_in_tree(tcb, 0);
    ghost_set_release_hole(0);
}

static const tcb_t *first_without(const tcb_t *tcb, const tcb_t *gone, const tcb_t *heir)
{
    const tcb_t *first = ghost_get_release_first(tcb);

    return tcb == gone ? (const tcb_t *)0 : first == gone ? heir : first;
}

/* Those behind a thread that leaves move up. */
static gint order_without(const tcb_t *tcb, const tcb_t *first, gint order)
{
    gint mine = ghost_get_release_order(tcb);

    return ghost_get_release_first(tcb) == first && mine > order ? mine - 1 : mine;
}

void release_ghost_leave_ring(const tcb_t *tcb, const tcb_t *next)
{
    if (is_in_tree(tcb)) {
        ghost_set_release_in_tree(tcb, 0);
        ghost_set_release_in_tree(next, 1);
        ghost_set_release_low(next, ghost_get_release_low(tcb));
        ghost_set_release_end(next, ghost_get_release_end(tcb));
    }
    ghost_map_release_order(order_without, ghost_get_release_first(tcb), ghost_get_release_order(tcb));
    ghost_map_release_first(first_without, tcb, next);
}

/* ---- theorems ---- */
static bool is_thread_at_rest(const tcb_t *tcb)
{
    return release_is_at_rest() && v_type(tcb) == T_TCB;
}

/* The same, for the prover to see at once. */
static void ghost_rest(void)
{
    ghost_set_release_moving(0);
    ghost_set_release_hole(0);
}

static void changes_release(void)
{
    v_changes_found();
    v_changes_all("ghost release_in_tree");
    v_changes_all("ghost release_low");
    v_changes_all("ghost release_end");
    v_changes_all("ghost release_first");
    v_changes_all("ghost release_order");
    v_changes_all("ghost release_moving");
    v_changes_all("ghost release_hole");
    v_changes_all("ghost release_hole_parent");
    v_changes_all("ghost release_hole_side");
    v_changes_all("ghost release_hole_child");
}

static bool can_be_inserted(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && !is_queued(tcb) && v_type(tcb->sc) == T_SCHED_CONTEXT && tcb_is_schedulable(tcb) &&
           tcb->in_ready_queue == 0 && tcb->sc->refill_head < ghost_get_room(tcb->sc);
}

static void use(const tcb_t *tcb)
{
    v_use(tcb);
}

static bool is_first(const tcb_t *first, const tcb_t *x)
{
    if (first == 0)
        return !is_queued(x);
    return is_queued(first) && (!is_queued(x) || x == first || release_is_before(first, x));
}

THEOREM(release_queue_first, "the first of the release queue is there unless it is empty, and before all others")
    (const tcb_t *x)
{
    v_inv_only("inv_release_");
    v_inv_assume();
    v_assume(release_is_at_rest());
    use(core0.release_root);
    use(ghost_get_release_first(x));
    v_assert(is_first(release_queue_first(&core0), x));
}

static bool is_inserted(const tcb_t *tcb, word_t time)
{
    return release_is_at_rest() && is_queued(tcb) && tcb->release_time == time && tcb->in_release_queue == 1;
}

/* Those in the queue, and their order, are as before, but that tcb has come, as the last of its time. */
static bool release_has_come(const tcb_t *x, const tcb_t *y, const tcb_t *tcb)
{
    bool was_queued, was_before;

    use(ghost_get_release_first(x));
    v_old();
    was_queued = is_queued(x);
    was_before = release_is_before(x, y);
    v_now();
    return is_queued(x) == (was_queued || x == tcb) &&
           (x == tcb || y == tcb || release_is_before(x, y) == was_before) &&
           (x == tcb || !is_queued(x) || release_is_before(x, tcb) == (x->release_time <= tcb->release_time));
}

/* No other thread's flag changes. */
static bool release_flag_stays(const tcb_t *x, const tcb_t *tcb)
{
    word_t before;

    v_old();
    before = x->in_release_queue;
    v_now();
    return x == tcb || x->in_release_queue == before;
}

static bool is_removed(const tcb_t *tcb)
{
    return release_is_at_rest() && !is_queued(tcb);
}

/* The same, but that tcb has gone. */
static bool release_has_gone(const tcb_t *x, const tcb_t *y, const tcb_t *tcb)
{
    bool was_queued, was_before;

    v_old();
    was_queued = is_queued(x);
    was_before = release_is_before(x, y);
    v_now();
    return is_queued(x) == (was_queued && x != tcb) &&
           release_is_before(x, y) == (was_before && x != tcb && y != tcb);
}

CONTRACT(release_queue_insert, "a thread enters the release queue by the time of its head refill, behind all of that "
         "time; the others stay in their order; the next event is right again", void)(tcb_t *tcb)
{
    word_t time = tcb->sc->refill[tcb->sc->refill_head].time;

    v_inv_only("inv_release_");
    v_inv_only("inv_event");
    v_requires(release_is_at_rest());
    v_requires(can_be_inserted(tcb));
    ghost_rest();
    v_inv_requires();
    changes_release();
    v_snapshot();
    release_queue_insert(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_inserted(tcb, time));
    v_ensures_all((const void *)release_has_come, tcb);
    v_ensures_all((const void *)release_flag_stays, tcb);
}

/* tcb is a hole, and its links are still its own. */
static bool is_fresh_gap(const tcb_t *tcb)
{
    const tcb_t *parent = tcb->release_parent;
    word_t side = parent != 0 && parent->release_child[1] == tcb;

    return release_is_gap(tcb, parent, side, tcb->release_child[0], tcb->release_child[1]) &&
           ghost_get_release_moving() == 0 && (parent != 0 || core0.release_root == tcb);
}

static bool root_is_kept(const tcb_t *before, const tcb_t *tcb)
{
    return core0.release_root == before || before == tcb;
}

void release_close_gap(tcb_t *tcb);

CONTRACT(release_close_gap, "the earlier child moves up into the place of one that leaves, and so on to the end; "
         "the tree is whole again", void)(tcb_t *tcb)
{
    const tcb_t *root = core0.release_root;

    v_inv_only("inv_release_");
    v_inv_requires();
    v_requires(is_fresh_gap(tcb));
    ghost_set_release_moving(0);
    v_changes_found();
    v_changes_all("ghost release_in_tree");
    v_changes_all("ghost release_low");
    v_changes_all("ghost release_end");
    v_changes_all("ghost release_hole");
    v_changes_all("ghost release_hole_parent");
    v_changes_all("ghost release_hole_side");
    v_changes_all("ghost release_hole_child");
    release_close_gap(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(release_is_at_rest() && root_is_kept(root, tcb));
}

static bool can_be_taken_out(const struct core *core, const tcb_t *tcb)
{
    return core == &core0 && is_thread_at_rest(tcb) && is_queued(tcb);
}

static bool is_taken_out(const tcb_t *tcb, const tcb_t *root)
{
    return is_removed(tcb) && root_is_kept(root, tcb);
}

void release_take_out(struct core *core, tcb_t *tcb);

CONTRACT(release_take_out, "a thread leaves the tree and the ring it is in; the others stay in their order", void)
    (struct core *core, tcb_t *tcb)
{
    const tcb_t *root = core0.release_root;

    v_inv_only("inv_release_");
    v_requires(can_be_taken_out(core, tcb));
    ghost_rest();
    v_inv_requires();
    changes_release();
    v_snapshot();
    release_take_out(&core0, tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_taken_out(tcb, root));
    v_ensures_all((const void *)release_has_gone, tcb);
    v_ensures_all((const void *)release_flag_stays, tcb);
}

CONTRACT(release_queue_remove, "a thread is in the release queue no more; the others stay in their order; the next "
         "event is right again", void)(tcb_t *tcb)
{
    v_inv_only("inv_release_");
    v_inv_only("inv_event");
    v_requires(is_thread_at_rest(tcb));
    ghost_rest();
    v_inv_requires();
    changes_release();
    v_snapshot();
    release_queue_remove(tcb);
    v_fresh_start();
    v_inv_ensures();
    v_ensures(is_removed(tcb));
    v_ensures_all((const void *)release_has_gone, tcb);
    v_ensures_all((const void *)release_flag_stays, tcb);
}

/* Who enters or leaves is in no ready queue: these stay what they are. */
THEOREM(release_queue_insert_ready, "a thread that enters the release queue is in no ready queue; these stay what they "
        "are")(tcb_t *tcb)
{
    v_inv_only("inv_release_");
    v_inv_only("inv_event");
    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(release_is_at_rest());
    v_assume(can_be_inserted(tcb));
    release_queue_insert(tcb);
    v_inv_check();
}

THEOREM(release_queue_remove_ready, "a thread that leaves the release queue is in no ready queue; these stay what they "
        "are")(tcb_t *tcb)
{
    v_inv_only("inv_release_");
    v_inv_only("inv_event");
    v_inv_only("inv_ready_");
    v_inv_assume();
    v_assume(is_thread_at_rest(tcb));
    release_queue_remove(tcb);
    v_inv_check();
}
