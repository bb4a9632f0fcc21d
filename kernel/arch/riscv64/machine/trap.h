/* SPDX-License-Identifier: BSD-2-Clause */
/* Called by entry.S. */
#ifndef MACHINE_TRAP_H
#define MACHINE_TRAP_H

#include <lib/contract.h>

/* The registers of the current thread are in its context. cause is scause, value stval. */
void trap_exception(word_t cause, word_t value);
void trap_interrupt(word_t cause);
_Noreturn void trap_kernel(word_t cause, word_t ip, word_t value, word_t sp, word_t ra);

#endif
