/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes: threads of a test that run one function, and end by returning or by a fault, which the test then sees.
 *
 *     static struct probe probe;
 *     probe_make(&probe, (struct kit_options){.priority = 100});
 *     CHECK_EQUAL(probe_run(&probe, function, 0), PROBE_RETURNED);
 */
#pragma once

#include "frame.h"

struct probe {
    struct kit_thread thread;
    seL4_CPtr fault_endpoint, reply;
    void (*function)(void *);
    void *argument;
    volatile int returned;
};

#define PROBE_RETURNED 0
/* Not ended: it is blocked, or it stopped without a fault message. */
#define PROBE_RUNS (~0UL)

/* A thread with a fault endpoint of its own, unless the options name one. The structure must outlive the test. */
void probe_make(struct probe *probe, struct kit_options options);
/* Starts function(argument) from the beginning, whatever the thread was doing. */
void probe_start(struct probe *probe, void (*function)(void *), void *argument);
/* Waits for its end: PROBE_RETURNED or the label of the fault, whose words are in the message registers. */
seL4_Word probe_wait(struct probe *probe);
seL4_Word probe_run(struct probe *probe, void (*function)(void *), void *argument);
/* Lets it run; then as probe_wait, or PROBE_RUNS when it has not ended. */
seL4_Word probe_look(struct probe *probe);

/* Threads of priority 2 and above run until all of them are blocked. Only in the initial thread. */
void probe_settle(void);
