/* SPDX-License-Identifier: BSD-2-Clause */
/* Called by entry.S. */
#ifndef MACHINE_TRAP_H
#define MACHINE_TRAP_H

#include <lib/contract.h>

/* The registers of the current thread are in its context. syndrome: ESR_EL2. */
void trap_exception(word_t syndrome);
/* Takes the interrupt that is pending and is to be handled: GIC_SPURIOUS or more: there is none. */
word_t trap_interrupt(void);
_Noreturn void trap_kernel(word_t kind, word_t syndrome, word_t ip, word_t sp, word_t lr);

#endif
