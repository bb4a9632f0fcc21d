/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: the Retype method and what it makes. */
#pragma once

#include "frame.h"

#define ROOT seL4_CapInitThreadCNode
#define FAN_OUT 256

/* Retype(type, size bits, index, depth, offset, count) into the tree below the initial thread's CNode. */
#define RETYPE(untyped, ...) INVOKE(untyped, UntypedRetype, CAPS(ROOT), ARGS(__VA_ARGS__))

/* Log2 of an object's bytes; what objects.md 2 says. */
seL4_Word object_bits(seL4_Word type, seL4_Word size_bits);

/* A page of the address space that tests map frames at. */
#define WINDOW ISA_WINDOW

extern const struct frame_test retype_tests[];
extern const struct frame_test object_tests[];
extern const struct frame_test memory_tests[];
