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

/* Whose state the registers hold, and whether it has been saved, is not known here: they count as changed. */
void hw_fpu_allow(bool on)
{
    if (on)
        __asm__ volatile("csrs sstatus, %0" : : "r"((word_t)STATUS_FS) : "memory");
    else
        __asm__ volatile("csrc sstatus, %0" : : "r"((word_t)STATUS_FS) : "memory");
}

void hw_fpu_init_area(void *area)
{
    word_t *words = area;

    for (word_t i = 0; i < ARCH_TCB_FPU_BYTES / sizeof(word_t); i++)
        words[i] = 0;
}

/* ---- memory ---- */

#define CLEAR_BYTES 512u /* at once: 64 words */

static inline void clear_block(word_t at)
{
    __asm__ volatile(".set offset, 0\n\t"
                     ".rept 64\n\t"
                     "sd zero, offset(%0)\n\t"
                     ".set offset, offset + 8\n\t"
                     ".endr"
                     :
                     : "r"(at)
                     : "memory");
}

void hw_clear(void *p, word_t bytes)
{
    word_t at = (word_t)p, end = at + bytes, end_of_blocks = at + (bytes & ~(word_t)(CLEAR_BYTES - 1));

    for (; at < end_of_blocks; at += CLEAR_BYTES)
        clear_block(at);
    for (; at < end; at += 2 * sizeof(word_t)) {
        ((word_t *)at)[0] = 0;
        ((word_t *)at)[1] = 0;
    }
}
