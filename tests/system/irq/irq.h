/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts: issuing handlers, their methods, and interrupts of two devices. */
#pragma once

#include "clock.h"
#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define CONTROL seL4_CapIRQControl

#define PERIOD_US 1000

void spin_us(seL4_Word us);

extern const struct frame_test issue_tests[];
extern const struct frame_test handler_tests[];
extern const struct frame_test delivery_tests[];
extern const struct frame_test passive_tests[];
