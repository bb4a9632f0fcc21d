/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Yield between threads of equal priority: with round-robin contexts, which only changes the order, and with budgets
 * and periods in different address spaces, where each yield charges a budget and puts the thread into the release
 * queue.
 */
#include "bench.h"

#define BUDGET_US 500
#define PERIOD_US 1000
#define PAUSE 100000 /* instructions: longer than any switch, shorter than a period */

static volatile unsigned long yielding;
static volatile unsigned rounds;
static struct samples samples;

/*
 * Both threads yield in turn: what a thread measures when it is back is the way from the other one's last stamp. With
 * budgets there is a pause in each period, until they are filled up again; such rounds do not count.
 */
static void yield(void *unused)
{
    (void)unused;
    while (rounds < SAMPLES + WARM_UP) {
        unsigned long start, end;

        round_begin(rounds, 1);
        yielding = kit_cycles();
        seL4_Yield();
        end = kit_cycles();
        start = yielding;
        if (end - start < PAUSE)
            sample(&samples, rounds++, start, end);
    }
    bench_finished();
}

static void two(const char *key, seL4_Word budget_us, seL4_Word period_us, int process)
{
    static struct kit_thread threads[2];
    struct kit_options options = {.priority = PRIORITY};

    rounds = 0;
    samples_begin(&samples, key);
    for (int i = 0; i < 2; i++) {
        options.sc = kit_sched_context(budget_us, period_us);
        options.vspace = process && i ? kit_vspace() : 0;
        threads[i] = kit_thread(yield, 0, options);
    }
    kit_thread_start(&threads[0]);
    kit_thread_start(&threads[1]);
    bench_wait(2);
    report(&samples);
}

void bench_schedule(void)
{
    two("yield", 5000, 5000, 0);
    two("reschedule", BUDGET_US, PERIOD_US, 1);
}
