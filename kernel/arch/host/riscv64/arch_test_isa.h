/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for tests of generic code that need an address space. */
#ifndef ARCH_TEST_ISA_H
#define ARCH_TEST_ISA_H

#include <arch_cap.h>

#define TEST_LABEL_PAGE_MAP RISCVPageMap
#define TEST_FRAME_TYPE seL4_RISCV_4K_Page

/* A root; asid 0: that has none. */
static inline cap_t test_root_cap(word_t physical, word_t asid) { return table_cap_new(physical, asid, 0); }

#endif
