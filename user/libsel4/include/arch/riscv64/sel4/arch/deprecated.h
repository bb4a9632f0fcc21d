/* SPDX-License-Identifier: BSD-2-Clause */
/* No earlier names on RISC-V. */
#pragma once

#include <sel4/arch/objecttype.h>
#include <sel4/arch/types.h>
