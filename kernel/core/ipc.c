/* SPDX-License-Identifier: BSD-2-Clause */
/* Moving a message from one thread to another. ipc.md sections 2 and 3. */
#include <core/fault.h>
#include <core/ipc.h>
#include <core/lookup.h>
#include <object/cnode.h>

#define EXTRA_CAPS_MAX 3u

/* Message words are copied in steps of so many. */
#define COPY_STEP 4u
_Static_assert((seL4_MsgMaxLength - MR_REGISTERS) / COPY_STEP == 29, "rounds of a copy of the longest message");

/* ---- capabilities ---- */

/* Where the receiver wants a capability to arrive, or 0: nobody is told why not. */
static slot_t *receive_slot(const tcb_t *receiver, const struct ipc_buffer *buffer)
{
    slot_t *root = lookup_cptr(receiver, user_word(&buffer->receive_cnode));
    struct refusal unheard = {.error = 0};

    if (root == 0)
        return 0;
    return lookup_free_slot(root->cap, user_word(&buffer->receive_index), user_word(&buffer->receive_depth), &unheard);
}

/* Copies the capability in source to dest; false when it cannot be copied. */
static bool transfer_one(slot_t *source, slot_t *dest)
{
    if (slot_is_empty(source) || cap_derive_check(source, source->cap) != STATUS_OK)
        return false;
    slot_insert_copy(source, dest, cap_derived(source->cap));
    return true;
}

/*
 * Sends the capabilities named in the sender's buffer. Returns an info word with only its extraCaps and capsUnwrapped
 * set. All are looked up before the first one moves: one that fails stops them all.
 */
static word_t transfer_caps(const tcb_t *sender, const tcb_t *receiver, const endpoint_t *endpoint, word_t count)
{
    const struct ipc_buffer *source = tcb_readable_buffer(sender);
    struct ipc_buffer *dest = tcb_writable_buffer(receiver);
    slot_t *slots[EXTRA_CAPS_MAX] = {0, 0, 0};
    word_t unwrapped = 0, done = 0;
    bool slot_used = false;

    REQUIRES(count <= EXTRA_CAPS_MAX);

    if (source == 0 || dest == 0)
        return 0;
    for (word_t i = 0; i < count; i++) { /* at most EXTRA_CAPS_MAX */
        slots[i] = lookup_cptr(sender, user_word(&source->caps_or_badges[i]));
        if (slots[i] == 0)
            return 0;
    }
    for (; done < count; done++) { /* at most EXTRA_CAPS_MAX */
        cap_t cap = slots[done]->cap;

        if (endpoint != 0 && cap_type(cap) == CAP_ENDPOINT && endpoint_of_cap(cap) == endpoint) {
            user_word_set(&dest->caps_or_badges[done], cap_badge(cap));
            unwrapped += op_pow2(done);
        } else {
            slot_t *slot = slot_used ? 0 : receive_slot(receiver, dest);

            if (slot == 0 || !transfer_one(slots[done], slot))
                break;
            slot_used = true;
        }
    }
    return info_new(0, unwrapped, done, 0);
}

/* ---- words ---- */

/* length < MR_REGISTERS words, all in registers. */
static inline void transfer_few(const word_t *from, word_t *to, word_t length)
{
    if (length > 0)
        to[REG_MR0] = from[REG_MR0];
    if (length > 1)
        to[REG_MR1] = from[REG_MR1];
    if (length > 2)
        to[REG_MR2] = from[REG_MR2];
}

/* Words from the fifth on, if both have a buffer. Returns the length of the message that arrives. */
static inline word_t transfer_buffer(const tcb_t *sender, const tcb_t *receiver, word_t length)
{
    const struct ipc_buffer *source = tcb_readable_buffer(sender);
    struct ipc_buffer *dest = tcb_writable_buffer(receiver);
    word_t i = MR_REGISTERS;

    if (source == 0 || dest == 0)
        return MR_REGISTERS;
    for (; INVARIANT(i <= length), VARIANT(length - i), i + COPY_STEP <= length; i += COPY_STEP) { /* 29 rounds */
        user_word_set(&dest->msg[i], user_word(&source->msg[i]));
        user_word_set(&dest->msg[i + 1], user_word(&source->msg[i + 1]));
        user_word_set(&dest->msg[i + 2], user_word(&source->msg[i + 2]));
        user_word_set(&dest->msg[i + 3], user_word(&source->msg[i + 3]));
    }
    if (i < length)
        user_word_set(&dest->msg[i], user_word(&source->msg[i]));
    if (i + 1 < length)
        user_word_set(&dest->msg[i + 1], user_word(&source->msg[i + 1]));
    if (i + 2 < length)
        user_word_set(&dest->msg[i + 2], user_word(&source->msg[i + 2]));
    return length;
}

/* Copies the words of a message of this length. Returns the length of the message that arrives. */
ALWAYS_INLINE word_t transfer_words(const tcb_t *sender, tcb_t *receiver, word_t length)
{
    const word_t *from = sender->context.r;
    word_t *to = receiver->context.r;

    if (length < MR_REGISTERS) {
        transfer_few(from, to, length);
        return length;
    }
    to[REG_MR0] = from[REG_MR0];
    to[REG_MR1] = from[REG_MR1];
    to[REG_MR2] = from[REG_MR2];
    to[REG_MR3] = from[REG_MR3];
    return length > MR_REGISTERS ? transfer_buffer(sender, receiver, length) : length;
}

SLOW_PATH static void transfer_with_caps(const tcb_t *sender, tcb_t *receiver, const endpoint_t *endpoint, word_t info)
{
    word_t length = transfer_words(sender, receiver, info_length(info));
    word_t caps = transfer_caps(sender, receiver, endpoint, info_extra_caps(info));

    receiver->context.r[REG_INFO] = info_length_raw_set(info_label_set(caps, info_label(info)), length);
}

void ipc_transfer(tcb_t *sender, tcb_t *receiver, endpoint_t *endpoint, word_t badge, bool can_grant)
{
    word_t info = sender->context.r[REG_INFO];

    receiver->context.r[REG_CAP] = badge;
    if (unlikely(can_grant && info_extra_caps(info) != 0)) {
        transfer_with_caps(sender, receiver, endpoint, info);
    } else {
        word_t length = transfer_words(sender, receiver, info_length(info));

        receiver->context.r[REG_INFO] = info_new(info_label(info), 0, 0, length);
    }
}

void ipc_deliver(tcb_t *sender, tcb_t *receiver, endpoint_t *endpoint, word_t badge, bool can_grant)
{
    if (unlikely(fault_is_pending(sender)))
        fault_write_message(sender, receiver, badge);
    else
        ipc_transfer(sender, receiver, endpoint, badge, can_grant);
}

bool ipc_set_mr(tcb_t *tcb, struct ipc_buffer *buffer, word_t i, word_t value)
{
    REQUIRES(i < seL4_MsgMaxLength);

    if (i < MR_REGISTERS) {
        tcb->context.r[arch_mr_register(i)] = value;
        return true;
    }
    return ipc_set_buffer_mr(buffer, i, value);
}
