/* SPDX-License-Identifier: BSD-2-Clause */
/* What lock-step runs say to AArch64: names of things, methods, words at which something changes. */
#ifndef PROOF_LOCKSTEP_ISA_H
#define PROOF_LOCKSTEP_ISA_H

#include "proof/state.h"

/* Bytes of a system call instruction. */
enum { LS_CALL_BYTES = 4 };

/* Types of objects and capabilities that every ISA has, each by its own name. */
enum { LS_FRAME_OBJECT = seL4_ARM_SmallPageObject, LS_ROOT_OBJECT = seL4_ARM_VSpaceObject, LS_ROOT_CAP = AC_VSPACE };

/* Types of objects that are made. log2 of a root's bytes. */
enum { LS_OBJECT_TYPES = seL4_ObjectTypeCount, LS_ROOT_BITS = 13 };

/* VCPUs. */
enum { LS_VCPU_OBJECT = seL4_ARM_VCPUObject, LS_VCPU_SET_TCB = ARMVCPUSetTCB };

/* The tables between root and frame, from the top, and one that is mapped nowhere; Maps; Map of a frame. */
enum { LS_TABLES = 2, LS_FRAME_MAP = ARMPageMap };
#define LS_TABLE_OBJECTS seL4_ARM_PageTableObject, seL4_ARM_PageTableObject, seL4_ARM_PageTableObject
#define LS_TABLE_MAPS ARMPageTableMap, ARMPageTableMap

/* A handler for a line, by IRQ control: label, words, and the number of the interrupt. */
#define LS_ISSUE_HANDLER IRQIssueIRQHandler
#define LS_ISSUE_WORDS(slot, depth, line) line, slot, depth
#define LS_ISSUED_IRQ(line) (line)

/* Capability types of the ISA, one byte of an event choosing among them and the others. */
#define LS_ISA_CAPS \
    AC_FRAME, AC_PAGE_TABLE, AC_VSPACE, AC_PAGE_TABLE, AC_FRAME, AC_ASID_CONTROL, AC_ASID_POOL, AC_SGI_SIGNAL, \
    AC_VCPU, AC_VCPU, AC_SMC

/* Rows for lockstep_events.c. */
#define LS_ISA_METHODS \
    {AC_IRQ_CONTROL, IRQIssueIRQHandler, "IED", "c"}, \
    {AC_IRQ_CONTROL, ARMIRQIssueIRQHandlerTrigger, "IqED", "c"}, \
    {AC_IRQ_CONTROL, ARMIRQIssueSGISignal, "ffED", "c"}, \
    {AC_FRAME, ARMPageMap, "VRF", "v"}, \
    {AC_FRAME, ARMPageUnmap, "", ""}, \
    {AC_FRAME, ARMPageGetAddress, "", ""}, \
    {AC_FRAME, ARMPageClean_Data, "XW", ""}, \
    {AC_FRAME, ARMPageInvalidate_Data, "XW", ""}, \
    {AC_FRAME, ARMPageCleanInvalidate_Data, "XW", ""}, \
    {AC_FRAME, ARMPageUnify_Instruction, "XW", ""}, \
    {AC_VSPACE, ARMVSpaceClean_Data, "VV", ""}, \
    {AC_VSPACE, ARMVSpaceInvalidate_Data, "VV", ""}, \
    {AC_VSPACE, ARMVSpaceCleanInvalidate_Data, "VV", ""}, \
    {AC_VSPACE, ARMVSpaceUnify_Instruction, "VV", ""}, \
    {AC_PAGE_TABLE, ARMPageTableMap, "VF", "v"}, \
    {AC_PAGE_TABLE, ARMPageTableUnmap, "", ""}, \
    {AC_ASID_CONTROL, ARMASIDControlMakePool, "ED", "uc"}, \
    {AC_ASID_POOL, ARMASIDPoolAssign, "", "v"}, \
    {AC_SGI_SIGNAL, 0, "X", ""}, \
    {AC_VCPU, ARMVCPUSetTCB, "", "t"}, \
    {AC_VCPU, ARMVCPUInjectIRQ, "G", ""}, \
    {AC_VCPU, ARMVCPUReadReg, "f", ""}, \
    {AC_VCPU, ARMVCPUWriteReg, "fW", ""}, \
    {AC_VCPU, ARMVCPUAckVPPI, "I", ""}, \
    {AC_SMC, ARMSMCCall, "FWWWWWWW", ""}

/* Registers that no system call looks at. */
#define LS_ISA_REGISTERS \
    UC_SP, UC_X9, UC_X10, UC_X11, UC_X12, UC_X13, UC_X14, UC_X15, UC_X16, UC_X17, UC_X18, UC_X19, UC_X20, UC_X21, \
    UC_X22, UC_X23, UC_X24, UC_X25, UC_X26, UC_X27, UC_X28, UC_X29, UC_X30, UC_TLS

#define LS_ISA_WORDS 0xfffffff000, 0xffffffffff, 0x10000000000, 0x8000000000, 0xf00003c5
#define LS_ISA_ADDRESSES \
    0x400000, 0x401000, 0x402000, 0x5ff000, 0x600000, 0x40000000, 0x80000000, 0x400800, 0x10000000000, \
    0xfffffff000, 0xffffffe000, 0xffffe00000, 0
/* Interrupts for handlers, and those that arrive besides the timer's. */
#define LS_ISA_LINES 0, 15, 24, 25, 26, 27, 28, 159, 160, 27, 27
#define LS_ISA_IRQS 0, 15, 28, 159, 160, 25, 27, 25, 27

#endif
