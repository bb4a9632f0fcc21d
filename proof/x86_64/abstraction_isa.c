/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: what is x86_64's. */
#include <arch/arch.h>
#include <host.h>
#include <irq_lines.h>
#include <paging.h>
#include "proof/abstraction_parts.h"
#include "proof/spec.h"

/* ---- Capabilities ---- */

enum acap_type abstract_isa_cap_kind(word_t type)
{
    switch (type) {
    case CAP_PAGE_TABLE:
        return AC_PAGE_TABLE;
    case CAP_PAGE_DIRECTORY:
        return AC_PAGE_DIRECTORY;
    case CAP_PDPT:
        return AC_PDPT;
    case CAP_PML4:
        return AC_VSPACE;
    case CAP_ASID_CONTROL:
        return AC_ASID_CONTROL;
    case CAP_ASID_POOL:
        return AC_ASID_POOL;
    case CAP_IO_PAGE_TABLE:
        return AC_IO_PAGE_TABLE;
    case CAP_IO_PORT:
        return AC_IO_PORT;
    case CAP_IO_PORT_CONTROL:
        return AC_IO_PORT_CONTROL;
    default:
        spec_require(false, "capability types are known");
        return AC_NULL;
    }
}

void abstract_isa_cap(cap_t cap, struct acap *a)
{
    if (a->type == AC_IO_PORT) {
        a->first_port = (uint16_t)io_port_cap_first(cap);
        a->last_port = (uint16_t)io_port_cap_last(cap);
    }
}

/* ---- Threads, devices ---- */

bool abstract_isa_by_syscall(const struct arch_context *context)
{
    return context->r[R_CS] == 0;
}

void abstract_isa_params(struct aparams *params)
{
    params->ioapics = hw_ioapic_count();
    for (unsigned i = 0; i < params->ioapics && i < AS_IOAPICS; i++) {
        params->ioapic_pins[i] = hw_ioapic_pins(i);
    }
}

/* A line that was issued for a message has none, nor has one that never was issued. */
unsigned abstract_isa_line_input(unsigned irq)
{
    return x86_lines[irq].kind == LINE_PIN ? (unsigned)x86_lines[irq].pin : AS_INPUTS;
}

struct ainput abstract_isa_input(unsigned input)
{
    const struct host_pin *pin = &host_machine.pin[0][input];

    return (struct ainput){
        .masked = pin->masked,
        .edge = pin->programmed && !pin->level,
        .active_low = pin->active_low,
        .vector = (uint8_t)pin->vector,
    };
}

/* ---- Address spaces ---- */

unsigned abstract_isa_root_entries(void)
{
    return TABLE_ENTRIES / 2;
}

bool abstract_isa_entry(word entry, unsigned span_bits, struct amapping *m)
{
    bool table = span_bits == PML4_ENTRY_BITS || (span_bits > PAGE_BITS && entry_is_table(entry));
    bool large = !table && span_bits > PAGE_BITS;
    word pat = table || span_bits == HUGE_PAGE_BITS ? 0 : large ? entry_pat_large(entry) : entry_pat(entry);
    wide size = spec_power_of_2(table ? PAGE_BITS : span_bits);

    m->table = table;
    m->attributes = (uint8_t)(entry_write_through(entry) + 2 * entry_cache_disabled(entry) + 4 * pat);
    m->target = (word)(entry_table(entry) / size * size);
    if (!table && entry_user(entry) != 0) {
        m->rights = entry_writable(entry) ? AR_READ | AR_WRITE : AR_READ;
    }
    return entry_present(entry) != 0;
}

/* ---- Guests: there are none ---- */

word abstract_isa_vcpu_of(const tcb_t *tcb)
{
    (void)tcb;
    return 0;
}

void abstract_isa_live_registers(const tcb_t *tcb, word regs[UC_COUNT])
{
    (void)tcb;
    (void)regs;
}

void abstract_isa_vcpu(struct astate *s, word name)
{
    (void)s;
    (void)name;
    spec_require(false, "there are no VCPUs");
}
