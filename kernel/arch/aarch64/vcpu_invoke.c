/* SPDX-License-Identifier: BSD-2-Clause */
/* The methods of VCPUs. hyp.md sections 1.1 and 1.2. */
#include <arch/arch.h>
#include <arch_switch.h>
#include <vcpu.h>
#include <vcpu_fields.h>

#define INTERRUPT_MAX 1023u
#define PRIORITY_MAX 31u
#define GROUP_MAX 1u

/* SetTCB: TCB. TruncatedMessage; IllegalOperation (another kind of capability). */
static word_t set_tcb(struct vcpu *vcpu, const struct invocation *in, struct refusal *why)
{
    if (!invocation_has(in, 0, 1))
        return refuse(why, seL4_TruncatedMessage);
    if (cap_type(in->extra[0]->cap) != CAP_TCB)
        return refuse(why, seL4_IllegalOperation);
    vcpu_attach(vcpu, tcb_of_cap(in->extra[0]->cap));
    return STATUS_OK;
}

static word_t list_read(const struct vcpu *vcpu, word_t index)
{
    return vcpu_list_is_live(vcpu) ? hw_vgic_list_read(index) : vcpu->list[index];
}

static void list_write(struct vcpu *vcpu, word_t index, word_t list)
{
    if (vcpu_list_is_live(vcpu))
        hw_vgic_list_write(index, list);
    else
        vcpu->list[index] = list;
}

/* InjectIRQ: one word. TruncatedMessage; RangeError each; DeleteFirst (the guest is about that list register). */
static word_t inject_irq(struct vcpu *vcpu, const struct invocation *in, struct refusal *why)
{
    word_t version = hw_vgic_version(), count = hw_vgic_list_count();
    word_t argument = 0, index = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    argument = invocation_register(in, 0);
    index = inject_index(argument);
    if (inject_interrupt(argument) > INTERRUPT_MAX)
        return refuse_range(why, 0, INTERRUPT_MAX);
    if (inject_priority(argument) > PRIORITY_MAX)
        return refuse_range(why, 0, PRIORITY_MAX);
    if (inject_group(argument) > GROUP_MAX)
        return refuse_range(why, 0, GROUP_MAX);
    if (index >= count)
        return refuse_range(why, 0, count - 1);
    if (list_is_active(version, list_read(vcpu, index)))
        return refuse(why, seL4_DeleteFirst);
    list_write(vcpu, index,
               list_new(version, inject_interrupt(argument), inject_priority(argument), inject_group(argument)));
    return STATUS_OK;
}

/* ReadReg: number. TruncatedMessage; InvalidArgument 1. One result word. */
static word_t read_register(const struct vcpu *vcpu, const struct invocation *in, struct refusal *why)
{
    word_t reg = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    reg = invocation_register(in, 0);
    if (reg >= GUEST_NAMED)
        return refuse_argument(why, 1);
    invocation_result(vcpu_register_is_live(vcpu, reg) ? hw_guest_read(reg) : vcpu->reg[reg]);
    return STATUS_OK;
}

/* WriteReg: number, value. TruncatedMessage; InvalidArgument 1. */
static word_t write_register(struct vcpu *vcpu, const struct invocation *in, struct refusal *why)
{
    word_t reg = 0;
    word_t value = 0;

    if (!invocation_has(in, 2, 0))
        return refuse(why, seL4_TruncatedMessage);
    reg = invocation_register(in, 0);
    value = invocation_register(in, 1);
    if (reg >= GUEST_NAMED)
        return refuse_argument(why, 1);
    if (vcpu_register_is_live(vcpu, reg))
        hw_guest_write(reg, value);
    else
        vcpu->reg[reg] = value;
    return STATUS_OK;
}

/* AckVPPI: interrupt. TruncatedMessage; RangeError; InvalidArgument 0 (not a guest's). */
static word_t ack_vppi(struct vcpu *vcpu, const struct invocation *in, struct refusal *why)
{
    word_t irq = 0;

    if (!invocation_has(in, 1, 0))
        return refuse(why, seL4_TruncatedMessage);
    irq = invocation_register(in, 0);
    if (irq >= ARCH_IRQ_COUNT)
        return refuse_range(why, 0, ARCH_IRQ_COUNT - 1);
    if (irq != ARCH_IRQ_VIRTUAL_TIMER)
        return refuse_argument(why, 0);
    vcpu->timer_masked = 0;
    if (arch_loaded.vcpu == vcpu)
        vcpu_timer_line_update(vcpu);
    return STATUS_OK;
}

word_t vcpu_invoke(const struct invocation *in, struct refusal *why)
{
    struct vcpu *vcpu = vcpu_of_cap(in->cap);

    switch (in->label) {
    case ARMVCPUSetTCB:
        return set_tcb(vcpu, in, why);
    case ARMVCPUInjectIRQ:
        return inject_irq(vcpu, in, why);
    case ARMVCPUReadReg:
        return read_register(vcpu, in, why);
    case ARMVCPUWriteReg:
        return write_register(vcpu, in, why);
    case ARMVCPUAckVPPI:
        return ack_vppi(vcpu, in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
