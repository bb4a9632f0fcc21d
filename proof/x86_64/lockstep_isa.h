/* SPDX-License-Identifier: BSD-2-Clause */
/* What lock-step runs say to x86_64: names of things, methods, words at which something changes. */
#ifndef PROOF_LOCKSTEP_ISA_H
#define PROOF_LOCKSTEP_ISA_H

#include "proof/state.h"

/* Bytes of a system call instruction. */
enum { LS_CALL_BYTES = 2 };

/* Types of objects and capabilities that every ISA has, each by its own name. */
enum { LS_FRAME_OBJECT = seL4_X86_4K, LS_ROOT_OBJECT = seL4_X64_PML4Object, LS_ROOT_CAP = AC_VSPACE };

/* Types of objects that are made: all. log2 of a root's bytes. */
enum { LS_OBJECT_TYPES = seL4_ObjectTypeCount, LS_ROOT_BITS = 12 };

/* The tables between root and frame: object and Map of each, from the top; Map of a frame. */
enum { LS_TABLES = 3, LS_FRAME_MAP = X86PageMap };
#define LS_TABLE_OBJECTS seL4_X86_PDPTObject, seL4_X86_PageDirectoryObject, seL4_X86_PageTableObject
#define LS_TABLE_MAPS X86PDPTMap, X86PageDirectoryMap, X86PageTableMap

/* A handler for a line, by IRQ control: label, words, and the number of the interrupt. */
#define LS_ISSUE_HANDLER X86IRQIssueIRQHandlerIOAPIC
#define LS_ISSUE_WORDS(slot, depth, line) slot, depth, 0, 1, 0, 0, line
#define LS_ISSUED_IRQ(line) ((line) + 16)

/* VCPUs: there are none. */
enum { LS_VCPU_OBJECT = 0, LS_VCPU_SET_TCB = 0 };

/* Capability types of the ISA, one byte of an event choosing among them and the others. */
#define LS_ISA_CAPS \
    AC_FRAME, AC_PAGE_TABLE, AC_PAGE_DIRECTORY, AC_PDPT, AC_VSPACE, AC_ASID_CONTROL, AC_ASID_POOL, \
    AC_IO_PORT_CONTROL, AC_IO_PORT

/* Rows for lockstep_events.c. */
#define LS_ISA_METHODS \
    {AC_IRQ_CONTROL, X86IRQIssueIRQHandlerIOAPIC, "EDqqqqI", "c"}, \
    {AC_IRQ_CONTROL, X86IRQIssueIRQHandlerMSI, "EDXffXI", "c"}, \
    {AC_IRQ_CONTROL, IRQIssueIRQHandler, "XSD", "c"}, \
    {AC_FRAME, X86PageMap, "VRF", "v"}, \
    {AC_FRAME, X86PageUnmap, "", ""}, \
    {AC_FRAME, X86PageMapIO, "RV", "v"}, \
    {AC_FRAME, X86PageGetAddress, "", ""}, \
    {AC_PAGE_TABLE, X86PageTableMap, "VF", "v"}, \
    {AC_PAGE_TABLE, X86PageTableUnmap, "", ""}, \
    {AC_PAGE_DIRECTORY, X86PageDirectoryMap, "VF", "v"}, \
    {AC_PAGE_DIRECTORY, X86PageDirectoryUnmap, "", ""}, \
    {AC_PDPT, X86PDPTMap, "VF", "v"}, \
    {AC_PDPT, X86PDPTUnmap, "", ""}, \
    {AC_ASID_CONTROL, X86ASIDControlMakePool, "ED", "uc"}, \
    {AC_ASID_POOL, X86ASIDPoolAssign, "", "v"}, \
    {AC_IO_PORT_CONTROL, X86IOPortControlIssue, "XXED", "c"}, \
    {AC_IO_PORT, X86IOPortIn8, "X", ""}, \
    {AC_IO_PORT, X86IOPortIn16, "X", ""}, \
    {AC_IO_PORT, X86IOPortIn32, "X", ""}, \
    {AC_IO_PORT, X86IOPortOut8, "XX", ""}, \
    {AC_IO_PORT, X86IOPortOut16, "XX", ""}, \
    {AC_IO_PORT, X86IOPortOut32, "XX", ""}, \
    {AC_IO_PAGE_TABLE, X86IOPageTableMap, "V", "v"}, \
    {AC_IO_PAGE_TABLE, X86IOPageTableUnmap, "", ""}

/* Registers that no system call looks at. */
#define LS_ISA_REGISTERS UC_RAX, UC_RBX, UC_RBP, UC_R14, UC_SP

#define LS_ISA_WORDS \
    0x7fffffffffff, 0x7ffffffff000, 0x800000000000, 0xffff800000000000, 0x202
#define LS_ISA_ADDRESSES \
    0x400000, 0x401000, 0x402000, 0x5ff000, 0x600000, 0x40000000, 0x8000000000, 0x400800, 0x7ffffffff000, \
    0x7fffffffe000, 0x800000000000, 0x7fffffe00000, 0
/* Vectors of handlers; interrupts that arrive besides the timer's. */
#define LS_ISA_LINES 0, 1, 2, 3, 107, 108
#define LS_ISA_IRQS 16, 17, 18, 19, 3, 123

#endif
