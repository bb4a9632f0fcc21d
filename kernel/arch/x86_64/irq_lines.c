/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt lines of x86_64: I/O APIC pins and message-signalled interrupts behind kernel irq numbers, which are
 * CPU vectors less 32. irq.md section 3, invocations.md section 6.
 */
#include <arch/arch.h>
#include <irq_lines.h>
#include <object/irq.h>

#define USER_VECTOR_MAX 107u  /* users count vectors from 48 */
#define USER_VECTOR_BASE 48u
#define USER_IRQ_BASE 16u     /* kernel irq number of vector 48 */
#define PCI_BUS_MAX 255u
#define PCI_DEVICE_MAX 31u
#define PCI_FUNCTION_MAX 7u

struct x86_line x86_lines[ARCH_IRQ_COUNT];

static void line_mask(word_t irq, bool masked)
{
    REQUIRES(irq < ARCH_IRQ_COUNT);
    if (x86_lines[irq].kind == LINE_PIN)
        hw_ioapic_mask(x86_lines[irq].ioapic, x86_lines[irq].pin, masked);
}

void arch_irq_mask(word_t irq)
{
    line_mask(irq, true);
}

void arch_irq_unmask(word_t irq)
{
    line_mask(irq, false);
}

void arch_irq_arrived(word_t irq)
{
    line_mask(irq, true);
}

void arch_irq_ack(word_t irq)
{
    line_mask(irq, false);
}

void arch_irq_end(word_t irq)
{
    (void)irq;
    hw_irq_end();
}

/*
 * What GetIOAPIC and GetMSI have in common: index, depth in words 0 and 1, vector in word 6; root. TruncatedMessage;
 * RangeError (vector); RevokeFirst (issued); as lookup_free_slot. The free slot, or 0 when refused. The caller has read
 * the vector, once for all.
 */
static slot_t *check_common(const struct invocation *in, word_t vector, struct refusal *why)
{
    if (!invocation_has(in, 7, 1)) {
        (void)refuse(why, seL4_TruncatedMessage);
        return 0;
    }
    if (vector > USER_VECTOR_MAX) {
        (void)refuse_range(why, 0, USER_VECTOR_MAX);
        return 0;
    }
    if (irq_is_active(vector + USER_IRQ_BASE)) {
        (void)refuse(why, seL4_RevokeFirst);
        return 0;
    }
    return lookup_free_slot(in->extra[0]->cap, invocation_argument(in, 0), invocation_argument(in, 1), why);
}

static word_t vector_of(const struct invocation *in)
{
    return invocation_has(in, 7, 0) ? invocation_argument(in, 6) : 0;
}

/* Words 2 to 5: ioapic, pin, level, polarity. IllegalOperation (no I/O APIC); RangeError for each. */
static word_t check_pin(word_t ioapic, word_t pin, word_t level, word_t polarity, struct refusal *why)
{
    word_t count = hw_ioapic_count();

    if (count == 0)
        return refuse(why, seL4_IllegalOperation);
    if (ioapic >= count)
        return refuse_range(why, 0, count - 1);
    if (pin >= hw_ioapic_pins(ioapic))
        return refuse_range(why, 0, hw_ioapic_pins(ioapic) - 1);
    if (level > 1)
        return refuse_range(why, 0, 1);
    if (polarity > 1)
        return refuse_range(why, 0, 1);
    return STATUS_OK;
}

/* GetIOAPIC: check_common, then check_pin. */
static word_t get_ioapic(const struct invocation *in, struct refusal *why)
{
    word_t vector = vector_of(in);
    slot_t *dest = check_common(in, vector, why);
    word_t ioapic = 0, pin = 0, level = 0, polarity = 0;
    word_t error = STATUS_OK;

    if (dest == 0)
        return why->error;
    ioapic = invocation_argument(in, 2);
    pin = invocation_argument(in, 3);
    level = invocation_argument(in, 4);
    polarity = invocation_argument(in, 5);
    error = check_pin(ioapic, pin, level, polarity, why);
    if (error != STATUS_OK)
        return error;
    hw_ioapic_program(ioapic, pin, vector + USER_VECTOR_BASE, level != 0, polarity != 0);
    x86_lines[vector + USER_IRQ_BASE] = (struct x86_line){LINE_PIN, ioapic, pin};
    irq_issue_handler(vector + USER_IRQ_BASE, in->slot, dest);
    return STATUS_OK;
}

/* GetMSI: check_common; RangeError for bus, device, function. The device is the user's to program. */
static word_t get_msi(const struct invocation *in, struct refusal *why)
{
    word_t irq = vector_of(in) + USER_IRQ_BASE;
    slot_t *dest = check_common(in, irq - USER_IRQ_BASE, why);

    if (dest == 0)
        return why->error;
    if (invocation_argument(in, 2) > PCI_BUS_MAX)
        return refuse_range(why, 0, PCI_BUS_MAX);
    if (invocation_argument(in, 3) > PCI_DEVICE_MAX)
        return refuse_range(why, 0, PCI_DEVICE_MAX);
    if (invocation_argument(in, 4) > PCI_FUNCTION_MAX)
        return refuse_range(why, 0, PCI_FUNCTION_MAX);
    x86_lines[irq] = (struct x86_line){LINE_MESSAGE, 0, 0};
    irq_issue_handler(irq, in->slot, dest);
    return STATUS_OK;
}

/* All methods of IRQControl; the common Get always refuses, as lines are named by their controller's pins here. */
word_t arch_irq_control_invoke(const struct invocation *in, struct refusal *why)
{
    switch (in->label) {
    case IRQIssueIRQHandler:
        if (!invocation_has(in, 3, 1))
            return refuse(why, seL4_TruncatedMessage);
        return refuse(why, seL4_IllegalOperation);
    case X86IRQIssueIRQHandlerIOAPIC:
        return get_ioapic(in, why);
    case X86IRQIssueIRQHandlerMSI:
        return get_msi(in, why);
    }
    return refuse(why, seL4_IllegalOperation);
}
