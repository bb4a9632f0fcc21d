/* SPDX-License-Identifier: BSD-2-Clause */
/* One theorem: all paths of its harness, and what came out. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "contract.h"
#include "exec.h"
#include "pointer.h"
#include "safety.h"

enum { PATHS_MAX = 20000, SAFETY_PATHS_MAX = 300, FAILURES_MAX = 3 };

void theorem_note_reached(struct exec *x, unsigned line)
{
    for (unsigned i = 0; i < x->passed_count; i++)
        if (x->passed[i] == line)
            return;
    x->passed = realloc(x->passed, (x->passed_count + 1) * sizeof *x->passed);
    x->passed[x->passed_count++] = line;
}

static bool is_reached(const struct exec *x, unsigned line)
{
    for (unsigned i = 0; i < x->reached_count; i++)
        if (x->reached[i] == line)
            return true;
    return false;
}

/* ---- one path ---- */
static void path_begin(struct exec *x)
{
    x->script_at = 0;
    x->state = state_new();
    x->old = (struct snapshot){0};
    x->now = 0;
    x->snapshot_count = 0;
    x->frame = 0;
    x->spec = x->silent = x->depth = 0;
    x->unsettled.key = 0;
    x->locals = x->fresh = 0;
    x->version_count = 0;
    x->lemma = 0;
    x->clause_line = 0;
    x->hypothesis_count = 0;
    x->path_hash = 1;
    x->distinct_count = x->distinct_path = 0;
    for (unsigned i = 0; i < x->pool_count; i++) {
        free(x->pool[i].entry);
        free(x->pool[i].place);
    }
    x->pool_count = x->scope.count = x->opaque_count = x->executed_count = 0;
    x->universal_count = x->instance_count = x->kept = x->passed_count = 0;
    number_set_clear(&x->tuples);
    x->tried = term_set_new();
    x->assumed = term_set_new();
    x->told = term_set_new();
    x->told_here = 0;
    x->in_obligation = false;
    solver_push(x->solver);
}

static void path_end(struct exec *x)
{
    if (x->told_here != 0) { /* left from within an obligation */
        term_set_free(x->told_here);
        solver_pop(x->solver);
    }
    solver_pop(x->solver);
    term_set_free(x->tried);
    term_set_free(x->assumed);
    term_set_free(x->told);
}

/* Names that mean something else in queries: the type map, and functions of facts.c and algebra.c. */
static const char *parameter_name(const char *name)
{
    static const char *const taken[] = {"type", "power", "addr", "ref", "static"};
    static char other[40];

    for (unsigned i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(name, taken[i]) == 0) {
            snprintf(other, sizeof other, "%s_", name);
            return other;
        }
    return name;
}

static void run_harness(struct exec *x, struct ir_func *harness)
{
    struct value args[ARGS_MAX], result;
    term_t null = ref_null();

    exec_assume(x, term_eq(type_at(x, null), term_int(0))); /* no object at address 0 */
    x->argument_count = harness->param_count;
    for (unsigned i = 0; i < harness->param_count; i++) {
        const struct ir_param *p = &harness->param[i];
        const char *name = parameter_name(p->name);

        args[i] = value_of_term(x, term_var(name, value_sort(p->type)), p->type, p->pointee);
        x->argument[i] = args[i].kind == VALUE_PTR ? args[i].ptr.base : args[i].term;
        if (p->type->kind == IR_INT && p->type->width > 1)
            exec_assume(x, term_in_word(args[i].term, p->type->width));
        if (p->type->kind == IR_PTR)
            pool_add(x, args[i].ptr.root != 0 ? args[i].ptr.root->name : "any", args[i].ptr.base);
    }
    contract_prove_begin(x, harness);
    if (x->safety)
        safety_begin(x, harness, args);
    result = exec_call(x, harness, args, harness->param_count, term_true());
    if (x->safety)
        safety_end(x, harness, args, result);
}

/* Could the path happen? If so, the assertions on it are not vacuous. */
static bool path_is_possible(struct exec *x)
{
    struct model *model = 0;
    bool possible = false;

    if (x->safety) { /* a whole function in one formula: a model would take longer than all its obligations */
        possible = !solver_refutes_soon(x->solver);
    } else {
        possible = exec_check(x, &model) == VERDICT_SAT;
        if (model != 0)
            model_free(model);
    }
    if (!possible)
        return false;
    for (unsigned i = 0; i < x->passed_count; i++)
        if (!is_reached(x, x->passed[i])) {
            x->reached = realloc(x->reached, (x->reached_count + 1) * sizeof *x->reached);
            x->reached[x->reached_count++] = x->passed[i];
        }
    return true;
}

static void run_path(struct exec *x, struct ir_func *harness)
{
    volatile bool complete = false;
    unsigned failures = x->failures;

    path_begin(x);
    if (setjmp(x->end) == 0) {
        run_harness(x, harness);
        complete = true;
    }
    if (!x->restart && x->failures == failures && (complete || x->passed_count != 0)) {
        bool new_lines = complete;

        for (unsigned i = 0; i < x->passed_count; i++)
            new_lines = new_lines || !is_reached(x, x->passed[i]);
        if (x->told_here == 0 && new_lines && path_is_possible(x)) {
            x->paths++;
            x->complete += complete;
        }
    } else {
        x->paths++;
    }
    path_end(x);
}

/* The next script: the last decision that has another way left takes it. False when all have been tried. */
static bool next_script(struct exec *x)
{
    while (x->script_length != 0) {
        struct decision *d = &x->script[x->script_length - 1];

        do
            d->taken++;
        while (d->taken < d->count && d->closed[d->taken]);
        if (d->taken < d->count)
            return true;
        free(d->closed);
        x->script_length--;
    }
    return false;
}

static void run_all(struct exec *x, struct ir_func *harness)
{
    unsigned runs = 0;
    bool again = false;

    do {
        run_path(x, harness);
        again = x->restart;
        if (again) { /* a loop writes more than was known: everything again */
            x->restart = false;
            x->script_length = x->paths = x->complete = x->failures = x->goals = x->reached_count = 0;
            x->unknown = x->refuted = false;
            free(x->message);
            x->message = 0;
            number_set_clear(&x->proved);
            runs++;
            if (runs > 50)
                prover_fail("%s: loops keep writing more", harness->name);
            continue;
        }
        if (++runs > (x->safety ? SAFETY_PATHS_MAX : PATHS_MAX))
            prover_fail("%s: more than %u paths", harness->name, runs - 1);
    } while (again || (x->failures < x->failures_max && next_script(x)));
}

/* ---- the record ---- */
static bool is_harness(const char *name)
{
    return strncmp(name, "proof_", 6) == 0 || strncmp(name, "bits_", 5) == 0 || strncmp(name, "contract_", 9) == 0;
}

const char *theorem_statement(struct ir_module *m, const char *harness)
{
    static char text[400];
    char name[160];
    struct ir_global *g = 0;
    struct ir_value *v = 0;
    unsigned n = 0;

    if (!is_harness(harness))
        return "no undefined behaviour, objects are what they are taken for, indices in range, loops end";

    snprintf(name, sizeof name, "v_statement_%s", strchr(harness, '_') + 1);
    g = ir_global_named(m, name);
    v = g != 0 ? ir_global_initial(m, g) : 0;
    if (v == 0 || v->kind != IRV_AGG)
        return "";
    for (; n < v->count && n < sizeof text - 1; n++)
        text[n] = (char)v->member[n].bits;
    text[n] = 0;
    return text;
}

/* Every assertion in the harness itself must be on a path that can happen. */
static void check_vacuity(struct exec *x, struct ir_func *harness, struct theorem_record *record)
{
    if (x->complete == 0) {
        record->outcome = OUTCOME_VACUOUS;
        record_message(record, "  no path reaches the end of %s: its hypotheses contradict each other\n",
                       harness->name);
        return;
    }
    for (unsigned b = 0; b < harness->block_count; b++)
        for (unsigned i = 0; i < harness->block[b].count; i++) {
            const struct ir_inst *inst = &harness->block[b].inst[i];

            if (inst->op == IR_CALL && inst->callee != 0 && strcmp(inst->callee->name, "v_assert") == 0 &&
                !is_reached(x, inst->line)) {
                record->outcome = OUTCOME_VACUOUS;
                record_message(record, "  %s:%u: no path reaches this assertion\n", inst->file, inst->line);
            }
        }
}

void theorem_prove(struct ir_module *m, struct ir_func *harness, const struct solver_options *options,
                   const char *only, bool verbose, bool joining, struct theorem_record *record)
{
    struct exec x = {.module = m, .options = *options, .theorem = harness, .only = only, .verbose = verbose,
                     .explain = verbose, .failures_max = FAILURES_MAX, .joining = joining};
    struct timespec start, end;
    char file[300], name[200];

    clock_gettime(CLOCK_MONOTONIC, &start);
    snprintf(file, sizeof file, "%s:%u", harness->file, harness->line);
    snprintf(name, sizeof name, "%s%s", is_harness(harness->name) ? "" : "safe_",
             strncmp(harness->name, "proof_", 6) == 0 ? harness->name + 6 : harness->name);
    record_init(record, name, theorem_statement(m, harness->name), file);
    x.safety = !func_info(&x, harness)->is_ghost;
    x.options.name = harness->name;
    x.solver = solver_open(&x.options);
    invariant_find_all(&x);
    func_info(&x, harness);
    run_all(&x, harness);
    record->outcome = x.refuted ? OUTCOME_REFUTED : x.unknown ? OUTCOME_UNKNOWN : OUTCOME_PROVED;
    record->paths = x.paths;
    record->goals = x.goals;
    if (x.message != 0)
        record_message(record, "%s", x.message);
    if (record->outcome == OUTCOME_PROVED)
        check_vacuity(&x, harness, record);
    if (only != 0 && record->outcome == OUTCOME_PROVED) {
        record->outcome = OUTCOME_UNKNOWN;
        record_message(record, "  only some of the obligations were asked\n");
    }
    record->solver = *solver_stats(x.solver);
    solver_close(x.solver);
    clock_gettime(CLOCK_MONOTONIC, &end);
    record->seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
}
