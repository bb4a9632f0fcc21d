/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: what is AArch64's. */
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
    case CAP_VSPACE:
        return AC_VSPACE;
    case CAP_ASID_CONTROL:
        return AC_ASID_CONTROL;
    case CAP_ASID_POOL:
        return AC_ASID_POOL;
    case CAP_SGI_SIGNAL:
        return AC_SGI_SIGNAL;
    default:
        spec_require(false, "capability types are known");
        return AC_NULL;
    }
}

void abstract_isa_cap(cap_t cap, struct acap *a)
{
    if (a->type == AC_SGI_SIGNAL) {
        a->badge = sgi_w1_set(cap.w1) * (word)spec_power_of_2(36)
                   + sgi_w1_number(cap.w1) * (word)spec_power_of_2(32) + sgi_w1_target(cap.w1);
    }
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
        .masked = !host_machine.irq_enabled[input] || host_machine.irq_held[input],
        .edge = host_machine.irq_edge[input],
    };
}

/* ---- Address spaces ---- */

enum { EXECUTE_NEVER = 1, UNCACHED = 2 };

/* A root is two tables side by side. */
unsigned abstract_isa_root_entries(void)
{
    return 2 * TABLE_ENTRY_COUNT;
}

/* At the lowest level what looks like a table is a page. */
bool abstract_isa_entry(word entry, unsigned span_bits, struct amapping *m)
{
    if (!entry_is_valid(entry)) {
        return false;
    }
    bool normal = entry_memory(entry) == MEMORY_NORMAL;
    m->table = span_bits > PAGE_BITS && entry_kind(entry) == ENTRY_TABLE;
    m->target = entry_address(entry);
    if (!m->table) {
        spec_require(entry_kind(entry) == (span_bits > PAGE_BITS ? ENTRY_BLOCK : ENTRY_PAGE)
                     && entry_used(entry) == 1 && (normal || entry_memory(entry) == MEMORY_DEVICE)
                     && entry_shareability(entry) == (normal ? INNER_SHAREABLE : 0), "an entry of a frame is sound");
        m->rights = (uint8_t)(AR_READ * op_take(entry_access(entry), 0, 1)
                              + AR_WRITE * op_take(entry_access(entry), 1, 1));
        m->attributes = (uint8_t)(EXECUTE_NEVER * entry_execute_never(entry) + (normal ? 0 : UNCACHED));
    }
    return true;
}
