/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths: the frequent system calls in the case where nothing unusual is asked. Each does exactly what the slow
 * path does, or leaves it to the slow path having changed nothing. core/fastpath.c holds entry_syscall and
 * entry_interrupt themselves.
 */
#ifndef KERNEL_CORE_FASTPATH_H
#define KERNEL_CORE_FASTPATH_H

#include <core/core.h>

/* Any system call (core/entry.c). */
ENTRY void entry_syscall_slow(word_t cptr, word_t info, word_t number);
/* Any interrupt. */
ENTRY void entry_interrupt_slow(word_t irq);

#endif
