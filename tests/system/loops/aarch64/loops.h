/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <frame.h>

extern const struct frame_test random_tests[];
