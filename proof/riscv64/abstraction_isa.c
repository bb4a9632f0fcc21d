/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: what is RISC-V's. */
#include <arch/arch.h>
#include <host.h>
#include <paging.h>
#include "proof/abstraction_parts.h"
#include "proof/spec.h"

/* ---- Capabilities ---- */

enum acap_type abstract_isa_cap_kind(word_t type)
{
    switch (type) {
    case CAP_PAGE_TABLE:
        return AC_PAGE_TABLE;
    case CAP_ASID_CONTROL:
        return AC_ASID_CONTROL;
    case CAP_ASID_POOL:
        return AC_ASID_POOL;
    default:
        spec_require(false, "capability types are known");
        return AC_NULL;
    }
}

void abstract_isa_cap(cap_t cap, struct acap *a)
{
    (void)cap;
    (void)a;
}

/* ---- Threads, devices ---- */

bool abstract_isa_by_syscall(const struct arch_context *context)
{
    (void)context;
    return false;
}

void abstract_isa_params(struct aparams *params)
{
    (void)params;
}

unsigned abstract_isa_line_input(unsigned irq)
{
    return irq;
}

struct ainput abstract_isa_input(unsigned input)
{
    return (struct ainput){
        .masked = !host_machine.irq_enabled[input],
    };
}

/* ---- Address spaces ---- */

unsigned abstract_isa_root_entries(void)
{
    return TABLE_ENTRY_COUNT / 2;
}

/* An entry is a table's if it permits nothing. What CPUs would note of accesses is noted beforehand. */
bool abstract_isa_entry(word entry, unsigned span_bits, struct amapping *m)
{
    if (entry_valid(entry) == 0) {
        return false;
    }
    m->table = entry_read(entry) + entry_write(entry) + entry_execute(entry) == 0;
    m->target = entry_address(entry);
    if (!m->table) {
        spec_require(entry_user(entry) != 0 && entry_used(entry) == 3, "an entry of a frame is a user's and used");
        m->rights = (uint8_t)(AR_WRITE * entry_write(entry) + AR_READ * entry_read(entry));
        m->attributes = entry_execute(entry) == 0;
    }
    spec_require(!m->table || (span_bits > PAGE_BITS && entry_user(entry) == 0), "an entry of a table is no frame's");
    return true;
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
