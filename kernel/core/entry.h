/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel entries. The ISA's entry code has saved the user's registers in core->current; when these functions return,
 * it restores the registers of core->current (which may be another thread) and goes to user mode.
 */
#ifndef KERNEL_CORE_ENTRY_H
#define KERNEL_CORE_ENTRY_H

#include <core/core.h>

/* A system call: the three words are the thread's REG_CAP, REG_INFO, REG_SYSCALL (also in its context). */
ENTRY void entry_syscall(word_t cptr, word_t info, word_t number);

/* The same for the two numbers that entry code looks for itself. */
ENTRY void entry_call(word_t cptr, word_t info);
ENTRY void entry_reply_recv(word_t cptr, word_t info);

/* A software trap that means "unknown system call number" (x86 int n). */
void entry_unknown_syscall(word_t number);

/* A CPU exception of the current thread. */
void entry_user_exception(word_t number, word_t code);
void entry_arch_fault(word_t kind, word_t w0, word_t w1, word_t w2);

/* An interrupt (kernel irq number; the idle thread may be current). The kernel timer has state IRQ_TIMER. */
ENTRY void entry_interrupt(word_t irq);

#endif
