/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest that wrecks itself, beside a guest and a thread of the same priority that do their work. */
#pragma once

#include "monitor.h"

#define SLICE_US 500

/* What its monitor is told of a wreck: how often, and the first time. */
struct told {
    unsigned events;
    struct monitor_event first;
};

/*
 * Guest 0 does this work, budget_us of each SLICE_US at most, until guest 1 has done its own; that one and the thread
 * are as they should be, or the test fails.
 */
struct told beside(void (*work)(struct guest *guest), seL4_Word budget_us);
