/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's page tables: one PML4 entry that every address space shares. boot_tables.c fills them in. */
#include <core/sched.h>
#include <machine/machine.h>

/* Bytes of a scheduling context with room for REFILL_MIN refills. */
_Alignas(2048) tcb_t idle_tcb;
_Alignas(64) unsigned char idle_sc[sizeof(sched_context_t) + REFILL_MIN * sizeof(refill_t)];

table_t kernel_pml4, kernel_pdpt, image_pd, image_pt[IMAGE_TABLES], window_pt[IMAGE_TABLES], device_pd, device_pt;
table_t window_pd[WINDOW_TABLES];
table_t porch_pml4, porch_pdpt, porch_pd, porch_pt[IMAGE_TABLES];

extern const unsigned char ki_boot_start[], ki_boot_end[];

#define CR4_PGE 0x80u

/* Changing CR4.PGE forgets all translations, those of global pages too. */
static void tlb_flush_everything(void)
{
    word_t cr4 = 0;

    __asm__ volatile("mov %%cr4, %0" : "=r"(cr4));
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4 ^ CR4_PGE) : "memory");
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4) : "memory");
}

static void tables_forget_boot(void)
{
    word_t first = image_physical(ki_boot_start) / PAGE_BYTES;
    word_t end = image_physical(ki_boot_end) / PAGE_BYTES;

    for (word_t page = first; page < end && page < IMAGE_TABLES * TABLE_ENTRIES; page++)
        image_pt[page / TABLE_ENTRIES].entry[page % TABLE_ENTRIES] = 0;
    tlb_flush_everything();
}

_Noreturn void hw_first_leave(void)
{
    tables_forget_boot();
    hw_leave();
}
