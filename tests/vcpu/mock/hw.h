/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine of kernel/arch/aarch64/hw.h as the test of virtual CPUs has it: leaves are functions of the test. */
#ifndef ARCH_HW_H
#define ARCH_HW_H

#include <lib/contract.h>
#include <lib/types.h>

#define ARCH_IRQ_COUNT 160u
#define ARCH_IRQ_VCPU_MAINTENANCE 25u
#define ARCH_IRQ_TIMER 26u
#define ARCH_IRQ_VIRTUAL_TIMER 27u
#define ARCH_TIMER_MARGIN_US 0u

#define HW_HCR_NATIVE ((word_t)0x8e28103b)
#define HW_SCTLR_NATIVE ((word_t)0x34d58800)
#define HW_CPACR_NATIVE ((word_t)0x300000)
#define HW_CNTKCTL_NATIVE ((word_t)0x201)

#define HCR_VM ((word_t)1 << 0)
#define HCR_FMO ((word_t)1 << 3)
#define HCR_IMO ((word_t)1 << 4)
#define HCR_AMO ((word_t)1 << 5)
#define HCR_TSC ((word_t)1 << 19)
#define HCR_RW ((word_t)1 << 31)

static inline void *object_at(word_t physical) { return (void *)physical; }
static inline word_t physical_of(const void *p) { return (word_t)p; }

word_t hw_clock(void);
void hw_timer_set(word_t deadline);
void hw_space_load(word_t space);
void hw_space_load_empty(void);
void hw_tpidrro_load(word_t value);
void hw_fpu_save(void *area);
void hw_fpu_restore(const void *area);
void hw_fpu_exchange(void *save, const void *load);
void hw_fpu_allow(bool on);
void hw_irq_mask(word_t irq);
void hw_irq_unmask(word_t irq);
void hw_irq_end(word_t irq);
void hw_clear(void *p, word_t bytes);
void hw_tlb_flush_asid(word_t asid);
void hw_tlb_flush_all(void);

#endif
