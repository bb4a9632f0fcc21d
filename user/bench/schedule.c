/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Yield between threads of equal priority: with round-robin contexts, which only changes the order, and with budgets
 * and periods in different address spaces, where each yield charges a budget and puts the thread into the release
 * queue.
 */
#include "bench.h"

#define BUDGET_US 500
#define PERIOD_US 1000

static volatile unsigned long yielding;
static volatile unsigned rounds;
static struct samples samples;

/*
 * Both threads yield in turn. The second one measures: from the first one's stamp to its own return from Yield. (The
 * other direction may contain a pause, until budgets are filled up again.)
 */
static void yield(void *second)
{
    while (rounds < SAMPLES + WARM_UP) {
        if (second == 0)
            yielding = kit_clock();
        seL4_Yield();
        if (second != 0) {
            sample(&samples, rounds, kit_clock() - yielding);
            rounds++;
        }
    }
    bench_finished();
}

static void two(const char *key, seL4_Word budget_us, seL4_Word period_us, int process)
{
    static struct kit_thread threads[2];
    struct kit_options options = {.priority = PRIORITY};

    rounds = 0;
    samples.count = 0;
    for (int i = 0; i < 2; i++) {
        options.sc = kit_sched_context(budget_us, period_us);
        options.vspace = process && i ? kit_vspace() : 0;
        threads[i] = kit_thread(yield, i ? &threads[i] : 0, options);
    }
    kit_thread_start(&threads[0]);
    kit_thread_start(&threads[1]);
    bench_wait(2);
    report(key, &samples);
}

void bench_schedule(void)
{
    two("yield", 5000, 5000, 0);
    two("reschedule", BUDGET_US, PERIOD_US, 1);
}
