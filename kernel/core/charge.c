/* SPDX-License-Identifier: BSD-2-Clause */
/* Who pays for the time: charging the current scheduling context, ending slices, the check at each kernel entry. */
#include <core/fault.h>
#include <core/run.h>

/* Accounts the used ticks to the refills of the current context, at the end of a slice. */
static void charge_refills(sched_context_t *sc, word_t used)
{
    if (sc_is_round_robin(sc)) {
        refill_t *head = &sc->refill[0];
        refill_t *tail = &sc->refill[1];

        head->amount += tail->amount;
        tail->amount = 0;
    } else {
        refill_budget_check(sc, used);
    }
}

/* The current thread's slice is over: Timeout fault, back of its queue, or release queue. */
static void slice_end(struct core *core, bool can_fault)
{
    tcb_t *tcb = core->current;
    const sched_context_t *sc = tcb->sc;

    if (can_fault && !sc_is_round_robin(sc) && cap_type(tcb->slot[TCB_SLOT_TIMEOUT_HANDLER].cap) == CAP_ENDPOINT)
        fault_timeout(tcb);
    else if (refill_is_ready(sc, core->now) && refill_is_sufficient(sc, 0))
        ready_queue_push_back(tcb);
    else
        release_queue_insert(tcb);
    sched_full_choice();
    core->reprogram = 1;
}

/* Charges used ticks, of which counted go into the statistics of the context. */
static void charge(word_t used, word_t counted, bool can_fault)
{
    struct core *core = this_core();
    sched_context_t *sc = core->current_sc;

    charge_refills(sc, used);
    sc->consumed += counted;
    core->paid = core->now;
    if (tcb_is_schedulable(core->current))
        slice_end(core, can_fault);
}

void sched_charge(word_t used, bool can_fault)
{
    charge(used, used, can_fault);
}

/* The whole head refill is given up; the statistics see only what was used. */
void sched_give_up(void)
{
    struct core *core = this_core();

    charge(refill_head(core->current_sc)->amount, sched_consumed(core), false);
}

/* Accounts what was used so far, without end of the slice. */
void sched_commit(void)
{
    struct core *core = this_core();
    word_t used = sched_consumed(core);

    if (used != 0)
        sched_commit_used(core, core->current_sc, used);
}

void sched_forget(const sched_context_t *sc)
{
    struct core *core = this_core();

    if (core->current_sc != sc)
        return;
    core->current_sc = core->idle_sc;
    core->paid = core->now;
}

/* Something may be due: the budget first, then the domain. */
bool sched_entry_check_slow(void)
{
    struct core *core = this_core();
    word_t used = sched_consumed(core);

    if (core->current_sc == core->idle_sc)
        return true;
    if (!refill_is_sufficient(core->current_sc, used)) {
        sched_charge(used, true);
        return false;
    }
    return !domain_has_expired();
}

/* The timer has fired and will not again before it is set. */
void sched_timer_interrupt(void)
{
    struct core *core = this_core();

    core->programmed = TIMER_NEVER;
    core->reprogram = 1;
}
