/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines of x86_64. irq.md section 3. */
#ifndef IRQ_LINES_H
#define IRQ_LINES_H

#include <arch/arch.h>

enum line_kind { LINE_NONE = 0, LINE_PIN, LINE_MESSAGE };

/* What an irq number was issued for last; stays when the handler goes, so that the pin can still be masked. */
struct x86_line {
    word_t kind; /* enum line_kind */
    word_t ioapic, pin;
};

extern struct x86_line x86_lines[ARCH_IRQ_COUNT];

#endif
