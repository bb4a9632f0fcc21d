/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: the Retype method and the sizes of objects. */
#pragma once

#include "../frame.h"

#define ROOT seL4_CapInitThreadCNode

extern const struct frame_test retype_tests[];
