/* SPDX-License-Identifier: BSD-2-Clause */
/* Keeping hold of what the kernel told the initial thread. */
#pragma once

#include <sel4/macros.h>
#include <sel4/bootinfo_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called once by the runtime with the first argument of the initial thread. */
void seL4_InitBootInfo(seL4_BootInfo *bootinfo);

/* What was passed above; null in a program that is not the initial one. */
seL4_BootInfo *seL4_GetBootInfo(void);

#ifdef __cplusplus
}
#endif
