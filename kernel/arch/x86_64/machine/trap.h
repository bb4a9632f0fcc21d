/* SPDX-License-Identifier: BSD-2-Clause */
/* Called by entry.S. */
#ifndef MACHINE_TRAP_H
#define MACHINE_TRAP_H

#include <lib/contract.h>

/* What lies on the stack after an exception of the kernel. */
struct trap_frame {
    word_t error, rip, cs, flags, rsp, ss;
};

/* The registers of the current thread are in its context. */
ENTRY void trap_exception(word_t vector);
ENTRY void trap_software(word_t vector);
ENTRY void trap_spurious(void);
_Noreturn void trap_kernel(word_t vector, const struct trap_frame *frame);

#endif
