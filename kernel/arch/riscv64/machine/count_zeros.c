/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counting zeros on CPUs without the instructions for it (Zbb): gcc calls these functions, by these names, where clang
 * writes the steps out.
 */
#include <lib/types.h>

int __clzdi2(word_t value);
int __ctzdi2(word_t value);

/* value is not 0: the zeros above the highest one, by halves. */
int __clzdi2(word_t value)
{
    int zeros = 0;

    if (value < (word_t)1 << 32) {
        zeros += 32;
        value <<= 32;
    }
    if (value < (word_t)1 << 48) {
        zeros += 16;
        value <<= 16;
    }
    if (value < (word_t)1 << 56) {
        zeros += 8;
        value <<= 8;
    }
    if (value < (word_t)1 << 60) {
        zeros += 4;
        value <<= 4;
    }
    if (value < (word_t)1 << 62) {
        zeros += 2;
        value <<= 2;
    }
    return value < (word_t)1 << 63 ? zeros + 1 : zeros;
}

/* value is not 0: the zeros below the lowest one, which is the only one that stays. */
int __ctzdi2(word_t value)
{
    return 63 - __clzdi2(value & (0 - value));
}
