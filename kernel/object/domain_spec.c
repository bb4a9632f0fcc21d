/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: the domain capability. */
#include "proof/spec.h"

enum { DURATION_BITS = 56 };

static struct aoutcome domain_set(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word domain = spec_call_word(s, c, 0);
    if (domain >= s->params.domains) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }
    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (cap.type != AC_TCB) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }

    as_queue_remove(&s->ready, cap.object);
    as_tcb_get(s, cap.object)->domain = domain;
    if (spec_thread_is_schedulable(s, cap.object)) {
        spec_ready_front(s, cap.object);
    }
    if (cap.object == s->current) {
        spec_reschedule(s);
    }
    return spec_outcome_ok();
}

static struct aoutcome schedule_configure(struct astate *s, const struct acall *c)
{
    if (c->length < 3) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word index = spec_call_word(s, c, 0);
    struct aschedule_entry e = {.domain = spec_call_word(s, c, 1), .duration = spec_call_word(s, c, 2)};
    if (index >= s->params.schedule_length - 1) {
        return spec_refuse_range(0, s->params.schedule_length - 2);
    }
    if (e.domain >= s->params.domains) {
        return spec_refuse_range(0, s->params.domains - 1);
    }
    if (e.duration >= spec_power_of_2(DURATION_BITS)) {
        return spec_refuse_number(seL4_InvalidArgument, 2);
    }
    if (e.duration == 0 && e.domain != 0) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    if (e.duration == 0 && index == s->domain_start) {
        return spec_refuse_number(seL4_InvalidArgument, 2);
    }

    s->schedule[index] = e;
    return spec_outcome_ok();
}

static struct aoutcome schedule_set_start(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word index = spec_call_word(s, c, 0);
    if (index >= s->params.schedule_length) {
        return spec_refuse_range(0, s->params.schedule_length - 1);
    }
    if (s->schedule[index].domain == 0 && s->schedule[index].duration == 0) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }

    s->domain_start = index;
    s->domain_index = s->params.schedule_length - 2;
    s->domain_time = 0;
    spec_reschedule(s);
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_domain(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case DomainSetSet:
        return domain_set(s, c);
    case DomainScheduleConfigure:
        return schedule_configure(s, c);
    case DomainScheduleSetStart:
        return schedule_set_start(s, c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
