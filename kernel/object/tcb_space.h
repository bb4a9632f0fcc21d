/* SPDX-License-Identifier: BSD-2-Clause */
/* TCB methods that install capabilities: CSpace, VSpace, IPC buffer, handlers. */
#ifndef KERNEL_OBJECT_TCB_SPACE_H
#define KERNEL_OBJECT_TCB_SPACE_H

#include <core/invoke.h>

word_t tcb_configure(const struct invocation *in, tcb_t *tcb, struct refusal *why);
word_t tcb_set_space(const struct invocation *in, tcb_t *tcb, struct refusal *why);
word_t tcb_set_ipc_buffer(const struct invocation *in, tcb_t *tcb, struct refusal *why);

#endif
