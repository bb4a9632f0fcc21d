/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: moving a message and its capabilities from one thread to another. */
#include "proof/spec.h"

/* Words of the IPC buffer after the message. */
enum { BUFFER_CAPS = 122, BUFFER_RECEIVE_CNODE = 125, BUFFER_RECEIVE_INDEX = 126, BUFFER_RECEIVE_DEPTH = 127 };

/* The capabilities that a sender offers, as slots; fewer than asked for means that one look-up failed. */
static unsigned resolve_offered(struct astate *s, word sender, unsigned wanted, word slots[3])
{
    word buffer = spec_thread_buffer(s, sender, false);

    for (unsigned i = 0; i < wanted; i++) {
        struct alookup l = spec_lookup_cptr(s, sender, as_buffer_add(s, buffer)->words[BUFFER_CAPS + i]);
        if (!l.found) {
            return i;
        }
        slots[i] = l.slot;
    }
    return wanted;
}

/* Where the receiver wants a capability to arrive, or 0. */
static word receive_slot(struct astate *s, word receiver)
{
    struct abuffer *b = as_buffer_add(s, spec_thread_buffer(s, receiver, true));
    struct alookup root = spec_lookup_cptr(s, receiver, b->words[BUFFER_RECEIVE_CNODE]);
    word slot = 0;

    if (!root.found) {
        return 0;
    }
    struct aoutcome o = spec_lookup_free_slot(s, as_cap_in(s, root.slot), b->words[BUFFER_RECEIVE_INDEX],
                                              b->words[BUFFER_RECEIVE_DEPTH], &slot);
    return spec_refused(o) ? 0 : slot;
}

/* Puts one offered capability into the receiver's slot, if it can be copied. */
static bool arrive(struct astate *s, word source, word slot)
{
    struct acap cap = as_cap_null();

    if (slot == 0 || as_slot_is_empty(s, source) || spec_refused(spec_derive(s, source, as_cap_in(s, source), &cap))
        || cap.type == AC_NULL) {
        return false;
    }
    spec_insert_copy(s, source, slot, cap);
    return true;
}

/* Returns the part of the message info that tells about capabilities. */
static word transfer_caps(struct astate *s, word sender, word receiver, word endpoint)
{
    unsigned wanted = (unsigned)spec_word_field(as_tcb_get(s, sender)->regs[UC_INFO], 7, 2);
    word receiver_buffer = spec_thread_buffer(s, receiver, true);
    word slots[3] = {0, 0, 0};
    word unwrapped = 0;
    unsigned done = 0;

    if (wanted == 0 || receiver_buffer == 0 || spec_thread_buffer(s, sender, false) == 0
        || resolve_offered(s, sender, wanted, slots) != wanted) {
        return 0;
    }
    word slot = receive_slot(s, receiver);
    for (bool more = true; more && done < wanted;) {
        struct acap cap = as_cap_in(s, slots[done]);
        if (cap.type == AC_ENDPOINT && endpoint != 0 && cap.object == endpoint) {
            as_buffer_add(s, receiver_buffer)->words[BUFFER_CAPS + done] = cap.badge;
            unwrapped += (word)spec_power_of_2(done);
        } else {
            more = arrive(s, slots[done], slot);
            slot = 0;
        }
        done += more;
    }
    return spec_message_info(0, unwrapped, done, 0);
}

/* `endpoint` is 0 for a reply. */
void spec_transfer(struct astate *s, word sender, word receiver, word endpoint, word badge, bool grant)
{
    word info = as_tcb_get(s, sender)->regs[UC_INFO];
    word length = spec_message_length(info);

    if (spec_thread_buffer(s, sender, false) == 0 || spec_thread_buffer(s, receiver, true) == 0) {
        length = length > 4 ? 4 : length;
    }
    for (unsigned i = 0; i < length; i++) {
        spec_thread_write_message_word(s, receiver, i, spec_thread_message_word(s, sender, i));
    }
    word caps = grant ? transfer_caps(s, sender, receiver, endpoint) : 0;
    as_tcb_get(s, receiver)->regs[UC_BADGE] = badge;
    as_tcb_get(s, receiver)->regs[UC_INFO] = caps + spec_message_info(spec_word_field(info, 12, 52), 0, 0, length);
}
