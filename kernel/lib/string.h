/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The few memory functions the kernel uses. The names and meanings are those of the C library, because the
 * compiler may emit calls to them on its own.
 */
#pragma once

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);
size_t strlen(const char *text);
