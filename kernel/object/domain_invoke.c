/* SPDX-License-Identifier: BSD-2-Clause */
/* Methods of the domain capability. invocations.md section 7. */
#include <core/sched.h>

#define DOMAIN_DURATION_BITS 56u

/*
 * Set(domain; thread). Errors: TruncatedMessage; InvalidArgument 0; TruncatedMessage (capability); InvalidArgument 1.
 */
static word_t set(const struct invocation *in, struct refusal *why)
{
    word_t domain = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    domain = invocation_argument(in, 0);
    if (domain >= shared.domain_count)
        return refuse_argument(why, 0);
    if (!invocation_has(in, 1, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (cap_type(in->extra[0]->cap) != CAP_TCB)
        return refuse_argument(why, 1);

    domain_set(tcb_of_cap(in->extra[0]->cap), domain);
    return STATUS_OK;
}

/*
 * ScheduleConfigure(index, domain, duration). Errors: TruncatedMessage; RangeError (index, domain);
 * InvalidArgument 2 (duration too long), 1 (end marker with a domain), 2 (start entry as end marker).
 */
static word_t schedule_configure(const struct invocation *in, struct refusal *why)
{
    word_t index = 0;
    word_t domain = 0;
    word_t duration = 0;

    if (!invocation_has(in, 3, 0))
        return refuse(why, seL4_TruncatedMessage);
    index = invocation_argument(in, 0);
    domain = invocation_argument(in, 1);
    duration = invocation_argument(in, 2);
    if (index >= shared.schedule_length - 1)
        return refuse_range(why, 0, shared.schedule_length - 2);
    if (domain >= shared.domain_count)
        return refuse_range(why, 0, shared.domain_count - 1);
    if (duration >= op_pow2(DOMAIN_DURATION_BITS))
        return refuse_argument(why, 2);
    if (duration == 0 && domain != 0)
        return refuse_argument(why, 1);
    if (duration == 0 && index == shared.schedule_start)
        return refuse_argument(why, 2);

    domain_schedule_configure(index, domain, duration);
    return STATUS_OK;
}

/* ScheduleSetStart(index). Errors: TruncatedMessage; RangeError; InvalidArgument 0 (end marker). */
static word_t schedule_set_start(const struct invocation *in, struct refusal *why)
{
    word_t index = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    index = invocation_argument(in, 0);
    if (index >= shared.schedule_length)
        return refuse_range(why, 0, shared.schedule_length - 1);
    if (index == shared.schedule_length - 1 || !domain_schedule_can_start(index))
        return refuse_argument(why, 0);

    domain_schedule_start(index);
    return STATUS_OK;
}

word_t domain_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case DomainSetSet:
        return set(in, why);
    case DomainScheduleConfigure:
        return schedule_configure(in, why);
    case DomainScheduleSetStart:
        return schedule_set_start(in, why);
    default:
        return refuse(why, seL4_IllegalOperation);
    }
}
