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

/* What the CPU has of a thread besides address space and FPU: nothing. */
static inline void test_bases_set(tcb_t *tcb, word_t base) { tcb->context.r[R_TP] = base; }

static inline bool test_bases_are_same(const struct host_machine *a, const struct host_machine *b)
{
    return a->vspace_asid == b->vspace_asid;
}

/* The registers that a reply to an exception sets, after one whose second word is sp and whose third is 0xffff. */
static inline bool test_exception_reply_is(const tcb_t *tcb, word_t sp)
{
    return tcb->context.r[R_SP] == sp && tcb->context.r[R_RA] != 0xffff;
}

#endif
