/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification: virtual CPUs. Each has registers of its own; where the kernel keeps them, and when it moves them, has
 * no place here.
 */
#include "guest_spec.h"

enum { INTERRUPT_MAX = 1023, PRIORITY_MAX = 31, GROUP_MAX = 1, SCTLR = 0, SCTLR_NEW = 0x34d58820 };

/* Where list registers say what. */
struct list_bits {
    unsigned tell, priority, pending, active, group;
};

static const struct list_bits gicv2_bits = {.tell = 19, .priority = 23, .pending = 28, .active = 29, .group = 30};
static const struct list_bits gicv3_bits = {.tell = 41, .priority = 51, .pending = 62, .active = 63, .group = 60};

static struct list_bits bits_of(const struct astate *s)
{
    return s->params.gic == 2 ? gicv2_bits : gicv3_bits;
}

static word list(struct list_bits at, word interrupt, word priority, word group)
{
    return (word)(interrupt + spec_power_of_2(at.tell) + priority * spec_power_of_2(at.priority)
                  + spec_power_of_2(at.pending) + group * spec_power_of_2(at.group));
}

word spec_list_of_gicv3(word list)
{
    return (word)(spec_word_field(list, 0, 10)
                  + spec_word_field(list, gicv2_bits.tell, 1) * spec_power_of_2(gicv3_bits.tell)
                  + spec_word_field(list, gicv2_bits.pending, 1) * spec_power_of_2(gicv3_bits.pending)
                  + spec_word_field(list, gicv2_bits.active, 1) * spec_power_of_2(gicv3_bits.active));
}

/* ---- Belonging together ---- */

/* The thread is a program's from now on. */
static void part(struct astate *s, word vcpu)
{
    word thread = as_vcpu_get(s, vcpu)->tcb;

    if (thread == 0) {
        return;
    }
    struct atcb *t = as_tcb_get(s, thread);
    t->vcpu = 0;
    t->regs[UC_SPSR] = spec_sanitize_register(UC_SPSR, t->regs[UC_SPSR]);
    as_vcpu_get(s, vcpu)->tcb = 0;
}

void spec_isa_thread_finalize(struct astate *s, word thread)
{
    word vcpu = as_tcb_get(s, thread)->vcpu;

    if (vcpu != 0) {
        part(s, vcpu);
    }
}

void spec_vcpu_create(struct astate *s, word name)
{
    struct avcpu v = {.name = name, .reg = {[SCTLR] = SCTLR_NEW}};

    as_vcpu_add(s, &v);
}

void spec_vcpu_destroy(struct astate *s, word name)
{
    part(s, name);
    as_vcpu_drop(s, name);
}

/* ---- Methods ---- */

static struct aoutcome set_tcb(struct astate *s, const struct acall *c)
{
    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (cap.type != AC_TCB) {
        return spec_refuse(seL4_IllegalOperation);
    }

    spec_isa_thread_finalize(s, cap.object);
    part(s, c->cap.object);
    as_vcpu_get(s, c->cap.object)->tcb = cap.object;
    as_tcb_get(s, cap.object)->vcpu = c->cap.object;
    return spec_outcome_ok();
}

static struct aoutcome inject(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word argument = spec_call_word(s, c, 0);
    word interrupt = spec_word_field(argument, 0, 16);
    word priority = spec_word_field(argument, 16, 8);
    word group = spec_word_field(argument, 24, 8);
    word index = spec_word_field(argument, 32, 8);
    if (interrupt > INTERRUPT_MAX) {
        return spec_refuse_range(0, INTERRUPT_MAX);
    }
    if (priority > PRIORITY_MAX) {
        return spec_refuse_range(0, PRIORITY_MAX);
    }
    if (group > GROUP_MAX) {
        return spec_refuse_range(0, GROUP_MAX);
    }
    if (index >= AS_GUEST_LISTS) {
        return spec_refuse_range(0, AS_GUEST_LISTS - 1);
    }
    word *place = &as_vcpu_get(s, c->cap.object)->list[index];
    if (spec_word_field(*place, bits_of(s).active, 1) == 1) {
        return spec_refuse(seL4_DeleteFirst);
    }

    *place = list(bits_of(s), interrupt, priority, group);
    return spec_outcome_ok();
}

static struct aoutcome read_register(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word number = spec_call_word(s, c, 0);
    if (number >= AS_GUEST_NAMED) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    return spec_outcome_value(as_vcpu_get(s, c->cap.object)->reg[number]);
}

static struct aoutcome write_register(struct astate *s, const struct acall *c)
{
    if (c->length < 2) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word number = spec_call_word(s, c, 0);
    if (number >= AS_GUEST_NAMED) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }

    as_vcpu_get(s, c->cap.object)->reg[number] = spec_call_word(s, c, 1);
    return spec_outcome_ok();
}

static struct aoutcome ack(struct astate *s, const struct acall *c)
{
    if (c->length < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word irq = spec_call_word(s, c, 0);
    if (irq >= AS_IRQS) {
        return spec_refuse_range(0, AS_IRQS - 1);
    }
    if (irq != AS_IRQ_OF_GUEST) {
        return spec_refuse_number(seL4_InvalidArgument, 0);
    }

    as_vcpu_get(s, c->cap.object)->timer_masked = false;
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_vcpu(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case ARMVCPUSetTCB:
        return set_tcb(s, c);
    case ARMVCPUInjectIRQ:
        return inject(s, c);
    case ARMVCPUReadReg:
        return read_register(s, c);
    case ARMVCPUWriteReg:
        return write_register(s, c);
    case ARMVCPUAckVPPI:
        return ack(s, c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

/* ---- Events ---- */

void spec_isa_guest_acted(struct astate *s, const struct aevent *e)
{
    word vcpu = as_tcb_get(s, s->current)->vcpu;

    if (vcpu == 0) {
        return;
    }
    struct avcpu *v = as_vcpu_get(s, vcpu);
    if (e->guest.reg > 0) {
        v->reg[e->guest.reg - 1] = e->guest.reg_value;
    }
    if (e->guest.list > 0) {
        v->list[e->guest.list - 1] = e->guest.list_value;
    }
}

/* The lowest list register that has ended, whose end will not be told again; all ones if none has. */
static word take_ended(struct avcpu *v, word ended, unsigned tell_bit)
{
    for (unsigned i = 0; i < AS_GUEST_LISTS; i++) {
        if (spec_word_field(ended, i, 1) == 1) {
            v->list[i] -= spec_word_field(v->list[i], tell_bit, 1) * (word)spec_power_of_2(tell_bit);
            return i;
        }
    }
    return UINT64_MAX;
}

/* When nobody can be told now, the cause stays and interrupts again. */
bool spec_isa_guest_interrupt(struct astate *s, const struct aevent *e, bool in_time)
{
    if (e->number != AS_IRQ_OF_VCPU && e->number != AS_IRQ_OF_GUEST) {
        return false;
    }
    word vcpu = s->current == 0 ? 0 : as_tcb_get(s, s->current)->vcpu;
    if (vcpu == 0 || !in_time) {
        return true;
    }
    struct avcpu *v = as_vcpu_get(s, vcpu);
    if (e->number == AS_IRQ_OF_GUEST) {
        v->timer_masked = true;
        spec_fault(s, s->current, (struct afault){.kind = seL4_Fault_VPPIEvent, .words = {AS_IRQ_OF_GUEST}});
    } else {
        word index = take_ended(v, e->words[0], bits_of(s).tell);
        spec_fault(s, s->current, (struct afault){.kind = seL4_Fault_VGICMaintenance, .words = {index}});
    }
    return true;
}
