/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: interrupt control of AArch64. */
#include "proof/spec.h"

enum { SGIS = 16, SGI_TARGETS = 8, AFFINITY_BITS = 32, SGI_NUMBER_BIT = 32, SGI_SET_BIT = 36 };

/* trigger: is it said, behind the interrupt's number? Else it stays as it is; that of software interrupts always. */
static struct aoutcome issue_handler(struct astate *s, const struct acall *c, bool trigger)
{
    unsigned slot_word = trigger ? 2 : 1;
    word slot = 0;

    if (c->length < slot_word + 2 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word irq = spec_call_word(s, c, 0);
    if (irq >= AS_IRQS) {
        return spec_refuse_range(0, AS_IRQS - 1);
    }
    if (s->irq[irq].state != AI_INACTIVE) {
        return spec_refuse(seL4_RevokeFirst);
    }
    struct aoutcome o = spec_lookup_free_slot(s, spec_call_cap(s, c, 0), spec_call_word(s, c, slot_word),
                                              spec_call_word(s, c, slot_word + 1), &slot);
    if (spec_refused(o)) {
        return o;
    }

    if (trigger && irq >= SGIS) {
        s->input[irq].edge = spec_call_word(s, c, 1) != 0;
    }
    s->irq[irq].state = AI_SIGNAL;
    spec_irq_mask(s, irq, false);
    spec_insert_new(s, c->slot, slot, (struct acap){.type = AC_IRQ_HANDLER, .object = irq});
    return spec_outcome_ok();
}

/* Number and target are the capability's badge, which is never 0. */
static struct aoutcome issue_sgi_signal(struct astate *s, const struct acall *c)
{
    word slot = 0;

    if (c->length < 4 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word number = spec_call_word(s, c, 0);
    word target = spec_call_word(s, c, 1);
    if (number >= SGIS) {
        return spec_refuse_range(0, SGIS - 1);
    }
    if (target >= (s->params.gic == 2 ? SGI_TARGETS : spec_power_of_2(AFFINITY_BITS))) {
        return spec_refuse_number(seL4_InvalidArgument, 1);
    }
    struct acap root = spec_call_cap(s, c, 0);
    struct aoutcome o = spec_lookup_free_slot(s, root, spec_call_word(s, c, 2), spec_call_word(s, c, 3), &slot);
    if (spec_refused(o)) {
        return o;
    }

    word badge = (word)(spec_power_of_2(SGI_SET_BIT) + number * spec_power_of_2(SGI_NUMBER_BIT) + target);
    spec_insert_new(s, c->slot, slot, (struct acap){.type = AC_SGI_SIGNAL, .badge = badge});
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_irq_control(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case IRQIssueIRQHandler:
        return issue_handler(s, c, false);
    case ARMIRQIssueIRQHandlerTrigger:
        return issue_handler(s, c, true);
    case ARMIRQIssueSGISignal:
        return issue_sgi_signal(s, c);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
