/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion and revocation in bounded steps. caps.md sections 5 and 6.
 *
 * An object that takes more than one step to die (a CNode, a TCB with its slots, an endpoint or notification with
 * waiters) turns its last capability into a zombie, which each step makes smaller; all state is in the zombies and in
 * the dying objects, so any thread can go on where another stopped.
 *
 * A zombie empties its slots from the highest down. When it meets another zombie with slots there, that one moves into
 * the first slot of its own object, whose contents take its place:
 *
 *     before   Z1[n-1]: Z2    Z2[0]: c
 *     after    Z1[n-1]: c     Z2[0]: Z2, in Z1's list
 *
 * The list hangs on the zombie in the slot that somebody is deleting (its root), which stays there until the list is
 * empty and all its own slots are. So nesting of any depth takes constant steps and no stack, and the slot is empty
 * exactly when everything below is gone. Lists are doubly linked: a revocation may reach any zombie in one, finishes it
 * and takes it out. A zombie moves into its own object once and never leaves it, so steps come to an end, cycles of
 * CNodes that hold each other (or themselves) included.
 *
 * Invariants of a zombie of object O with count n: the slots n .. of O are empty; if it stands in a list it lies in
 * O[0] and n >= 1; if it heads a list it stands in none.
 */
#include <arch/arch.h>
#include <object/cnode.h>
#include <object/irq.h>

static bool cap_is_zombie_with_slots(cap_t cap)
{
    return cap_type(cap) == CAP_ZOMBIE && cap_size(cap) != ZOMBIE_SIZE_ENDPOINT &&
           cap_size(cap) != ZOMBIE_SIZE_NOTIFICATION;
}

static void slot_make_zombie(slot_t *slot, word_t size, word_t count)
{
    slot_update(slot, cap_new(CAP_ZOMBIE, size, 0, cap_address(slot->cap), zombie_w1_count_set(0, count)));
}

static void zombie_set_count(slot_t *slot, word_t count)
{
    slot->cap.w1 = zombie_w1_count_set(slot->cap.w1, count);
}

/* The slots of the object that the zombie in slot stands for. */
static slot_t *zombie_slots(slot_t *slot)
{
    return zombie_cap_is_listed(slot->cap) ? slot : (slot_t *)object_at(cap_address(slot->cap));
}

/* ---- lists of zombies ---- */

static slot_t *zombie_next(const slot_t *slot)
{
    word_t number = zombie_cap_next(slot->cap);

    return number == 0 ? 0 : slot_numbered(number);
}

/* The zombie in slot, the first slot of its object, joins the list behind after (its root or a member). */
static void zombie_list_insert(slot_t *after, slot_t *slot)
{
    slot_t *next = zombie_next(after);

    slot->cap = zombie_cap_with_prev(zombie_cap_with_next(slot->cap, zombie_cap_next(after->cap)), slot_number(after));
    after->cap = zombie_cap_with_next(after->cap, slot_number(slot));
    if (next != 0)
        next->cap = zombie_cap_with_prev(next->cap, slot_number(slot));
}

static void zombie_list_remove(slot_t *slot)
{
    slot_t *prev = slot_numbered(zombie_cap_prev(slot->cap)), *next = zombie_next(slot);

    prev->cap = zombie_cap_with_next(prev->cap, zombie_cap_next(slot->cap));
    if (next != 0)
        next->cap = zombie_cap_with_prev(next->cap, slot_number(prev));
}

/* ---- steps ---- */

/* One step on the last capability of an object (or of an IRQ line): the slot becomes empty or holds a zombie. */
static void finalise_last(slot_t *slot)
{
    cap_t cap = slot->cap;

    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
        if (endpoint_of_cap(cap)->head != 0) {
            slot_make_zombie(slot, ZOMBIE_SIZE_ENDPOINT, 0);
            return;
        }
        break;
    case CAP_NOTIFICATION:
        notification_finalise_bindings(notification_of_cap(cap));
        if (notification_of_cap(cap)->state == NOTIFICATION_WAITING) {
            slot_make_zombie(slot, ZOMBIE_SIZE_NOTIFICATION, 0);
            return;
        }
        break;
    case CAP_REPLY:
        reply_finalise(reply_of_cap(cap));
        break;
    case CAP_CNODE:
        slot_make_zombie(slot, cnode_cap_radix(cap), op_pow2(cnode_cap_radix(cap)));
        return;
    case CAP_TCB:
        tcb_finalise(tcb_of_cap(cap));
        slot_make_zombie(slot, ZOMBIE_SIZE_TCB, TCB_SLOT_COUNT);
        return;
    case CAP_SCHED_CONTEXT:
        sched_context_finalise(sched_context_of_cap(cap));
        break;
    case CAP_IRQ_HANDLER:
        irq_handler_finalise(irq_handler_cap_irq(cap));
        break;
    }
    slot_clear(slot);
}

static void zombie_drain_step(slot_t *slot)
{
    void *object = object_at(cap_address(slot->cap));
    bool more = cap_size(slot->cap) == ZOMBIE_SIZE_ENDPOINT ? endpoint_cancel_one((endpoint_t *)object)
                                                              : notification_cancel_one((notification_t *)object);
    if (!more)
        slot_clear(slot);
}

/*
 * Where deleting what is in slot begins: a line's stored notification goes before its last handler, as it may be the
 * last capability of a notification with many waiters.
 */
static slot_t *first_to_go(slot_t *slot)
{
    slot_t *stored = 0;

    if (cap_type(slot->cap) != CAP_IRQ_HANDLER || !slot_is_final(slot))
        return slot;
    stored = &irq_lines[irq_handler_cap_irq(slot->cap)].notification;
    return slot_is_empty(stored) ? slot : stored;
}

/* One step on what is not a zombie with slots. */
static void delete_simple_step(slot_t *outer)
{
    slot_t *slot = first_to_go(outer);
    bool final = slot_is_final(slot);

    if (cap_type(slot->cap) == CAP_ZOMBIE) {
        zombie_drain_step(slot);
    } else if (cap_is_of_isa(slot->cap)) {
        arch_cap_finalise(slot, final);
        slot_clear(slot);
    } else if (!final) {
        slot_clear(slot);
    } else {
        finalise_last(slot);
    }
}

/*
 * member's next slot, inner, holds another zombie with slots: it joins member's list. The members of its own list go
 * first, one a step. If that list is the one member stands in, the root lies in a member of its own list (no capability
 * reaches it): it moves into its own object as a root.
 */
static void zombie_absorb(slot_t *member, slot_t *inner)
{
    slot_t *first = zombie_slots(inner), *listed = zombie_next(inner);

    if (listed != 0 && listed != member) {
        zombie_list_remove(listed);
        zombie_list_insert(member, listed);
    } else if (listed == 0 && zombie_cap_count(inner->cap) == 0) {
        slot_clear(inner);
    } else {
        slot_swap(inner, first);
        if (listed == 0 && first != member) /* else: two roots that held each other are now each in their own object */
            zombie_list_insert(member, first);
    }
}

/* One step on the zombie in slot, a member of a list or a root without one. */
static void zombie_step(slot_t *slot)
{
    slot_t *slots = zombie_slots(slot), *next = 0;
    word_t count = zombie_cap_count(slot->cap);

    if (count == 0) {
        slot_clear(slot);
        return;
    }
    next = slots + (count - 1);
    if (next == slot && count == 1) { /* all that is left of the object is its own zombie */
        if (zombie_cap_is_listed(slot->cap))
            zombie_list_remove(slot);
        slot_clear(slot);
    } else if (next == slot) {
        slot_swap(slot, slots);
    } else if (slot_is_empty(next)) {
        zombie_set_count(slot, count - 1);
    } else if (cap_is_zombie_with_slots(next->cap)) {
        zombie_absorb(slot, next);
    } else {
        delete_simple_step(next);
    }
}

/* Does the first slot of an object hold the object's own zombie? */
static bool zombie_is_home(slot_t *first)
{
    return cap_is_zombie_with_slots(first->cap) && zombie_slots(first) == first;
}

/*
 * One step on root, or on the first member of its list. Returns where what stood in root stands now: a zombie may have
 * moved into its own object, when it lay there in another slot, or in a member of its own list.
 */
static slot_t *delete_step(slot_t *root)
{
    slot_t *first = root, *member = 0;

    if (!cap_is_zombie_with_slots(root->cap)) {
        delete_simple_step(root);
        return root;
    }
    first = zombie_slots(root);
    member = zombie_cap_is_listed(root->cap) ? 0 : zombie_next(root);
    zombie_step(member != 0 ? member : root);
    return zombie_is_home(first) ? first : root;
}

bool cap_is_long_delete(const slot_t *slot)
{
    word_t type = cap_type(slot->cap);

    return type == CAP_ZOMBIE || ((type == CAP_CNODE || type == CAP_TCB) && slot_is_final(slot));
}

word_t slot_delete(slot_t *slot)
{
    slot_t *root = slot;

    for (word_t unit = 0; unit < WORK_UNITS_MAX && !slot_is_empty(root) && work_unit(); unit++)
        root = delete_step(root);
    return slot_is_empty(root) ? STATUS_OK : STATUS_PREEMPTED;
}

/* What a revocation of slot deletes next: child until it is gone, then slot's first descendant. 0: all are gone. */
static slot_t *revoke_next(slot_t *slot, slot_t *child)
{
    if (child != 0 && !slot_is_empty(child))
        return child;
    return !slot_is_empty(slot) && slot_has_child(slot) ? slot->next : 0;
}

/* A descendant once begun is finished, also when slot disappears with it or gets other contents, as it lay in there. */
word_t slot_revoke(slot_t *slot)
{
    slot_t *child = revoke_next(slot, 0);

    for (word_t unit = 0; unit < WORK_UNITS_MAX && child != 0 && work_unit(); unit++) {
        child = revoke_next(slot, delete_step(child));
    }
    return child == 0 ? STATUS_OK : STATUS_PREEMPTED;
}

/* ---- replacing ---- */

/* Does somebody wait for an object that only this slot names, or is left from the time when one did? */
static bool slot_has_waiters(const slot_t *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_ENDPOINT:
        return endpoint_of_cap(slot->cap)->head != 0 && slot_is_final(slot);
    case CAP_NOTIFICATION:
        return notification_of_cap(slot->cap)->head != 0 && slot_is_final(slot);
    }
    return cap_type(slot->cap) == CAP_ZOMBIE;
}

static void drain_step(slot_t *slot)
{
    switch (cap_type(slot->cap)) {
    case CAP_ENDPOINT:
        endpoint_cancel_one(endpoint_of_cap(slot->cap));
        break;
    case CAP_NOTIFICATION:
        notification_cancel_one(notification_of_cap(slot->cap));
        break;
    case CAP_ZOMBIE:
        zombie_drain_step(slot);
        break;
    }
}

word_t slot_drain(slot_t *slot)
{
    for (word_t unit = 0; unit < WORK_UNITS_MAX && slot_has_waiters(slot) && work_unit(); unit++)
        drain_step(slot);
    return slot_has_waiters(slot) ? STATUS_PREEMPTED : STATUS_OK;
}

void slot_install(slot_t *slot, slot_t *source, cap_t cap)
{
    REQUIRES(!slot_has_waiters(slot) && !cap_is_long_delete(slot));

    if (!slot_is_empty(slot))
        delete_simple_step(slot);
    if (!cap_is_null(cap))
        slot_insert_copy(source, slot, cap);
}
