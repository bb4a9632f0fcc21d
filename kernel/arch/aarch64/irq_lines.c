/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines of AArch64: interrupts of the GIC by their numbers. irq.md section 4. */
#include <arch/arch.h>
#include <irq_lines.h>
#include <object/irq.h>

#define SGI_COUNT 16u
#define SGI_TARGETS_GICV2 8u

void arch_irq_mask(word_t irq)
{
    hw_irq_mask(irq);
}

void arch_irq_unmask(word_t irq)
{
    hw_irq_unmask(irq);
}

/* Nothing of the line until the user's Ack: a device that keeps it asserted does not interrupt again and again. */
void arch_irq_arrived(word_t irq)
{
    hw_irq_hold(irq);
}

void arch_irq_ack(word_t irq)
{
    hw_irq_release(irq);
}

void arch_irq_end(word_t irq)
{
    hw_irq_end(irq);
}

/* Can irq be issued? RangeError; RevokeFirst (it is, or it is the kernel's). */
static word_t line_check(word_t irq, struct refusal *why)
{
    if (irq >= ARCH_IRQ_COUNT)
        return refuse_range(why, 0, ARCH_IRQ_COUNT - 1);
    if (irq_is_active(irq))
        return refuse(why, seL4_RevokeFirst);
    return STATUS_OK;
}

/* Get: irq, index, depth; root. TruncatedMessage; as line_check; as lookup_free_slot. The trigger stays as it is. */
static word_t get(const struct invocation *in, struct refusal *why)
{
    word_t irq = 0;
    word_t error = STATUS_OK;
    slot_t *dest = 0;

    if (!invocation_has(in, 3, 1))
        return refuse(why, seL4_TruncatedMessage);
    irq = invocation_argument(in, 0);
    error = line_check(irq, why);
    if (error != STATUS_OK)
        return error;
    dest = lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 1), invocation_argument(in, 2), why);
    if (dest == 0)
        return why->error;
    irq_issue_handler(irq, in->slot, dest);
    return STATUS_OK;
}

/* GetTrigger: irq, trigger (0 level, else edge), index, depth; root. As get. */
static word_t get_trigger(const struct invocation *in, struct refusal *why)
{
    word_t irq = 0;
    word_t error = STATUS_OK;
    slot_t *dest = 0;

    if (!invocation_has(in, 4, 1))
        return refuse(why, seL4_TruncatedMessage);
    irq = invocation_argument(in, 0);
    error = line_check(irq, why);
    if (error != STATUS_OK)
        return error;
    dest = lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 2), invocation_argument(in, 3), why);
    if (dest == 0)
        return why->error;
    hw_irq_trigger(irq, invocation_argument(in, 1) != 0);
    irq_issue_handler(irq, in->slot, dest);
    return STATUS_OK;
}

/* A CPU's number, or the affinities of one. */
static bool sgi_target_is_valid(word_t target)
{
    return hw_state.gic_version == 2 ? target < SGI_TARGETS_GICV2 : op_drop(target, 32) == 0;
}

/*
 * IssueSGISignal: number, target, index, depth; root. TruncatedMessage; RangeError; InvalidArgument 1 (target); as
 * lookup_free_slot.
 */
static word_t issue_sgi_signal(const struct invocation *in, struct refusal *why)
{
    word_t number = 0, target = 0;
    slot_t *dest = 0;

    if (!invocation_has(in, 4, 1))
        return refuse(why, seL4_TruncatedMessage);
    number = invocation_argument(in, 0);
    target = invocation_argument(in, 1);
    if (number >= SGI_COUNT)
        return refuse_range(why, 0, SGI_COUNT - 1);
    if (!sgi_target_is_valid(target))
        return refuse_argument(why, 1);
    dest = lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 2), invocation_argument(in, 3), why);
    if (dest == 0)
        return why->error;
    slot_insert_after(in->slot, dest, cap_with_flags(sgi_signal_cap_new(number, target), true, true));
    return STATUS_OK;
}

/* All methods of IRQControl. */
word_t arch_irq_control_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case IRQIssueIRQHandler:
        return get(in, why);
    case ARMIRQIssueIRQHandlerTrigger:
        return get_trigger(in, why);
    case ARMIRQIssueSGISignal:
        return issue_sgi_signal(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}

/* Any message does. */
word_t sgi_invoke(const struct invocation *in, struct refusal *why)
{
    (void)why;
    hw_sgi_send(sgi_w1_number(in->cap.w1), sgi_w1_target(in->cap.w1));
    return STATUS_OK;
}
