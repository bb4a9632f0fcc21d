/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder, which touch the machine, share among themselves. */
#ifndef MACHINE_H
#define MACHINE_H

#include <hw.h>
#include <object/sched_context.h>

/* ---- entry.S ---- */
void hw_entry_syscall(void);
_Noreturn void hw_leave(void); /* to the current thread */
void hw_idle(void);
bool hw_msr_try(word_t number, word_t *value); /* false: there is no such register */

/* ---- leaves.c: what the CPU keeps using; boot_cpu.c fills it in ---- */
#define HW_DESCRIPTORS 7u
#define HW_GATES 256u
#define HW_IST_STACKS 3u /* NMI, double fault, machine check */
#define HW_IST_STACK_BYTES 2048u

/* hw_gdt, hw_idt and the stacks lie in the porch (entry.S). */
extern word_t hw_gdt[HW_DESCRIPTORS];
extern word_t hw_idt[2 * HW_GATES];
extern unsigned char hw_ist_stack[HW_IST_STACKS][HW_IST_STACK_BYTES];

/* ---- the porch; boot_porch.c fills it in ---- */
void porch_entry_syscall(void);
extern unsigned char porch_stack_top[];
extern struct hw_tss porch_tss;
extern word_t porch_user_cr3;    /* what the way out loads */
extern word_t porch_kernel_cr3;  /* what the way in loads */
extern word_t porch_kernel_root; /* the same without bit 63 */

/* ---- tables.c: the kernel's half of every address space ---- */
#define TABLE_ENTRIES 512u
#define PAGE_BYTES 4096u
#define PML4_KERNEL_ENTRY 511u
#define IMAGE_ENTRY 510u /* of the table behind that */
#define IMAGE_TABLES 2u /* page tables that cover the image: kernel.ld asserts that it ends below 4 MiB */

/*
 * GiBs of the window that are not one large page, for which there is a table in the image: system tools expect the root
 * task directly behind that. Machines with more such GiBs have tables there, too.
 */
#define WINDOW_TABLES 16u

typedef struct table {
    _Alignas(PAGE_BYTES) word_t entry[TABLE_ENTRIES];
} table_t;

/* The idle thread and its scheduling context. */
extern tcb_t idle_tcb;
extern unsigned char idle_sc[];

extern table_t kernel_pml4, kernel_pdpt, image_pd, image_pt[IMAGE_TABLES], window_pt[IMAGE_TABLES];
extern table_t device_pd, device_pt, window_pd[WINDOW_TABLES];
/* With a porch: the space without user mappings, and what hangs from its last entry and that of every program's. */
extern table_t porch_pml4, porch_pdpt, porch_pd, porch_pt[IMAGE_TABLES];

/* Physical address of something in the image. */
static inline word_t image_physical(const void *p)
{
    return (word_t)p - IMAGE_BASE;
}

/*
 * End of booting: unmaps the boot-only part of the image, whose memory belongs to user programs from now on, and goes
 * to the current thread.
 */
_Noreturn void hw_first_leave(void);

/* ---- apic.c ---- */
#define APIC_ID 0x20
#define APIC_VERSION 0x30
#define APIC_TASK_PRIORITY 0x80
#define APIC_EOI 0xb0
#define APIC_SPURIOUS 0xf0
#define APIC_IN_SERVICE 0x100
#define APIC_ERROR 0x280
#define APIC_LVT_CMCI 0x2f0
#define APIC_LVT_TIMER 0x320
#define APIC_LVT_THERMAL 0x330
#define APIC_LVT_COUNTERS 0x340
#define APIC_LVT_LINT0 0x350
#define APIC_LVT_LINT1 0x360
#define APIC_LVT_ERROR 0x370
#define APIC_TIMER_COUNT 0x380
#define APIC_TIMER_NOW 0x390
#define APIC_TIMER_DIVIDE 0x3e0

word_t apic_read(word_t offset);
void apic_write(word_t offset, word_t value);
/* Is the interrupt of this vector being served (an `int n` is not)? */
bool apic_is_in_service(word_t vector);

/* ---- ioapic.c ---- */
#define IOAPIC_PINS_MAX 240u
/* Where I/O APIC i is mapped; page 0 is the local APIC's. */
static inline word_t device_page(word_t index)
{
    return DEVICE_BASE + index * PAGE_BYTES;
}

void ioapic_start(word_t ioapic);

#endif
