/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the machine test share: results, objects, worker threads that end in a fault. */
#pragma once

#include <runtime/print.h>
#include <sel4/sel4.h>

/* ---- results ---- */
void report(const char *name, int good);
/* Reports not ok with both values when they differ. */
void report_equal(const char *name, seL4_Word found, seL4_Word wanted);

/* ---- objects ---- */
extern seL4_BootInfo *boot;
seL4_CPtr slot_new(void);
/* A new object in a slot of its own; panics if that fails. */
seL4_CPtr object_new(seL4_Word type, seL4_Word size_bits);

/* ---- workers: threads below our priority that run one piece of code and end by a fault ---- */
struct worker {
    seL4_CPtr tcb, sc, fault_endpoint, reply;
};

#define WORKER_PRIORITY 100

void worker_create(struct worker *worker);
/* Starts at entry with rsp and, in rdi, argument; everything else is zero. */
void worker_start(const struct worker *worker, void (*entry)(void), void *stack_top, seL4_Word argument);
void worker_start_registers(const struct worker *worker, const seL4_UserContext *registers);
/* The next fault of the worker: its message is in the message registers. */
seL4_MessageInfo_t worker_fault(const struct worker *worker);
void worker_stop(const struct worker *worker);

/* ---- clock ---- */
static inline seL4_Word ticks_now(void)
{
    seL4_Word low = 0;
    seL4_Word high = 0;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return high << 32 | low;
}

/* TSC ticks per microsecond, from the boot information. */
seL4_Word ticks_per_us(void);

/* CPUID: has the CPU this feature? Bits 0-31 of ebx of leaf 7, and AVX usable by user programs. */
int cpu_has_leaf7_b(unsigned bit);
int cpu_has_avx(void);

/* ---- parts ---- */
void test_traps(void);
void test_state(void);
void test_time(void);
void test_random(void);
