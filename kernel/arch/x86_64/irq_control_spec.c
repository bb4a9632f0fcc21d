/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: interrupt control of x86_64. */
#include "proof/spec.h"

/* The last that users name; the CPU's of interrupt 0. */
enum { VECTOR_LAST = 107, VECTOR_BASE = 32 };

/* The arguments up to the free slot, which both ways of making a handler share. */
static struct aoutcome check_handler_call(struct astate *s, const struct acall *c, word *slot)
{
    if (c->length < 7 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word vector = spec_call_word(s, c, 6);
    if (vector > VECTOR_LAST) {
        return spec_refuse_range(0, VECTOR_LAST);
    }
    if (s->irq[AS_IRQ_FIRST + vector].state != AI_INACTIVE) {
        return spec_refuse(seL4_RevokeFirst);
    }
    return spec_lookup_free_slot(s, spec_call_cap(s, c, 0), spec_call_word(s, c, 0), spec_call_word(s, c, 1), slot);
}

static struct aoutcome check_ioapic(struct astate *s, const struct acall *c)
{
    word unit = spec_call_word(s, c, 2);

    if (s->params.ioapics == 0) {
        return spec_refuse(seL4_IllegalOperation);
    }
    if (unit >= s->params.ioapics) {
        return spec_refuse_range(0, s->params.ioapics - 1);
    }
    word pins = s->params.ioapic_pins[unit];
    if (spec_call_word(s, c, 3) >= pins) {
        return spec_refuse_range(0, pins - 1);
    }
    if (spec_call_word(s, c, 4) > 1 || spec_call_word(s, c, 5) > 1) {
        return spec_refuse_range(0, 1);
    }
    return spec_outcome_ok();
}

static struct aoutcome check_msi(struct astate *s, const struct acall *c)
{
    if (spec_call_word(s, c, 2) > 255) {
        return spec_refuse_range(0, 255);
    }
    if (spec_call_word(s, c, 3) > 31) {
        return spec_refuse_range(0, 31);
    }
    if (spec_call_word(s, c, 4) > 7) {
        return spec_refuse_range(0, 7);
    }
    return spec_outcome_ok();
}

/* A pin may be several lines' input: it is as it was programmed last. */
static void program_pin(struct astate *s, const struct acall *c, word irq)
{
    word pin = spec_call_word(s, c, 3);

    spec_require(spec_call_word(s, c, 2) == 0 && pin < AS_INPUTS, "there is one I/O APIC");
    s->irq[irq].input = (uint16_t)pin;
    s->input[pin] = (struct ainput){
        .edge = spec_call_word(s, c, 4) == 0,
        .active_low = spec_call_word(s, c, 5) == 1,
        .vector = (uint8_t)(VECTOR_BASE + irq),
    };
}

static struct aoutcome issue_handler(struct astate *s, const struct acall *c, bool pin)
{
    word slot = 0;
    struct aoutcome o = check_handler_call(s, c, &slot);

    if (spec_refused(o)) {
        return o;
    }
    o = pin ? check_ioapic(s, c) : check_msi(s, c);
    if (spec_refused(o)) {
        return o;
    }

    word irq = AS_IRQ_FIRST + spec_call_word(s, c, 6);
    s->irq[irq] = (struct airq){.state = AI_SIGNAL, .input = AS_INPUTS};
    if (pin) {
        program_pin(s, c, irq);
    }
    spec_insert_new(s, c->slot, slot, (struct acap){.type = AC_IRQ_HANDLER, .object = irq});
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_irq_control(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case X86IRQIssueIRQHandlerIOAPIC:
        return issue_handler(s, c, true);
    case X86IRQIssueIRQHandlerMSI:
        return issue_handler(s, c, false);
    case IRQIssueIRQHandler:
        return spec_refuse(c->length < 3 || c->extra_count < 1 ? seL4_TruncatedMessage : seL4_IllegalOperation);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
