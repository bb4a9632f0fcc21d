/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine with the processor that the configuration names, a Cortex-A53. */
#pragma once

#include <sel4/config.h>

/* Registers of the processor for debugging: breakpoints come first, watchpoints after them. */
#define seL4_NumHWBreakpoints 10
#define seL4_NumExclusiveBreakpoints 6
#define seL4_NumExclusiveWatchpoints 4
#ifdef CONFIG_HARDWARE_DEBUG_API
#define seL4_FirstBreakpoint 0
#define seL4_FirstWatchpoint 6
#define seL4_FirstDualFunctionMonitor (-1)
#define seL4_NumDualFunctionMonitors 0
#endif
