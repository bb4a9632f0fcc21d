/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaves that touch the machine. Bodies of these functions are the trusted part of the ISA. Numbers of registers'
 * fields: Arm Architecture Reference Manual for A-profile.
 */
#ifndef ARCH_HW_H
#define ARCH_HW_H

#include <lib/contract.h>
#include <addresses.h>
#include <native.h>

/* Interrupt numbers of the GIC: 0 to 15 software generated, to 31 private, to 159 shared. */
#define ARCH_IRQ_COUNT 160u
#define ARCH_IRQ_VCPU_MAINTENANCE 25u
#define ARCH_IRQ_TIMER 26u /* CNTHP */
#define ARCH_IRQ_VIRTUAL_TIMER 27u

/* Deadlines are met to the tick. */
#define ARCH_TIMER_MARGIN_US 0u

/* What boot found out about the machine, and the little state the leaves keep. */
struct hw_state {
    word_t empty_root;   /* physical address of a root without mappings */
    word_t gic_version;  /* 2, or 3 for that and later ones */
    word_t gic;          /* addresses of the interrupt controller's parts: distributor, */
    word_t gic_cpu;      /* GICv2: interface of the CPU, */
    word_t gic_virtual;  /* GICv2: control of the virtual interface, */
    word_t gic_private;  /* GICv3: registers for private interrupts of this CPU */
    word_t irq_taken;    /* what the interface said when it was asked for an interrupt: it wants it back */
    word_t irq_held;     /* this interrupt stays active when it is ended; ARCH_IRQ_COUNT: none */
    word_t uart;         /* address of the console's registers */
    word_t clock_khz;
    word_t data_line;    /* bytes of the smallest data cache line */
    word_t zero_bytes;   /* that DC ZVA clears at once; 0: it may not be used */
};

extern struct hw_state hw_state;

/* ---- addresses ---- */
static inline void *object_at(word_t physical)
{
    return (void *)(physical + WINDOW_BASE);
}

/* The image counts as where it was linked for, wherever it is: this is a name for places in the window. */
static inline word_t physical_of(const void *p)
{
    return (word_t)p & (WINDOW_BASE - 1);
}

/* ---- time ---- */
static inline word_t hw_clock(void)
{
    word_t now = 0;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
    return now;
}

/* Interrupt ARCH_IRQ_TIMER when the clock reaches deadline, at once if it has. Replaces the deadline before. */
static inline void hw_timer_set(word_t deadline)
{
    __asm__ volatile("msr cnthp_cval_el2, %0" : : "r"(deadline));
}

/* ---- address spaces; a space's word is the address of its root and its VMID ---- */
#define SPACE_VMID_BIT 48

/* The way back to user mode makes it effective. */
static inline void hw_space_load(word_t space)
{
    __asm__ volatile("msr vttbr_el2, %0" : : "r"(space) : "memory");
}

static inline void hw_space_load_empty(void)
{
    hw_space_load(hw_state.empty_root);
}

/* What has been written to tables is seen by the walk of the CPU from now on. */
static inline void hw_table_written(void)
{
    __asm__ volatile("dsb ishst" : : : "memory");
}

/*
 * Forgets translations of one VMID: of one page, or all. TLB instructions act on the VMID that is loaded, and besides
 * those of stage 2 there may be combined ones.
 */
void hw_tlb_flush_page(word_t vmid, word_t vaddr);
void hw_tlb_flush_vmid(word_t vmid);

/* vmid.c: for object/asid.h, when an ASID is no more, or all of a pool. */
void hw_tlb_flush_asid(word_t asid);
void hw_tlb_flush_all(void);

static inline void hw_tpidrro_load(word_t value)
{
    __asm__ volatile("msr tpidrro_el0, %0" : : "r"(value));
}

/* ---- FPU ---- */
/* area: 16-byte aligned, ARCH_TCB_FPU_BYTES. Save and restore need the FPU allowed. */
void hw_fpu_save(void *area);
void hw_fpu_restore(const void *area);
/* Saves to the one, restores from the other. */
void hw_fpu_exchange(void *to, const void *from);
void hw_fpu_init_area(void *area);
/* Not allowed: FPU instructions trap. */
void hw_fpu_allow(bool on);

/* ---- memory and caches ---- */
/*
 * Zeroes bytes (a multiple of 16) at p (16-byte aligned), in memory too: programs may map it without caches or as
 * device.
 */
void hw_clear(void *p, word_t bytes);

enum hw_cache_operation { CACHE_CLEAN, CACHE_INVALIDATE, CACHE_CLEAN_INVALIDATE, CACHE_UNIFY };

/* On [physical, physical + bytes); memory that the window does not show is passed over. */
void hw_cache(enum hw_cache_operation operation, word_t physical, word_t bytes);
/* The instruction cache forgets everything: the end of CACHE_UNIFY. */
void hw_instructions_forget(void);

/* ---- interrupt controller ---- */
void hw_irq_mask(word_t irq);
void hw_irq_unmask(word_t irq);
/* The interrupt that was taken, which is being ended, shall not come again before it is released. */
void hw_irq_hold(word_t irq);
void hw_irq_release(word_t irq);
/* Ends the interrupt that was taken. */
void hw_irq_end(word_t irq);
/* Edge-triggered, or level-sensitive. Numbers below 16 are what they are. */
void hw_irq_trigger(word_t irq, bool edge);
/* Sends software interrupt number to target: a CPU's number (GICv2), its affinities (GICv3). */
void hw_sgi_send(word_t number, word_t target);

/* ---- firmware ---- */
struct hw_smc {
    word_t x[8];
};

void hw_smc_call(struct hw_smc *registers);

#endif
