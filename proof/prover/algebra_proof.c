/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The proof of the algebra: each row, over all words, with the real bodies of op_* translated by the bit-vector mode. A
 * mathematical integer of the row becomes 128 bits, in which nothing that occurs in a row overflows: words, sums of a
 * few of them, and words times 2^l with l below 64 (or 0 times whatever).
 */
#include "algebra_internal.h"
#include "bv.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE = 128, WORD = 64, WIDTH_MAX = 16 };

struct translation {
    struct bv_run *run;
    term_t condition; /* under which what is translated has to be defined */
};

static term_t wide_of(struct translation *t, term_t a);
static term_t truth_of(struct translation *t, term_t a);

static term_t wide(value_t value) { return term_bv(WIDE, value); }

/* 0 <= a < 2^64 */
static term_t is_word(term_t a)
{
    return term_eq(term_bv_extract(a, WORD, WIDE - WORD), term_bv(WIDE - WORD, 0));
}

static bool is_letter(term_t t)
{
    return term_op(t) == OP_APPLY && term_arg_count(t) == 0;
}

static bool is_power(term_t t)
{
    return term_op(t) == OP_APPLY && strcmp(symbol_name(term_symbol(t)), "power") == 0;
}

static term_t variable_of(term_t letter)
{
    return term_var(symbol_name(term_symbol(letter)) + 1, sort_bv(WORD));
}

/* C's operators, or the body of the kernel's function. */
static struct bv_value function_value(struct translation *t, const struct algebra_function *function,
                                      const struct bv_value *args, unsigned n)
{
    term_t a = args[0].term, b = n > 1 ? args[1].term : TERM_NONE, after;
    struct ir_func *body;

    switch (function - algebra_functions) {
    case ALGEBRA_AND: return bv_value_of_term(term_bv_and(a, b));
    case ALGEBRA_OR: return bv_value_of_term(term_bv_or(a, b));
    case ALGEBRA_XOR: return bv_value_of_term(term_bv_xor(a, b));
    case ALGEBRA_SHL:
    case ALGEBRA_LSHR:
        bv_owe(t->run, t->condition, term_bv_ult(b, term_bv(WORD, WORD)), "shift by the width or more", false);
        return bv_value_of_term(function - algebra_functions == ALGEBRA_SHL ? term_bv_shl(a, b) : term_bv_lshr(a, b));
    default: break;
    }
    body = ir_func_named(t->run->module, function->name);
    if (body == NULL || body->is_declaration)
        prover_fail("algebra: the body of %s is not among what was compiled for the proof", function->name);
    return bv_call(t->run, body, args, n, t->condition, &after);
}

/* An application; its arguments are owed to be words, and its precondition to hold. */
static struct bv_value application_value(struct translation *t, term_t application)
{
    unsigned n = term_arg_count(application);
    struct bv_value args[WIDTH_MAX];

    for (unsigned i = 0; i < n; i++) {
        term_t arg = wide_of(t, term_arg(application, i));
        bv_owe(t->run, t->condition, is_word(arg), "an argument that is no word", false);
        args[i] = bv_value_of_term(term_bv_extract(arg, 0, WORD));
    }
    return function_value(t, algebra_function_of(application), args, n);
}

static term_t product_of(struct translation *t, term_t a)
{
    for (unsigned i = 0; i < 2; i++) {
        term_t factor = term_arg(a, i), other = term_arg(a, 1 - i);
        const struct algebra_function *function = algebra_function_of(factor);
        if (is_power(factor) || function == &algebra_functions[ALGEBRA_POW2])
            return term_bv_shl(wide_of(t, other), wide_of(t, term_arg(factor, 0)));
    }
    return term_bv_mul(wide_of(t, term_arg(a, 0)), wide_of(t, term_arg(a, 1)));
}

/* Each branch has to be defined where it is chosen. */
static term_t choice_of(struct translation *t, term_t a)
{
    term_t condition = t->condition, chosen = truth_of(t, term_arg(a, 0)), then, otherwise;

    t->condition = term_and(condition, chosen);
    then = wide_of(t, term_arg(a, 1));
    t->condition = term_and(condition, term_not(chosen));
    otherwise = wide_of(t, term_arg(a, 2));
    t->condition = condition;
    return term_ite(chosen, then, otherwise);
}

/* An integer of the row in 128 bits. */
static term_t wide_of(struct translation *t, term_t a)
{
    value_t value;
    term_t sum;

    if (term_const_value(a, &value))
        return wide(value);
    if (is_letter(a))
        return term_bv_zext(variable_of(a), WIDE);
    if (is_power(a))
        return term_bv_shl(wide(1), wide_of(t, term_arg(a, 0)));
    switch (term_op(a)) {
    case OP_ADD:
        sum = wide(0);
        for (unsigned i = 0; i < term_arg_count(a); i++)
            sum = term_bv_add(sum, wide_of(t, term_arg(a, i)));
        return sum;
    case OP_MUL:
        return product_of(t, a);
    case OP_ITE:
        return choice_of(t, a);
    case OP_APPLY:
        return term_bv_zext(application_value(t, a).term, WIDE);
    default:
        prover_fail("algebra: a row with an operation that cannot be translated");
    }
}

/* A statement of the row. */
static term_t truth_of(struct translation *t, term_t a)
{
    term_t args[WIDTH_MAX], value;
    unsigned n = term_arg_count(a);

    switch (term_op(a)) {
    case OP_CONST:
        return a;
    case OP_NOT:
    case OP_AND:
    case OP_OR:
        for (unsigned i = 0; i < n && i < WIDTH_MAX; i++)
            args[i] = truth_of(t, term_arg(a, i));
        return term_rebuild(a, args);
    case OP_EQ:
        if (term_sort(term_arg(a, 0)) == SORT_BOOL)
            return term_eq(truth_of(t, term_arg(a, 0)), truth_of(t, term_arg(a, 1)));
        return term_eq(wide_of(t, term_arg(a, 0)), wide_of(t, term_arg(a, 1)));
    case OP_LE:
        return term_bv_sle(wide_of(t, term_arg(a, 0)), wide_of(t, term_arg(a, 1)));
    case OP_APPLY:
        value = application_value(t, a).term;
        return term_sort(value) == SORT_BOOL ? value : term_ne(value, term_zero(term_sort(value)));
    default:
        prover_fail("algebra: a row with a statement that cannot be translated");
    }
}

static bool has_application(term_t t)
{
    if (algebra_function_of(t) != NULL)
        return true;
    for (unsigned i = 0; i < term_arg_count(t); i++)
        if (has_application(term_arg(t, i)))
            return true;
    return false;
}

/*
 * Adds a condition of the row: first what has no application, under which what has one must be defined.
 */
static void assume(struct translation *t, term_t all)
{
    unsigned n = term_op(all) == OP_AND ? term_arg_count(all) : 1;

    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < n; i++) {
            term_t part = term_op(all) == OP_AND ? term_arg(all, i) : all;
            if (has_application(part) == (pass == 1))
                t->condition = term_and(t->condition, truth_of(t, part));
        }
}

/* Adds to the condition what the applications within a left side require: that they are defined. */
static void assume_defined(struct translation *t, term_t a)
{
    for (unsigned i = 0; i < term_arg_count(a); i++)
        assume_defined(t, term_arg(a, i));
    if (algebra_function_of(a) == NULL)
        return;
    for (unsigned i = 0; i < term_arg_count(a); i++)
        t->condition = term_and(t->condition, is_word(wide_of(t, term_arg(a, i))));
    assume(t, algebra_raw_requires(a));
}

/* Letters that the integer mode replaces by numbers are at most 64. */
static void assume_constants(struct translation *t, const char *constants)
{
    for (; *constants != '\0' && *constants != '!'; constants++) {
        char name[] = {*constants, '\0'};
        t->condition = term_and(t->condition, term_bv_ule(term_var(name, sort_bv(WORD)), term_bv(WORD, WORD)));
    }
}

/* --- the interface of bv.h */

unsigned bv_algebra_count(void) { return algebra_row_count; }

const char *bv_algebra_name(unsigned i)
{
    static char name[100];

    snprintf(name, sizeof name, "algebra_%s", algebra_rows[i].name);
    return name;
}

const char *bv_algebra_statement(unsigned i)
{
    static char statement[500];
    const struct algebra_row *row = &algebra_rows[i];
    bool is_fact = row->kind == ALGEBRA_FACT || row->kind == ALGEBRA_RANGE;
    bool always = strcmp(row->when, "true") == 0;

    snprintf(statement, sizeof statement, "%s%s%s%s%s", always ? "" : row->when, always ? "" : " => ",
             is_fact ? "" : row->left, is_fact ? "" : " = ", row->right);
    return statement;
}

void bv_algebra_prove(struct ir_module *module, unsigned i, const struct solver_options *options,
                      struct theorem_record *record)
{
    const struct algebra_pattern *pattern = algebra_pattern(i);
    enum algebra_kind kind = pattern->row->kind;
    term_t variables[26], goal;
    unsigned n = 0;
    struct bv_run run;
    struct translation t = {&run, term_true()};

    if (pattern->row->method == BY_BITS) {
        algebra_bits_prove(pattern, options, record);
        return;
    }
    bv_run_init(&run, module);
    assume_constants(&t, pattern->row->constants);
    assume_defined(&t, pattern->left);
    assume(&t, pattern->when);
    if (kind == ALGEBRA_FACT || kind == ALGEBRA_RANGE)
        goal = truth_of(&t, pattern->right);
    else if (term_sort(pattern->left) == SORT_BOOL)
        goal = term_eq(truth_of(&t, pattern->left), truth_of(&t, pattern->right));
    else
        goal = term_eq(wide_of(&t, pattern->left), wide_of(&t, pattern->right));
    bv_owe(&run, t.condition, goal, "the row is wrong", true);
    for (char letter[] = "a"; letter[0] <= 'z'; letter[0]++)
        if (symbol_find(letter) != 0)
            variables[n++] = term_var(letter, sort_bv(WORD));
    bv_prove_obligations(&run, options, variables, n, record);
    bv_run_clear(&run);
}
