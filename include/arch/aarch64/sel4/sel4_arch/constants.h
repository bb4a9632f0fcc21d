/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes (log2 of bytes, unless the name says otherwise). These are plain numbers: tools read them through the
 * preprocessor alone.
 */
#pragma once

#include <sel4/config.h>
#include <sel4/macros.h>

#define seL4_WordBits 64
#define seL4_WordSizeBits 3
#define seL4_FastMessageRegisters 4

#define seL4_SlotBits 5
#ifdef CONFIG_HARDWARE_DEBUG_API
#define seL4_TCBBits 12
#else
#define seL4_TCBBits 11
#endif
#define seL4_EndpointBits 4
#define seL4_NotificationBits 6
#define seL4_ReplyBits 5

#define seL4_PageBits 12
#define seL4_LargePageBits 21
#define seL4_HugePageBits 30
#define seL4_PageTableBits 12
#define seL4_PageTableEntryBits 3
#define seL4_PageTableIndexBits 9
#define seL4_PageDirBits 12
#define seL4_PageDirEntryBits 3
#define seL4_PageDirIndexBits 9

/* Translation begins at level 1, with two tables side by side: 40 bits of address. */
#define seL4_PUDBits 13
#define seL4_PUDEntryBits 3
#define seL4_PUDIndexBits 10
#define seL4_PGDBits 0
#define seL4_PGDEntryBits 0
#define seL4_PGDIndexBits 0
#define seL4_VSpaceBits 13
#define seL4_VSpaceEntryBits 3
#define seL4_VSpaceIndexBits 10

#define seL4_NumASIDPoolsBits 7
#define seL4_ASIDPoolBits 12
#define seL4_ASIDPoolIndexBits 9

#define seL4_IOPageTableBits 12
#define seL4_ARM_VCPUBits 12
#define seL4_VCPUBits 12

/* The highest address of a program. */
#define seL4_UserTop 0x000000ffffffffff
#define seL4_UserVSpaceTop 0x000000ffffffffff

/* Names from before faults were numbered by seL4_FaultType. */
#define SEL4_PFIPC_LABEL seL4_Fault_VMFault
#define SEL4_PFIPC_LENGTH seL4_VMFault_Length
#define SEL4_PFIPC_FAULT_IP seL4_VMFault_IP
#define SEL4_PFIPC_FAULT_ADDR seL4_VMFault_Addr
#define SEL4_PFIPC_PREFETCH_FAULT seL4_VMFault_PrefetchFault
#define SEL4_PFIPC_FSR seL4_VMFault_FSR
#define SEL4_EXCEPT_IPC_LABEL seL4_Fault_UnknownSyscall
#define SEL4_USER_EXCEPTION_LABEL seL4_Fault_UserException
#define SEL4_USER_EXCEPTION_LENGTH seL4_UserException_Length
#define SEL4_VGIC_MAINTENANCE_LABEL seL4_Fault_VGICMaintenance
#define SEL4_VGIC_MAINTENANCE_LENGTH seL4_VGICMaintenance_Length
#define SEL4_VCPU_FAULT_LABEL seL4_Fault_VCPUFault
#define SEL4_VCPU_FAULT_LENGTH seL4_VCPUFault_Length
#define SEL4_VPPI_EVENT_LABEL seL4_Fault_VPPIEvent
#define seL4_VMFault seL4_Fault_VMFault
#define seL4_UnknownSyscall seL4_Fault_UnknownSyscall
#define seL4_UserException seL4_Fault_UserException
#define seL4_CapFault seL4_Fault_CapFault
