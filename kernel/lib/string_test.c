/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares the kernel's memory functions with the C library's on every small length, offset and overlap. */
#include <stdio.h>
#include <string.h>

#define STRING_TEST 1
#define memcpy kernel_memcpy
#define memmove kernel_memmove
#define memset kernel_memset
#define memcmp kernel_memcmp
#define strlen kernel_strlen
#include "lib/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen

#define AREA 96
#define LENGTH_MAX 40

static unsigned failures;

static void report(const char *name, unsigned wrong)
{
    if (wrong == 0) {
        printf("ok %s\n", name);
    } else {
        printf("not ok %s: %u cases differ from the C library\n", name, wrong);
        failures++;
    }
}

static void fill(unsigned char *area, unsigned seed)
{
    for (unsigned i = 0; i < AREA; i++) {
        area[i] = (unsigned char)(seed + i * 37u + (i >> 3));
    }
}

static unsigned copies_that_differ(void)
{
    unsigned char ours[AREA], theirs[AREA];
    unsigned wrong = 0;

    for (unsigned from = 0; from + LENGTH_MAX <= AREA; from++) {
        for (unsigned to = 0; to + LENGTH_MAX <= AREA; to++) {
            for (unsigned length = 0; length <= LENGTH_MAX; length++) {
                fill(ours, from);
                fill(theirs, from);
                wrong += kernel_memmove(ours + to, ours + from, length) != ours + to;
                memmove(theirs + to, theirs + from, length);
                wrong += memcmp(ours, theirs, AREA) != 0;
            }
        }
    }
    for (unsigned from = 0; from + LENGTH_MAX <= AREA; from++) {
        for (unsigned length = 0; length <= LENGTH_MAX; length++) {
            unsigned char source[AREA];
            fill(source, from);
            fill(ours, 1);
            fill(theirs, 1);
            wrong += kernel_memcpy(ours + from % 9, source + from, length) != ours + from % 9;
            memcpy(theirs + from % 9, source + from, length);
            wrong += memcmp(ours, theirs, AREA) != 0;
        }
    }
    return wrong;
}

static unsigned fills_that_differ(void)
{
    unsigned char ours[AREA], theirs[AREA];
    unsigned wrong = 0;

    for (unsigned to = 0; to + LENGTH_MAX <= AREA; to++) {
        for (unsigned length = 0; length <= LENGTH_MAX; length++) {
            fill(ours, to);
            fill(theirs, to);
            wrong += kernel_memset(ours + to, (int)(0x180u + length), length) != ours + to;
            memset(theirs + to, (int)(0x180u + length), length);
            wrong += memcmp(ours, theirs, AREA) != 0;
        }
    }
    return wrong;
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static unsigned comparisons_that_differ(void)
{
    unsigned char left[AREA], right[AREA];
    unsigned wrong = 0;

    for (unsigned at = 0; at < LENGTH_MAX; at++) {
        for (unsigned change = 0; change < 256; change += 5) {
            fill(left, at);
            fill(right, at);
            right[at] = (unsigned char)(right[at] + change);
            for (unsigned length = 0; length <= LENGTH_MAX; length++) {
                wrong += sign(kernel_memcmp(left, right, length)) != sign(memcmp(left, right, length));
            }
        }
    }
    return wrong;
}

static unsigned lengths_that_differ(void)
{
    char text[AREA] = {0};
    unsigned wrong = 0;

    for (unsigned length = 0; length + 1 < AREA; length++) {
        wrong += kernel_strlen(text) != strlen(text);
        text[length] = (char)('a' + length % 26);
    }
    return wrong;
}

int main(void)
{
    report("string/memmove and memcpy", copies_that_differ());
    report("string/memset", fills_that_differ());
    report("string/memcmp", comparisons_that_differ());
    report("string/strlen", lengths_that_differ());
    return failures != 0;
}
