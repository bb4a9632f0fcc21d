/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port's leaves of RISC-V. Meanings are those of kernel/arch/riscv64/hw.h. */
#ifndef HW_H
#define HW_H

#include <host_hw.h>

#define ARCH_IRQ_SOURCES 95u
#define ARCH_IRQ_TIMER 96u
#define ARCH_IRQ_COUNT 97u
#define ARCH_TIMER_MARGIN_US 1u

word_t hw_vspace_word(word_t root_physical, word_t asid);
void hw_vspace_load_word(word_t word);
void hw_vspace_load_empty(void);
void hw_fpu_exchange(void *to, const void *from);
void hw_irq_mask(word_t irq);
void hw_irq_unmask(word_t irq);
void hw_irq_end(word_t irq);

#endif
