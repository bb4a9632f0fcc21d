/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deletion and revocation in bounded steps. caps.md sections 5 and 6.
 *
 * An object that takes more than one step to die (a CNode, a TCB with its slots, an endpoint or notification with
 * waiters) turns its last capability into a zombie, which each step makes smaller; all state is in the zombie and in
 * the dying object, so any thread can go on where another stopped.
 *
 * When the next slot of a dying object holds another object that dies in steps, that one is finished first. The outer
 * zombie is then kept in the last slot of the inner object:
 *
 *     before   slot: Z1 = (O1, n)    O1[n-1]: Z2    O2[last]: c
 *     after    slot: Z2              O1[n-1]: c     O2[last]: Z1
 *
 * and comes back to slot when Z2 is done. So nesting of any depth needs one slot and no stack, cycles end (an object
 * in the chain is a zombie already), and every step is constant. Invariant of a zombie (O, n): the slots n .. last-1
 * of O are empty; if n <= last, O[last] is empty or holds a zombie.
 */
#include <arch/arch.h>
#include <object/cnode.h>
#include <object/irq.h>

static word_t zombie_slot_count(cap_t zombie)
{
    return zombie_cap_kind(zombie) == ZOMBIE_TCB ? TCB_SLOT_COUNT : op_pow2(cap_size(zombie));
}

static bool zombie_has_slots(cap_t zombie)
{
    return (zombie_cap_kind(zombie) == ZOMBIE_CNODE) | (zombie_cap_kind(zombie) == ZOMBIE_TCB);
}

static void slot_make_zombie(slot_t *slot, word_t kind, word_t count)
{
    cap_t cap = slot->cap;

    slot_update(slot, cap_new(CAP_ZOMBIE, kind == ZOMBIE_CNODE ? cap_size(cap) : 0, kind, cap_address(cap), count));
}

static void zombie_set_count(slot_t *slot, word_t count)
{
    slot->cap.w1 = count;
}

/* One step on the last capability of an object (or of an IRQ line): the slot becomes empty or holds a zombie. */
static void finalise_last(slot_t *slot)
{
    cap_t cap = slot->cap;

    switch (cap_type(cap)) {
    case CAP_ENDPOINT:
        if (endpoint_of_cap(cap)->head != 0) {
            slot_make_zombie(slot, ZOMBIE_ENDPOINT, 0);
            return;
        }
        break;
    case CAP_NOTIFICATION:
        notification_finalise_bindings(notification_of_cap(cap));
        if (notification_of_cap(cap)->state == NOTIFICATION_WAITING) {
            slot_make_zombie(slot, ZOMBIE_NOTIFICATION, 0);
            return;
        }
        break;
    case CAP_REPLY:
        reply_finalise(reply_of_cap(cap));
        break;
    case CAP_CNODE:
        slot_make_zombie(slot, ZOMBIE_CNODE, op_pow2(cnode_cap_radix(cap)));
        return;
    case CAP_TCB:
        tcb_finalise(tcb_of_cap(cap));
        slot_make_zombie(slot, ZOMBIE_TCB, TCB_SLOT_COUNT);
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

static bool cap_is_of_isa(cap_t cap)
{
    return op_take(cap_type(cap), 0, 1) != 0;
}

static void zombie_drain_step(slot_t *slot)
{
    void *object = object_at(cap_address(slot->cap));
    bool more = zombie_cap_kind(slot->cap) == ZOMBIE_ENDPOINT ? endpoint_cancel_one((endpoint_t *)object)
                                                              : notification_cancel_one((notification_t *)object);
    if (!more)
        slot_clear(slot);
}

/*
 * One step on what is not a zombie with slots. An IRQ handler's stored notification goes first: it may be the last
 * capability of a notification with many waiters.
 */
static void delete_simple_step(slot_t *slot)
{
    cap_t cap = slot->cap;
    bool final = slot_is_final(slot);

    if (cap_type(cap) == CAP_ZOMBIE) {
        zombie_drain_step(slot);
    } else if (cap_is_of_isa(cap)) {
        arch_cap_finalise(slot, final);
        slot_clear(slot);
    } else if (!final) {
        slot_clear(slot);
    } else if (cap_type(cap) == CAP_IRQ_HANDLER && !slot_is_empty(&irq_lines[irq_handler_cap_irq(cap)].notification)) {
        delete_simple_step(&irq_lines[irq_handler_cap_irq(cap)].notification);
    } else {
        finalise_last(slot);
    }
}

/* The zombie in slot has no slots left to empty: what was kept in its last slot comes back. */
static void zombie_finish(slot_t *slot)
{
    slot_t *kept = cnode_slots(slot->cap) + (zombie_slot_count(slot->cap) - 1);

    slot_clear(slot);
    if (kept != slot && !slot_is_empty(kept))
        slot_move(kept, slot, kept->cap);
}

/* inner, the next slot of the zombie in slot, holds a zombie with slots: that one is finished first. */
static void zombie_descend(slot_t *slot, slot_t *inner)
{
    word_t inner_last = zombie_slot_count(inner->cap) - 1;
    slot_t *keep = cnode_slots(inner->cap) + inner_last;

    slot_swap(slot, inner);
    if (keep == slot)
        return; /* slot lies in the inner object: no capability reaches it, the outer zombie stays where it is now */
    slot_swap(inner, keep);
    if (zombie_cap_count(slot->cap) > inner_last)
        zombie_set_count(slot, inner_last);
}

static void zombie_step(slot_t *slot)
{
    cap_t zombie = slot->cap;
    word_t count = zombie_cap_count(zombie);
    slot_t *next = 0;

    if (count == 0) {
        zombie_finish(slot);
        return;
    }
    next = cnode_slots(zombie) + (count - 1);
    if (next == slot) { /* the zombie lies in its own object */
        if (count == 1)
            zombie_set_count(slot, 0);
        else
            slot_swap(slot, cnode_slots(zombie));
    } else if (slot_is_empty(next)) {
        zombie_set_count(slot, count - 1);
    } else if (cap_type(next->cap) == CAP_ZOMBIE && zombie_has_slots(next->cap)) {
        zombie_descend(slot, next);
    } else {
        delete_simple_step(next);
    }
}

static void delete_step(slot_t *slot)
{
    if (cap_type(slot->cap) == CAP_ZOMBIE && zombie_has_slots(slot->cap))
        zombie_step(slot);
    else
        delete_simple_step(slot);
}

bool cap_is_long_delete(const slot_t *slot)
{
    word_t type = cap_type(slot->cap);

    return type == CAP_ZOMBIE || ((type == CAP_CNODE || type == CAP_TCB) && slot_is_final(slot));
}

word_t slot_delete(slot_t *slot)
{
    for (word_t unit = 0; unit <= WORK_UNITS_MAX; unit++) {
        if (slot_is_empty(slot))
            return STATUS_OK;
        if (!work_unit())
            return STATUS_PREEMPTED;
        delete_step(slot);
    }
    return STATUS_PREEMPTED;
}

word_t slot_revoke(slot_t *slot)
{
    for (word_t unit = 0; unit <= WORK_UNITS_MAX; unit++) {
        if (slot_is_empty(slot) || !slot_has_child(slot))
            return STATUS_OK;
        if (!work_unit())
            return STATUS_PREEMPTED;
        delete_step(slot->next);
    }
    return STATUS_PREEMPTED;
}
