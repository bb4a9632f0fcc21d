/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel tells people. Debug kernels always print; release kernels only with the boot option `console`
 * (and the one line that says why they cannot boot or had to stop).
 */
#ifndef KERNEL_DEBUG_DEBUG_H
#define KERNEL_DEBUG_DEBUG_H

#include <core/invoke.h>

/* The debug system calls. */
void debug_put_char(word_t c);
void debug_dump_scheduler(void); /* table of all threads */
void debug_snapshot(void);       /* all capabilities of all threads' CSpaces, one a line */
_Noreturn void debug_halt(void); /* stops the machine */

/*
 * An invocation was refused: prints thread, invoked object, label and the check's words. Cheap when nothing is
 * printed.
 */
void debug_refusal(const struct invocation *in, const struct refusal *why);

/* A thread was made Inactive because of a fault nobody handles. */
void debug_unhandled_fault(const tcb_t *tcb);

#endif
