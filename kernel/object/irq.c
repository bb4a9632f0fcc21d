/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines, their handlers and what they signal. irq.md, invocations.md section 6. */
#include <arch/arch.h>
#include <core/sched.h>
#include <object/cnode.h>
#include <object/irq.h>

struct irq_line irq_lines[ARCH_IRQ_COUNT];

void irq_issue_handler(word_t irq, slot_t *control, slot_t *dest)
{
    REQUIRES(irq < ARCH_IRQ_COUNT && !irq_is_active(irq));

    irq_lines[irq].state = IRQ_SIGNAL;
    arch_irq_unmask(irq);
    slot_insert_after(control, dest, cap_with_flags(cap_new(CAP_IRQ_HANDLER, 0, 0, irq, 0), true, true));
}

void irq_handler_finalise(word_t irq)
{
    REQUIRES(irq < ARCH_IRQ_COUNT && slot_is_empty(&irq_lines[irq].notification));

    irq_lines[irq].state = IRQ_INACTIVE;
    arch_irq_mask(irq);
}

void irq_handle(word_t irq)
{
    cap_t cap = cap_null();

    if (irq >= ARCH_IRQ_COUNT) {
        arch_irq_end(irq);
        return;
    }
    switch ((enum irq_state)irq_lines[irq].state) {
    case IRQ_SIGNAL:
        cap = irq_lines[irq].notification.cap;
        arch_irq_arrived(irq);
        if (cap_type(cap) == CAP_NOTIFICATION && (cap_rights(cap) & RIGHT_WRITE) != 0)
            notification_signal(notification_of_cap(cap), cap_badge(cap));
        break;
    case IRQ_TIMER:
        sched_timer_interrupt();
        break;
    case IRQ_RESERVED:
        break;
    case IRQ_INACTIVE:
        arch_irq_mask(irq);
        break;
    }
    arch_irq_end(irq);
}

word_t irq_handler_invoke(const struct invocation *in, struct refusal *why)
{
    word_t irq = irq_handler_cap_irq(in->cap);
    slot_t *stored = &irq_lines[irq].notification;
    cap_t cap = cap_null();

    switch (in->label) {
    case IRQAckIRQ:
        arch_irq_ack(irq);
        return STATUS_OK;
    case IRQSetIRQHandler:
        if (!invocation_has(in, 0, 1))
            return refuse(why, seL4_TruncatedMessage);
        cap = in->extra[0]->cap;
        if (cap_type(cap) != CAP_NOTIFICATION || (cap_rights(cap) & RIGHT_WRITE) == 0)
            return refuse_capability(why, 0);
        if (slot_drain(stored) != STATUS_OK)
            return STATUS_PREEMPTED;
        slot_install(stored, in->extra[0], cap);
        return STATUS_OK;
    case IRQClearIRQHandler:
        return slot_delete(stored);
    }
    return refuse(why, seL4_IllegalOperation);
}
