/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port's leaves of x86_64. Meanings are those of kernel/arch/x86_64/hw.h. */
#ifndef HW_H
#define HW_H

#include <host_hw.h>

/* Interrupt lines 0..125, the kernel's timer is the last one. */
#define ARCH_IRQ_COUNT 126u

#define ARCH_TIMER_MARGIN_US 1u

void hw_vspace_load(word_t root_physical, word_t asid);
word_t hw_vspace_word(word_t root_physical, word_t asid);
void hw_vspace_load_word(word_t word, word_t asid);
word_t hw_fs_base(void);
void hw_fs_base_set(word_t base);
word_t hw_gs_base(void);
void hw_gs_base_set(word_t base);
bool hw_has_base_instructions(void);
void hw_bases_exchange(word_t *save, const word_t *load);
void hw_fpu_exchange(void *save, const void *load);
word_t hw_port_in(word_t port, word_t bytes);
void hw_port_out(word_t port, word_t bytes, word_t value);
void hw_kernel_stack_set(word_t top);
void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low);
void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked);
word_t hw_ioapic_count(void);
word_t hw_ioapic_pins(word_t ioapic);
void hw_irq_end(void);
bool hw_has_huge_pages(void);

#endif
