/* SPDX-License-Identifier: BSD-2-Clause */
/* Abstraction of the kernel's state: what is AArch64's. */
#include <arch/arch.h>
#include <core/core.h>
#include <host.h>
#include <host_guest.h>
#include <paging.h>
#include <vcpu.h>
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
    case CAP_VCPU:
        return AC_VCPU;
    case CAP_SMC:
        return AC_SMC;
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
    } else if (a->type == AC_SMC) {
        a->badge = cap.w1;
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
    params->gic = hw_state.gic_version;
}

unsigned abstract_isa_line_input(unsigned irq)
{
    return irq;
}

/* Those of VCPUs are the kernel's: machine_isa_is_sound. */
struct ainput abstract_isa_input(unsigned input)
{
    if (input == AS_IRQ_OF_VCPU || input == AS_IRQ_OF_GUEST) {
        return (struct ainput){.masked = false};
    }
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

/* ---- Guests ---- */

_Static_assert(AS_GUEST_REGISTERS == GUEST_REGISTERS && AS_GUEST_NAMED == GUEST_NAMED, "one numbering of registers");

word abstract_isa_vcpu_of(const tcb_t *tcb)
{
    return abstract_name(tcb->context.vcpu);
}

/* A guest writes TPIDRRO_EL0 without notice. */
void abstract_isa_live_registers(const tcb_t *tcb, word regs[UC_COUNT])
{
    if (tcb == this_core()->current && tcb->context.vcpu != NULL) {
        regs[UC_TPIDRRO] = host_guest.tpidrro;
    }
}

/* Registers that a thread without VCPU would notice: the processor has them only while the guest runs. */
static bool is_taken_away(unsigned reg)
{
    switch (reg) {
    case seL4_VCPUReg_SCTLR:
    case seL4_VCPUReg_CPACR:
    case seL4_VCPUReg_CNTV_CTL:
    case seL4_VCPUReg_CNTV_CVAL:
    case seL4_VCPUReg_CNTVOFF:
    case seL4_VCPUReg_CNTKCTL_EL1:
    case GUEST_MDSCR:
    case GUEST_MDCCINT:
    case GUEST_PMCR:
    case GUEST_PMUSERENR:
        return true;
    default:
        return false;
    }
}

/* The others stay in the processor until another guest runs. */
void abstract_isa_vcpu(struct astate *s, word name)
{
    const struct vcpu *vcpu = object_at(name);
    bool runs = this_core()->current->context.vcpu == vcpu;
    bool loaded = vcpu_loaded == vcpu;
    struct avcpu v = {.name = name, .tcb = abstract_name(vcpu->tcb), .timer_masked = vcpu->timer_masked != 0};

    for (unsigned i = 0; i < AS_GUEST_REGISTERS; i++) {
        v.reg[i] = (is_taken_away(i) ? runs : loaded) ? host_guest.reg[i] : vcpu->reg[i];
    }
    for (unsigned i = 0; i < AS_GUEST_LISTS; i++) {
        v.list[i] = loaded ? host_guest.list[i] : vcpu->list[i];
    }
    as_vcpu_add(s, &v);
}
