/* SPDX-License-Identifier: BSD-2-Clause */
/* Everything that kernel and programs agree on, and no code that traps into the kernel. */
#pragma once

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/bootinfo_types.h>
#include <sel4/arch/objecttype.h>
#include <sel4/arch/invocation.h>
#include <sel4/syscall.h>
