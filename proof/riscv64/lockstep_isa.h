/* SPDX-License-Identifier: BSD-2-Clause */
/* What lock-step runs say to RISC-V: names of things, methods, words at which something changes. */
#ifndef PROOF_LOCKSTEP_ISA_H
#define PROOF_LOCKSTEP_ISA_H

#include "proof/state.h"

/* Bytes of a system call instruction. */
enum { LS_CALL_BYTES = 4 };

/* Types of objects and capabilities that every ISA has, each by its own name. */
enum {
    LS_FRAME_OBJECT = seL4_RISCV_4K_Page,
    LS_ROOT_OBJECT = seL4_RISCV_PageTableObject,
    LS_ROOT_CAP = AC_PAGE_TABLE
};

/* Types of objects that are made: all. log2 of a root's bytes. */
enum { LS_OBJECT_TYPES = seL4_ObjectTypeCount, LS_ROOT_BITS = 12 };

/*
 * The tables between root and frame: object and Map of each, from the top; Map of a frame. The third table is mapped
 * nowhere: it may become a root.
 */
enum { LS_TABLES = 2, LS_FRAME_MAP = RISCVPageMap };
#define LS_TABLE_OBJECTS seL4_RISCV_PageTableObject, seL4_RISCV_PageTableObject, seL4_RISCV_PageTableObject
#define LS_TABLE_MAPS RISCVPageTableMap, RISCVPageTableMap

/* A handler for a line, by IRQ control: label, words, and the number of the interrupt. */
#define LS_ISSUE_HANDLER IRQIssueIRQHandler
#define LS_ISSUE_WORDS(slot, depth, line) line, slot, depth
#define LS_ISSUED_IRQ(line) (line)

/* VCPUs: there are none. */
enum { LS_VCPU_OBJECT = 0, LS_VCPU_SET_TCB = 0 };

/* Capability types of the ISA, one byte of an event choosing among them and the others. */
#define LS_ISA_CAPS AC_FRAME, AC_PAGE_TABLE, AC_PAGE_TABLE, AC_FRAME, AC_ASID_CONTROL, AC_ASID_POOL

/* Rows for lockstep_events.c. */
#define LS_ISA_METHODS \
    {AC_IRQ_CONTROL, IRQIssueIRQHandler, "IED", "c"}, \
    {AC_IRQ_CONTROL, RISCVIRQIssueIRQHandlerTrigger, "IqED", "c"}, \
    {AC_FRAME, RISCVPageMap, "VRF", "v"}, \
    {AC_FRAME, RISCVPageUnmap, "", ""}, \
    {AC_FRAME, RISCVPageGetAddress, "", ""}, \
    {AC_PAGE_TABLE, RISCVPageTableMap, "VF", "v"}, \
    {AC_PAGE_TABLE, RISCVPageTableUnmap, "", ""}, \
    {AC_ASID_CONTROL, RISCVASIDControlMakePool, "ED", "uc"}, \
    {AC_ASID_POOL, RISCVASIDPoolAssign, "", "v"}

/* Registers that no system call looks at. */
#define LS_ISA_REGISTERS \
    UC_RA, UC_SP, UC_GP, UC_S0, UC_S1, UC_S2, UC_S3, UC_S4, UC_S5, UC_S6, UC_S7, UC_S8, UC_S9, UC_S10, UC_S11, UC_T1, \
    UC_T2, UC_T3, UC_T4, UC_T5, UC_T6, UC_TLS

#define LS_ISA_WORDS 0x3fffffefff, 0x3ffffff000, 0x4000000000, 0x7fffffffff, 0xffffffc000000000
#define LS_ISA_ADDRESSES \
    0x400000, 0x401000, 0x402000, 0x5ff000, 0x600000, 0x40000000, 0x80000000, 0x400800, 0x3ffffff000, \
    0x3fffffe000, 0x4000000000, 0x3fffe00000, 0
/* Sources of handlers; interrupts that arrive besides the timer's. */
#define LS_ISA_LINES 0, 1, 2, 3, 95, 96, 97
#define LS_ISA_IRQS 1, 2, 3, 95, 0, 97

#endif
