/* SPDX-License-Identifier: BSD-2-Clause */
/* The old home of the assertions. */
#pragma once

#include <sel4/assert.h>
