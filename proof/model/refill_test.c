/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refills: worked examples with every number written out, and random schedules. In each schedule: budgets are kept
 * (the amounts always sum to the budget), refills are ordered and do not overlap, and no window of one period has more
 * use than the budget.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "proof/spec.h"

enum { SC = 4096, MIN_BUDGET = 20, SCHEDULES = 3000, STEPS = 120 };

static struct astate s;
static int failures;

static void report(bool ok, const char *name, const char *why)
{
    if (ok) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: %s\n", name, why);
        failures++;
    }
}

static struct acontext *context(void)
{
    return as_context_get(&s, SC);
}

static void reset(void)
{
    struct aparams params = {.ticks_per_us = 1, .domains = 1, .schedule_length = 2};
    as_init(&s, params);
    as_context_add(&s, SC, 10);
}

/* ---- Worked examples: (time, amount) pairs, ended by amount 0 ---- */

static void set_refills(unsigned max, word period, const struct arefill *r)
{
    reset();
    context()->refill_max = max;
    context()->period = period;
    for (; r->amount != 0; r++) {
        context()->refill[context()->refill_count] = *r;
        context()->refill_count++;
    }
}

static void expect(const char *name, const struct arefill *r)
{
    char why[200] = "refills are";
    unsigned n = 0;
    bool same = true;

    for (; r[n].amount != 0; n++) {
        same = same && n < context()->refill_count && context()->refill[n].time == r[n].time
               && context()->refill[n].amount == r[n].amount;
    }
    for (unsigned i = 0; i < context()->refill_count; i++) {
        size_t used = strlen(why);
        snprintf(why + used, sizeof(why) - used, " (%lu,%lu)", context()->refill[i].time, context()->refill[i].amount);
    }
    report(same && n == context()->refill_count, name, why);
}

#define REFILLS(...) ((const struct arefill[]){__VA_ARGS__, {0, 0}})

static void examples_of_one_budget(void)
{
    reset();
    spec_refill_new(&s, SC, 2, 100, 1000);
    expect("refill new", REFILLS({0, 100}));
    s.now = 30;
    spec_budget_check(&s, SC, 30);
    expect("refill charge splits", REFILLS({30, 70}, {1000, 30}));
    s.now = 50;
    spec_budget_check(&s, SC, 20);
    expect("refill charge merges into the tail", REFILLS({50, 50}, {1000, 50}));
    s.now = 200;
    spec_unblock_check(&s, SC);
    expect("refill unblock moves the head", REFILLS({200, 50}, {1000, 50}));
    s.now = 240;
    spec_budget_check(&s, SC, 40);
    expect("refill charge with a full buffer", REFILLS({1140, 100}));
}

static void examples_apart(void)
{
    set_refills(2, 1000, REFILLS({0, 100}));
    s.now = 130;
    spec_budget_check(&s, SC, 130);
    expect("refill overrun", REFILLS({1030, 70}, {2000, 30}));

    set_refills(2, 1000, REFILLS({30, 70}, {1000, 30}));
    s.now = 980;
    spec_unblock_check(&s, SC);
    expect("refill unblock merges", REFILLS({980, 100}));

    set_refills(2, 1000, REFILLS({50, 50}, {1000, 50}));
    s.now = 60;
    spec_refill_update(&s, SC, 500, 80, 3);
    expect("refill update", REFILLS({60, 50}, {560, 30}));

    set_refills(4, 1000, REFILLS({130, 40}, {1000, 30}, {1100, 30}));
    s.now = 200;
    spec_unblock_check(&s, SC);
    s.now = 230;
    spec_budget_check(&s, SC, 30);
    expect("refill small head joins the next", REFILLS({990, 40}, {1100, 30}, {1200, 30}));
}

static void example_round_robin(void)
{
    reset();
    s.now = 7;
    spec_refill_new(&s, SC, 2, 100, 0);
    bool two = context()->refill_count == 2 && context()->refill[0].amount == 100 && context()->refill[1].amount == 0;
    report(two, "refill new round robin", "head is the slice and tail is empty");
}

/* ---- Random schedules ---- */

struct use {
    word from;
    word to;
};

struct history {
    unsigned count;
    struct use use[STEPS];
};

static word within(word low, word high)
{
    return low + (word)rand() % (high - low + 1);
}

static bool refills_are_ordered(word budget, const char **why)
{
    const struct acontext *c = context();
    word sum = 0;

    for (unsigned i = 0; i < c->refill_count; i++) {
        sum += c->refill[i].amount;
        if (i + 1 < c->refill_count && c->refill[i].time + c->refill[i].amount > c->refill[i + 1].time) {
            *why = "a refill overlaps the next";
            return false;
        }
    }
    *why = sum != budget ? "the budget is not kept" : "the head is too small to run";
    return sum == budget && c->refill[0].amount >= MIN_BUDGET && c->refill_count <= c->refill_max;
}

/* Use in [start, start + period). */
static word used_in_window(const struct history *h, word start, word period)
{
    word sum = 0;

    for (unsigned i = 0; i < h->count; i++) {
        word from = h->use[i].from > start ? h->use[i].from : start;
        word to = h->use[i].to < start + period ? h->use[i].to : start + period;
        sum += to > from ? to - from : 0;
    }
    return sum;
}

/* A window of most use starts where some use starts, or ends where one ends. */
static bool budget_is_kept(const struct history *h, word budget, word period)
{
    for (unsigned i = 0; i < h->count; i++) {
        word end = h->use[i].to;
        if (used_in_window(h, h->use[i].from, period) > budget
            || (end >= period && used_in_window(h, end - period, period) > budget)) {
            return false;
        }
    }
    return true;
}

/*
 * One constant-bandwidth context, so with an unblock check each time it is switched to. (A sporadic one may be late in
 * one period and early in the next, as a periodic task may, and has no such bound.)
 */
static bool run_schedule(unsigned max, word budget, word period, const char **why)
{
    struct history h = {0};

    reset();
    spec_refill_new(&s, SC, max, budget, period);
    for (unsigned step = 0; step < STEPS; step++) {
        if (within(0, 2) == 0) {
            s.now += within(0, period);
        }
        if (!spec_context_is_ready(&s, SC)) {
            s.now = context()->refill[0].time + within(0, 3);
        }
        spec_unblock_check(&s, SC);
        word used = within(1, context()->refill[0].amount);
        h.use[h.count] = (struct use){s.now, s.now + used};
        h.count++;
        s.now += used;
        spec_budget_check(&s, SC, used);
        if (!refills_are_ordered(budget, why)) {
            return false;
        }
    }
    *why = "more than the budget in one period";
    return budget_is_kept(&h, budget, period);
}

static void random_schedules(void)
{
    const char *why = "";
    char text[160];
    bool ok = true;

    srand(1);
    for (unsigned i = 0; i < SCHEDULES && ok; i++) {
        unsigned max = (unsigned)within(2, 6);
        word budget = within(MIN_BUDGET, 200);
        word period = within(budget + 1, 600);
        ok = run_schedule(max, budget, period, &why);
        snprintf(text, sizeof(text), "%s (schedule %u: %u refills, budget %lu of %lu)", why, i, max, budget, period);
    }
    report(ok, "refill random schedules", text);
}

int main(void)
{
    examples_of_one_budget();
    examples_apart();
    example_round_robin();
    random_schedules();
    return failures != 0;
}
