/* SPDX-License-Identifier: BSD-2-Clause */
/* Compiled without built-in functions, or the compiler would turn these loops into calls of themselves. */
#include <runtime/string.h>

void *memcpy(void *to, const void *from, size_t size)
{
    char *t = to;
    const char *f = from;
    for (size_t i = 0; i < size; i++) {
        t[i] = f[i];
    }
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    char *t = to;
    const char *f = from;
    /* Compared as numbers: the two need not belong to one object. */
    if ((size_t)t <= (size_t)f) {
        return memcpy(to, from, size);
    }
    for (size_t i = size; i > 0; i--) {
        t[i - 1] = f[i - 1];
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    char *t = to;
    for (size_t i = 0; i < size; i++) {
        t[i] = (char)byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = a;
    const unsigned char *y = b;
    for (size_t i = 0; i < size; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memchr(const void *memory, int byte, size_t size)
{
    const unsigned char *m = memory;
    for (size_t i = 0; i < size; i++) {
        if (m[i] == (unsigned char)byte) {
            return (void *)(m + i);
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t length = 0;
    while (text[length]) {
        length++;
    }
    return length;
}

size_t strnlen(const char *text, size_t limit)
{
    size_t length = 0;
    while (length < limit && text[length]) {
        length++;
    }
    return length;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, (size_t)-1);
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (size_t i = 0; i < limit; i++) {
        unsigned char x = (unsigned char)a[i];
        unsigned char y = (unsigned char)b[i];
        if (x != y) {
            return x < y ? -1 : 1;
        }
        if (!x) {
            return 0;
        }
    }
    return 0;
}

char *strchr(const char *text, int c)
{
    return memchr(text, c, strlen(text) + 1);
}

char *strrchr(const char *text, int c)
{
    for (size_t i = strlen(text) + 1; i > 0; i--) {
        if (text[i - 1] == (char)c) {
            return (char *)(text + i - 1);
        }
    }
    return NULL;
}

char *strstr(const char *text, const char *part)
{
    size_t length = strlen(part);
    for (; strnlen(text, length) == length; text++) {
        if (strncmp(text, part, length) == 0) {
            return (char *)text;
        }
    }
    return NULL;
}

char *strcpy(char *to, const char *from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *to, const char *from, size_t size)
{
    size_t length = strnlen(from, size);
    memcpy(to, from, length);
    memset(to + length, 0, size - length);
    return to;
}
