/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: threads as the other parts see them: runnable or not, their message words, ending a wait. */
#include "proof/spec.h"

enum { MESSAGE_MAX = seL4_MsgMaxLength, MESSAGE_IN_REGISTERS = 4 };

/* ---- Outcomes ---- */

struct aoutcome spec_outcome_ok(void)
{
    return (struct aoutcome){.error = seL4_NoError};
}

struct aoutcome spec_outcome_value(word value)
{
    return (struct aoutcome){.error = seL4_NoError, .count = 1, .words = {value}};
}

struct aoutcome spec_refuse(word error)
{
    return (struct aoutcome){.error = error};
}

struct aoutcome spec_refuse_number(word error, word number)
{
    return (struct aoutcome){.error = error, .count = 1, .words = {number}};
}

struct aoutcome spec_refuse_range(word min, word max)
{
    return (struct aoutcome){.error = seL4_RangeError, .count = 2, .words = {min, max}};
}

struct aoutcome spec_refuse_lookup(bool source, struct afailure failure)
{
    struct aoutcome o = {.error = seL4_FailedLookup, .count = 2 + failure.count};

    o.words[0] = source;
    o.words[1] = failure.type;
    for (unsigned i = 0; i < failure.count; i++) {
        o.words[2 + i] = failure.words[i];
    }
    return o;
}

word spec_call_word(struct astate *s, const struct acall *c, unsigned i)
{
    return spec_thread_message_word(s, c->caller, i);
}

struct acap spec_call_cap(struct astate *s, const struct acall *c, unsigned i)
{
    return as_cap_in(s, c->extra[i]);
}

/* ---- States ---- */

bool spec_thread_is_runnable(struct astate *s, word thread)
{
    if (!as_tcb_exists(s, thread)) {
        return false;
    }
    unsigned state = as_tcb_get(s, thread)->state;
    return state == AT_RUNNING || state == AT_RESTART;
}

bool spec_thread_is_blocked(const struct atcb *t)
{
    return t->state == AT_ON_SEND || t->state == AT_ON_RECEIVE || t->state == AT_ON_REPLY
           || t->state == AT_ON_NOTIFICATION;
}

bool spec_thread_is_schedulable(struct astate *s, word thread)
{
    return spec_thread_is_runnable(s, thread) && spec_context_is_active(s, as_tcb_get(s, thread)->sc)
           && !as_queue_has(&s->release, thread);
}

/* ---- Messages ---- */

word spec_message_info(word label, word unwrapped, word extra, word length)
{
    return length + extra * 128 + unwrapped * 512 + label * 4096;
}

word spec_message_length(word info)
{
    word length = info % 128;
    return length > MESSAGE_MAX ? MESSAGE_MAX : length;
}

/* Physical address of the thread's IPC buffer, or 0 when it has none for this use. */
word spec_thread_buffer(struct astate *s, word thread, bool writing)
{
    struct acap frame = as_cap_in(s, as_slot_of(thread, TS_BUFFER));
    unsigned needed = writing ? AR_READ | AR_WRITE : AR_READ;

    if (frame.type != AC_FRAME || (frame.rights & needed) != needed) {
        return 0;
    }
    return frame.object + spec_low_bits(as_tcb_get(s, thread)->buffer_address, frame.size_bits);
}

static unsigned message_register(unsigned i)
{
    static const uint8_t registers[MESSAGE_IN_REGISTERS] = {UC_MR0, UC_MR1, UC_MR2, UC_MR3};
    return registers[i];
}

/* Word i of the message that the thread sends; the caller has cut the length to what can be read. */
word spec_thread_message_word(struct astate *s, word thread, unsigned i)
{
    if (i < MESSAGE_IN_REGISTERS) {
        return as_tcb_get(s, thread)->regs[message_register(i)];
    }
    word buffer = spec_thread_buffer(s, thread, false);
    spec_require(buffer != 0 && i < MESSAGE_MAX, "message words beyond the registers are in the buffer");
    return as_buffer_add(s, buffer)->words[1 + i];
}

/* Returns how many words of a message are delivered when word i was the last to be written. */
unsigned spec_thread_write_message_word(struct astate *s, word thread, unsigned i, word value)
{
    if (i < MESSAGE_IN_REGISTERS) {
        as_tcb_get(s, thread)->regs[message_register(i)] = value;
        return i + 1;
    }
    word buffer = spec_thread_buffer(s, thread, true);
    if (buffer == 0) {
        return MESSAGE_IN_REGISTERS;
    }
    as_buffer_add(s, buffer)->words[1 + i] = value;
    return i + 1;
}

/* A message made by the kernel: error or result of an invocation, or a fault. */
void spec_thread_write_reply(struct astate *s, word thread, word label, word badge, unsigned count, const word *words)
{
    unsigned delivered = 0;

    for (unsigned i = 0; i < count; i++) {
        delivered = spec_thread_write_message_word(s, thread, i, words[i]);
    }
    struct atcb *t = as_tcb_get(s, thread);
    t->regs[UC_BADGE] = badge;
    t->regs[UC_INFO] = spec_message_info(label, 0, 0, delivered);
}

/* ---- Ending a wait ---- */

static void endpoint_leave(struct astate *s, struct atcb *t)
{
    struct aendpoint *e = as_endpoint_get(s, t->waits_on);

    as_queue_remove(&e->queue, t->name);
    if (e->queue.count == 0) {
        e->state = AE_IDLE;
    }
    spec_reply_detach_receiver(s, t->name);
}

static void notification_leave(struct astate *s, struct atcb *t)
{
    struct anotification *n = as_notification_get(s, t->waits_on);

    as_queue_remove(&n->queue, t->name);
    if (n->queue.count == 0) {
        n->state = AN_IDLE;
    }
}

/* A blocked thread stops waiting and becomes Inactive. A fault that nobody has answered is forgotten. */
void spec_cancel_wait(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    t->fault = (struct afault){.kind = seL4_Fault_NullFault};
    if (!spec_thread_is_blocked(t)) {
        return;
    }
    switch ((enum athread_state)t->state) {
    case AT_ON_SEND:
    case AT_ON_RECEIVE:
        endpoint_leave(s, t);
        break;
    case AT_ON_NOTIFICATION:
        notification_leave(s, t);
        break;
    case AT_ON_REPLY:
        spec_reply_cut(s, thread);
        break;
    case AT_INACTIVE:
    case AT_RUNNING:
    case AT_RESTART:
        break;
    }
    t->waits_on = 0;
    t->state = AT_INACTIVE;
}

void spec_suspend(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    spec_cancel_wait(s, thread);
    if (t->state == AT_RUNNING) {
        t->regs[UC_IP] = t->next_ip;
    }
    t->state = AT_INACTIVE;
    spec_dequeue(s, thread);
    spec_yield_cancel(s, thread);
    spec_unschedule_current(s, thread);
}

void spec_resume(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (t->state == AT_RUNNING || t->state == AT_RESTART) {
        return;
    }
    spec_cancel_wait(s, thread);
    t->state = AT_RESTART;
    spec_wake_unblock_check(s, t->sc);
    if (spec_thread_is_schedulable(s, thread)) {
        if (!spec_context_is_ready(s, t->sc)) {
            spec_release_insert(s, thread);
        } else {
            spec_candidate(s, thread);
        }
    }
}

/* A queued thread whose endpoint or notification goes away issues its system call again; a fault message is lost. */
void spec_restart_aborted(struct astate *s, word thread)
{
    struct atcb *t = as_tcb_get(s, thread);

    t->waits_on = 0;
    if (t->fault.kind != seL4_Fault_NullFault) {
        t->state = AT_INACTIVE;
        return;
    }
    t->state = AT_RESTART;
    spec_wake_unblock_check(s, t->sc);
    spec_candidate(s, thread);
}
