/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One path's knowledge and its obligations. Hypotheses go to the solver as they come. An obligation is asked at once:
 * are the hypotheses and its negation satisfiable? While the answer is a model, instances of the invariants that the
 * model violates are added; a model that violates none is a counterexample. What has been proved is assumed from then
 * on; what has been asked on a path with the same beginning is not asked again.
 */
#include <stdlib.h>
#include <string.h>
#include "exec.h"

enum { ROUNDS_MAX = 60, ADDED_AT_ONCE = 12, ROUNDS_DOUBLE = 10, KEPT_AT_BASE_MAX = 160 };

/* A function that takes more questions has too many paths, or a loop that wants an invariant. */
enum { SAFETY_QUERIES_MAX = 1500 };

static uint64_t mix(uint64_t h, uint64_t v)
{
    h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
    return h * 0xff51afd7ed558ccdu;
}

/* ---- telling the solver ---- */
static void tell_fact(struct exec *x, term_t fact)
{
    solver_assert(x->solver, fact);
}

static void tell(struct exec *x, term_t t)
{
    facts_collect(x, t, x->told, x->in_obligation ? x->told_here : 0, true, tell_fact);
    solver_assert(x->solver, t);
}

static void note_distinct(struct exec *x, term_t fact)
{
    if (term_op(fact) == OP_AND) {
        for (unsigned i = 0; i < term_arg_count(fact); i++)
            note_distinct(x, term_arg(fact, i));
    } else if (term_op(fact) == OP_NOT && term_op(term_arg(fact, 0)) == OP_EQ &&
               term_sort(term_arg(term_arg(fact, 0), 0)) == SORT_REF) {
        exec_distinct(x, term_arg(term_arg(fact, 0), 0), term_arg(term_arg(fact, 0), 1));
    }
}

void exec_assume(struct exec *x, term_t fact)
{
    if (term_is_true(fact) || !term_set_add(x->assumed, fact))
        return;
    if (x->hypothesis_count == x->hypothesis_room) {
        x->hypothesis_room = 2 * x->hypothesis_room + 64;
        x->hypothesis = realloc(x->hypothesis, x->hypothesis_room * sizeof *x->hypothesis);
    }
    x->hypothesis[x->hypothesis_count++] = fact;
    x->path_hash = mix(x->path_hash, fact);
    note_distinct(x, fact);
    x->distinct_path = x->distinct_count;
    tell(x, fact);
    if (term_is_false(fact))
        exec_end_path(x);
}

/* ---- instances ---- */
/* Adds instances of a level that the model violates, at most so many, and all facts; returns how many. */
static unsigned add_violated(struct exec *x, struct model *m, unsigned level, unsigned at_once)
{
    unsigned added = 0, facts = 0;

    for (unsigned i = 0; i < x->instance_count; i++) {
        struct instance *n = &x->instance[i];

        if (n->at_base || n->used || n->level != level || (added >= at_once && !n->is_fact) ||
            model_true(m, n->formula))
            continue;
        n->used = true;
        tell(x, n->formula);
        added += !n->is_fact;
        facts += n->is_fact;
    }
    return added + facts;
}

static void tell_if_violated(struct exec *x, term_t fact)
{
    if (!model_true(x->model, fact)) {
        solver_assert(x->solver, fact);
        x->facts_added++;
    }
}

/*
 * The model may give symbols, at arguments that the query does not mention, contents that no word has. Before it counts
 * the instances' own facts are checked too.
 */
static unsigned add_violated_facts(struct exec *x, struct model *m)
{
    struct term_set *seen = term_set_new();

    x->facts_added = 0;
    x->model = m;
    for (unsigned i = 0; i < x->instance_count; i++)
        if (!x->instance[i].at_base && !x->instance[i].used)
            facts_collect(x, x->instance[i].formula, x->told, seen, false, tell_if_violated);
    term_set_free(seen);
    return x->facts_added;
}

/* A proof needs few; if the first do not do, there may be a model, and that has to fulfil all. */
static bool add_instances(struct exec *x, struct model *m, unsigned level, unsigned round)
{
    invariant_instances(x, level);
    return add_violated(x, m, level, ADDED_AT_ONCE << round / ROUNDS_DOUBLE) != 0;
}

enum verdict exec_check(struct exec *x, struct model **model)
{
    for (unsigned round = 0; round < ROUNDS_MAX; round++) {
        enum verdict v = solver_check(x->solver, model);

        if (v != VERDICT_SAT)
            return v;
        if (!add_instances(x, *model, 0, round) && !add_instances(x, *model, 1, round) &&
            !add_instances(x, *model, 2, round) && add_violated_facts(x, *model) == 0)
            return VERDICT_SAT;
        model_free(*model);
        *model = 0;
    }
    return VERDICT_UNKNOWN;
}

/* ---- obligations ---- */
static void obligation_begin(struct exec *x)
{
    solver_push(x->solver);
    x->in_obligation = true;
    x->told_here = term_set_new();
}

/* Instances that helped stay, for the obligations to come. */
static void obligation_end(struct exec *x, bool keep)
{
    solver_pop(x->solver);
    x->in_obligation = false;
    term_set_free(x->told_here);
    x->told_here = 0;
    for (unsigned i = 0; i < x->instance_count; i++) {
        struct instance *n = &x->instance[i];

        if (!n->used)
            continue;
        n->used = false;
        if (keep && (n->is_fact || x->kept < KEPT_AT_BASE_MAX)) {
            n->at_base = true;
            x->kept += !n->is_fact;
            tell(x, n->formula);
        }
    }
}

bool prove_feasible(struct exec *x, term_t condition)
{
    struct model *model = 0;
    enum verdict v = VERDICT_UNKNOWN;

    if (term_is_true(condition) || term_is_false(condition))
        return term_is_true(condition);
    obligation_begin(x);
    tell(x, condition);
    v = exec_check(x, &model);
    if (model != 0)
        model_free(model);
    obligation_end(x, v == VERDICT_UNSAT);
    return v != VERDICT_UNSAT;
}

/* The same question as prove_goal asks, without a report: false if the answer is not a proof. */
bool prove_quietly(struct exec *x, term_t extra, term_t goal)
{
    struct model *model = 0;
    enum verdict v = VERDICT_UNKNOWN;
    uint64_t key = mix(mix(x->path_hash, goal), extra) | 1;

    if (number_set_has(&x->proved, key))
        return true;
    if (x->only != 0)
        return false;
    x->goals++;
    obligation_begin(x);
    tell(x, extra);
    tell(x, term_not(goal));
    v = exec_check(x, &model);
    if (model != 0)
        model_free(model);
    obligation_end(x, v == VERDICT_UNSAT);
    if (v == VERDICT_UNSAT)
        number_set_add(&x->proved, key);
    return v == VERDICT_UNSAT;
}

/*
 * Are extra and the negation of goal unsatisfiable together with what is known? extra holds for this question only
 * (0: nothing). Reports a failure if not.
 */
bool prove_goal(struct exec *x, term_t extra, term_t goal, const char *kind, const char *text)
{
    struct model *model = 0;
    enum verdict v = VERDICT_UNKNOWN;
    uint64_t key = mix(mix(x->path_hash, goal), extra) | 1;

    if (term_is_true(goal) || number_set_has(&x->proved, key))
        return true;
    if (x->only != 0 && strstr(text, x->only) == 0 && strstr(kind, x->only) == 0)
        return true;
    if (x->safety && solver_stats(x->solver)->queries > SAFETY_QUERIES_MAX)
        prover_fail("%s: more than %u queries for safety", x->theorem->name, SAFETY_QUERIES_MAX);
    x->goals++;
    obligation_begin(x);
    if (extra != 0)
        tell(x, extra);
    tell(x, term_not(goal));
    v = exec_check(x, &model);
    if (v != VERDICT_UNSAT)
        failure_report(x, kind, text, goal, v == VERDICT_UNKNOWN ? 0 : model);
    if (model != 0)
        model_free(model);
    obligation_end(x, v == VERDICT_UNSAT);
    if (v == VERDICT_UNSAT)
        number_set_add(&x->proved, key);
    return v == VERDICT_UNSAT;
}

void exec_owe(struct exec *x, term_t guard, term_t goal, const char *kind, const char *text)
{
    term_t g = term_implies(guard, goal);

    if (term_is_true(g) || x->silent != 0)
        return;
    prove_goal(x, 0, g, kind, text);
    if (x->failures >= x->failures_max)
        exec_end_path(x);
    exec_assume(x, g); /* even if it failed: one mistake, one message */
}
