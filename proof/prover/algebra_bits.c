/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of the algebra proved bit by bit. Two words are equal if their bits 0 to 63 are; an arbitrary bit i of each side
 * follows from the laws take_bit and put_bit, which are rows of the table and proved on the real bodies. What is left
 * is arithmetic on positions, and bits of the letters: an uninterpreted function of letter and position.
 */
#include "algebra_internal.h"
#include "bv.h"
#include <stdio.h>

enum { WORD = 64 };

struct statement {
    term_t assumed;  /* what the left side and the row assume; then also that the position is that of a bit */
    term_t owed;     /* the right side is defined */
};

static term_t within(term_t low, term_t a, term_t high)
{
    return term_and(term_le(low, a), term_lt(a, high));
}

/* Bit number i of a, 0 <= i < 64. */
static term_t bit_of(term_t a, term_t i)
{
    const struct algebra_function *function = algebra_function_of(a);
    term_t low, count;
    value_t value;

    if (term_const_value(a, &value) && value == 0)
        return term_false();
    if (function == NULL && term_op(a) == OP_APPLY && term_arg_count(a) == 0)
        return term_apply(symbol_function("bit", SORT_BOOL, (sort_t[]){SORT_INT, SORT_INT}, 2), (term_t[]){a, i}, 2);
    if (function != &algebra_functions[ALGEBRA_TAKE] && function != &algebra_functions[ALGEBRA_PUT])
        prover_fail("algebra: a row by bits with another function than op_take and op_put");
    low = term_arg(a, 1);
    count = term_arg(a, 2);
    if (function == &algebra_functions[ALGEBRA_TAKE])
        return term_and(term_lt(i, count), bit_of(term_arg(a, 0), term_add(low, i)));
    return term_ite(within(low, i, term_add(low, count)), bit_of(term_arg(a, 3), term_sub(i, low)),
                    bit_of(term_arg(a, 0), i));
}

/* The letters are words; the applications are defined, which needs their positions and counts to be words. */
static term_t is_defined(term_t a)
{
    term_t all = term_true();

    if (term_op(a) == OP_APPLY && term_arg_count(a) == 0)
        return term_in_word(a, WORD);
    if (algebra_function_of(a) == NULL && term_op(a) != OP_APPLY && term_op(a) != OP_ADD && term_op(a) != OP_MUL &&
        !term_is_const(a))
        prover_fail("algebra: a row by bits that is not understood");
    for (unsigned i = 0; i < term_arg_count(a); i++)
        all = term_and(all, is_defined(term_arg(a, i)));
    if (algebra_function_of(a) == NULL)
        return all;
    for (unsigned i = 1; i <= 2; i++)
        all = term_and(all, term_in_word(term_arg(a, i), WORD));
    return term_and(all, algebra_raw_requires(a));
}

static void prove(struct solver *solver, const struct statement *statement, term_t goal, const char *what,
                  struct theorem_record *record)
{
    term_t query[2] = {statement->assumed, term_not(goal)};
    enum verdict verdict = solver_query(solver, query, 2, NULL);

    record->goals++;
    if (verdict == VERDICT_UNSAT || record->outcome != OUTCOME_PROVED)
        return;
    record->outcome = verdict == VERDICT_SAT ? OUTCOME_REFUTED : OUTCOME_UNKNOWN;
    record_message(record, "%s\n", what);
}

void algebra_bits_prove(const struct algebra_pattern *pattern, const struct solver_options *options,
                        struct theorem_record *record)
{
    term_t i = term_var("position", SORT_INT);
    struct statement statement = {term_and(is_defined(pattern->left), pattern->when), is_defined(pattern->right)};
    struct solver_options own = *options;
    struct solver *solver;

    own.name = record->name;
    solver = solver_open(&own);
    record->outcome = OUTCOME_PROVED;
    record->paths = 1;
    prove(solver, &statement, statement.owed, "the right side is not defined where the left side is", record);
    statement.assumed = term_and(statement.assumed, within(term_int(0), i, term_int(WORD)));
    prove(solver, &statement, term_eq(bit_of(pattern->left, i), bit_of(pattern->right, i)), "the row is wrong", record);
    if (record->outcome == OUTCOME_PROVED && solver_query(solver, &statement.assumed, 1, NULL) != VERDICT_SAT) {
        record->outcome = OUTCOME_VACUOUS;
        record_message(record, "the row applies to nothing\n");
    }
    record->solver = *solver_stats(solver);
    solver_close(solver);
}
