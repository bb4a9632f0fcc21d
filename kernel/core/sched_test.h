/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host tests of the scheduler share: a machine, threads, contexts. */
#ifndef KERNEL_CORE_SCHED_TEST_H
#define KERNEL_CORE_SCHED_TEST_H

#include <arch_switch.h>
#include <core/ready_queue.h>
#include <host.h>
#include <object/asid.h>
#include <string.h>
#include <tests/host/check.h>

/* One tick per microsecond, so that MIN_BUDGET is 20 ticks as in the examples of the interface description. */
static inline void machine_fresh(word_t domain_count)
{
    host_reset();
    arch_loaded = (struct arch_loaded){0};
    time_init(1, 1);
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
    tcb->ring_next = tcb;
    tcb->ring_prev = tcb;
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
