/* SPDX-License-Identifier: BSD-2-Clause */
/* A variable without a value on one path. The compiler may choose one, and would do so before the prover looks. */
#include <lib/types.h>

word_t sometimes(word_t a);

word_t sometimes(word_t a)
{
    word_t b;

    if (a > 5)
        b = 3;
    return b;
}
