/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing on the kernel's console. No format strings: one function per kind of value. */
#ifndef KERNEL_DEBUG_PRINT_H
#define KERNEL_DEBUG_PRINT_H

#include <lib/types.h>

/* Are lines for people printed? Debug kernels: yes. Release kernels: with the boot option `console`. */
extern bool print_enabled;

void print_char(char c);
void print_text(const char *text);           /* up to PRINT_TEXT_MAX characters */
void print_hex(word_t value);                /* 0x1f */
void print_number(word_t value);             /* 31 */
void print_column(const char *text, word_t width); /* padded with spaces */
void print_line_end(void);

/* "name 0x1f" preceded by a space. */
void print_named(const char *name, word_t value);

#define PRINT_TEXT_MAX 256u

/* ---- stopping ---- */
/* The last words of a kernel that cannot go on: also in memory for a debugger. */
extern char panic_text[PRINT_TEXT_MAX];
extern word_t panic_code;

_Noreturn void panic(const char *text, word_t code);

#endif
