/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: registers, IPC buffers, transfer between threads. ipc.md sections 1 to 3. */
#ifndef KERNEL_CORE_IPC_H
#define KERNEL_CORE_IPC_H

#include <core/core.h>

/* The user's IPC buffer (layout of seL4_IPCBuffer). Users write it at any time: read each word once. */
struct ipc_buffer {
    word_t tag;
    word_t msg[seL4_MsgMaxLength];
    word_t user_data;
    word_t caps_or_badges[3];
    word_t receive_cnode, receive_index, receive_depth;
};
_Static_assert(sizeof(struct ipc_buffer) == 1024, "seL4_IPCBufferSizeBits is 10");

/* Message info words. info_length caps at seL4_MsgMaxLength. */
FIELD(info_length_raw, 0, 7)
FIELD(info_extra_caps, 7, 2)
FIELD(info_content, 0, 9) /* both: up to MR_REGISTERS for words in registers alone */
FIELD(info_unwrapped, 9, 3)
FIELD(info_label, 12, 52)

static inline word_t info_length(word_t info)
{
    word_t length = info_length_raw(info);

    return length > seL4_MsgMaxLength ? seL4_MsgMaxLength : length;
}

static inline word_t info_new(word_t label, word_t unwrapped, word_t extra_caps, word_t length)
{
    word_t info = info_extra_caps_set(info_length_raw_set(0, length), extra_caps);

    return info_label_set(info_unwrapped_set(info, unwrapped), label);
}

/* Volatile accesses: user memory may change under us. */
static inline word_t user_word(const word_t *p) { return *(const volatile word_t *)p; }
static inline void user_word_set(word_t *p, word_t value) { *(volatile word_t *)p = value; }

/*
 * Transfers sender's current message (not a fault) to receiver. endpoint: the one it goes through, 0 for replies.
 * Sets receiver's badge and info. Copies at most 116 words; at most 3 capabilities.
 */
void ipc_transfer(tcb_t *sender, tcb_t *receiver, endpoint_t *endpoint, word_t badge, bool can_grant);

/* Fault or message, whichever sender has pending. */
void ipc_deliver(tcb_t *sender, tcb_t *receiver, endpoint_t *endpoint, word_t badge, bool can_grant);

/* Sets message register i (MR_REGISTERS..119) of a thread with this buffer, or none (0); was it kept? */
static inline bool ipc_set_buffer_mr(struct ipc_buffer *buffer, word_t i, word_t value)
{
    REQUIRES(i >= MR_REGISTERS && i < seL4_MsgMaxLength);

    if (buffer == 0)
        return false;
    user_word_set(&buffer->msg[i], value);
    return true;
}

/* Sets message register i (0..119) of a thread: CPU register, or buffer word; was it kept? */
bool ipc_set_mr(tcb_t *tcb, struct ipc_buffer *buffer, word_t i, word_t value);

#endif
