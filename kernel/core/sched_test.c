/* SPDX-License-Identifier: BSD-2-Clause */
/* Single situations of the scheduler: the timer, wake-ups per entry, timeout faults, accounting at its limits. */
#include <core/sched_test.h>

#define SLEEPERS 70u

/* tcb runs, as after a decision for it. */
static void run(tcb_t *tcb)
{
    sched_candidate(tcb);
    sched_schedule();
    sched_activate();
    CHECK(core0.current == tcb);
}

static void stamp_at(word_t time)
{
    host_machine.clock = time;
    sched_stamp();
}

static void entry_end(void)
{
    sched_schedule();
    sched_activate();
}

/* A quiet entry neither sets the timer nor looks further; a switch to a later deadline leaves the timer alone. */
static void timer_is_set_when_needed(void)
{
    tcb_t *a = 0;
    tcb_t *b = 0;
    tcb_t *c = 0;

    machine_fresh(1);
    a = thread_new(5, 1000, 0);
    b = thread_new(6, 5000, 0);
    c = thread_new(7, 100, 0);
    CHECK(host_machine.timer_sets == 0);
    run(a);
    CHECK(host_machine.timer_sets == 1 && host_machine.timer_deadline == 1000 - time_margin());
    stamp_at(10);
    CHECK(sched_entry_check());
    entry_end();
    CHECK(host_machine.timer_sets == 1);
    run(b);
    CHECK(host_machine.timer_sets == 1);
    run(c);
    CHECK(host_machine.timer_sets == 2 && host_machine.timer_deadline == 110 - time_margin());

    /* it fires: then it has to be set for what is due, whatever that is */
    stamp_at(30);
    CHECK(sched_entry_check());
    sched_timer_interrupt();
    entry_end();
    CHECK(host_machine.timer_sets == 3 && host_machine.timer_deadline == 110 - time_margin());
    case_end("sched/timer");
}

/* An idle machine with one domain and nobody waiting needs no timer at all. */
static void idle_needs_no_timer(void)
{
    tcb_t *a = 0;

    machine_fresh(1);
    a = thread_new(5, 1000, 0);
    run(a);
    a->state = THREAD_INACTIVE;
    sched_current_stopped();
    entry_end();
    CHECK(core0.current == core0.idle && core0.current_sc == core0.idle_sc);
    stamp_at(2000);
    CHECK(sched_entry_check());
    sched_timer_interrupt();
    entry_end();
    CHECK(host_machine.timer_sets == 1 && core0.programmed == TIMER_NEVER);
    case_end("sched/idle");
}

/* Many threads due at one moment: a bounded number per entry, and the timer fires at once for the rest. */
static void wakes_are_bounded(void)
{
    static tcb_t *sleeper[SLEEPERS];
    word_t rounds = 0;
    word_t left = SLEEPERS;

    machine_fresh(1);
    for (word_t i = 0; i < SLEEPERS; i++) {
        sleeper[i] = thread_new(3, 100, 1000);
        sleeper[i]->sc->refill[0].time = 500;
        release_queue_insert(sleeper[i]);
    }
    entry_end();
    CHECK(core0.current == core0.idle && host_machine.timer_deadline == 500 - time_margin());
    for (word_t time = 500; left > 0 && rounds < SLEEPERS; time++) {
        word_t asleep = 0;

        stamp_at(time);
        sched_entry_check();
        sched_timer_interrupt();
        entry_end();
        for (word_t i = 0; i < SLEEPERS; i++)
            asleep += sleeper[i]->in_release_queue;
        CHECK(left - asleep <= 32 && asleep < left);
        CHECK(asleep == 0 || host_machine.timer_deadline <= time);
        left = asleep;
        rounds++;
    }
    CHECK(rounds == 3);
    case_end("sched/wakes");
}

static void accounting(void)
{
    tcb_t *a = 0;
    tcb_t *b = 0;

    machine_fresh(1);
    a = thread_new(5, 100, 0);
    b = thread_new(5, 100, 0);
    run(a);
    ready_queue_push_back(b);
    /* the last moment at which a budget suffices, and the first at which it does not */
    stamp_at(80);
    CHECK(sched_entry_check() && a->sc->consumed == 0);
    entry_end();
    stamp_at(81);
    CHECK(!sched_entry_check());
    CHECK(a->sc->consumed == 81 && a->sc->refill[0].amount == 100 && a->sc->refill[1].amount == 0);
    sched_restart_current();
    entry_end();
    CHECK(core0.current == b && a->in_ready_queue && a->state == THREAD_RESTART);

    /* what b uses until it stops is committed, not its slice ended */
    stamp_at(91);
    CHECK(sched_entry_check());
    b->state = THREAD_INACTIVE;
    sched_current_stopped();
    entry_end();
    CHECK(core0.current == a && a->state == THREAD_RUNNING);
    CHECK(b->sc->refill[0].amount == 90 && b->sc->refill[1].amount == 10 && b->sc->consumed == 10);
    case_end("sched/accounting");
}

/* The budget of a thread with a timeout handler ends: a fault, if the thread is not round robin. */
static void timeout(void)
{
    tcb_t *a = 0;
    word_t endpoint = 0;

    for (word_t period = 0; period < 2; period++) {
        machine_fresh(1);
        endpoint = host_alloc(4);
        a = thread_new(5, 100, period * 1000);
        a->slot[TCB_SLOT_TIMEOUT_HANDLER].cap = cap_new(CAP_ENDPOINT, 0, RIGHTS_ALL, endpoint, 9);
        a->sc->badge = 77;
        run(a);
        stamp_at(95);
        CHECK(!sched_entry_check());
        entry_end();
        if (period == 0) {
            CHECK(a->state == THREAD_RUNNING && core0.current == a);
        } else {
            CHECK(a->state == THREAD_BLOCKED_ON_SEND && core0.current == core0.idle);
            CHECK(a->fault.kind == seL4_Fault_Timeout && a->fault.word[0] == 77 && a->wait_badge == 9);
            CHECK(((endpoint_t *)object_at(endpoint))->head == a);
        }
    }
    case_end("sched/timeout");
}

static void yield(void)
{
    tcb_t *a = 0;
    tcb_t *b = 0;

    machine_fresh(1);
    a = thread_new(5, 100, 1000);
    b = thread_new(5, 100, 0);
    run(a);
    ready_queue_push_back(b);
    stamp_at(30);
    CHECK(sched_entry_check());
    sched_give_up();
    entry_end();
    CHECK(core0.current == b && a->in_release_queue && a->sc->refill[0].time == 1000);
    CHECK(a->sc->consumed == 30 && a->sc->refill_more == 0);
    stamp_at(50);
    CHECK(sched_entry_check());
    sched_give_up();
    entry_end();
    CHECK(core0.current == b && b->sc->consumed == 20 && b->sc->refill[0].amount == 100 && !b->in_ready_queue);
    case_end("sched/yield");
}

/* The longest budget there is, and the end of all time, do not wrap. */
static void limits(void)
{
    tcb_t *a = 0;

    machine_fresh(1);
    a = tcb_new(5);
    a->sc = sc_new(7);
    a->sc->tcb = a;
    refill_new(a->sc, 2, max_period_us() - 1, max_period_us(), 0);
    run(a);
    stamp_at((word_t)1 << 62);
    CHECK(!sched_entry_check());
    sched_restart_current();
    entry_end();
    CHECK(a->in_release_queue && core0.current == core0.idle);
    CHECK(a->release_time == 2 * max_period_us() + 4 && core0.limit == a->release_time - min_budget());
    case_end("sched/limits");
}

int main(void)
{
    timer_is_set_when_needed();
    idle_needs_no_timer();
    wakes_are_bounded();
    accounting();
    timeout();
    yield();
    limits();
    return test_end();
}
