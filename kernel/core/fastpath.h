/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast paths: the frequent system calls in the case where nothing unusual is asked. Each does exactly what the slow
 * path does, or leaves it to the slow path having changed nothing. core/fastpath.c holds entry_syscall and
 * entry_interrupt themselves.
 */
#ifndef KERNEL_CORE_FASTPATH_H
#define KERNEL_CORE_FASTPATH_H

#include <core/core.h>

/*
 * ReplyRecv with this reply object and message info, which names no capabilities, on endpoint (its rights have been
 * checked), of a server and a caller that both have their own contexts. core/fastpath_fault.c, which holds
 * entry_user_exception and entry_arch_fault themselves.
 */
bool fast_reply_recv_own(endpoint_t *endpoint, reply_t *reply, word_t info);

/*
 * The same of a passive server to a thread that has faulted, whose context the server runs on; it is the head of the
 * call stack. The caller has checked that the thread is the one to run and that the server will wait.
 */
bool fast_reply_recv_fault(endpoint_t *endpoint, reply_t *reply, word_t info);

/* Call and ReplyRecv that are not among the shortest (core/fastpath_short.c). core/fastpath.c. */
ENTRY void entry_call_longer(word_t cptr, word_t info);
ENTRY void entry_reply_recv_longer(word_t cptr, word_t info);

/* Any system call (core/entry.c). */
ENTRY void entry_syscall_slow(word_t cptr, word_t info, word_t number);
/* Any Call. */
ENTRY void entry_call_slow(word_t cptr, word_t info);
/* Any interrupt. */
ENTRY void entry_interrupt_slow(word_t irq);
/* Any fault of UserException or a kind of the ISA. */
void entry_fault_slow(word_t kind, word_t w0, word_t w1, word_t w2);

#endif
