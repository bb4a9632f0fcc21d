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

/* Registers of a guest that the methods of a VCPU read and write. */
typedef enum {
    seL4_VCPUReg_SCTLR = 0,
    seL4_VCPUReg_CPACR,
    seL4_VCPUReg_TTBR0,
    seL4_VCPUReg_TTBR1,
    seL4_VCPUReg_TCR,
    seL4_VCPUReg_MAIR,
    seL4_VCPUReg_AMAIR,
    seL4_VCPUReg_CIDR,
    seL4_VCPUReg_ACTLR,
    seL4_VCPUReg_AFSR0,
    seL4_VCPUReg_AFSR1,
    seL4_VCPUReg_ESR,
    seL4_VCPUReg_FAR,
    seL4_VCPUReg_PAR,
    seL4_VCPUReg_VBAR,
    seL4_VCPUReg_TPIDR_EL1,
    seL4_VCPUReg_VMPIDR_EL2,
    seL4_VCPUReg_SP_EL1,
    seL4_VCPUReg_ELR_EL1,
    seL4_VCPUReg_SPSR_EL1,
    seL4_VCPUReg_CNTV_CTL,
    seL4_VCPUReg_CNTV_CVAL,
    seL4_VCPUReg_CNTVOFF,
    seL4_VCPUReg_CNTKCTL_EL1,
    seL4_VCPUReg_Num,
    SEL4_FORCE_LONG_ENUM(seL4_VCPUReg)
} seL4_VCPUReg;

/* These are the registers whose values the processor keeps until another VCPU runs. */
#define seL4_VCPURegSaveRange_start seL4_VCPUReg_TTBR0
#define seL4_VCPURegSaveRange_end seL4_VCPUReg_SPSR_EL1
