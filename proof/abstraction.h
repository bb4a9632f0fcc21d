/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the kernel's state on the host port to the abstract state. The kernel is between two entries.
 *
 * Capabilities are found from the given slots and from everything in their derivation lists: CNodes, TCBs and interrupt
 * handlers are containers in turn. Objects exist because capabilities for them do.
 */
#ifndef PROOF_ABSTRACTION_H
#define PROOF_ABSTRACTION_H

#include <object/slot.h>
#include "state.h"

/*
 * False when the model is too small for this state. known: the state before, or NULL. CNodes of it that only
 * capabilities in themselves still stand for are looked through, too.
 */
bool abstraction_of_kernel(struct astate *s, slot_t *slots, unsigned slot_count, const struct astate *known);

/*
 * What kernel and specification may do at different moments: charging what has been used so far; noting that a domain's
 * time is over when less is left than the next time stamp takes away in any case.
 */
void abstraction_settle(struct astate *s);

#endif
