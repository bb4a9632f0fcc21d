/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Changing the thread that runs: accounting, timer, registers. Inline, for the scheduler and the fast paths.
 *
 * The idle thread's context is treated like any round-robin context: it has 2^63 ticks, which nobody waits for.
 */
#ifndef KERNEL_CORE_RUN_H
#define KERNEL_CORE_RUN_H

#include <core/ready_queue.h>

/* The current context has used ticks since the last commit; round robin takes them from the slice. */
ALWAYS_INLINE void sched_commit_used(struct core *core, sched_context_t *sc, word_t used)
{
    core->paid = core->now;
    sc->consumed += used;
    if (likely(sc_is_round_robin(sc))) {
        REQUIRES(used <= sc->refill[0].amount);
        sc->refill[0].amount -= used;
        sc->refill[1].amount += used;
    } else {
        refill_budget_check(sc, used);
    }
}

/*
 * Computes core->limit and sets the timer for what comes first: end of the budget, of the domain's time, next release.
 * Nothing is left to commit. A timer that fires earlier than that is left alone: it costs one entry without work at
 * its time, where setting it costs something at each switch of contexts. The limit may be early: it is a reason to
 * look, no more. All of these times are kept MIN_BUDGET early.
 */
ALWAYS_INLINE void sched_program(struct core *core, const sched_context_t *sc)
{
    word_t amount = sc->refill[sc->refill_head].amount;
    word_t limit = core->now + (amount - min_budget());

    REQUIRES(amount >= min_budget());

    if (limit > core->next_event)
        limit = core->next_event;
    core->limit = limit;
    if (unlikely(limit < core->programmed))
        sched_set_timer(limit);
}

/* sc, which is not the current context, pays from now on. */
ALWAYS_INLINE void sched_switch_context(struct core *core, sched_context_t *sc)
{
    word_t used = sched_consumed(core);

    if (used != 0)
        sched_commit_used(core, core->current_sc, used);
    if (unlikely(!sc_is_round_robin(sc)) && !sc->sporadic)
        refill_unblock_check(sc, core->now);
    core->current_sc = sc;
    sched_program(core, sc);
}

/*
 * next runs from now on: it is schedulable, in no queue, and not the current thread. Nothing else is decided; the entry
 * ends with sched_activate.
 */
ALWAYS_INLINE void sched_run(struct core *core, tcb_t *next)
{
    core->current = next;
    if (likely(next->sc != core->current_sc))
        sched_switch_context(core, next->sc);
    arch_switch_to(next);
}

/* The same for any queued thread, or the idle one, and what sched_activate does: the entry is then over. */
ALWAYS_INLINE void sched_run_queued(struct core *core, tcb_t *next)
{
    if (unlikely(next->yield_to != 0)) {
        sched_run_owed(next);
        return;
    }
    if (next->state == THREAD_RESTART) {
        next->context.r[REG_NEXT_IP] = next->context.r[REG_FAULT_IP];
        next->state = THREAD_RUNNING;
    }
    sched_run(core, next);
}

#endif
