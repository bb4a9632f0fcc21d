/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities: look-up, the methods of CNodes, derivation, deletion. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
/* A page of the address space that tests map frames at. */
#define WINDOW ISA_WINDOW

/* What Copy, Mint, and Mutate do with a capability of this kind. */
void check_kind(const char *kind, seL4_CPtr cap, seL4_Error copy, seL4_Error mint, seL4_Error mutate);

extern const struct frame_test lookup_tests[];
extern const struct frame_test method_tests[];
extern const struct frame_test rotate_tests[];
extern const struct frame_test kind_tests[];
extern const struct frame_test rights_tests[];
extern const struct frame_test derive_tests[];
extern const struct frame_test final_tests[];
extern const struct frame_test cycle_tests[];
extern const struct frame_test cancel_tests[];
extern const struct frame_test preempt_tests[];
/* Of the ISA. */
extern const struct frame_test isa_tests[];
