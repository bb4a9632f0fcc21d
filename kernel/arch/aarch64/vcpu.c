/* SPDX-License-Identifier: BSD-2-Clause */
/* Life of virtual CPUs, and their turns on the processor. hyp.md sections 1.2 and 1.3. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <vcpu.h>

/* What a guest has: stage 2 of translation, its own level 1, interrupts through the virtual controller, no firmware. */
#define HCR_TWI ((word_t)1 << 13)
#define HCR_TWE ((word_t)1 << 14)
#define HCR_TLOR ((word_t)1 << 35)
#define HCR_TERR ((word_t)1 << 36)
#define HCR_GUEST (HCR_VM | HCR_RW | HCR_AMO | HCR_IMO | HCR_FMO | HCR_TSC | HCR_TWI | HCR_TWE | HCR_TLOR | HCR_TERR)

#define SCTLR_CP15BEN ((word_t)1 << 5)
#define SCTLR_RESET (HW_SCTLR_NATIVE | SCTLR_CP15BEN)

#define VGIC_ENABLE 1u

struct vcpu *vcpu_loaded;

/* The address space that vcpu_loaded ran in last. */
static word_t loaded_asid;
/* As the interrupt controller has it. */
static word_t timer_line_masked = 1;

/* ---- one register after the other ---- */

/*
 * Those that work on threads without VCPU too, or interrupt them, leave the processor with the guest: vcpu_leave puts
 * the kernel's own there.
 */
static bool register_is_eager(word_t reg)
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
    }
    return false;
}

/* What such a register holds while a thread without VCPU runs: timers, debugging and counting stand still. */
static word_t register_native(word_t reg)
{
    switch (reg) {
    case seL4_VCPUReg_SCTLR:
        return HW_SCTLR_NATIVE;
    case seL4_VCPUReg_CPACR:
        return HW_CPACR_NATIVE;
    case seL4_VCPUReg_CNTKCTL_EL1:
        return HW_CNTKCTL_NATIVE;
    }
    return 0;
}

bool vcpu_register_is_live(const struct vcpu *vcpu, word_t reg)
{
    REQUIRES(reg < GUEST_REGISTERS);

    return register_is_eager(reg) ? arch_loaded.vcpu == vcpu : vcpu_loaded == vcpu;
}

static void registers_load(const struct vcpu *vcpu, bool eager)
{
    for (word_t reg = 0; reg < GUEST_REGISTERS; reg++) {
        if (register_is_eager(reg) == eager)
            hw_guest_write(reg, vcpu->reg[reg]);
    }
}

static void registers_save(struct vcpu *vcpu, bool eager)
{
    for (word_t reg = 0; reg < GUEST_REGISTERS; reg++) {
        if (register_is_eager(reg) == eager)
            vcpu->reg[reg] = hw_guest_read(reg);
    }
}

static void registers_native(void)
{
    for (word_t reg = 0; reg < GUEST_REGISTERS; reg++) {
        if (register_is_eager(reg))
            hw_guest_write(reg, register_native(reg));
    }
}

/* ---- what stays in the processor when a VCPU is left ---- */

static void monitors_load(const struct vcpu *vcpu)
{
    for (word_t array = 0; array < GUEST_MONITOR_ARRAYS; array++) {
        word_t count = hw_guest_monitor_count(array);

        for (word_t i = 0; INVARIANT(i <= count), VARIANT(count - i), i < count; i++) /* at most GUEST_MONITORS_MAX */
            hw_guest_monitor_write(array, i, vcpu->monitor[array][i]);
    }
}

static void monitors_save(struct vcpu *vcpu)
{
    for (word_t array = 0; array < GUEST_MONITOR_ARRAYS; array++) {
        word_t count = hw_guest_monitor_count(array);

        for (word_t i = 0; INVARIANT(i <= count), VARIANT(count - i), i < count; i++) /* at most GUEST_MONITORS_MAX */
            vcpu->monitor[array][i] = hw_guest_monitor_read(array, i);
    }
}

static void vgic_load(const struct vcpu *vcpu)
{
    word_t count = hw_vgic_list_count();

    for (word_t reg = VGIC_MACHINE; reg < VGIC_REGISTERS; reg++)
        hw_vgic_write(reg, vcpu->interface[reg]);
    for (word_t i = 0; INVARIANT(i <= count), VARIANT(count - i), i < count; i++) /* at most VGIC_LIST_MAX */
        hw_vgic_list_write(i, vcpu->list[i]);
}

static void vgic_save(struct vcpu *vcpu)
{
    word_t count = hw_vgic_list_count();

    for (word_t reg = VGIC_MACHINE; reg < VGIC_REGISTERS; reg++)
        vcpu->interface[reg] = hw_vgic_read(reg);
    for (word_t i = 0; INVARIANT(i <= count), VARIANT(count - i), i < count; i++) /* at most VGIC_LIST_MAX */
        vcpu->list[i] = hw_vgic_list_read(i);
}

/* The monitors' selector serves to reach them, so it is saved before them and loaded behind. */
static void state_save(struct vcpu *vcpu)
{
    registers_save(vcpu, false);
    monitors_save(vcpu);
    vgic_save(vcpu);
}

static void state_load(const struct vcpu *vcpu)
{
    monitors_load(vcpu);
    registers_load(vcpu, false);
    vgic_load(vcpu);
}

/* ---- turns ---- */

void vcpu_timer_line_update(const struct vcpu *vcpu)
{
    word_t masked = vcpu->timer_masked;

    if (masked == timer_line_masked)
        return;
    timer_line_masked = masked;
    if (masked != 0)
        hw_irq_mask(ARCH_IRQ_VIRTUAL_TIMER);
    else
        hw_irq_unmask(ARCH_IRQ_VIRTUAL_TIMER);
}

/*
 * Two guests in one address space may have different tables under the same numbers of address spaces of their own. The
 * processor tells only address spaces of the kernel apart.
 */
static void change_loaded(struct vcpu *vcpu)
{
    if (vcpu_loaded == vcpu)
        return;
    if (vcpu_loaded != 0) {
        state_save(vcpu_loaded);
        if (loaded_asid == arch_loaded.asid)
            hw_guest_tlb_flush();
    }
    state_load(vcpu);
    vcpu_loaded = vcpu;
}

void vcpu_enter(struct vcpu *vcpu)
{
    change_loaded(vcpu);
    loaded_asid = arch_loaded.asid;
    hw_hcr_write(HCR_GUEST);
    registers_load(vcpu, true);
    hw_vgic_write(VGIC_CONTROL, vcpu->interface[VGIC_CONTROL]);
    vcpu_timer_line_update(vcpu);
}

/* TPIDRRO_EL0 is the thread's, but a guest writes it without anybody's notice. */
void vcpu_leave(struct vcpu *vcpu)
{
    tcb_t *tcb = vcpu->tcb;

    REQUIRES(vcpu_loaded == vcpu && tcb != 0);

    registers_save(vcpu, true);
    registers_native();
    hw_vgic_write(VGIC_CONTROL, 0);
    hw_hcr_write(HW_HCR_NATIVE);
    arch_loaded.tpidrro = hw_guest_tpidrro();
    if (tcb != 0)
        tcb->context.r[R_TPIDRRO] = arch_loaded.tpidrro;
}

/* ---- life ---- */

cap_t vcpu_create(word_t physical)
{
    struct vcpu *vcpu = object_at(physical);

    vcpu->reg[seL4_VCPUReg_SCTLR] = SCTLR_RESET;
    vcpu->interface[VGIC_CONTROL] = VGIC_ENABLE;
    return cap_new(CAP_VCPU, 0, 0, physical, 0);
}

void vcpu_detach(struct vcpu *vcpu, tcb_t *tcb)
{
    REQUIRES(tcb->context.vcpu == vcpu && vcpu->tcb == tcb);

    if (arch_loaded.vcpu == vcpu) {
        vcpu_leave(vcpu);
        arch_loaded.vcpu = 0;
    }
    vcpu->tcb = 0;
    tcb->context.vcpu = 0;
    arch_spsr_sanitise(tcb);
    arch_unusual_changed(tcb);
}

void vcpu_attach(struct vcpu *vcpu, tcb_t *tcb)
{
    if (tcb->context.vcpu != 0)
        vcpu_detach(tcb->context.vcpu, tcb);
    if (vcpu->tcb != 0)
        vcpu_detach(vcpu, vcpu->tcb);
    vcpu->tcb = tcb;
    tcb->context.vcpu = vcpu;
    arch_unusual_changed(tcb);
}

/* What of it is in the processor is nobody's from now on: the next VCPU replaces it. */
void vcpu_finalise(cap_t cap)
{
    struct vcpu *vcpu = vcpu_of_cap(cap);

    if (vcpu->tcb != 0)
        vcpu_detach(vcpu, vcpu->tcb);
    ENSURES(arch_loaded.vcpu != vcpu);
    if (vcpu_loaded == vcpu)
        vcpu_loaded = 0;
}

void vcpu_boot(void)
{
    hw_guest_boot();
    registers_native();
    hw_vgic_write(VGIC_CONTROL, 0);
    hw_irq_unmask(ARCH_IRQ_VCPU_MAINTENANCE);
}
