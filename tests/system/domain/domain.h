/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains: the methods of the domain capability, and who runs when. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define SELF seL4_CapInitThreadTCB
#define DOMAIN seL4_CapDomain
#define DOMAINS 16
#define ENTRIES 100
#define DURATION_MAX ((1UL << 56) - 1)

/* The schedule as at boot: entry 0 is domain 0 for ever, all others are end markers. */
void schedule_reset(void);
/* Entry index: this domain for so many microseconds. */
void schedule_entry(seL4_Word index, seL4_Word domain, seL4_Word us);

extern const struct frame_test method_tests[];
extern const struct frame_test schedule_tests[];
