/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include "monitor.h"

extern const struct frame_test method_tests[], run_tests[], apart_tests[], wild_tests[], wreck_tests[], every_tests[];
