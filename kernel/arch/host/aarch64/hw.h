/* SPDX-License-Identifier: BSD-2-Clause */
/* The host port's leaves of AArch64. Meanings are those of kernel/arch/aarch64/hw.h. */
#ifndef HW_H
#define HW_H

#include <host_hw.h>
#include <native.h>

#define ARCH_IRQ_COUNT 160u
#define ARCH_IRQ_VCPU_MAINTENANCE 25u
#define ARCH_IRQ_TIMER 26u
#define ARCH_IRQ_VIRTUAL_TIMER 27u
#define ARCH_TIMER_MARGIN_US 0u

/* The window shows the arena, and what lies behind it as far as no method touches it. */
#define WINDOW_LIMIT 0x7fc0000000

#define SPACE_VMID_BIT 48

struct hw_state {
    word_t gic_version;
};

extern struct hw_state hw_state;

void hw_space_load(word_t space);
void hw_space_load_empty(void);
void hw_table_written(void);
void hw_tlb_flush_vmid(word_t vmid);
void hw_tpidrro_load(word_t value);
void hw_fpu_exchange(void *to, const void *from);

enum hw_cache_operation { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

void hw_cache(enum hw_cache_operation operation, word_t physical, word_t bytes);
void hw_instructions_forget(void);

void hw_irq_mask(word_t irq);
void hw_irq_unmask(word_t irq);
void hw_irq_hold(word_t irq);
void hw_irq_release(word_t irq);
void hw_irq_end(word_t irq);
void hw_irq_trigger(word_t irq, bool edge);
void hw_sgi_send(word_t number, word_t target);

struct hw_smc {
    word_t x[8];
};

void hw_smc_call(struct hw_smc *registers);

#endif
