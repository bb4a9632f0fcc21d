/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing here depends on the mode alone: 64 bits are the only mode. */
#pragma once

#include <sel4/sel4_arch/types.h>
