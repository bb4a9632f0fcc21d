/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/sel4_arch/constants.h>

/* Why a page fault happened. */
#define seL4_DataFault 0
#define seL4_InstructionFault 1

#define seL4_MinUntypedBits 4
#define seL4_MaxUntypedBits 38
#define seL4_MinSchedContextBits 7
#define seL4_BootInfoFrameBits 12
#define seL4_IPCBufferSizeBits 10
