/* SPDX-License-Identifier: BSD-2-Clause */
/* Which serial port is the kernel's console. */
#ifndef MACHINE_CONSOLE_H
#define MACHINE_CONSOLE_H

#include <lib/types.h>

void console_start(word_t port);

#endif
