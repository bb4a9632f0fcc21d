/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder, which touch the machine, share among themselves. */
#ifndef MACHINE_H
#define MACHINE_H

#include <hw.h>
#include <object/sched_context.h>

/* ---- entry.S ---- */
void hw_entry_trap(void);
_Noreturn void hw_leave(void); /* to the current thread */
void hw_idle(void);
bool hw_stimecmp_try(void);

/* ---- sbi.c: the firmware (SBI specification 1.0) ---- */
struct sbi_result {
    word_t error, value;
};

#define SBI_BASE 0x10u
#define SBI_BASE_PROBE 3u
#define SBI_TIMER 0x54494d45u
#define SBI_RESET 0x53525354u
#define SBI_LEGACY_TIMER 0u
#define SBI_LEGACY_PUT 1u

struct sbi_result sbi_call(word_t extension, word_t function, word_t argument0, word_t argument1);

/* ---- tables.c: the kernel's half of every address space ---- */
#define TABLE_ENTRIES 512u
#define PAGE_BYTES 4096u
#define KERNEL_ENTRY 256u       /* first entry of a root that is the kernel's: the window */
#define IMAGE_ENTRY 510u
#define DEVICE_ENTRY 511u
#define WINDOW_TABLES 16u       /* GiBs of the window that are mapped in pieces */

typedef struct table {
    _Alignas(PAGE_BYTES) word_t entry[TABLE_ENTRIES];
} table_t;

extern table_t kernel_root, image_middle, image_pages, device_middle, window_image, window_middle[WINDOW_TABLES];

/* The idle thread and its scheduling context. */
extern tcb_t idle_tcb;
extern unsigned char idle_sc[];

extern const unsigned char ki_start[], ki_boot_end[], ki_text[], ki_rodata[], ki_data[], ki_end[];

/* Physical address of something in the image: kernel.ld's IMAGE_OFFSET. */
static inline word_t image_physical(const void *p)
{
    return (word_t)p - (IMAGE_BASE - ((word_t)2 << 30));
}

/* The PLIC is mapped here. */
#define PLIC_ADDRESS DEVICE_BASE

/*
 * End of booting: unmaps the boot-only part of the image, whose memory belongs to user programs from now on, and goes
 * to the current thread.
 */
_Noreturn void hw_first_leave(void);

#endif
