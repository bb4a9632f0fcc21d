/* SPDX-License-Identifier: BSD-2-Clause */
/* Leaves of the host port that only x86_64 has. */
#include <host.h>

#include <lib/string.h>

void host_isa_reset(void)
{
    host_machine.ioapic_count = 1;
    host_machine.huge_pages = true;
}

void hw_vspace_load(word_t root_physical, word_t asid)
{
    host_machine.vspace_root = root_physical;
    host_machine.vspace_asid = asid;
    host_machine.vspace_loads++;
}

word_t hw_vspace_word(word_t root_physical, word_t asid)
{
    REQUIRES(asid != 0);
    return root_physical + asid;
}

void hw_vspace_load_word(word_t word, word_t asid)
{
    hw_vspace_load(word - asid, asid);
}

word_t hw_fs_base(void)
{
    return host_machine.fs_base;
}

void hw_fs_base_set(word_t base)
{
    host_machine.fs_base = base;
}

word_t hw_gs_base(void)
{
    return host_machine.gs_base;
}

void hw_gs_base_set(word_t base)
{
    host_machine.gs_base = base;
}

bool hw_has_base_instructions(void)
{
    return !host_machine.no_base_instructions;
}

void hw_bases_exchange(word_t *save, const word_t *load)
{
    REQUIRES(!host_machine.no_base_instructions);
    save[0] = host_machine.fs_base;
    save[1] = host_machine.gs_base;
    host_machine.fs_base = load[0];
    host_machine.gs_base = load[1];
}

void hw_fpu_exchange(void *save, const void *load)
{
    hw_fpu_save(save);
    hw_fpu_restore(load);
}

/* Legacy region of the CPU's save area: control word at 0, MXCSR at 24. */
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

void hw_fpu_init_area(void *area)
{
    unsigned char *p = area;

    memset(p, 0, ARCH_TCB_FPU_BYTES);
    p[0] = 0x7f;
    p[1] = 0x03;
    p[24] = 0x80;
    p[25] = 0x1f;
}

word_t hw_port_in(word_t port, word_t bytes)
{
    host_machine.port = port;
    host_machine.port_bytes = bytes;
    host_machine.port_ins++;
    return op_take(host_machine.port_value, 0, bytes * 8);
}

void hw_port_out(word_t port, word_t bytes, word_t value)
{
    host_machine.port = port;
    host_machine.port_bytes = bytes;
    host_machine.port_written = value;
    host_machine.port_outs++;
}

void hw_kernel_stack_set(word_t top)
{
    host_machine.kernel_stack = top;
}

void hw_ioapic_program(word_t ioapic, word_t pin, word_t vector, bool level, bool active_low)
{
    REQUIRES((ioapic < host_machine.ioapic_count) & (pin < HOST_PIN_MAX));
    host_machine.pin[ioapic][pin] = (struct host_pin){vector, true, level, active_low, true};
}

void hw_ioapic_mask(word_t ioapic, word_t pin, bool masked)
{
    REQUIRES((ioapic < host_machine.ioapic_count) & (pin < HOST_PIN_MAX));
    host_machine.pin[ioapic][pin].masked = masked;
}

word_t hw_ioapic_count(void)
{
    return host_machine.ioapic_count;
}

word_t hw_ioapic_pins(word_t ioapic)
{
    REQUIRES(ioapic < host_machine.ioapic_count);
    return HOST_PIN_MAX;
}

void hw_irq_end(void)
{
    host_machine.irq_ends++;
}

bool hw_has_huge_pages(void)
{
    return host_machine.huge_pages;
}
