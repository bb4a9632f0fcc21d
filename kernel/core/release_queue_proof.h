/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The release queue as the proof sees it. A thread in the tree has a cell: the times from low to end. The root's is
 * all times, a child's is the lower or the upper half of its parent's. So what code decides by bits of times is here a
 * comparison of numbers.
 *
 * Every queued thread has a first one, which is in the tree and begins its ring, and an order in this ring. While a
 * thread is put in, one (moving) is out of the tree, and its low and end are those of the place looked at. While one is
 * taken out, it stays as a hole: its links are those that ghost_get_release_hole_* name, and it has no time.
 */
#ifndef KERNEL_CORE_RELEASE_QUEUE_PROOF_H
#define KERNEL_CORE_RELEASE_QUEUE_PROOF_H

#include <core/core.h>
#include <proof/objects.h>

word_t ghost_get_release_in_tree(const tcb_t *tcb);
void ghost_set_release_in_tree(const tcb_t *tcb, word_t in_tree);
word_t ghost_get_release_low(const tcb_t *tcb);
void ghost_set_release_low(const tcb_t *tcb, word_t low);
word_t ghost_get_release_end(const tcb_t *tcb);
void ghost_set_release_end(const tcb_t *tcb, word_t end);

const tcb_t *ghost_get_release_first(const tcb_t *tcb);
void ghost_set_release_first(const tcb_t *tcb, const tcb_t *first);
void ghost_map_release_first(const void *f, ...);
gint ghost_get_release_order(const tcb_t *tcb);
void ghost_set_release_order(const tcb_t *tcb, gint order);
void ghost_map_release_order(const void *f, ...);

const tcb_t *ghost_get_release_moving(void);
void ghost_set_release_moving(const tcb_t *tcb);

const tcb_t *ghost_get_release_hole(void);
void ghost_set_release_hole(const tcb_t *tcb);
const tcb_t *ghost_get_release_hole_parent(void);
void ghost_set_release_hole_parent(const tcb_t *tcb);
word_t ghost_get_release_hole_side(void);
void ghost_set_release_hole_side(word_t side);
const tcb_t *ghost_get_release_hole_child(word_t side);
void ghost_set_release_hole_child(word_t side, const tcb_t *tcb);

#define TIME_MAX (~(word_t)0)

static inline bool is_in_tree(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && ghost_get_release_in_tree(tcb) != 0;
}

/* ---- links, those of the hole included ---- */
static inline bool is_hole(const tcb_t *tcb)
{
    return ghost_get_release_hole() != 0 && tcb == ghost_get_release_hole();
}

static inline bool is_above_hole(const tcb_t *tcb, word_t side)
{
    return ghost_get_release_hole() != 0 && tcb == ghost_get_release_hole_parent() &&
           side == ghost_get_release_hole_side();
}

static inline const tcb_t *tree_root(void)
{
    return is_above_hole(0, ghost_get_release_hole_side()) ? ghost_get_release_hole() : core0.release_root;
}

static inline const tcb_t *tree_child(const tcb_t *tcb, word_t side)
{
    if (is_hole(tcb))
        return ghost_get_release_hole_child(side);
    if (is_above_hole(tcb, side))
        return ghost_get_release_hole();
    return side == 0 ? tcb->release_child[0] : tcb->release_child[1];
}

static inline const tcb_t *tree_parent(const tcb_t *tcb)
{
    if (is_hole(tcb))
        return ghost_get_release_hole_parent();
    if (ghost_get_release_hole() != 0 &&
        (tcb == ghost_get_release_hole_child(0) || tcb == ghost_get_release_hole_child(1)))
        return ghost_get_release_hole();
    return tcb->release_parent;
}

/* a, above b, is earlier; the hole has no time. */
static inline bool is_earlier(const tcb_t *a, const tcb_t *b)
{
    return is_hole(a) || is_hole(b) || a->release_time < b->release_time;
}

static inline word_t cell_reach(const tcb_t *tcb)
{
    return ghost_get_release_end(tcb) - ghost_get_release_low(tcb);
}

static inline bool holds_cell(const tcb_t *tcb, const tcb_t *inner)
{
    return ghost_get_release_low(tcb) <= ghost_get_release_low(inner) &&
           ghost_get_release_end(inner) <= ghost_get_release_end(tcb);
}

/* The cell of tcb is the half on that side of parent's. */
static inline bool is_half(const tcb_t *tcb, const tcb_t *parent, word_t side)
{
    return 2 * cell_reach(tcb) + 1 == cell_reach(parent) &&
           (side == 0 ? ghost_get_release_low(tcb) == ghost_get_release_low(parent) :
                        ghost_get_release_end(tcb) == ghost_get_release_end(parent));
}

/* The cell of tcb has 2^(64 - depth) times, and starts at a multiple of that. */
bool release_cell_has_depth(const tcb_t *tcb, word_t depth);

/* ---- what theorems speak of ---- */
static inline bool release_is_queued(const tcb_t *tcb)
{
    return v_type(tcb) == T_TCB && ghost_get_release_first(tcb) != 0;
}

/* x is served before y, as far as both are queued. */
static inline bool release_is_before(const tcb_t *x, const tcb_t *y)
{
    return release_is_queued(x) && release_is_queued(y) &&
           (x->release_time < y->release_time ||
            (x->release_time == y->release_time && ghost_get_release_first(x) == ghost_get_release_first(y) &&
             ghost_get_release_order(x) < ghost_get_release_order(y)));
}

/* Outside of the functions of the queue no thread is out of its place. */
static inline bool release_is_at_rest(void)
{
    return ghost_get_release_moving() == 0 && ghost_get_release_hole() == 0;
}

/* ---- in the code ---- */
/* For safety: what the search for a place, and a gap, hold are threads, or 0. */
bool release_is_safe(const tcb_t *parent, word_t side, const tcb_t *a, const tcb_t *b);
bool release_is_safe_search(const tcb_t *moving, const tcb_t *parent, word_t side, const tcb_t *at);
/* The search for moving's place: at stands there, perhaps 0, on that side of parent. */
bool release_is_search(const tcb_t *moving, const tcb_t *parent, word_t side, const tcb_t *at);
/* Nobody in the tree has moving's time; but if it is tcb, that is not known. */
bool release_differs(const tcb_t *any, const tcb_t *moving, const tcb_t *tcb);
/* new has taken the place of old in the tree, old is moving. */
void release_ghost_exchange(const tcb_t *old, const tcb_t *new);
/* moving is to be searched on that side, one level deeper; depth is that of the upper level. */
void release_ghost_descend(const tcb_t *moving, word_t depth);
void release_ghost_begin(const tcb_t *tcb);
/* tcb's place is empty, which is on that side of parent and has these children. */
bool release_is_gap(const tcb_t *tcb, const tcb_t *parent, word_t side, const tcb_t *child0, const tcb_t *child1);
bool release_cell_is_within(const tcb_t *tcb, word_t depth);
void release_ghost_open(const tcb_t *tcb, word_t side);
/* up, which was on that side of tcb, stands in tcb's place, and the gap where up was. */
void release_ghost_sink(const tcb_t *tcb, const tcb_t *up, word_t from, word_t depth);
void release_ghost_close(const tcb_t *tcb);
/* tcb leaves a ring in which next was behind it. */
void release_ghost_leave_ring(const tcb_t *tcb, const tcb_t *next);
void release_ghost_end(const tcb_t *moving, const tcb_t *at);

#endif
