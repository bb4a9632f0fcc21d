/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/sel4_arch/constants.h>

/* Why a page fault happened. */
#define seL4_DataFault 0
#define seL4_InstructionFault 1

#define seL4_MinUntypedBits 4
#define seL4_MaxUntypedBits 47
#define seL4_MinSchedContextBits 7
#define seL4_BootInfoFrameBits 12
#define seL4_IPCBufferSizeBits 10

#define seL4_X86_VCPUBits 14
#define seL4_VCPUBits 14

#define seL4_X86_EPTPML4EntryBits 3
#define seL4_X86_EPTPML4IndexBits 9
#define seL4_X86_EPTPML4Bits 12
#define seL4_X86_EPTPDPTEntryBits 3
#define seL4_X86_EPTPDPTIndexBits 9
#define seL4_X86_EPTPDPTBits 12
#define seL4_X86_EPTPDEntryBits 3
#define seL4_X86_EPTPDIndexBits 9
#define seL4_X86_EPTPDBits 12
#define seL4_X86_EPTPTEntryBits 3
#define seL4_X86_EPTPTIndexBits 9
#define seL4_X86_EPTPTBits 12

#ifdef CONFIG_HARDWARE_DEBUG_API
/* The four debug registers serve as breakpoints and as watchpoints; none serves as only one of them. */
#define seL4_FirstBreakpoint (-1)
#define seL4_FirstWatchpoint (-1)
#define seL4_NumExclusiveBreakpoints 0
#define seL4_NumExclusiveWatchpoints 0
#define seL4_FirstDualFunctionMonitor 0
#define seL4_NumDualFunctionMonitors 4
#define seL4_NumHWBreakpoints 4
#endif
