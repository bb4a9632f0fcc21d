/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for tests of generic code that need an address space. */
#ifndef ARCH_TEST_ISA_H
#define ARCH_TEST_ISA_H

#include <arch_cap.h>

#define TEST_LABEL_PAGE_MAP X86PageMap
#define TEST_FRAME_TYPE seL4_X86_4K

/* A root; asid 0: that has none. */
static inline cap_t test_root_cap(word_t physical, word_t asid) { return pml4_cap_new(physical, asid); }

#endif
