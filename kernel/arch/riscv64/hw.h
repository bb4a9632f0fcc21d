/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The leaves that touch the machine. Bodies of these functions are the trusted part of the ISA; the host port has
 * functions of the same names that record what they are told.
 */
#ifndef ARCH_HW_H
#define ARCH_HW_H

#include <lib/contract.h>
#include <addresses.h>

/* Sources 1 .. 95 of the PLIC; the kernel's timer is the last number. */
#define ARCH_IRQ_SOURCES 95u
#define ARCH_IRQ_TIMER 96u
#define ARCH_IRQ_COUNT 97u

/* Deadlines are programmed early by this. */
#define ARCH_TIMER_MARGIN_US 1u

/* What boot found out about the CPU, and the little state the leaves keep. */
struct hw_state {
    word_t empty_satp;   /* satp of the space without user mappings */
    word_t asid_in_use;  /* bool: the CPU has all 16 bits of ASIDs, and satp holds them */
    word_t has_stimecmp; /* bool: Sstc, else the firmware sets the timer */
    word_t irq_claimed;  /* source that has been claimed and not completed; 0: none */
    word_t plic_context; /* of this hart's supervisor mode */
    word_t clock_mhz;
};

extern struct hw_state hw_state;

/* ---- addresses ---- */
static inline void *object_at(word_t physical)
{
    return (void *)(physical + WINDOW_BASE);
}

static inline word_t physical_of(const void *p)
{
    return (word_t)p - WINDOW_BASE;
}

/* ---- time ---- */
static inline word_t hw_clock(void)
{
    word_t now = 0;

    __asm__ volatile("rdtime %0" : "=r"(now));
    return now;
}

void hw_timer_set_by_firmware(word_t deadline);

/* Interrupt ARCH_IRQ_TIMER when the clock reaches deadline, at once if it has. Replaces the deadline before. */
static inline void hw_timer_set(word_t deadline)
{
    if (likely(hw_state.has_stimecmp != 0))
        __asm__ volatile("csrw 0x14d, %0" : : "r"(deadline)); /* stimecmp */
    else
        hw_timer_set_by_firmware(deadline);
}

/* ---- address spaces ---- */
#define SATP_SV39 ((word_t)8 << 60)
#define SATP_ASID_BIT 44

/* satp for the tables at root_physical under that ASID, which is not 0. */
static inline word_t hw_vspace_word(word_t root_physical, word_t asid)
{
    word_t satp = SATP_SV39 | root_physical >> 12;

    return hw_state.asid_in_use != 0 ? satp | asid << SATP_ASID_BIT : satp;
}

/* Without ASIDs the translations of the space before must go. */
static inline void hw_vspace_load_word(word_t satp)
{
    __asm__ volatile("csrw satp, %0" : : "r"(satp) : "memory");
    if (unlikely(hw_state.asid_in_use == 0))
        __asm__ volatile("sfence.vma" : : : "memory");
}

static inline void hw_vspace_load_empty(void)
{
    hw_vspace_load_word(hw_state.empty_satp);
}

/*
 * Forgets translations of one ASID: the entry in which the walk for an address ends, or all. Without ASIDs other spaces
 * have none.
 */
static inline void hw_tlb_flush_page(word_t asid, word_t vaddr)
{
    if (likely(hw_state.asid_in_use != 0))
        __asm__ volatile("sfence.vma %0, %1" : : "r"(vaddr), "r"(asid) : "memory");
    else
        __asm__ volatile("sfence.vma %0" : : "r"(vaddr) : "memory");
}

static inline void hw_tlb_flush_asid(word_t asid)
{
    if (likely(hw_state.asid_in_use != 0))
        __asm__ volatile("sfence.vma zero, %0" : : "r"(asid) : "memory");
    else
        __asm__ volatile("sfence.vma" : : : "memory");
}

/* Forgets the translations of all ASIDs. */
static inline void hw_tlb_flush_all(void)
{
    __asm__ volatile("sfence.vma" : : : "memory");
}

/* The kernel's half of a new root. */
void hw_kernel_mappings_copy(void *root);

/* ---- FPU ---- */
/* area: 8-byte aligned, ARCH_TCB_FPU_BYTES. Save and restore need the FPU allowed. */
void hw_fpu_save(void *area);
void hw_fpu_restore(const void *area);
/* Saves to the one, unless the registers are as they were restored, and restores from the other. */
void hw_fpu_exchange(void *to, const void *from);
void hw_fpu_init_area(void *area);
/* Not allowed: FPU instructions trap as illegal ones. */
void hw_fpu_allow(bool on);

/* ---- memory ---- */
/* Zeroes bytes (a multiple of 16) at p (16-byte aligned). */
void hw_clear(void *p, word_t bytes);

/* ---- interrupt controller; the timer is no source of it, and ignored ---- */
void hw_irq_mask(word_t irq);
void hw_irq_unmask(word_t irq);
/* Completes a source that was claimed and not yet completed. */
void hw_irq_end(word_t irq);

#endif
