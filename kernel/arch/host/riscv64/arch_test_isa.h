/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for tests of generic code that need an address space. */
#ifndef ARCH_TEST_ISA_H
#define ARCH_TEST_ISA_H

#include <arch/arch.h>
#include <host.h>

#define TEST_LABEL_PAGE_MAP RISCVPageMap
#define TEST_FRAME_TYPE seL4_RISCV_4K_Page

/* A root; asid 0: that has none. */
static inline cap_t test_root_cap(word_t physical, word_t asid) { return table_cap_new(physical, asid, 0); }

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

/* What the CPU has of a thread besides address space and FPU: nothing. */
static inline void test_bases_set(tcb_t *tcb, word_t base) { tcb->context.r[R_TP] = base; }

static inline bool test_bases_are_same(const struct host_machine *a, const struct host_machine *b)
{
    return a->vspace_asid == b->vspace_asid;
}

/* There is none. */
static inline bool test_status_is_sane(word_t value) { return value == 0; }

/* The registers that a reply to an exception sets, after one whose second word is sp and whose third is 0xffff. */
static inline bool test_exception_reply_is(const tcb_t *tcb, word_t sp)
{
    return tcb->context.r[R_SP] == sp && tcb->context.r[R_RA] != 0xffff;
}

/* Registers in fault messages and their replies; the one of them that is sanitised: none. */
#define TEST_UNKNOWN_ORDER R_FAULT_IP, R_SP, R_RA, R_A0, R_A1, R_A2, R_A3, R_A4, R_A5, R_A6
#define TEST_EXCEPTION_ORDER R_FAULT_IP, R_SP
#define TEST_TIMEOUT_ORDER \
    R_FAULT_IP, R_RA, R_SP, R_GP, R_S0, R_S1, R_S2, R_S3, R_S4, R_S5, R_S6, R_S7, R_S8, R_S9, R_S10, R_S11, R_A0, \
        R_A1, R_A2, R_A3, R_A4, R_A5, R_A6, R_A7, R_T0, R_T1, R_T2, R_T3, R_T4, R_T5, R_T6, R_TP
#define TEST_STATUS_REGISTER R_COUNT

#endif
