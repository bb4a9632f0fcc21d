/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: sporadic refills. A scheduling context's refills are a sequence, the head first. */
#include "proof/spec.h"

/* Microseconds the kernel may need for one entry, and so the half of the smallest budget. */
enum { KERNEL_WCET_US = 10 };

word spec_min_budget(const struct astate *s)
{
    return 2 * spec_ticks_of_us(s, KERNEL_WCET_US);
}

word spec_ticks_of_us(const struct astate *s, word us)
{
    return us * s->params.ticks_per_us;
}

word spec_us_of_ticks(const struct astate *s, word ticks)
{
    return ticks / s->params.ticks_per_us;
}

word spec_max_period_us(const struct astate *s)
{
    return UINT64_MAX / s->params.ticks_per_us / 8;
}

/* Refills at or beyond this time are never charged, so that no time computed from them wraps. */
static word max_release_time(const struct astate *s)
{
    return UINT64_MAX - 5 * spec_ticks_of_us(s, spec_max_period_us(s));
}

bool spec_context_exists(struct astate *s, word name)
{
    for (unsigned i = 0; i < s->context_count; i++) {
        if (s->context[i].name == name) {
            return true;
        }
    }
    return false;
}

bool spec_context_is_active(struct astate *s, word name)
{
    return spec_context_exists(s, name) && as_context_get(s, name)->refill_max > 0;
}

bool spec_context_is_ready(struct astate *s, word name)
{
    return as_context_get(s, name)->refill[0].time <= s->now;
}

bool spec_context_is_sufficient(struct astate *s, word name, word used)
{
    word head = as_context_get(s, name)->refill[0].amount;
    word left = used > head ? 0 : head - used;
    return left >= spec_min_budget(s);
}

bool spec_context_is_released(struct astate *s, word name)
{
    return spec_context_is_active(s, name) && spec_context_is_ready(s, name);
}

static void refills_clear(struct acontext *c)
{
    for (unsigned i = 0; i < AS_REFILLS; i++) {
        c->refill[i] = (struct arefill){0, 0};
    }
    c->refill_count = 0;
}

static void refill_add(struct acontext *c, word time, word amount)
{
    spec_require(c->refill_count < c->refill_max, "there is room for a refill");
    c->refill[c->refill_count] = (struct arefill){time, amount};
    c->refill_count++;
}

static struct arefill refill_take_head(struct acontext *c)
{
    struct arefill head = c->refill[0];

    c->refill_count--;
    for (unsigned i = 0; i < c->refill_count; i++) {
        c->refill[i] = c->refill[i + 1];
    }
    c->refill[c->refill_count] = (struct arefill){0, 0};
    return head;
}

void spec_refill_new(struct astate *s, word name, unsigned max, word budget, word period)
{
    struct acontext *c = as_context_get(s, name);

    refills_clear(c);
    c->period = period;
    c->refill_max = max;
    refill_add(c, s->now, budget);
    if (period == 0) {
        refill_add(c, s->now, 0);
    }
}

void spec_refill_update(struct astate *s, word name, word period, word budget, unsigned max)
{
    struct acontext *c = as_context_get(s, name);
    struct arefill head = c->refill[0];

    refills_clear(c);
    c->period = period;
    c->refill_max = max;
    if (head.time <= s->now) {
        head.time = s->now;
    }
    if (head.amount >= budget) {
        refill_add(c, head.time, budget);
        if (period == 0) {
            refill_add(c, s->now, 0);
        }
    } else {
        refill_add(c, head.time, head.amount);
        refill_add(c, head.time + period, budget - head.amount);
    }
}

static void refill_append(struct acontext *c, struct arefill r)
{
    struct arefill *tail = &c->refill[c->refill_count - 1];

    if (tail->time + tail->amount >= r.time) {
        tail->amount += r.amount;
    } else if (c->refill_count < c->refill_max) {
        refill_add(c, r.time, r.amount);
    } else {
        tail->time = r.time - tail->amount;
        tail->amount += r.amount;
    }
}

/* Charges `used` ticks: what was used comes back one period after it was there to be used. */
void spec_budget_check(struct astate *s, word name, word used)
{
    struct acontext *c = as_context_get(s, name);
    word limit = max_release_time(s);

    spec_require(c->period != 0, "round robin is charged differently");
    while (c->refill[0].amount <= used && c->refill[0].time < limit) {
        used -= c->refill[0].amount;
        if (c->refill_count == 1) {
            c->refill[0].time += c->period;
        } else {
            struct arefill r = refill_take_head(c);
            r.time += c->period;
            refill_append(c, r);
        }
    }
    if (used > 0 && c->refill[0].time < limit) {
        struct arefill r = {c->refill[0].time + c->period, used};
        c->refill[0].amount -= used;
        c->refill[0].time += used;
        refill_append(c, r);
    }
    while (c->refill[0].amount < spec_min_budget(s) && c->refill_count > 1) {
        struct arefill small = refill_take_head(c);
        c->refill[0].amount += small.amount;
        c->refill[0].time -= small.amount;
    }
}

/* A thread that slept does not find the refills of the past one by one: they start now. */
void spec_unblock_check(struct astate *s, word name)
{
    struct acontext *c = as_context_get(s, name);

    if (c->period == 0 || !spec_context_is_ready(s, name)) {
        return;
    }
    c->refill[0].time = s->now;
    s->reprogram = true;
    while (c->refill_count > 1 && c->refill[1].time <= c->refill[0].time + c->refill[0].amount) {
        struct arefill head = refill_take_head(c);
        c->refill[0].amount += head.amount;
        c->refill[0].time = head.time;
    }
}

/* The unblock check of a thread that is woken: only for sporadic contexts, and never for the one in use. */
void spec_wake_unblock_check(struct astate *s, word name)
{
    if (name != 0 && name != s->current_sc && spec_context_is_active(s, name) && as_context_get(s, name)->sporadic) {
        spec_unblock_check(s, name);
    }
}
