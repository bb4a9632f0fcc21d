/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's page tables, whose upper half every address space shares. boot_tables.c fills them in. */
#include <core/sched.h>
#include <machine/machine.h>
#include <status.h>

_Alignas(2048) tcb_t idle_tcb;
/* Bytes of a scheduling context with room for REFILL_MIN refills. */
_Alignas(64) unsigned char idle_sc[sizeof(sched_context_t) + REFILL_MIN * sizeof(refill_t)];

table_t kernel_root, image_middle, image_pages, device_middle, window_image, window_middle[WINDOW_TABLES];

static void tables_forget_boot(void)
{
    word_t pages = (image_physical(ki_boot_end) - image_physical(ki_start)) / PAGE_BYTES;

    for (word_t page = 0; page < pages && page < TABLE_ENTRIES; page++)
        image_pages.entry[page] = 0;
    hw_tlb_flush_all();
}

_Noreturn void hw_first_leave(void)
{
    tables_forget_boot();
    __asm__ volatile("csrc sstatus, %0" : : "r"((word_t)STATUS_SPP)); /* entry.S: hw_leave only sets it */
    hw_leave();
}
