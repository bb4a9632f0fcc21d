/* SPDX-License-Identifier: BSD-2-Clause */
/* Monitors of guests: making them, and serving what they cause. */
#pragma once

#include "../../probe.h"
#include "guest.h"

#define GUEST_PRIORITY 100

/* Caps of a guest; what it has caused so far. */
struct monitored {
    struct kit_thread thread;
    seL4_CPtr vcpu, vspace, handler;
    unsigned timer_events, maintenances, hypercalls, waits;
    int done;
};

extern struct guest guests[GUESTS];
extern struct monitored monitored[GUESTS];

/* 2 or 3, by the device tree. */
unsigned monitor_gic_version(void);

/* Guest i, which does this work when it is started; its thread has this budget in microseconds. */
void monitor_make(unsigned i, void (*work)(struct guest *guest), seL4_Word budget_us);
void monitor_start(unsigned i);
/* Serves the first count guests until all are done. */
void monitor_serve(unsigned count);

/* What a guest's thread does next that is neither an interrupt, nor a known hypercall, nor a pause. */
struct monitor_event {
    seL4_Word guest, label, length;
    seL4_Word words[4];
};
struct monitor_event monitor_event(void);
/* Lets the guest of the last event go on, skip bytes behind where it was. */
void monitor_go_on(const struct monitor_event *event, seL4_Word skip);
