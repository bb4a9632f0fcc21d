/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt lines of AArch64. irq.md section 4. */
#ifndef IRQ_LINES_H
#define IRQ_LINES_H

#include <core/invoke.h>

/* Sends the software interrupt of an SGI signal capability. */
word_t sgi_invoke(const struct invocation *in, struct refusal *why);

#endif
