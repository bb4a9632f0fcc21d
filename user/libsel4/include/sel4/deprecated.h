/* SPDX-License-Identifier: BSD-2-Clause */
/* Earlier names that programs still use. */
#pragma once

#include <sel4/types.h>
#include <sel4/arch/deprecated.h>
