/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of threads. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define SELF seL4_CapInitThreadTCB
#define WINDOW ISA_WINDOW

extern const struct frame_test register_tests[];
extern const struct frame_test state_tests[];
extern const struct frame_test space_tests[];
extern const struct frame_test sched_tests[];
extern const struct frame_test other_tests[];
