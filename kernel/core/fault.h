/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults: recording, delivery, replies. ipc.md section 8.
 *
 * struct fault words by kind:
 *   CapFault        word[0] cptr, word[1] phase (1 = receive), lookup
 *   UnknownSyscall  word[0] number
 *   UserException   word[0] number, word[1] code
 *   Timeout         word[0] badge
 *   arch kinds      up to three words, see the ISA
 */
#ifndef KERNEL_CORE_FAULT_H
#define KERNEL_CORE_FAULT_H

#include <core/core.h>

/* Sends tcb's recorded fault to its handler (fault slot, or timeout slot for Timeout); none: Inactive + debug print. */
void fault_deliver(tcb_t *tcb);

/* Records a fault of the current thread and delivers it. */
void fault_cap(word_t cptr, bool in_receive, const struct lookup_failure *failure);
void fault_unknown_syscall(word_t number);
/* UserException and the kinds of the ISA. */
void fault_arch(word_t kind, word_t w0, word_t w1, word_t w2);
void fault_timeout(tcb_t *tcb); /* any thread; badge of its SC */

static inline bool fault_is_pending(const tcb_t *tcb) { return tcb->fault.kind != 0; }

/*
 * Writes the message of sender's pending fault to receiver: badge, info, words (registers and, when writable, its
 * buffer).
 */
void fault_write_message(tcb_t *sender, tcb_t *receiver, word_t badge);

/* Does a reply to this kind set registers, and its label say whether to go on? The others always go on. */
static inline bool fault_reply_has_meaning(word_t kind)
{
    return (kind == seL4_Fault_UnknownSyscall) | (kind == seL4_Fault_UserException) | (kind == seL4_Fault_Timeout);
}

/*
 * Applies replier's current message to the faulted thread (registers, sanitised) and tells whether it continues.
 */
bool fault_apply_reply(tcb_t *replier, tcb_t *faulted);

/* Valid fault or timeout handler: null or endpoint with Write and (Grant or GrantReply). */
bool fault_handler_is_valid(cap_t cap);

/* ---- supplied by the ISA ---- */
/*
 * Writes faulted's pending fault, which is not a CapFault or Timeout, as receiver's message words; those that travel in
 * memory only if there is a buffer. Returns the full length of the message.
 */
word_t arch_fault_write(const tcb_t *faulted, tcb_t *receiver, struct ipc_buffer *buffer);
/*
 * Sets the registers that a reply to UnknownSyscall, UserException or Timeout sets, sanitised: as many as the length of
 * replier's message says, the kind accepts, and replier's registers and readable buffer hold.
 */
void arch_fault_apply(tcb_t *faulted, word_t kind, const tcb_t *replier, word_t length);

#endif
