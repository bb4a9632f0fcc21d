/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: interrupt control of RISC-V. Sources of the PLIC are numbered from 1. */
#include "proof/spec.h"

static struct aoutcome issue_handler(struct astate *s, const struct acall *c)
{
    word slot = 0;

    if (c->length < 3 || c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    word irq = spec_call_word(s, c, 0);
    if (irq < AS_IRQ_FIRST || irq > AS_IRQ_TIMER) {
        return spec_refuse_range(AS_IRQ_FIRST, AS_IRQ_TIMER);
    }
    if (s->irq[irq].state != AI_INACTIVE) {
        return spec_refuse(seL4_RevokeFirst);
    }
    struct acap root = spec_call_cap(s, c, 0);
    struct aoutcome o = spec_lookup_free_slot(s, root, spec_call_word(s, c, 1), spec_call_word(s, c, 2), &slot);
    if (spec_refused(o)) {
        return o;
    }

    s->irq[irq].state = AI_SIGNAL;
    spec_irq_mask(s, irq, false);
    spec_insert_new(s, c->slot, slot, (struct acap){.type = AC_IRQ_HANDLER, .object = irq});
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_irq_control(struct astate *s, const struct acall *c)
{
    switch (c->label) {
    case IRQIssueIRQHandler:
        return issue_handler(s, c);
    case RISCVIRQIssueIRQHandlerTrigger: /* this controller has no triggers to set */
        return spec_refuse(c->length < 4 || c->extra_count < 1 ? seL4_TruncatedMessage : seL4_IllegalOperation);
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}
