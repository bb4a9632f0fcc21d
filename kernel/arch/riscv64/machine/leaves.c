/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves that are not worth inlining: interrupts, FPU, clearing memory. */
#include <arch_tcb.h>
#include <driver/plic.h>
#include <machine/machine.h>
#include <status.h>

/* Each switch of threads touches the beginning: one cache line. */
_Alignas(64) struct hw_state hw_state;

void hw_kernel_mappings_copy(void *root)
{
    table_t *table = root;

    for (word_t i = KERNEL_ENTRY; i < TABLE_ENTRIES; i++)
        table->entry[i] = kernel_root.entry[i];
}

/* ---- interrupts ---- */

void hw_irq_end(word_t irq)
{
    if (hw_state.irq_claimed != irq || irq == 0)
        return;
    hw_state.irq_claimed = 0;
    plic_complete(PLIC_ADDRESS, hw_state.plic_context, irq);
}

void hw_irq_mask(word_t irq)
{
    if (irq <= ARCH_IRQ_SOURCES)
        plic_mask(PLIC_ADDRESS, irq, true);
}

void hw_irq_unmask(word_t irq)
{
    if (irq <= ARCH_IRQ_SOURCES)
        plic_mask(PLIC_ADDRESS, irq, false);
}

/* ---- FPU ---- */

void hw_fpu_allow(bool on)
{
    __asm__ volatile("csrc sstatus, %0" : : "r"((word_t)STATUS_FS) : "memory");
    if (on)
        __asm__ volatile("csrs sstatus, %0" : : "r"((word_t)STATUS_FS_CLEAN) : "memory");
    hw_state.fpu_allowed = on;
}

void hw_fpu_init_area(void *area)
{
    word_t *words = area;

    for (word_t i = 0; i < ARCH_TCB_FPU_BYTES / sizeof(word_t); i++)
        words[i] = 0;
}

/* ---- memory ---- */

void hw_clear(void *p, word_t bytes)
{
    word_t *words = p;
    word_t *end = (word_t *)((word_t)p + bytes);

    while (end - words >= 16) {
        words[0] = words[1] = words[2] = words[3] = 0;
        words[4] = words[5] = words[6] = words[7] = 0;
        words[8] = words[9] = words[10] = words[11] = 0;
        words[12] = words[13] = words[14] = words[15] = 0;
        words += 16;
    }
    while (words < end) {
        words[0] = 0;
        words[1] = 0;
        words += 2;
    }
}
