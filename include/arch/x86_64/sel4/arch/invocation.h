/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/config.h>
#include <sel4/sel4_arch/invocation.h>

enum arch_invocation_label {
    X86PageDirectoryMap = nSeL4ArchInvocationLabels,
    X86PageDirectoryUnmap,
    X86PageTableMap,
    X86PageTableUnmap,
#ifdef CONFIG_IOMMU
    X86IOPageTableMap,
    X86IOPageTableUnmap,
#endif
    X86PageMap,
    X86PageUnmap,
#ifdef CONFIG_IOMMU
    X86PageMapIO,
#endif
    X86PageGetAddress,
#ifdef CONFIG_VTX
    X86PageMapEPT,
#endif
    X86ASIDControlMakePool,
    X86ASIDPoolAssign,
    X86IOPortControlIssue,
    X86IOPortIn8,
    X86IOPortIn16,
    X86IOPortIn32,
    X86IOPortOut8,
    X86IOPortOut16,
    X86IOPortOut32,
    X86IRQIssueIRQHandlerIOAPIC,
    X86IRQIssueIRQHandlerMSI,
#ifdef CONFIG_VTX
    TCBSetEPTRoot,
    X86VCPUSetTCB,
    X86VCPUReadVMCS,
    X86VCPUWriteVMCS,
    X86VCPUEnableIOPort,
    X86VCPUDisableIOPort,
    X86VCPUWriteRegisters,
    X86EPTPDPTMap,
    X86EPTPDPTUnmap,
    X86EPTPDMap,
    X86EPTPDUnmap,
    X86EPTPTMap,
    X86EPTPTUnmap,
#endif
    nArchInvocationLabels
};
