/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages that arrive. Random calls seldom find somebody who waits; here the running thread looks whether somebody
 * does, and sends, receives or replies.
 */
#include "generate.h"

enum { LENGTH_MAX = 24, FULL_MESSAGE = 120 };

/* A slot of the running thread's CNode whose capability is meant: one of this kind on this object, or 0 for any. */
static word slot_with(unsigned type, word object, word from)
{
    struct astate *s = ls_state();
    struct acap cspace = as_cap_in(s, as_slot_of(s->current, TS_CSPACE));

    for (word i = 0; cspace.type == AC_CNODE && i < LS_SLOTS; i++) {
        word slot = (from + i) % LS_SLOTS;
        struct acap cap = as_cap_in(s, as_slot_of(cspace.object, slot));
        if (slot > 0 && cap.type == type && cap.object == object) {
            return slot;
        }
    }
    return 0;
}

static word slot_of_endpoint(unsigned state, word from)
{
    struct astate *s = ls_state();

    for (unsigned i = 0; i < s->endpoint_count; i++) {
        const struct aendpoint *e = &s->endpoint[(i + from) % s->endpoint_count];
        word slot = e->state == state ? slot_with(AC_ENDPOINT, e->name, from) : 0;
        if (slot != 0) {
            return slot;
        }
    }
    return 0;
}

/* The reply object of the call on whose context the thread runs. */
static word slot_of_caller(word from)
{
    struct astate *s = ls_state();
    const struct acontext *c = as_context_get(s, s->current_sc);
    return c->stack.count > 0 ? slot_with(AC_REPLY, c->stack.item[0], from) : 0;
}

/* One that nobody uses. */
static word slot_of_reply(word from)
{
    struct astate *s = ls_state();

    for (unsigned i = 0; i < s->reply_count; i++) {
        const struct areply *r = &s->reply[(i + from) % s->reply_count];
        word slot = r->tcb == 0 ? slot_with(AC_REPLY, r->name, from) : 0;
        if (slot != 0) {
            return slot;
        }
    }
    return 0;
}

static void fill(struct aevent *e, uint8_t random)
{
    word length = random < 8 ? FULL_MESSAGE : random % LENGTH_MAX;

    for (unsigned i = 4; i < length; i++) {
        ls_buffer_write(1 + i, e->regs[UC_MR0] + i * 0x101);
    }
    e->regs[UC_INFO] = spec_message_info(random, 0, spec_word_field(e->regs[UC_INFO], 7, 2), length);
}

void meet(struct aevent *e, const uint8_t random[3])
{
    word from = random[1] % LS_SLOTS;
    word receiver = slot_of_endpoint(AE_RECEIVE, from);
    word sender = slot_of_endpoint(AE_SEND, from);
    word caller = slot_of_caller(from);
    bool again = random[2] % 2 == 0;
    word slot = 0;

    if (e->kind != EV_SYSCALL || random[0] % 2 == 0) {
        return;
    }
    if (caller != 0 && random[2] % 4 != 0) {
        slot = again ? slot_of_endpoint(AE_SEND, from) : caller;
        slot = slot == 0 ? caller : slot;
        e->regs[UC_SYSCALL] = (word)(slot == caller ? seL4_SysSend : seL4_SysReplyRecv);
        e->regs[UC_REPLY] = ls_cptr(caller, 0);
    } else if (receiver != 0 && random[2] % 8 != 1) {
        slot = receiver;
        e->regs[UC_SYSCALL] = (word)(again ? seL4_SysCall : seL4_SysNBSend);
    } else {
        slot = sender != 0 && random[0] % 4 == 1 ? sender : slot_of_endpoint(AE_IDLE, from);
        e->regs[UC_SYSCALL] = (word)seL4_SysRecv;
        e->regs[UC_REPLY] = ls_cptr(slot_of_reply(from), 0);
    }
    e->regs[UC_BADGE] = ls_cptr(slot, 0);
    fill(e, random[2]);
}
