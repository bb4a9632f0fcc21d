/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is true of every application of a symbol, most of it told to the solver only once a model denies it: contents of
 * fields are words; addr and ref are inverse to each other on words; variables are distinct objects; bit operations
 * have their facts from the algebra.
 */
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "exec.h"

static symbol_t symbol_addr, symbol_ref, symbol_static;

static void declare(void)
{
    static const sort_t ref[] = {SORT_REF}, integer[] = {SORT_INT};

    if (symbol_addr != 0)
        return;
    symbol_addr = symbol_function("addr", SORT_INT, ref, 1);
    symbol_ref = symbol_function("ref", SORT_REF, integer, 1);
    symbol_static = symbol_function("static", SORT_INT, ref, 1); /* number of a variable, 0 for null */
}

static bool is_application(term_t t, symbol_t symbol)
{
    return term_op(t) == OP_APPLY && term_symbol(t) == symbol;
}

/* The reference with the address word modulo 2^64. */
term_t ref_of_word(term_t word)
{
    declare();
    if (is_application(word, symbol_addr))
        return term_arg(word, 0);
    return term_apply(symbol_ref, &word, 1);
}

term_t word_of_ref(term_t ref)
{
    value_t value = 0;

    declare();
    if (is_application(ref, symbol_ref) && term_const_value(term_arg(ref, 0), &value) && value >= 0 &&
        value < (value_t)1 << 64)
        return term_arg(ref, 0);
    return term_apply(symbol_addr, &ref, 1);
}

term_t ref_null(void)
{
    return ref_of_word(term_int(0));
}

term_t ref_plus(term_t ref, term_t offset)
{
    value_t value = 0;

    declare();
    if (term_const_value(offset, &value) && value == 0)
        return ref;
    if (is_application(ref, symbol_ref))
        return ref_of_word(term_add(term_arg(ref, 0), offset));
    return ref_of_word(term_add(word_of_ref(ref), offset));
}

static unsigned facts_of(struct exec *x, term_t t, term_t *fact)
{
    symbol_t s = term_symbol(t);
    const char *name = symbol_name(s);
    int width = field_symbol_width(s);

    if (s == symbol_addr) {
        term_t back = term_apply(symbol_ref, &t, 1); /* not ref_of_word, which would simplify it */

        fact[0] = term_in_word(t, 64);
        fact[1] = term_eq(back, term_arg(t, 0));
        return is_application(term_arg(t, 0), symbol_ref) ? 1 : 2;
    }
    if (s == symbol_ref) {
        term_t word = term_arg(t, 0);
        value_t value = 0;

        if (term_const_value(word, &value) && value == 0) {
            fact[0] = term_eq(term_apply(symbol_static, &t, 1), term_int(0));
            fact[1] = term_eq(term_apply(symbol_addr, &t, 1), term_int(0));
            return 2;
        }
        fact[0] = term_implies(term_in_word(word, 64), term_eq(term_apply(symbol_addr, &t, 1), word));
        return is_application(word, symbol_addr) ? 0 : 1;
    }
    if (term_arg_count(t) == 0 && name[0] == '@' && term_sort(t) == SORT_REF) {
        struct ir_global *g = ir_global_named(x->module, name + 1);

        fact[0] = term_eq(term_apply(symbol_static, &t, 1), term_int(g != 0 ? (value_t)g->index + 1 : -1));
        return 1;
    }
    if (width > 0) {
        fact[0] = term_in_word(t, (unsigned)width);
        return 1;
    }
    return algebra_facts(t, fact, ALGEBRA_FACTS_MAX);
}

/* Addresses and variables: what says that objects differ. */
static bool is_urgent(term_t t)
{
    return term_symbol(t) == symbol_addr || term_symbol(t) == symbol_ref || term_arg_count(t) == 0;
}

void facts_collect(struct exec *x, term_t root, struct term_set *told, struct term_set *also, bool lazily,
                   void (*tell)(struct exec *x, term_t fact))
{
    term_t *stack = 0;
    unsigned count = 0, room = 0;

    declare();
#define PUSH(term) \
    do { \
        if (count == room) { \
            room = 2 * room + 256; \
            stack = realloc(stack, room * sizeof *stack); \
        } \
        stack[count++] = (term); \
    } while (0)
    PUSH(root);
    while (count != 0) {
        term_t t = stack[--count], fact[ALGEBRA_FACTS_MAX];

        if (term_set_has(told, t) || (also != 0 && term_set_has(also, t)))
            continue;
        term_set_add(also != 0 ? also : told, t);
        for (unsigned i = 0; i < term_arg_count(t); i++)
            PUSH(term_arg(t, i));
        if (term_op(t) != OP_APPLY)
            continue;
        for (unsigned i = 0, n = facts_of(x, t, fact); i < n; i++) {
            if (term_is_true(fact[i]))
                continue;
            if (lazily && !is_urgent(t)) {
                instance_add(x, 0, fact[i]);
                continue;
            }
            tell(x, fact[i]);
            PUSH(fact[i]);
        }
    }
#undef PUSH
    free(stack);
}
