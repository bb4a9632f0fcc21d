/* SPDX-License-Identifier: BSD-2-Clause */
/* The send phase of a system call. */
#ifndef KERNEL_CORE_SEND_H
#define KERNEL_CORE_SEND_H

#include <core/core.h>

/* How a system call uses the capability it names (syscalls.md section 5). */
struct invoke_mode {
    bool call, blocking, can_donate, first_phase;
};

/*
 * Invokes the capability at cptr for the current thread with its current message. STATUS_PREEMPTED: a long operation
 * stopped, the whole system call is to be issued again. Everything else, refusals and faults included, is STATUS_OK.
 */
word_t invoke(word_t cptr, word_t info, struct invoke_mode mode);

#endif
