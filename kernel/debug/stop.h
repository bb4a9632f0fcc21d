/* SPDX-License-Identifier: BSD-2-Clause */
/* The end: of a kernel that cannot boot or go on, and of one that is told to stop. debug/print.h has panic. */
#ifndef KERNEL_DEBUG_STOP_H
#define KERNEL_DEBUG_STOP_H

#include <lib/types.h>

/* The ISA's: ends the machine's work. Power off where that is known how, else halt for ever. */
enum stop_reason { STOP_WANTED = 0, STOP_FAILURE = 1 };
_Noreturn void machine_stop(enum stop_reason reason);

/* Prints one line, keeps it for debuggers in panic_text and panic_code, and stops. */
_Noreturn void stop_with(const char *what, const char *text, word_t code);

#endif
