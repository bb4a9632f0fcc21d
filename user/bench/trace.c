/* SPDX-License-Identifier: BSD-2-Clause */
/* Places at which tests/bench/trace.c stops the machine; it reads the arguments from the registers. */
#include "bench.h"

void bench_trace_begin(unsigned operations)
{
    __asm__ volatile("" : : "r"(operations) : "memory");
}

void bench_trace_end(const char *key, unsigned long start, unsigned long end)
{
    __asm__ volatile("" : : "r"(key), "r"(start), "r"(end) : "memory");
}
