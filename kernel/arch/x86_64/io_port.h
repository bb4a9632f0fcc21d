/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports: who has which. invocations.md section 10. */
#ifndef IO_PORT_H
#define IO_PORT_H

#include <arch_cap.h>
#include <core/invoke.h>

word_t io_port_control_invoke(const struct invocation *in, struct refusal *why);
word_t io_port_invoke(const struct invocation *in, struct refusal *why);

/* The last capability of this range is deleted: it can be issued again. Bound: 1024 words. */
void io_port_release(word_t first, word_t last);

/* Is any port of [first, last] issued? Bound: 18 words. */
bool io_port_any_issued(word_t first, word_t last);

#endif
