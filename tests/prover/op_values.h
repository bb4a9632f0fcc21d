/* SPDX-License-Identifier: BSD-2-Clause */
/* For tests: random numbers, and values of terms in which bit operations are those of the kernel. */
#ifndef TESTS_PROVER_OP_VALUES_H
#define TESTS_PROVER_OP_VALUES_H

#include "model.h"
#include <lib/field.h>
#include <string.h>

enum { PARAMS = 4 };

static uint64_t seed = 0x1234567887654321;

static uint64_t random_word(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static unsigned below(unsigned n) { return (unsigned)(random_word() % n); }

/* --- the functions; false where a caller may not call them */

static bool call(const char *name, const word_t *a, word_t *value)
{
    if (strcmp(name, "op_take") == 0 && (a[2] == 0 || (a[1] <= 64 && a[2] <= 64 && a[1] + a[2] <= 64)))
        *value = op_take(a[0], a[1], a[2]);
    else if (strcmp(name, "op_put") == 0 && a[2] >= 1 && a[1] <= 64 && a[2] <= 64 && a[1] + a[2] <= 64)
        *value = op_put(a[0], a[1], a[2], a[3]);
    else if (strcmp(name, "op_pow2") == 0 && a[0] < 64)
        *value = op_pow2(a[0]);
    else if (strcmp(name, "op_drop") == 0 && a[1] < 64)
        *value = op_drop(a[0], a[1]);
    else if (strcmp(name, "op_low") == 0 && a[1] < 64)
        *value = op_low(a[0], a[1]);
    else if (strcmp(name, "op_align_down") == 0 && a[1] < 64)
        *value = op_align_down(a[0], a[1]);
    else if (strcmp(name, "op_align_up") == 0 && a[1] < 64 && a[0] <= ~(word_t)0 - (op_pow2(a[1]) - 1))
        *value = op_align_up(a[0], a[1]);
    else if (strcmp(name, "op_is_aligned") == 0 && a[1] < 64)
        *value = op_is_aligned(a[0], a[1]);
    else if (strcmp(name, "op_top_bit") == 0 && a[0] != 0)
        *value = op_top_bit(a[0]);
    else if (strcmp(name, "word_and") == 0)
        *value = a[0] & a[1];
    else if (strcmp(name, "word_or") == 0)
        *value = a[0] | a[1];
    else if (strcmp(name, "word_xor") == 0)
        *value = a[0] ^ a[1];
    else if (strcmp(name, "word_shl") == 0 && a[1] < 64)
        *value = a[0] << a[1];
    else if (strcmp(name, "word_lshr") == 0 && a[1] < 64)
        *value = a[0] >> a[1];
    else
        return false;
    return true;
}

/* --- values: applications get those of the functions, where they are defined */

static struct model *model;

static void give_value(term_t t, void *context)
{
    unsigned n = term_arg_count(t);
    value_t args[PARAMS], value;
    word_t words[PARAMS] = {0}, result = 0;

    (void)context;
    if (term_op(t) != OP_APPLY || n == 0)
        return;
    for (unsigned i = 0; i < n; i++) {
        args[i] = model_value(model, term_arg(t, i));
        words[i] = (word_t)args[i];
    }
    value = args[0] >> 64 == 0 && call(symbol_name(term_symbol(t)), words, &result) ? (value_t)result : 0;
    model_set(model, term_symbol(t), args, n, value);
}

static value_t value_of(term_t t)
{
    term_walk(&t, 1, NULL, give_value, NULL);
    return model_value(model, t);
}

#endif
