/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder, which touch the machine, share among themselves. */
#ifndef MACHINE_H
#define MACHINE_H

#include <hw.h>
#include <object/sched_context.h>

/* ---- entry.S ---- */
_Noreturn void hw_leave(void); /* to the current thread */
void hw_idle(void);

/* ---- gic.c ---- */
/* Number of the interrupt that is pending and taken now, GIC_SPURIOUS or more: none. */
word_t gic_take(void);

/* ---- tables.c: the kernel's own translation; root, then 1 GiB, 2 MiB, 4 KiB per entry ---- */
#define TABLE_ENTRIES 512u
#define PAGE_BYTES 4096u
#define GIB_BITS 30u
#define MIB2_BITS 21u
#define PTE_EXECUTE_NEVER ((word_t)1 << 54)
#define WINDOW_ENTRY 1u   /* of the root: WINDOW_BASE */
#define DEVICE_ENTRY 511u /* of the window's table: DEVICE_BASE */
#define WINDOW_TABLES 16u /* GiBs of the window that are mapped in pieces */

typedef struct table {
    _Alignas(PAGE_BYTES) word_t entry[TABLE_ENTRIES];
} table_t;

extern table_t kernel_root, window_top, image_middle, image_pages, device_middle, copy_pages;
extern table_t window_middle[WINDOW_TABLES];
/* The root of the space without mappings. */
extern table_t empty_root[2];

/* The idle thread and its scheduling context. */
extern tcb_t idle_tcb;
extern unsigned char idle_sc[];

extern const unsigned char ki_start[], ki_boot_end[], ki_text[], ki_rodata[], ki_data[], ki_end[];

/* The image's addresses minus the physical ones. */
extern word_t image_offset;

static inline word_t image_physical(const void *p)
{
    return (word_t)p - image_offset;
}

static inline bool image_is_in_its_place(void)
{
    return image_offset == WINDOW_BASE;
}

/* One system register; name is a string. */
#define SYSTEM_READ(name) ({ word_t value_ = 0; __asm__ volatile("mrs %0, " name : "=r"(value_)); value_; })
#define SYSTEM_WRITE(name, value) __asm__ volatile("msr " name ", %0" : : "r"((word_t)(value)) : "memory")

static inline void system_barrier(void)
{
    __asm__ volatile("isb" : : : "memory");
}

/*
 * End of booting: what the boot-only part of the image contained can no longer be executed, as its memory belongs to
 * user programs from now on, and the current thread runs.
 */
_Noreturn void hw_first_leave(void);

#endif
