/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests of fault messages: a thread with an IPC buffer, and the words of its message. */
#ifndef ARCH_MESSAGE_TEST_H
#define ARCH_MESSAGE_TEST_H

#include <arch_test.h>

static struct ipc_buffer *message_buffer;
static tcb_t *message_owner;

static inline word_t message_word(word_t i)
{
    return i < MR_REGISTERS ? message_owner->context.r[arch_mr_register(i)] : message_buffer->msg[i];
}

static inline void message_word_set(word_t i, word_t value)
{
    if (i < MR_REGISTERS)
        message_owner->context.r[arch_mr_register(i)] = value;
    else
        message_buffer->msg[i] = value;
}

static inline void message_owner_new(tcb_t *owner)
{
    word_t frame = host_alloc(12);

    message_owner = owner;
    message_buffer = object_at(frame + 1024);
    slot_insert_alone(&message_owner->slot[TCB_SLOT_IPC_BUFFER],
                      frame_cap_new(12, RIGHT_READ | RIGHT_WRITE, frame, 0, 0, false));
    message_owner->buffer_address = 0x10000400;
}

#endif
