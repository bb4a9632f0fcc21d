/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: TCB methods, except those that install capabilities (tcb_config_spec.c). */
#include "proof/spec.h"

enum { TCB_FLAGS_VALID = 1 };

/* ---- Registers ---- */

static struct aoutcome read_registers(struct astate *s, const struct acall *c)
{
    struct aoutcome o = spec_outcome_ok();

    if (c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word flags = spec_call_word(s, c, 0);
    word count = spec_call_word(s, c, 1);
    if (count < 1 || count > UC_COUNT) {
        return spec_refuse_range(1, UC_COUNT);
    }
    if (c->cap.object == c->caller) {
        return spec_refuse(seL4_IllegalOperation);
    }

    if (spec_word_field(flags, 0, 1)) {
        spec_suspend(s, c->cap.object);
    }
    o.count = (unsigned)count;
    for (unsigned i = 0; i < o.count; i++) {
        o.words[i] = spec_register(as_tcb_get(s, c->cap.object), i);
    }
    return o;
}

static struct aoutcome write_registers(struct astate *s, const struct acall *c)
{
    if (c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word flags = spec_call_word(s, c, 0);
    word count = spec_call_word(s, c, 1);
    if (c->length - 2 < count) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    if (c->cap.object == c->caller) {
        return spec_refuse(seL4_IllegalOperation);
    }

    struct atcb *t = as_tcb_get(s, c->cap.object);
    for (unsigned i = 0; i < count && i < UC_COUNT; i++) {
        spec_set_register(t, i, spec_call_word(s, c, 2 + i));
    }
    t->next_ip = t->regs[UC_IP];
    if (spec_word_field(flags, 0, 1)) {
        spec_resume(s, c->cap.object);
    }
    return spec_outcome_ok();
}

static void copy_registers(struct atcb *dest, const struct atcb *source, unsigned from, unsigned to)
{
    for (unsigned i = from; i < to; i++) {
        spec_set_register(dest, i, spec_register(source, i));
    }
}

static struct aoutcome copy_registers_call(struct astate *s, const struct acall *c)
{
    if (c->length < 1 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap source = spec_call_cap(s, c, 0);
    if (source.type != AC_TCB) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }

    word flags = spec_call_word(s, c, 0);
    struct atcb *dest = as_tcb_get(s, c->cap.object);
    if (spec_word_field(flags, 0, 1)) {
        spec_suspend(s, source.object);
    }
    if (spec_word_field(flags, 1, 1)) {
        spec_resume(s, c->cap.object);
    }
    if (spec_word_field(flags, 2, 1)) {
        copy_registers(dest, as_tcb_get(s, source.object), 0, UC_FRAME_COUNT);
        dest->next_ip = dest->regs[UC_IP];
    }
    if (spec_word_field(flags, 3, 1)) {
        copy_registers(dest, as_tcb_get(s, source.object), UC_FRAME_COUNT, UC_COUNT);
    }
    return spec_outcome_ok();
}

/* ---- Priorities ---- */

void spec_set_priority(struct astate *s, word thread, word prio)
{
    struct atcb *t = as_tcb_get(s, thread);

    if (spec_thread_is_runnable(s, thread)) {
        if (as_queue_has(&s->ready, thread) || s->current == thread) {
            as_queue_remove(&s->ready, thread);
            t->prio = prio;
            spec_ready_front(s, thread);
            spec_reschedule(s);
        } else {
            t->prio = prio;
        }
    } else {
        t->prio = prio;
        if (t->state == AT_ON_SEND || t->state == AT_ON_RECEIVE || t->state == AT_ON_NOTIFICATION) {
            spec_requeue_waiter(s, thread);
        }
    }
}

static struct aoutcome set_priority(struct astate *s, const struct acall *c)
{
    if (c->length < 1 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap authority = spec_call_cap(s, c, 0);
    if (authority.type != AC_TCB) {
        return spec_refuse_number(seL4_InvalidCapability, 1);
    }
    word prio = spec_call_word(s, c, 0);
    word limit = as_tcb_get(s, authority.object)->mcp;
    if (prio > limit) {
        return spec_refuse_range(0, limit);
    }

    if (c->label == TCBSetMCPriority) {
        as_tcb_get(s, c->cap.object)->mcp = prio;
    } else {
        spec_set_priority(s, c->cap.object, prio);
    }
    return spec_outcome_ok();
}

/* ---- Notification, TLS, flags ---- */

static struct aoutcome bind_notification(struct astate *s, const struct acall *c)
{
    struct atcb *t = as_tcb_get(s, c->cap.object);

    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (t->notification != 0 || cap.type != AC_NOTIFICATION || !(cap.rights & AR_READ)) {
        return spec_refuse(seL4_IllegalOperation);
    }
    struct anotification *n = as_notification_get(s, cap.object);
    if (n->queue.count > 0 || n->tcb != 0) {
        return spec_refuse(seL4_IllegalOperation);
    }

    n->tcb = t->name;
    t->notification = n->name;
    return spec_outcome_ok();
}

static struct aoutcome unbind_notification(struct astate *s, const struct acall *c)
{
    word notification = as_tcb_get(s, c->cap.object)->notification;

    if (notification == 0) {
        return spec_refuse(seL4_IllegalOperation);
    }
    spec_notification_unbind_tcb(s, notification);
    return spec_outcome_ok();
}

static struct aoutcome set_tls_base(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    as_tcb_get(s, c->cap.object)->regs[UC_TLS] = spec_sanitize_register(UC_TLS, spec_call_word(s, c, 0));
    return spec_outcome_ok();
}

static struct aoutcome set_flags(struct astate *s, const struct acall *c)
{
    struct atcb *t = as_tcb_get(s, c->cap.object);

    if (c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    t->flags &= ~spec_call_word(s, c, 0);
    t->flags |= spec_call_word(s, c, 1) & TCB_FLAGS_VALID;
    return spec_outcome_value(t->flags);
}

struct aoutcome spec_invoke_tcb(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case TCBReadRegisters:
        return read_registers(s, c);
    case TCBWriteRegisters:
        return write_registers(s, c);
    case TCBCopyRegisters:
        return copy_registers_call(s, c);
    case TCBSetPriority:
    case TCBSetMCPriority:
        return set_priority(s, c);
    case TCBSuspend:
        spec_suspend(s, c->cap.object);
        return spec_outcome_ok();
    case TCBResume:
        spec_resume(s, c->cap.object);
        return spec_outcome_ok();
    case TCBBindNotification:
        return bind_notification(s, c);
    case TCBUnbindNotification:
        return unbind_notification(s, c);
    case TCBSetTLSBase:
        return set_tls_base(s, c);
    case TCBSetFlags:
        return set_flags(s, c);
    default:
        return spec_invoke_tcb_config(s, c);
    }
}
