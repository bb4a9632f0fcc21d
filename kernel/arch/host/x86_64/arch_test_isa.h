/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for tests of generic code that need an address space. */
#ifndef ARCH_TEST_ISA_H
#define ARCH_TEST_ISA_H

#include <arch/arch.h>
#include <host.h>

#define TEST_LABEL_PAGE_MAP X86PageMap
#define TEST_FRAME_TYPE seL4_X86_4K

/* A root; asid 0: that has none. */
static inline cap_t test_root_cap(word_t physical, word_t asid) { return pml4_cap_new(physical, asid); }

/* What TLBs forgot when an ASID, and all of a pool, are no more. */
static inline bool test_flushed_asid(word_t asid)
{
    return host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_ASID
        && host_machine.flush[0].asid == asid;
}

static inline bool test_flushed_pool(void)
{
    return host_machine.flushes == 1 && host_machine.flush[0].kind == HOST_FLUSH_ALL;
}

/* What the CPU has of a thread besides address space and FPU. */
static inline void test_bases_set(tcb_t *tcb, word_t base) { tcb->context.r[R_FS_BASE] = base; }

static inline bool test_bases_are_same(const struct host_machine *a, const struct host_machine *b)
{
    return a->fs_base == b->fs_base && a->gs_base == b->gs_base && a->kernel_stack == b->kernel_stack;
}

/* Interrupts on, and no more privilege. */
static inline bool test_status_is_sane(word_t value) { return (value & 0x202) == 0x202 && (value & 0x7000) == 0; }

/* The registers that a reply to an exception sets, after one whose second word is sp and whose third is 0xffff. */
static inline bool test_exception_reply_is(const tcb_t *tcb, word_t sp)
{
    return tcb->context.r[R_RSP] == sp && (tcb->context.r[R_RFLAGS] & 0xf300) == 0x200;
}

/* Registers in fault messages and their replies; the one of them that is sanitised. */
#define TEST_UNKNOWN_ORDER \
    R_RAX, R_RBX, R_RCX, R_RDX, R_RSI, R_RDI, R_RBP, R_R8, R_R9, R_R10, R_R11, R_R12, R_R13, R_R14, R_R15, \
        R_FAULT_IP, R_RSP, R_RFLAGS
#define TEST_EXCEPTION_ORDER R_FAULT_IP, R_RSP, R_RFLAGS
#define TEST_TIMEOUT_ORDER \
    R_FAULT_IP, R_RSP, R_RFLAGS, R_RAX, R_RBX, R_RCX, R_RDX, R_RSI, R_RDI, R_RBP, R_R8, R_R9, R_R10, R_R11, R_R12, \
        R_R13, R_R14, R_R15, R_FS_BASE
#define TEST_STATUS_REGISTER R_RFLAGS

#endif
