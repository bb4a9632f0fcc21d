/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Benchmarks: each prints `bench KEY INSTRUCTIONS`, the median of its samples. Under QEMU's -icount shift=0 the
 * time-stamp counter counts instructions. What each key measures: docs/benchmarks.md.
 */
#pragma once

#include <kit/kit.h>

#define SAMPLES 32
#define WARM_UP 8 /* rounds before samples count */

/* Some rounds in the middle are also shown to tests/bench/trace.c, which counts what happens inside them. */
#define TRACED_ROUNDS 3
#define TRACED_FIRST (WARM_UP + SAMPLES / 2)

/* Client and server, signaller and waiter, ... run at these; the main thread, which sets up, above them. */
#define PRIORITY 254
#define PRIORITY_LOWER 253

#define INFO(words) seL4_MessageInfo_new(0, 0, 0, (words))

struct samples {
    const char *key;
    unsigned long value[SAMPLES];
    unsigned count;
};

/* The next so many operations are traced; one of them lay between these two readings of the clock. Both do nothing. */
void bench_trace_begin(unsigned operations);
void bench_trace_end(const char *key, unsigned long start, unsigned long end);

static inline int is_traced(unsigned i)
{
    return i >= TRACED_FIRST && i < TRACED_FIRST + TRACED_ROUNDS;
}

/* At the start of round number i, in which so many samples are taken, each with sample(). */
static inline void round_begin(unsigned i, unsigned operations)
{
    if (is_traced(i))
        bench_trace_begin(operations);
}

/* Round number i lasted from start to end; warm-up rounds are dropped. */
static inline void sample(struct samples *samples, unsigned i, unsigned long start, unsigned long end)
{
    if (i >= WARM_UP && samples->count < SAMPLES)
        samples->value[samples->count++] = end - start;
    if (is_traced(i))
        bench_trace_end(samples->key, start, end);
}

void samples_begin(struct samples *samples, const char *key);
void report(struct samples *samples);
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
