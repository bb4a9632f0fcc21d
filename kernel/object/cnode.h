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
 * May the capability in slot be copied, and as what? Null result: IllegalOperation is the caller's to report.
 * Returns STATUS_OK or RevokeFirst (untyped with children) or IllegalOperation (tables and roots without mapping).
 */
word_t cap_derive(const slot_t *slot, cap_t cap, cap_t *derived, struct refusal *why);

static inline slot_t *cnode_slots(cap_t cap) { return (slot_t *)object_at(cap_address(cap)); }

/*
 * Deletes the capability in slot, completely or until the entry's work units are used up: STATUS_OK (slot empty) or
 * STATUS_PREEMPTED (slot holds a zombie; the caller restarts).
 */
word_t slot_delete(slot_t *slot);

/* Deletes all descendants of slot in list order: STATUS_OK or STATUS_PREEMPTED. */
word_t slot_revoke(slot_t *slot);

/*
 * Deletes a capability that never needs more than one step (capabilities in TCB slots other than CNode/TCB, IRQ
 * notification copies, ...): the object behind it is final or not, but small.
 */
bool cap_is_long_delete(const slot_t *slot);

#endif
