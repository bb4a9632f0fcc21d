/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling: priorities, scheduling contexts, budgets, YieldTo. */
#pragma once

#include "probe.h"

#define SELF seL4_CapInitThreadTCB
#define CONTROL (kit_bootinfo->schedcontrol.start)
#define TOP 255

extern const struct frame_test order_tests[];
extern const struct frame_test context_tests[];
extern const struct frame_test budget_tests[];
extern const struct frame_test yield_to_tests[];
extern const struct frame_test pending_tests[];
extern const struct frame_test place_tests[];
extern const struct frame_test share_tests[];

/*
 * Lets threads above priority 1 run until *value has reached wanted, or for at most so many milliseconds. Did it get
 * there?
 */
int sched_await(const volatile seL4_Word *value, seL4_Word wanted, seL4_Word ms);
/* The same for a time, whatever happens. */
void sched_pause(seL4_Word ms);

/* Threads leave their numbers in the order in which they run. */
#define TRACE_MAX 256
extern volatile seL4_Word trace[TRACE_MAX], trace_count;
void trace_clear(void);
void trace_add(seL4_Word number);
