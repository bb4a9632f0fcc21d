/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine of the host port: an arena stands for physical memory, and every leaf records what it was asked to do
 * in host_machine, where tests read it. Meanings are those of kernel/arch/x86_64/hw.h.
 */
#ifndef HW_H
#define HW_H

#include <lib/contract.h>
#include <lib/types.h>

/* Interrupt lines 0..125, the kernel's timer is the last one. */
#define ARCH_IRQ_COUNT 126u

/* Deadlines are programmed early by this. */
#define ARCH_TIMER_MARGIN_US 1u

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
void hw_vspace_load(word_t root_physical, word_t asid);
word_t hw_vspace_word(word_t root_physical, word_t asid);
void hw_vspace_load_word(word_t word, word_t asid);
void hw_tlb_flush_page(word_t asid, word_t vaddr);
void hw_tlb_flush_asid(word_t asid);
void hw_tlb_flush_all(void);
void hw_kernel_mappings_copy(void *pml4);
word_t hw_fs_base(void);
void hw_fs_base_set(word_t base);
word_t hw_gs_base(void);
void hw_gs_base_set(word_t base);
bool hw_has_base_instructions(void);
void hw_bases_exchange(word_t *save, const word_t *load);
void hw_fpu_save(void *area);
void hw_fpu_restore(const void *area);
void hw_fpu_exchange(void *save, const void *load);
void hw_fpu_init_area(void *area);
void hw_fpu_allow(bool on);
word_t hw_port_in(word_t port, word_t bytes);
void hw_port_out(word_t port, word_t bytes, word_t value);
void hw_kernel_stack_set(word_t top);
void hw_clear(void *p, word_t bytes);
void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low);
void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked);
word_t hw_ioapic_count(void);
word_t hw_ioapic_pins(word_t ioapic);
void hw_irq_end(void);
bool hw_has_huge_pages(void);

#endif
