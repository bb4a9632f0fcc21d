/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output to the console or into a buffer. Conversions d i u x X o c s p %, flags - + space # 0, width and
 * precision (also *), lengths hh h l ll z j t. No floating point.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

int printf(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
int vprintf(const char *format, va_list arguments) __attribute__((format(__printf__, 1, 0)));

/* The result is what the whole text takes, without its end; at most size - 1 characters are stored. */
int snprintf(char *buffer, size_t size, const char *format, ...) __attribute__((format(__printf__, 3, 4)));
int vsnprintf(char *buffer, size_t size, const char *format, va_list arguments)
    __attribute__((format(__printf__, 3, 0)));

int putchar(int c);
int puts(const char *text);

#ifdef __cplusplus
}
#endif
