/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Benchmarks: each prints `bench KEY INSTRUCTIONS`, the median of its samples. Under QEMU's -icount shift=0 the
 * time-stamp counter counts instructions. What each key measures: tests/bench/baseline.csv.
 */
#pragma once

#include <kit/kit.h>

#define SAMPLES 32
#define WARM_UP 8 /* rounds before samples count */

/* Client and server, signaller and waiter, ... run at these; the main thread, which sets up, above them. */
#define PRIORITY 254
#define PRIORITY_LOWER 253

#define INFO(words) seL4_MessageInfo_new(0, 0, 0, (words))

struct samples {
    unsigned long value[SAMPLES];
    unsigned count;
};

/* Round number i took this many instructions; warm-up rounds are dropped. */
static inline void sample(struct samples *samples, unsigned i, unsigned long instructions)
{
    if (i >= WARM_UP && samples->count < SAMPLES)
        samples->value[samples->count++] = instructions;
}

void report(const char *key, struct samples *samples);
void report_value(const char *key, unsigned long instructions);

/* The main thread waits here until the benchmark's threads have finished: each signals once. */
void bench_wait(unsigned threads);
void bench_finished(void);

void bench_ipc(void);
void bench_signal(void);
void bench_interrupt(void);
void bench_fault(void);
void bench_schedule(void);
void bench_memory(void);
