/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for tests of generic code that need an address space. */
#ifndef ARCH_TEST_ISA_H
#define ARCH_TEST_ISA_H

#include <arch/arch.h>
#include <host.h>

#define TEST_LABEL_PAGE_MAP ARMPageMap
#define TEST_FRAME_TYPE seL4_ARM_SmallPageObject

/* A root; asid 0: that has none. */
static inline cap_t test_root_cap(word_t physical, word_t asid) { return vspace_cap_new(physical, asid); }

/* What TLBs forgot when an ASID, and all of a pool, are no more: nothing, as none of them ever ran. */
static inline bool test_flushed_asid(word_t asid) { return asid != 0 && host_machine.flushes == 0; }
static inline bool test_flushed_pool(void) { return host_machine.flushes == 0; }

/* What the CPU has of a thread besides address space and FPU: loaded on the way back. */
static inline void test_bases_set(tcb_t *tcb, word_t base) { tcb->context.r[R_TPIDR] = base; }

static inline bool test_bases_are_same(const struct host_machine *a, const struct host_machine *b)
{
    return a->vspace_asid == b->vspace_asid && a->tpidrro == b->tpidrro;
}

/* Level 0, masked fast interrupts, SErrors as the debug kernel wants them. */
static inline bool test_status_is_sane(word_t value) { return (value & 0xfffffff) == 0x40; }

/* The registers that a reply to an exception sets, after one whose second word is sp and whose third is 0xffff. */
static inline bool test_exception_reply_is(const tcb_t *tcb, word_t sp)
{
    return tcb->context.r[R_SP] == sp && tcb->context.r[R_SPSR] == 0x40;
}

/* Registers in fault messages and their replies; the one of them that is sanitised. */
#define TEST_UNKNOWN_ORDER \
    R_X0, R_X1, R_X2, R_X3, R_X4, R_X5, R_X6, R_X7, R_FAULT_IP, R_SP, R_NEXT_IP, R_SPSR
#define TEST_EXCEPTION_ORDER R_FAULT_IP, R_SP, R_SPSR
#define TEST_TIMEOUT_ORDER \
    R_FAULT_IP, R_SP, R_SPSR, R_X0, R_X1, R_X2, R_X3, R_X4, R_X5, R_X6, R_X7, R_X8, R_X16, R_X17, R_X18, R_X29, \
        R_X30, R_X9, R_X10, R_X11, R_X12, R_X13, R_X14, R_X15, R_X19, R_X20, R_X21, R_X22, R_X23, R_X24, R_X25, \
        R_X26, R_X27, R_X28
#define TEST_STATUS_REGISTER R_SPSR

#endif
