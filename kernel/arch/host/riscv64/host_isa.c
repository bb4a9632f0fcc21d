/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves of the host port that only RISC-V has. */
#include <host.h>

#include <lib/string.h>

#define ASID_SHIFT 48u

void host_isa_reset(void)
{
}

static void load(word_t root_physical, word_t asid)
{
    host_machine.vspace_root = root_physical;
    host_machine.vspace_asid = asid;
    host_machine.vspace_loads++;
}

/* The arena lies below 2^48. */
word_t hw_vspace_word(word_t root_physical, word_t asid)
{
    REQUIRES(asid != 0);
    return root_physical | asid << ASID_SHIFT;
}

void hw_vspace_load_word(word_t word)
{
    load(op_low(word, ASID_SHIFT), op_drop(word, ASID_SHIFT));
}

void hw_vspace_load_empty(void)
{
    load(0, 0);
}

void hw_tlb_flush_page(word_t asid, word_t vaddr)
{
    host_flush_record(HOST_FLUSH_PAGE, asid, vaddr);
}

void hw_tlb_flush_asid(word_t asid)
{
    host_flush_record(HOST_FLUSH_ASID, asid, 0);
}

void hw_tlb_flush_all(void)
{
    host_flush_record(HOST_FLUSH_ALL, 0, 0);
}

void hw_fpu_exchange(void *to, const void *from)
{
    hw_fpu_save(to);
    hw_fpu_restore(from);
}

void hw_fpu_init_area(void *area)
{
    memset(area, 0, ARCH_TCB_FPU_BYTES);
}

/* As the machine's: numbers that are no source of the PLIC are ignored. */
static void enable(word_t irq, bool on)
{
    if (irq <= ARCH_IRQ_SOURCES)
        host_machine.irq_enabled[irq] = on;
}

void hw_irq_mask(word_t irq)
{
    enable(irq, false);
}

void hw_irq_unmask(word_t irq)
{
    enable(irq, true);
}

void hw_irq_end(word_t irq)
{
    host_machine.irq_ended = irq;
    host_machine.irq_ends++;
}
