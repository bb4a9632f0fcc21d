/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's page tables, which boot_tables.c fills in, and the idle thread. */
#include <core/sched.h>
#include <machine/machine.h>

_Alignas(2048) tcb_t idle_tcb;
/* Bytes of a scheduling context with room for REFILL_MIN refills. */
_Alignas(64) unsigned char idle_sc[sizeof(sched_context_t) + REFILL_MIN * sizeof(refill_t)];

table_t kernel_root, window_top, image_middle, image_pages, device_middle, copy_pages;
table_t window_middle[WINDOW_TABLES];
_Alignas(2 * PAGE_BYTES) table_t empty_root[2];
word_t image_offset;

/*
 * The boot-only part of the image is ordinary memory of the window from now on, if it is where the window shows it;
 * else it is not there.
 */
static void tables_forget_boot(void)
{
    word_t pages = (image_physical(ki_boot_end) - image_physical(ki_start)) / PAGE_BYTES;
    word_t first = op_take((word_t)ki_start, 12, 9);

    for (word_t i = 0; i < pages && first + i < TABLE_ENTRIES; i++) {
        word_t *entry = &image_pages.entry[first + i];

        *entry = image_is_in_its_place() ? *entry | PTE_EXECUTE_NEVER : 0;
    }
    __asm__ volatile("dsb ishst\n"
                     "tlbi alle2is\n"
                     "dsb ish\n"
                     "isb\n"
                     "ic iallu\n"
                     "dsb ish\n"
                     "isb"
                     :
                     :
                     : "memory");
}

_Noreturn void hw_first_leave(void)
{
    tables_forget_boot();
    hw_leave();
}
