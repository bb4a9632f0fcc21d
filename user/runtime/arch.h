/* SPDX-License-Identifier: BSD-2-Clause */
/* What the runtime needs to know about the processor. */
#pragma once

#include <sel4/sel4.h>

/* The thread pointer of the calling thread. */
seL4_Word arch_thread_pointer(void);

/* Sets it; the thread's own capability serves where user code has no right to do it directly. */
void arch_set_thread_pointer(seL4_Word thread_pointer, seL4_CPtr tcb);
