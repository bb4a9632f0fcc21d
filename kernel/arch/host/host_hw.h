/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine of the host port: an arena stands for physical memory, and every leaf records what it was asked to do
 * in host_machine, where tests read it. Here are the leaves of every ISA; hw.h in the ISA's folder includes this.
 */
#ifndef HOST_HW_H
#define HOST_HW_H

#include <lib/contract.h>
#include <lib/types.h>

#define HOST_MEMORY_BYTES ((word_t)64 << 20)
#define HOST_MEMORY_BASE ((word_t)2 << 20) /* physical address of the arena's first byte, a multiple of 2 MiB */

/* The arena: HOST_MEMORY_BYTES at a multiple of 2 MiB, so that host and physical addresses are aligned alike. */
extern unsigned char *host_memory;

static inline void *object_at(word_t physical)
{
    REQUIRES((physical >= HOST_MEMORY_BASE) & (physical - HOST_MEMORY_BASE < HOST_MEMORY_BYTES));
    return host_memory + (physical - HOST_MEMORY_BASE);
}

static inline word_t physical_of(const void *p)
{
    word_t offset = (word_t)p - (word_t)host_memory;

    REQUIRES(offset < HOST_MEMORY_BYTES);
    return HOST_MEMORY_BASE + offset;
}

word_t hw_clock(void);
void hw_timer_set(word_t deadline);
void hw_tlb_flush_page(word_t asid, word_t vaddr);
void hw_tlb_flush_asid(word_t asid);
void hw_tlb_flush_all(void);
void hw_kernel_mappings_copy(void *root);
void hw_fpu_save(void *area);
void hw_fpu_restore(const void *area);
void hw_fpu_init_area(void *area);
void hw_fpu_allow(bool on);
void hw_clear(void *p, word_t bytes);

#endif
