/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The algebra as the integer mode uses it: random nests of bit operations on variables, numbers and choices, rewritten
 * by algebra_apply, must have the value that the kernel's functions compute; and every fact must be true. (That each
 * row of the table is right is proved by `make prove`; this is about what is made of the rows.)
 */
#include "algebra.h"
#include "op_values.h"
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 1500, STEPS = 14, VARIABLES = 3, POOL = VARIABLES + STEPS };

/* v: any value; l: a position; n: a count; 1: a count that is not 0 */
static const struct {
    const char *name, *params;
} functions[] = {
    {"op_take", "vln"}, {"op_take", "vln"}, {"op_put", "vl1v"}, {"op_put", "vl1v"}, {"op_drop", "vl"}, {"op_low", "vl"},
    {"op_pow2", "l"}, {"op_align_down", "vl"}, {"op_align_up", "vl"}, {"op_is_aligned", "vl"}, {"op_top_bit", "v"},
    {"word_and", "vv"}, {"word_or", "vv"}, {"word_xor", "vv"}, {"word_shl", "vl"}, {"word_lshr", "vl"},
};

/* --- random nests */

static term_t pool_terms[POOL];
static word_t pool_values[POOL];
static unsigned pool_count;

static void start(void)
{
    model_free(model);
    model = model_new();
    for (pool_count = 0; pool_count < VARIABLES; pool_count++) {
        char name[] = {'v', (char)('0' + pool_count), '\0'};
        word_t value = below(3) == 0 ? below(70) : below(2) == 0 ? random_word() >> below(64) : random_word();
        pool_terms[pool_count] = term_var(name, SORT_INT);
        pool_values[pool_count] = value;
        model_set(model, term_symbol(pool_terms[pool_count]), NULL, 0, (value_t)value);
    }
}

static void keep(term_t t, word_t value)
{
    pool_terms[pool_count] = t;
    pool_values[pool_count++] = value;
}

static void pick(char kind, word_t *used, term_t *arg, word_t *value)
{
    unsigned i = below(pool_count);

    if (kind == 'v' && below(6) > 0) {
        *arg = pool_terms[i];
        *value = pool_values[i];
        return;
    }
    *value = kind == 'v' ? random_word() >> below(64) : kind == 'l' ? below(64) : below(65 - (unsigned)*used);
    if (kind == '1' && *value == 0)
        *value = 1;
    *used = *value;
    *arg = term_int((value_t)*value);
}

static unsigned wrong_facts(term_t t)
{
    term_t facts[ALGEBRA_FACTS_MAX];
    unsigned n = algebra_facts(t, facts, ALGEBRA_FACTS_MAX), wrong = 0;

    for (unsigned i = 0; i < n; i++)
        if (value_of(facts[i]) == 0) {
            printf("# a fact is wrong: %s\n", term_to_string(facts[i], 0));
            wrong++;
        }
    return wrong;
}

static unsigned applications, rewritten;

static unsigned step(void)
{
    unsigned which = below(sizeof functions / sizeof *functions), n = (unsigned)strlen(functions[which].params);
    const char *name = functions[which].name;
    term_t args[PARAMS], t;
    word_t values[PARAMS] = {0}, used = 0, value = 0;
    unsigned wrong;

    if (below(5) == 0) { /* a choice */
        unsigned a = below(pool_count), b = below(pool_count), c = below(pool_count), d = below(pool_count);
        t = term_ite(term_le(pool_terms[a], pool_terms[b]), pool_terms[c], pool_terms[d]);
        keep(t, pool_values[a] <= pool_values[b] ? pool_values[c] : pool_values[d]);
        return 0;
    }
    for (unsigned i = 0; i < n; i++)
        pick(functions[which].params[i], &used, &args[i], &values[i]);
    if (!call(name, values, &value))
        return 0;
    if (value_of(algebra_requires(name, args, n)) == 0) {
        printf("# %s: the precondition is stricter than the function\n", name);
        return 1;
    }
    t = algebra_apply(name, args, n);
    applications++;
    rewritten += term_op(t) != OP_APPLY || strcmp(symbol_name(term_symbol(t)), name) != 0;
    wrong = value_of(t) != (value_t)value;
    if (wrong != 0)
        printf("# %s: %s is not 0x%llx\n", name, term_to_string(t, 0), (unsigned long long)value);
    wrong += wrong_facts(t);
    if (term_sort(t) == SORT_INT)
        keep(t, value);
    return wrong;
}

int main(void)
{
    unsigned wrong = 0;

    for (unsigned round = 0; round < ROUNDS && wrong == 0; round++) {
        start();
        for (unsigned i = 0; i < STEPS && wrong == 0; i++)
            wrong += step();
    }
    printf("# %u applications, %u of them rewritten to something else\n", applications, rewritten);
    if (wrong == 0 && rewritten > applications / 4)
        printf("ok algebra: rewritten terms and facts against the functions\n");
    else
        printf("not ok algebra: rewritten terms and facts against the functions\n");
    model_free(model);
    return wrong != 0;
}
