/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines and their handlers: irq.md sections 1 and 2. */
#ifndef KERNEL_OBJECT_IRQ_H
#define KERNEL_OBJECT_IRQ_H

#include <core/invoke.h>

enum irq_state { IRQ_INACTIVE = 0, IRQ_SIGNAL, IRQ_TIMER, IRQ_RESERVED };

struct irq_line {
    word_t state;        /* enum irq_state */
    slot_t notification; /* copy of the handler's notification capability */
};

extern struct irq_line irq_lines[ARCH_IRQ_COUNT];

/* An interrupt of this kernel irq number has arrived: signals its notification, masks, ends the interrupt. */
void irq_handle(word_t irq);

static inline bool irq_is_active(word_t irq) { return irq_lines[irq].state != IRQ_INACTIVE; }

/* The line becomes a user's: state Signal, unmasked; handler capability into dest as child of control. */
void irq_issue_handler(word_t irq, slot_t *control, slot_t *dest);

/* Last handler capability deleted. */
void irq_handler_finalise(word_t irq);

#endif
