/* SPDX-License-Identifier: BSD-2-Clause */
/* Theorems of the bit-vector mode: each obligation is one query, each assertion must be reached. */
#include "bv.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "replay.h"

enum { VARIABLES_MAX = 256 };

/* The text of a failure: what, where, and the values of the variables in the model. */
static void describe(const struct bv_run *run, struct theorem_record *record, const struct bv_obligation *o,
                     enum verdict verdict, struct model *model, const term_t *variables, unsigned n)
{
    value_t words[VARIABLES_MAX];
    char *replayed = NULL;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    if (out == NULL)
        prover_fail("out of memory");
    fprintf(out, "%s%s:%u: %s%s\n", record->message, o->file != NULL ? o->file : "?", o->line, o->kind,
            verdict == VERDICT_SAT ? " can fail" : ": no solver gives an answer");
    for (unsigned i = 0; i < n && model != NULL; i++) {
        char *name = term_to_string(variables[i], 0);
        unsigned __int128 value = (unsigned __int128)model_value(model, variables[i]);
        fprintf(out, "    %s = 0x%llx\n", name, (unsigned long long)value);
        words[i] = (value_t)(unsigned long long)value;
        free(name);
    }
    if (model != NULL && run->harness != NULL && run->harness->param_count == n)
        replayed = replay_words(run->harness, words, o->kind);
    fputs(replayed != NULL ? replayed : "", out);
    free(replayed);
    fclose(out);
    record_message(record, "%s", text);
    free(text);
}

static bool prove_one(const struct bv_run *run, struct solver *solver, const struct bv_obligation *o,
                      const term_t *variables, unsigned n, struct theorem_record *record)
{
    term_t assertions[2] = {o->condition, term_not(o->goal)};
    struct model *model = NULL;
    enum verdict verdict = solver_query(solver, assertions, 2, &model);

    record->goals++;
    if (verdict != VERDICT_UNSAT) {
        describe(run, record, o, verdict, model, variables, n);
        if (record->outcome == OUTCOME_PROVED || verdict == VERDICT_SAT)
            record->outcome = verdict == VERDICT_SAT ? OUTCOME_REFUTED : OUTCOME_UNKNOWN;
    }
    model_free(model);
    return verdict == VERDICT_UNSAT;
}

static bool same_place(const struct bv_obligation *a, const struct bv_obligation *b)
{
    return a->line == b->line && (a->file == b->file || (a->file != NULL && b->file != NULL &&
                                                         strcmp(a->file, b->file) == 0));
}

/* Is the assertion of obligation number k reached in any way? Asked for the first obligation of each place. */
static void check_reached(struct solver *solver, const struct bv_run *run, unsigned k, struct theorem_record *record)
{
    const struct bv_obligation *o = &run->obligations[k];
    term_t reached = o->condition;

    for (unsigned i = 0; i < run->count; i++)
        if (i != k && run->obligations[i].asserted && same_place(o, &run->obligations[i])) {
            if (i < k)
                return;
            reached = term_or(reached, run->obligations[i].condition);
        }
    if (solver_query(solver, &reached, 1, NULL) == VERDICT_SAT)
        return;
    record_message(record, "%s%s:%u: this assertion is never reached: the assumptions contradict each other\n",
                   record->message, o->file != NULL ? o->file : "?", o->line);
    if (record->outcome == OUTCOME_PROVED)
        record->outcome = OUTCOME_VACUOUS;
}

void bv_prove_obligations(const struct bv_run *run, const struct solver_options *options, const term_t *variables,
                          unsigned n, struct theorem_record *record)
{
    enum { FAILURES_MAX = 3 };
    struct solver_options whole = *options;
    struct solver *solver;
    unsigned failures = 0, asserted = 0;
    struct timespec start, end;

    clock_gettime(CLOCK_MONOTONIC, &start);
    whole.whole = true;
    whole.name = record->name;
    solver = solver_open(&whole);
    record->outcome = OUTCOME_PROVED;
    record->paths = run->paths;
    for (unsigned i = 0; i < run->count && failures < FAILURES_MAX; i++) {
        failures += !prove_one(run, solver, &run->obligations[i], variables, n, record);
        asserted += run->obligations[i].asserted;
    }
    for (unsigned i = 0; i < run->count && failures == 0; i++)
        if (run->obligations[i].asserted)
            check_reached(solver, run, i, record);
    if (failures == 0 && asserted == 0) {
        record_message(record, "%sthere is no assertion that could be reached\n", record->message);
        record->outcome = OUTCOME_VACUOUS;
    }
    record->solver = *solver_stats(solver);
    solver_close(solver);
    clock_gettime(CLOCK_MONOTONIC, &end);
    record->seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
}

/* The free variables of a fresh value, appended to list. */
static unsigned variables_of(struct bv_value value, term_t *list, unsigned n)
{
    if (value.kind == BV_TERM && n < VARIABLES_MAX)
        list[n++] = value.term;
    for (unsigned i = 0; i < value.count; i++)
        n = variables_of(value.member[i], list, n);
    return n;
}

void bv_prove(struct ir_module *module, struct ir_func *harness, const struct solver_options *options,
              struct theorem_record *record)
{
    struct bv_run run;
    struct bv_value *args = calloc(harness->param_count + 1, sizeof *args);
    term_t variables[VARIABLES_MAX], after;
    unsigned n = 0;

    if (args == NULL)
        prover_fail("out of memory");
    for (unsigned i = 0; i < harness->param_count; i++) {
        args[i] = bv_value_fresh(harness->param[i].type, harness->param[i].name);
        n = variables_of(args[i], variables, n);
    }
    bv_run_init(&run, module);
    run.harness = harness;
    bv_call(&run, harness, args, harness->param_count, term_true(), &after);
    bv_prove_obligations(&run, options, variables, n, record);
    bv_run_clear(&run);
    free(args);
}
