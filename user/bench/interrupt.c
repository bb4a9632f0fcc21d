/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From an interrupt to the thread that waits for it. A thread of low priority stores the clock all the time, and where
 * it can asserts the line itself, right behind that; the waiter compares with what was stored last. Where a timer
 * asserts the line a sample is too long by at most one turn of that loop.
 */
#include "bench.h"

#include <bench_arch.h>

static seL4_CPtr handler, line;
static volatile unsigned long last;
static struct samples samples;

static void spin(void *unused)
{
    (void)unused;
    for (;;) {
        last = kit_cycles();
        bench_line_assert();
    }
}

static void acknowledge(void)
{
    bench_line_release();
    require_ok(seL4_IRQHandler_Ack(handler));
}

static void skip(void)
{
    (void)seL4_Wait(line, 0);
    acknowledge();
}

static void wait(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < SAMPLES + WARM_UP; i++) {
        unsigned long end;

        if (is_traced(i)) {
            bench_trace_begin(1);
            skip(); /* it may have been due already when tracing began, before the spinner's first stamp */
        }
        (void)seL4_Wait(line, 0);
        end = kit_cycles();
        sample(&samples, i, last, end);
        acknowledge();
    }
    bench_finished();
}

void bench_interrupt(void)
{
    static struct kit_thread spinner, waiter;
    struct kit_options options = {.priority = PRIORITY};

    samples_begin(&samples, "interrupt");
    line = kit_notification();
    handler = kit_slot();
    bench_line_handler(handler);
    require_ok(seL4_IRQHandler_SetNotification(handler, line));
    waiter = kit_thread(wait, 0, options);
    options.priority = PRIORITY_LOWER - 1;
    spinner = kit_thread(spin, 0, options);
    kit_thread_start(&waiter);
    kit_thread_start(&spinner);
    bench_line_start();
    bench_wait(1);
    require_ok(seL4_TCB_Suspend(spinner.tcb));
    bench_line_release();
    report(&samples);
}
