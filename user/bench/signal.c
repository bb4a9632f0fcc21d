/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications between threads and processes. */
#include "bench.h"

static seL4_CPtr ping, pong;
static volatile unsigned long started;
static struct samples samples;

#define ROUNDS (SAMPLES + WARM_UP)

/* ---- Signal to a waiter of lower priority; the signaller runs on ---- */

static void signal_and_measure(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned long start, end;

        round_begin(i, 1);
        start = kit_cycles();
        seL4_Signal(ping);
        end = kit_cycles();
        sample(&samples, i, start, end);
        (void)seL4_Wait(pong, 0); /* the waiter runs and waits again */
    }
    bench_finished();
}

static void wait_and_answer(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        (void)seL4_Wait(ping, 0);
        seL4_Signal(pong);
    }
    bench_finished();
}

/* ---- Signal until the waiter of higher priority runs ---- */

static void wait_and_measure(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned long end;

        (void)seL4_Wait(ping, 0);
        end = kit_cycles();
        sample(&samples, i, started, end);
    }
    bench_finished();
}

static void signal_stamped(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        round_begin(i, 1);
        started = kit_cycles();
        seL4_Signal(ping);
    }
    bench_finished();
}

/* ---- Signal, then Wait, until the waiting process runs ---- */

static void signal_then_wait(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        round_begin(i, 1);
        started = kit_cycles();
        seL4_Signal(ping);
        (void)seL4_Wait(pong, 0);
    }
    bench_finished();
}

static void wait_measure_answer(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned long end;

        (void)seL4_Wait(ping, 0);
        end = kit_cycles();
        sample(&samples, i, started, end);
        seL4_Signal(pong);
    }
    bench_finished();
}

/* ---- the same until the consumer has also said that the place is free again ---- */

static void consume(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned long end;

        (void)seL4_Wait(ping, 0);
        seL4_Signal(pong);
        end = kit_cycles();
        sample(&samples, i, started, end);
    }
    bench_finished();
}

static void pair(const char *key, void (*first)(void *), seL4_Word first_priority, void (*second)(void *),
                 seL4_Word second_priority, int process)
{
    struct kit_options first_options = {.priority = first_priority};
    struct kit_options second_options = {.priority = second_priority, .vspace = process ? kit_vspace() : 0};
    static struct kit_thread threads[2];

    samples_begin(&samples, key);
    ping = kit_notification();
    pong = kit_notification();
    threads[1] = kit_thread(second, 0, second_options);
    threads[0] = kit_thread(first, 0, first_options);
    kit_thread_start(&threads[1]);
    kit_thread_start(&threads[0]);
    bench_wait(2);
    report(&samples);
}

void bench_signal(void)
{
    pair("signal_nobody", signal_and_measure, PRIORITY, wait_and_answer, PRIORITY_LOWER, 0);
    pair("signal_waiter", signal_stamped, PRIORITY_LOWER, wait_and_measure, PRIORITY, 0);
    pair("signal_wait_process", signal_then_wait, PRIORITY, wait_measure_answer, PRIORITY_LOWER, 1);
    pair("producer_consumer", signal_then_wait, PRIORITY, consume, PRIORITY, 1);
}
