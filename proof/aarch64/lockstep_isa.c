/* SPDX-License-Identifier: BSD-2-Clause */
/* Lock-step runs on AArch64: the machine, registers, faults. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <core/entry.h>
#include <host.h>
#include <host_guest.h>
#include <paging.h>
#include <stdio.h>
#include <syndrome.h>
#include <vcpu.h>
#include "kernel/arch/aarch64/guest_spec.h"
#include "proof/lockstep_machine.h"
#include "proof/lockstep_parts.h"

/* ---- The machine ---- */

/* Interrupt controllers have their version; the guests' timer is masked, and the kernel knows it. */
void machine_isa_reset(void)
{
    const struct vcpu masked = {.timer_masked = 1};

    hw_state.gic_version = 2 + ls_machine.variant;
    host_guest.version = hw_state.gic_version;
    vcpu_timer_line_update(&masked);
    host_guest.hcr = HW_HCR_NATIVE;
    vcpu_boot();
}

cap_t machine_isa_root(word_t physical, word_t asid)
{
    return vspace_cap_new(physical, asid);
}

void machine_isa_controls(slot_t *root)
{
    enum { SMC_FUNCTION = 3 };

    if (!ls_machine.plain) {
        slot_insert_alone(root + LS_CAP_SMC, smc_cap_new());
        slot_insert_copy(root + LS_CAP_SMC, root + LS_CAP_SMC_BADGED,
                         arch_cap_update_data(root[LS_CAP_SMC].cap, false, SMC_FUNCTION));
    }
}

/* As host_isa.c answers. */
word spec_firmware_answer(unsigned i, word asked)
{
    return asked ^ (i + 1) * 0x1111111111111111ul;
}

/* ---- Entries ---- */

/* Where entry code puts the register of this number. */
static word_t place_of(unsigned index)
{
    static const uint8_t places[UC_COUNT] = {
        [UC_X0] = R_X0, [UC_X1] = R_X1, [UC_X2] = R_X2, [UC_X3] = R_X3, [UC_X4] = R_X4, [UC_X5] = R_X5,
        [UC_X6] = R_X6, [UC_X7] = R_X7, [UC_X8] = R_X8, [UC_X9] = R_X9, [UC_X10] = R_X10, [UC_X11] = R_X11,
        [UC_X12] = R_X12, [UC_X13] = R_X13, [UC_X14] = R_X14, [UC_X15] = R_X15, [UC_X16] = R_X16, [UC_X17] = R_X17,
        [UC_X18] = R_X18, [UC_X19] = R_X19, [UC_X20] = R_X20, [UC_X21] = R_X21, [UC_X22] = R_X22, [UC_X23] = R_X23,
        [UC_X24] = R_X24, [UC_X25] = R_X25, [UC_X26] = R_X26, [UC_X27] = R_X27, [UC_X28] = R_X28, [UC_X29] = R_X29,
        [UC_X30] = R_X30, [UC_SP] = R_SP, [UC_SPSR] = R_SPSR, [UC_TLS] = R_TPIDR, [UC_TPIDRRO] = R_TPIDRRO,
        [UC_IP] = R_FAULT_IP,
    };
    return places[index];
}

void machine_isa_save(tcb_t *tcb, const struct aevent *e)
{
    word_t *r = tcb->context.r;

    for (unsigned i = 0; i < UC_TPIDRRO; i++) {
        r[place_of(i)] = e->regs[i];
    }
    r[R_NEXT_IP] = e->kind == EV_SYSCALL ? e->next_ip : e->regs[UC_IP];
    if (tcb->context.vcpu == NULL) {
        arch_spsr_sanitise(tcb); /* a call that is made again may have ended the VCPU of its caller */
        return;
    }
    host_guest.tpidrro = e->regs[UC_TPIDRRO];
    if (e->guest.reg > 0) {
        host_guest.reg[e->guest.reg - 1] = e->guest.reg_value;
    }
    if (e->guest.list > 0) {
        host_guest.list[e->guest.list - 1] = e->guest.list_value;
    }
}

/* As exception.c does. */
void machine_isa_interrupt(const struct aevent *e)
{
    host_guest.ended = e->words[0];
    switch (e->number) {
    case ARCH_IRQ_VCPU_MAINTENANCE:
        vcpu_maintenance();
        break;
    case ARCH_IRQ_VIRTUAL_TIMER:
        vcpu_timer();
        break;
    default:
        entry_interrupt(e->number);
    }
}

void ls_isa_call_registers(struct aevent *e)
{
    (void)e;
}

/* Arm ARM D24.2.37: aborts with any syndrome, instructions that are none, and others that only monitors know. */
void ls_isa_fault(struct ls_bytes *in, struct aevent *e)
{
    enum { CLASS_HVC = 0x16 };

    e->kind = (uint8_t)PICK(in, EV_VM_FAULT, EV_VM_FAULT, EV_USER_EXCEPTION, EV_ISA_FAULT);
    e->number = 0;
    if (e->kind == EV_VM_FAULT) {
        e->words[1] = take(in) % 2;
        e->words[0] = e->words[1] == 1 ? e->regs[UC_IP] : any_word(in);
        e->words[2] = (word)(e->words[1] == 1 ? ESR_CLASS_FETCH_LOWER : ESR_CLASS_DATA_LOWER) << ESR_CLASS_BIT;
        e->words[2] += take(in);
    } else if (e->kind == EV_USER_EXCEPTION) {
        e->number = ESR_UNKNOWN;
    } else {
        e->number = seL4_Fault_VCPUFault;
        e->words[0] = ((word)CLASS_HVC << ESR_CLASS_BIT) + take(in);
    }
}

/* ---- Guests ---- */

static bool fail(char *why, unsigned why_size, const char *what)
{
    snprintf(why, why_size, "%s", what);
    return false;
}

static bool guest_is_loaded(const struct vcpu *vcpu)
{
    return vcpu_loaded == vcpu && (host_guest.hcr & 0x80080039) == 0x80080039 && (host_guest.hcr & 0x0a001000) == 0
           && host_guest.interface[VGIC_CONTROL] == vcpu->interface[VGIC_CONTROL]
           && host_machine.irq_enabled[ARCH_IRQ_VIRTUAL_TIMER] == (vcpu->timer_masked == 0);
}

/* Level 1 is off or free, timers and counters stand still, and no virtual interrupt comes. */
static bool processor_is_native(void)
{
    const word_t *reg = host_guest.reg;

    return reg[seL4_VCPUReg_SCTLR] == HW_SCTLR_NATIVE && reg[seL4_VCPUReg_CPACR] == HW_CPACR_NATIVE
           && reg[seL4_VCPUReg_CNTKCTL_EL1] == HW_CNTKCTL_NATIVE && reg[seL4_VCPUReg_CNTV_CTL] == 0
           && reg[seL4_VCPUReg_CNTV_CVAL] == 0 && reg[seL4_VCPUReg_CNTVOFF] == 0 && reg[GUEST_MDSCR] == 0
           && reg[GUEST_MDCCINT] == 0 && reg[GUEST_PMCR] == 0 && reg[GUEST_PMUSERENR] == 0
           && host_guest.interface[VGIC_CONTROL] == 0 && host_guest.hcr == HW_HCR_NATIVE;
}

/* Its registers will be saved there. */
static bool vcpu_exists(const struct vcpu *vcpu)
{
    for (unsigned i = 0; i < ls_state()->vcpu_count; i++) {
        if (ls_state()->vcpu[i].name == physical_of(vcpu)) {
            return true;
        }
    }
    return false;
}

bool machine_isa_is_sound(char *why, unsigned why_size)
{
    const tcb_t *tcb = this_core()->current;
    const struct vcpu *vcpu = tcb->context.vcpu;

    if (!host_machine.irq_enabled[ARCH_IRQ_VCPU_MAINTENANCE]) {
        return fail(why, why_size, "the maintenance interrupt is not masked");
    }
    if (vcpu == NULL && tcb != this_core()->idle && host_guest.tpidrro != tcb->context.r[R_TPIDRRO]) {
        return fail(why, why_size, "a thread has its TPIDRRO_EL0");
    }
    if (vcpu_loaded != NULL && !vcpu_exists(vcpu_loaded)) {
        return fail(why, why_size, "the VCPU whose registers are in the processor exists");
    }
    if (vcpu == NULL ? !processor_is_native() : !guest_is_loaded(vcpu)) {
        return fail(why, why_size, vcpu == NULL ? "a thread without VCPU finds nothing of a guest"
                                                : "a guest finds its own processor");
    }
    return true;
}

/* At level 1: changes one of its registers, a list register, its program state, TPIDRRO_EL0. */
void ls_isa_guest_acts(struct ls_bytes *in, struct aevent *e)
{
    uint8_t b = 0;

    if (as_tcb_get(ls_state(), ls_state()->current)->vcpu == 0) {
        return;
    }
    b = take(in);
    if (b % 2 == 0) {
        e->guest.reg = 1 + take(in) % AS_GUEST_REGISTERS;
        e->guest.reg_value = any_word(in);
    }
    if (b % 8 < 3) {
        e->guest.list = 1 + take(in) % AS_GUEST_LISTS;
        e->guest.list_value = (word)take(in) + PICK(in, 0, 0x20000000, 0x10080000, 0x30080000, 0x80000);
        if (ls_state()->params.gic == 3) {
            e->guest.list_value = spec_list_of_gicv3(e->guest.list_value);
        }
    }
    if (b % 8 == 5) {
        e->regs[UC_SPSR] = PICK(in, 0x3c5, 0x3c4, 0x40, 0x600003c5, 0xf0000040);
    }
    if (b % 16 == 6) {
        e->regs[UC_TPIDRRO] = any_word(in);
    }
}
