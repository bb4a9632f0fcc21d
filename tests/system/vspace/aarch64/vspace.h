/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces of AArch64. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define HOME seL4_CapInitThreadVSpace
#define POOL seL4_CapInitThreadASIDPool
#define PAGE ISA_WINDOW
#define PAGE_BYTES (1UL << seL4_PageBits)
#define LARGE_BYTES (1UL << seL4_LargePageBits)
#define READ_WRITE 3
#define CACHED seL4_ARM_Default_VMAttributes
#define PRIORITY 100

#define MAP(frame, root, ...) INVOKE(frame, ARMPageMap, CAPS(root), ARGS(__VA_ARGS__))
#define MAP_TABLE(table, root, ...) INVOKE(table, ARMPageTableMap, CAPS(root), ARGS(__VA_ARGS__))
#define FAIL_BITS(bits) FAIL_MISSING(0, bits)

static inline seL4_CPtr table_new(void)
{
    return kit_object(seL4_ARM_PageTableObject, 0);
}

/* How a thread ends at data or code it may not use: a VMFault there, and the status without the level. */
#define STATUS_TRANSLATION 1
#define STATUS_PERMISSION 3
extern struct probe accessor;
void load(void *address);
void store(void *address);
void fetch(void *address);
void check_faults(void (*access)(void *), seL4_Word address, seL4_Word is_fetch, seL4_Word status);

extern const struct frame_test map_tests[];
extern const struct frame_test cache_tests[];
extern const struct frame_test asid_tests[];
