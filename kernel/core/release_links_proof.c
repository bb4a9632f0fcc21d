/* SPDX-License-Identifier: BSD-2-Clause */
/* The release queue: what single steps do to the links of its tree, so that theorems about the whole have few paths. */
#include <core/release_queue_proof.h>
#include <core/sched.h>

/* ---- one takes the place of another ---- */
static bool is_link(const tcb_t *link, const tcb_t *old, const tcb_t *new)
{
    return link == 0 || (v_type(link) == T_TCB && link != old && link != new);
}

static bool can_be_replaced(const tcb_t *old, const tcb_t *new)
{
    const tcb_t *parent = old->release_parent, *left = old->release_child[0], *right = old->release_child[1];

    return v_type(old) == T_TCB && v_type(new) == T_TCB && old != new && is_link(parent, old, new) &&
           is_link(left, old, new) && is_link(right, old, new) && (left == 0 || (left != right && left != parent)) &&
           (right == 0 || right != parent);
}

/* The links of any thread, once new has taken the place of old. */
static bool release_has_replaced(const tcb_t *t, const tcb_t *old, const tcb_t *new)
{
    const tcb_t *parent, *child0, *child1, *above, *left, *right;
    bool is_right;

    v_old();
    parent = t->release_parent;
    child0 = t->release_child[0];
    child1 = t->release_child[1];
    above = old->release_parent;
    left = old->release_child[0];
    right = old->release_child[1];
    is_right = above != 0 && above->release_child[1] == old;
    v_now();
    if (v_type(t) != T_TCB)
        return true;
    if (t == old)
        return t->release_parent == 0 && t->release_child[0] == 0 && t->release_child[1] == 0;
    if (t == new)
        return t->release_parent == above && t->release_child[0] == left && t->release_child[1] == right;
    return t->release_parent == (t == left || t == right ? new : parent) &&
           t->release_child[0] == (t == above && !is_right ? new : child0) &&
           t->release_child[1] == (t == above && is_right ? new : child1);
}

static bool root_is_replaced(const tcb_t *root, const tcb_t *above, const tcb_t *new)
{
    return core0.release_root == (above == 0 ? new : root);
}

void release_replace(struct core *core, tcb_t *old, tcb_t *new);

CONTRACT(release_replace, "one thread takes another's place in the tree; no other links change", void)
    (struct core *core, tcb_t *old, tcb_t *new)
{
    const tcb_t *root = core0.release_root, *above = old->release_parent;

    v_requires(core == &core0);
    v_requires(can_be_replaced(old, new));
    v_changes_found();
    v_snapshot();
    release_replace(&core0, old, new);
    v_ensures(root_is_replaced(root, above, new));
    v_ensures_all((const void *)release_has_replaced, old, new);
}

/* ---- one moves up into a gap ---- */
tcb_t *release_earlier(tcb_t *a, tcb_t *b);

static bool is_thread_or_none(const tcb_t *tcb)
{
    return tcb == 0 || v_type(tcb) == T_TCB;
}

static bool is_earlier_of(const tcb_t *result, const tcb_t *a, const tcb_t *b)
{
    if (a == 0 || b == 0)
        return result == (a == 0 ? b : a);
    return result == (b->release_time < a->release_time ? b : a);
}

static bool are_threads_or_none(const tcb_t *a, const tcb_t *b)
{
    return is_thread_or_none(a) && is_thread_or_none(b);
}

CONTRACT(release_earlier, "the one with less time; one that is 0 does not count", tcb_t *)(tcb_t *a, tcb_t *b)
{
    tcb_t *result = 0;

    v_requires(are_threads_or_none(a, b));
    result = release_earlier(a, b);
    v_ensures(is_earlier_of(result, a, b));
    return result;
}

static bool can_move_up(const tcb_t *parent, word_t side, const tcb_t *up, word_t from, const tcb_t *other)
{
    return side <= 1 && from <= 1 && v_type(up) == T_TCB && is_thread_or_none(parent) && is_thread_or_none(other) &&
           parent != up && (other == 0 || other != up);
}

/* The links of any thread, once up has moved up. */
static bool release_has_moved_up(const tcb_t *t, const tcb_t *parent, word_t side, const tcb_t *up, word_t from,
                                 const tcb_t *other)
{
    const tcb_t *above, *child0, *child1;

    v_old();
    above = t->release_parent;
    child0 = t->release_child[0];
    child1 = t->release_child[1];
    v_now();
    return v_type(t) != T_TCB ||
           (t->release_parent == (t == up ? parent : t == other ? up : above) &&
            t->release_child[0] == (t == parent && side == 0 ? up : t == up && from == 1 ? other : child0) &&
            t->release_child[1] == (t == parent && side == 1 ? up : t == up && from == 0 ? other : child1));
}

void release_move_up(struct core *core, tcb_t *parent, word_t side, tcb_t *up, word_t from, tcb_t *other);

CONTRACT(release_move_up, "one thread moves up in the tree, with what else was to be below it; no other links change",
         void)(struct core *core, tcb_t *parent, word_t side, tcb_t *up, word_t from, tcb_t *other)
{
    const tcb_t *root = core0.release_root;

    v_requires(core == &core0);
    v_requires(can_move_up(parent, side, up, from, other));
    v_changes_found();
    v_snapshot();
    release_move_up(&core0, parent, side, up, from, other);
    v_ensures(root_is_replaced(root, parent, up));
    v_ensures_all((const void *)release_has_moved_up, parent, side, up, from, other);
}
