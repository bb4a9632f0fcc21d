/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host tests of the scheduler share: cases, checks that say where they failed, random numbers, objects. */
#ifndef KERNEL_CORE_SCHED_TEST_H
#define KERNEL_CORE_SCHED_TEST_H

#include <arch_time.h>
#include <asid.h>
#include <core/ready_queue.h>
#include <host.h>
#include <stdio.h>
#include <string.h>

static unsigned cases_passed, cases_failed, checks_failed;
static int first_line;
static const char *first_text;

static inline void check_that(bool holds, const char *text, int line)
{
    if (!holds && checks_failed == 0) {
        first_line = line;
        first_text = text;
    }
    checks_failed += !holds;
}

#define CHECK(condition) check_that((condition), #condition, __LINE__)

static inline void case_end(const char *name)
{
    if (checks_failed == 0) {
        printf("ok %s\n", name);
        cases_passed++;
    } else {
        printf("not ok %s: %u checks failed, first line %d: %s\n", name, checks_failed, first_line, first_text);
        cases_failed++;
    }
    checks_failed = 0;
}

static inline int test_end(void)
{
    printf("%u passed, %u failed\n", cases_passed, cases_failed);
    return cases_failed != 0;
}

/* xorshift64*: the same numbers in every run. */
static word_t random_state = 0x9e3779b97f4a7c15u;

static inline word_t random_word(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static inline word_t random_below(word_t limit)
{
    return (random_word() >> 20) % limit;
}

/* One tick per microsecond, so that MIN_BUDGET is 20 ticks as in the examples of the interface description. */
static inline void machine_fresh(word_t domain_count)
{
    host_reset();
    arch_loaded = (struct arch_loaded){0};
    arch_time_init(1);
    tcb_t *idle = object_at(host_alloc(11));
    sched_context_t *idle_sc = object_at(host_alloc(7));
    sched_init(domain_count, 8, idle, idle_sc);
}

static inline tcb_t *tcb_new(word_t priority)
{
    tcb_t *tcb = object_at(host_alloc(11));

    tcb->priority = priority;
    tcb->mcp = 255;
    tcb->domain = core0.domain;
    tcb->state = THREAD_RUNNING;
    return tcb;
}

static inline sched_context_t *sc_new(word_t size_bits)
{
    return object_at(host_alloc(size_bits));
}

/* A running thread with a configured context. period 0: round robin. */
static inline tcb_t *thread_new(word_t priority, word_t budget, word_t period)
{
    tcb_t *tcb = tcb_new(priority);
    sched_context_t *sc = sc_new(8);

    refill_new(sc, period == 0 ? 2 : 10, budget, period, core0.now);
    sc->tcb = tcb;
    tcb->sc = sc;
    return tcb;
}

#endif
