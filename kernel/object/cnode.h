/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode methods' building blocks: what a capability becomes when copied, deletion in bounded steps. caps.md 2, 5, 6. */
#ifndef KERNEL_OBJECT_CNODE_H
#define KERNEL_OBJECT_CNODE_H

#include <core/core.h>

/* Rights mask: rights bits both have; frames by their own table. */
cap_t cap_mask_rights(cap_t cap, word_t rights);

/* Cap data: badge or guard. preserve: the rule of Mutate and Rotate. Null when refused. */
cap_t cap_update_data(cap_t cap, bool preserve, word_t data);

/*
 * May the capability cap, derived from the contents of slot, be copied? STATUS_OK (also for null), RevokeFirst (untyped
 * with children) or IllegalOperation (control capabilities, zombies, unmapped tables, roots without ASID).
 */
word_t cap_derive_check(const slot_t *slot, cap_t cap);

/* What the copy is, once the check has passed: a frame becomes unmapped, everything else stays as it is. */
cap_t cap_derived(cap_t cap);

static inline slot_t *cnode_slots(cap_t cap) { return (slot_t *)object_at(cap_address(cap)); }

/*
 * Deletes the capability in slot, completely or until the entry's work units are used up: STATUS_OK (slot empty) or
 * STATUS_PREEMPTED (slot holds a zombie; the caller restarts).
 */
word_t slot_delete(slot_t *slot);

/* Deletes all descendants of slot in list order: STATUS_OK or STATUS_PREEMPTED. */
word_t slot_revoke(slot_t *slot);

/* Would deleting this need more than one step (final CNode or TCB, or a zombie)? */
bool cap_is_long_delete(const slot_t *slot);

/*
 * For slots of TCBs and interrupt lines, where a method replaces an endpoint, notification, CNode, root or frame:
 * slot_drain, when all checks are made, sends away who waits for an object that only slot names, and nobody else could
 * send to any more. STATUS_PREEMPTED: some are left; the capability is as before, and whoever starts to wait again can
 * only be the one thread whose handler it is. STATUS_OK: slot_install may follow.
 */
word_t slot_drain(slot_t *slot);

/* In one step: what slot holds goes, cap comes as a copy of source (null: nothing comes, and source is not looked at).
   No long delete, and slot_drain has been successful unless nobody can wait for it. */
void slot_install(slot_t *slot, slot_t *source, cap_t cap);

#endif
