/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines of RISC-V: sources of the PLIC, and the timer behind them. irq.md section 5. */
#include <arch/arch.h>
#include <object/irq.h>

void arch_irq_mask(word_t irq)
{
    hw_irq_mask(irq);
}

void arch_irq_unmask(word_t irq)
{
    hw_irq_unmask(irq);
}

/* Masked until the user's Ack: a device that keeps its line asserted does not interrupt again and again. */
void arch_irq_arrived(word_t irq)
{
    hw_irq_mask(irq);
}

void arch_irq_ack(word_t irq)
{
    hw_irq_unmask(irq);
}

void arch_irq_end(word_t irq)
{
    hw_irq_end(irq);
}

/*
 * Get: irq, index, depth; root. TruncatedMessage; RangeError (0 is no source, the timer's number is the last);
 * RevokeFirst (issued, or the timer); as lookup_free_slot.
 */
static word_t get(const struct invocation *in, struct refusal *why)
{
    word_t irq = 0;
    slot_t *dest = 0;

    if (!invocation_has(in, 3, 1))
        return refuse(why, seL4_TruncatedMessage);
    irq = invocation_argument(in, 0);
    if ((irq == 0) || (irq > ARCH_IRQ_TIMER))
        return refuse_range(why, 1, ARCH_IRQ_TIMER);
    if (irq_is_active(irq))
        return refuse(why, seL4_RevokeFirst);
    dest = lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 1), invocation_argument(in, 2), why);
    if (dest == 0)
        return why->error;
    irq_issue_handler(irq, in->slot, dest);
    return STATUS_OK;
}

/* All methods of IRQControl. A PLIC has no triggers to set. */
word_t arch_irq_control_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case IRQIssueIRQHandler:
        return get(in, why);
    case RISCVIRQIssueIRQHandlerTrigger:
        if (!invocation_has(in, 4, 1))
            return refuse(why, seL4_TruncatedMessage);
        return refuse(why, seL4_IllegalOperation);
    }
    return refuse(why, seL4_IllegalOperation);
}
