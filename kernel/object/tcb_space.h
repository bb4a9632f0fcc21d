/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB methods that install capabilities: CSpace, VSpace, IPC buffer, handlers. */
#ifndef KERNEL_OBJECT_TCB_SPACE_H
#define KERNEL_OBJECT_TCB_SPACE_H

#include <core/invoke.h>

word_t tcb_configure(const struct invocation *in, tcb_t *tcb, struct refusal *why);
word_t tcb_set_space(const struct invocation *in, tcb_t *tcb, struct refusal *why);
word_t tcb_set_ipc_buffer(const struct invocation *in, tcb_t *tcb, struct refusal *why);

/*
 * Replaces what an internal slot of a TCB (or an IRQ line) holds: deletes the old capability, then inserts cap as a
 * copy of source. Null caps and a source that the deletion has emptied are not inserted. STATUS_PREEMPTED: the old
 * capability takes more steps; nothing is inserted yet.
 */
word_t tcb_install(slot_t *slot, slot_t *source, cap_t cap);

#endif
