/* SPDX-License-Identifier: BSD-2-Clause */
/* Specification: handlers of interrupts, and what an interrupt does. */
#include "proof/spec.h"

void spec_irq_mask(struct astate *s, word irq, bool masked)
{
    if (s->irq[irq].input < AS_INPUTS) {
        s->input[s->irq[irq].input].masked = masked;
    }
}

static struct aoutcome set_notification(struct astate *s, const struct acall *c)
{
    word stored = as_irq_slot(c->cap.object);

    if (c->extra_count < 1) {
        return spec_refuse(seL4_TruncatedMessage);
    }
    struct acap cap = spec_call_cap(s, c, 0);
    if (cap.type != AC_NOTIFICATION || !(cap.rights & AR_WRITE)) {
        return spec_refuse_number(seL4_InvalidCapability, 0);
    }

    spec_delete(s, stored);
    spec_insert_copy(s, c->extra[0], stored, cap);
    return spec_outcome_ok();
}

struct aoutcome spec_invoke_irq_handler(struct astate *s, const struct acall *c)
{
    word irq = c->cap.object;

    switch (c->label) {
    case IRQAckIRQ:
        spec_irq_mask(s, irq, false);
        return spec_outcome_ok();
    case IRQSetIRQHandler:
        return set_notification(s, c);
    case IRQClearIRQHandler:
        spec_delete(s, as_irq_slot(irq));
        return spec_outcome_ok();
    default:
        return spec_refuse(seL4_IllegalOperation);
    }
}

/* Delivery of one interrupt, after the time has been taken and charged. */
void spec_interrupt(struct astate *s, word irq)
{
    if (irq >= AS_IRQS) {
        return;
    }
    switch ((enum airq_state)s->irq[irq].state) {
    case AI_SIGNAL: {
        struct acap cap = as_cap_in(s, as_irq_slot(irq));
        if (cap.type == AC_NOTIFICATION && (cap.rights & AR_WRITE)) {
            spec_signal(s, cap.object, cap.badge);
        }
        spec_irq_mask(s, irq, true); /* until the user's Ack, whether it was told or not */
        break;
    }
    case AI_TIMER:
        s->reprogram = true;
        break;
    case AI_INACTIVE:
        spec_irq_mask(s, irq, true);
        break;
    case AI_RESERVED:
        break;
    }
}
