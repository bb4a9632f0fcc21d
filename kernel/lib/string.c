/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory functions for the freestanding kernel. The host build uses the C library's (sanitizers intercept those);
 * string_test.c includes this file under other names.
 *
 * An optimising compiler recognises such loops and replaces them by a call to the very function being defined.
 * The empty asm statement in each loop prevents that.
 */
#include "lib/string.h"

#include <stdint.h>

#if !defined(HF_HOST) || !HF_HOST || defined(STRING_TEST)

#define NOT_AN_IDIOM() __asm__ volatile("" : : : "memory")

/* One machine word at any address; may alias every object. */
struct word_anywhere {
    uint64_t word;
} __attribute__((packed, may_alias));

#define WORD sizeof(struct word_anywhere)

static void copy_upwards(unsigned char *target, const unsigned char *source, size_t length)
{
    size_t done = 0;

    for (; length - done >= WORD; done += WORD) {
        *(struct word_anywhere *)(target + done) = *(const struct word_anywhere *)(source + done);
        NOT_AN_IDIOM();
    }
    for (; done < length; done++) {
        target[done] = source[done];
        NOT_AN_IDIOM();
    }
}

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
    copy_upwards(to, from, length);
    return to;
}

void *memmove(void *to, const void *from, size_t length)
{
    unsigned char *target = to;
    const unsigned char *source = from;
    size_t left = length;

    /* Upwards is safe when the target starts below the source or behind its end. */
    if ((uintptr_t)to - (uintptr_t)from >= length) {
        copy_upwards(target, source, length);
        return to;
    }
    for (; left >= WORD; left -= WORD) {
        *(struct word_anywhere *)(target + left - WORD) = *(const struct word_anywhere *)(source + left - WORD);
        NOT_AN_IDIOM();
    }
    for (; left > 0; left--) {
        target[left - 1] = source[left - 1];
        NOT_AN_IDIOM();
    }
    return to;
}

void *memset(void *to, int byte, size_t length)
{
    unsigned char *target = to;
    uint64_t word = (uint64_t)(unsigned char)byte * 0x0101010101010101u;
    size_t done = 0;

    for (; length - done >= WORD; done += WORD) {
        ((struct word_anywhere *)(target + done))->word = word;
        NOT_AN_IDIOM();
    }
    for (; done < length; done++) {
        target[done] = (unsigned char)byte;
        NOT_AN_IDIOM();
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t length)
{
    const unsigned char *left = a;
    const unsigned char *right = b;

    for (size_t i = 0; i < length; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0') {
        length++;
        NOT_AN_IDIOM();
    }
    return length;
}

#endif
