/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two devices of the machine that interrupt when they are told to, other than the kernel's timer: a clock with a
 * period, and one that interrupts soon after each clock_other_next.
 */
#pragma once

#include "frame.h"

/*
 * Makes the clock's handler in a free slot. Where lines can be had under several numbers, way chooses one of two; only
 * one of them at a time.
 */
seL4_Error clock_issue(seL4_CPtr slot, unsigned way);
/* It interrupts after so many microseconds; and again, that long after clock_next, which is to be called before Ack. */
void clock_start(seL4_Word period_us);
void clock_next(void);
void clock_stop(void);
#define CLOCK_PERIOD_MAX_US 54000

seL4_Error clock_other_issue(seL4_CPtr slot);
void clock_other_start(void);
void clock_other_next(void);
void clock_other_stop(void);
