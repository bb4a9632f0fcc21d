/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs all benchmarks one after the other. */
#include "bench.h"

static seL4_CPtr finished;

void report_value(const char *key, unsigned long instructions)
{
    printf("bench %s %lu\n", key, instructions);
}

void samples_begin(struct samples *samples, const char *key)
{
    samples->key = key;
    samples->count = 0;
}

void report(struct samples *samples)
{
    for (unsigned i = 1; i < samples->count; i++) {
        unsigned long value = samples->value[i];
        unsigned place = i;

        for (; place > 0 && samples->value[place - 1] > value; place--)
            samples->value[place] = samples->value[place - 1];
        samples->value[place] = value;
    }
    if (samples->count == 0)
        panic("bench %s: no samples", samples->key);
    report_value(samples->key, samples->value[samples->count / 2]);
}

void bench_finished(void)
{
    seL4_Send(finished, INFO(0));
}

void bench_wait(unsigned threads)
{
    for (unsigned i = 0; i < threads; i++)
        (void)seL4_Wait(finished, 0);
}

static void run(void (*benchmark)(void))
{
    kit_scope_begin(23);
    finished = kit_endpoint();
    benchmark();
    kit_scope_end();
}

int main(seL4_BootInfo *bootinfo)
{
    kit_init(bootinfo);
    run(bench_ipc);
    run(bench_signal);
    run(bench_interrupt);
    run(bench_fault);
    run(bench_schedule);
    run(bench_memory);
    printf("bench end\n");
    kit_power_off(0);
}
