/* SPDX-License-Identifier: BSD-2-Clause */
/* Sessions: the stack of assertions, the cache, and who is asked in which order. */
#include "cache.h"
#include "session.h"
#include "sha256.h"
#include "term_internal.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void *grown(void *array, unsigned *room, size_t size)
{
    *room = *room * 2 + 64;
    array = realloc(array, *room * size);
    need(array != NULL, "out of memory");
    return array;
}

struct solver *solver_open(const struct solver_options *options)
{
    struct solver *solver = calloc(1, sizeof *solver);

    need(solver != NULL, "out of memory");
    solver->options = *options;
    if (solver->options.z3_limit == 0)
        solver->options.z3_limit = SOLVER_Z3_LIMIT;
    if (solver->options.cvc5_limit == 0)
        solver->options.cvc5_limit = SOLVER_CVC5_LIMIT;
    return solver;
}

void solver_close(struct solver *solver)
{
    if (solver == NULL)
        return;
    session_end(solver);
    free(solver->assertions);
    free(solver->marks);
    free(solver);
}

void solver_push(struct solver *solver)
{
    if (solver->depth == solver->mark_room)
        solver->marks = grown(solver->marks, &solver->mark_room, sizeof *solver->marks);
    solver->marks[solver->depth++] = solver->count;
}

void solver_pop(struct solver *solver)
{
    need(solver->depth > 0, "more pops than pushes");
    solver->count = solver->marks[--solver->depth];
    session_pop(solver);
}

void solver_assert(struct solver *solver, term_t assertion)
{
    need(term_sort(assertion) == SORT_BOOL, "an assertion that is not Bool");
    if (solver->count == solver->assertion_room)
        solver->assertions = grown(solver->assertions, &solver->assertion_room, sizeof *solver->assertions);
    solver->assertions[solver->count++] = assertion;
}

/* --- the text of a query */

char *solver_text(struct solver *solver)
{
    struct smt_writer *writer = smt_writer_new();
    char *body = NULL, *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&body, &length);

    need(out != NULL, "out of memory");
    for (unsigned i = 0; i < solver->count; i++)
        smt_write_assert(writer, out, solver->assertions[i]);
    fclose(out);
    out = open_memstream(&text, &length);
    need(out != NULL, "out of memory");
    fprintf(out, "(set-logic %s)\n%s(check-sat)\n", smt_logic(writer), body);
    fclose(out);
    free(body);
    smt_writer_free(writer);
    return text;
}

static void key_of(const struct solver *solver, const char *text, bool twice, char key[65])
{
    char *whole = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&whole, &length);

    need(out != NULL, "out of memory");
    fprintf(out, "%s\n%s\n%llu %llu %d %d\n%s", solver_version(SOLVER_Z3), solver_version(SOLVER_CVC5),
            (unsigned long long)solver->options.z3_limit, (unsigned long long)solver->options.cvc5_limit,
            twice, solver->options.first_only, text);
    fclose(out);
    sha256_hex(whole, length, key);
    free(whole);
}

static void dump(const struct solver *solver, const char *text, const struct answer *answer)
{
    char path[4096];
    FILE *file;

    mkdir(solver->options.dump_dir, 0777);
    snprintf(path, sizeof path, "%s/%s-%05u.smt2", solver->options.dump_dir,
             solver->options.name != NULL ? solver->options.name : "query", solver->stats.queries);
    file = fopen(path, "w");
    if (file == NULL)
        prover_fail("cannot write %s", path);
    fprintf(file, "; %s, by %s, %.3f s\n%s", verdict_name(answer->verdict), solver_kind_name(answer->by),
            answer->seconds, text);
    fclose(file);
}

/* --- the cache: "VERDICT SOLVER CONFIRMED SECONDS", a line, then the model if there is one */

static bool recall(const struct solver *solver, const char *key, bool want_model, struct answer *answer)
{
    char *text = cache_get(solver->options.cache_dir, key);
    int verdict, by, confirmed, read = 0;
    bool good;

    if (text == NULL)
        return false;
    good = sscanf(text, "%d %d %d %lf\n%n", &verdict, &by, &confirmed, &answer->seconds, &read) == 4 && read > 0;
    if (good) {
        answer->verdict = (enum verdict)verdict;
        answer->by = (enum solver_kind)by;
        answer->confirmed = confirmed != 0;
        answer->model = text[read] == '\0' ? NULL : strdup(text + read);
        good = !want_model || answer->verdict != VERDICT_SAT || answer->model != NULL;
    }
    free(text);
    return good;
}

static void remember(const struct solver *solver, const char *key, const struct answer *answer)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    need(out != NULL, "out of memory");
    fprintf(out, "%d %d %d %.6f\n%s", answer->verdict, answer->by, answer->confirmed, answer->seconds,
            answer->model != NULL ? answer->model : "");
    fclose(out);
    cache_put(solver->options.cache_dir, key, text);
    free(text);
}

/* --- asking */

static void replace(struct answer *answer, struct answer other)
{
    free(answer->model);
    *answer = other;
}

/* A second opinion on an unsat; a solver that finds a model of what the other refuted stops everything. */
static void confirm(struct solver *solver, const char *text, struct answer *answer)
{
    enum solver_kind other = answer->by == SOLVER_CVC5 ? SOLVER_Z3 : SOLVER_CVC5;
    struct answer second = solver->options.whole ? ask_whole(solver, other, text, false, 1)
                                                 : ask_session(solver, other, false);

    if (second.verdict == VERDICT_SAT) {
        struct answer shown = *answer;
        solver->options.dump_dir = solver->options.dump_dir != NULL ? solver->options.dump_dir : "/tmp";
        dump(solver, text, &shown);
        prover_fail("%s: the solvers contradict each other (unsat by %s, sat by %s); the query is in %s",
                    solver->options.name != NULL ? solver->options.name : "query", solver_kind_name(shown.by),
                    solver_kind_name(other), solver->options.dump_dir);
    }
    answer->confirmed = second.verdict == VERDICT_UNSAT;
    free(second.model);
}

/* text may be null when it is not certain to be needed. */
static struct answer ask(struct solver *solver, const char *text, bool want_model)
{
    struct answer answer = solver->options.whole ? ask_whole(solver, SOLVER_Z3, text, want_model, 1)
                                                 : ask_session(solver, SOLVER_Z3, want_model);
    char *made = NULL;

    if (answer.verdict == VERDICT_UNKNOWN && !solver->options.first_only && text == NULL)
        text = made = solver_text(solver);
    if (answer.verdict == VERDICT_UNKNOWN && !solver->options.first_only)
        replace(&answer, ask_whole(solver, SOLVER_CVC5, text, want_model, 1));
    if (answer.verdict == VERDICT_UNKNOWN && !solver->options.first_only && !solver->options.whole)
        replace(&answer, ask_whole(solver, SOLVER_Z3, text, want_model, 1));
    free(made);
    return answer;
}

static void count(struct solver *solver, const struct answer *answer, bool cached)
{
    struct solver_stats *stats = &solver->stats;

    stats->cached += cached;
    stats->unsat += answer->verdict == VERDICT_UNSAT;
    stats->sat += answer->verdict == VERDICT_SAT;
    stats->unknown += answer->verdict == VERDICT_UNKNOWN;
    stats->confirmed += answer->confirmed;
    stats->by[answer->by]++;
    stats->seconds += answer->seconds;
    if (answer->seconds > stats->longest)
        stats->longest = answer->seconds;
    solver->decided_by = answer->by;
}

static bool is_trivially_false(const struct solver *solver)
{
    for (unsigned i = 0; i < solver->count; i++)
        if (term_is_false(solver->assertions[i]))
            return true;
    return false;
}

/* With two solvers to ask, does the cache know what the first says? */
static bool is_known_once(const struct solver *solver, const char *text, bool want_model, struct answer *answer)
{
    char key[65];

    if (!solver->options.twice || solver->options.cache_dir == NULL)
        return false;
    key_of(solver, text, false, key);
    return recall(solver, key, want_model, answer);
}

enum verdict solver_check(struct solver *solver, struct model **model)
{
    struct answer answer = {.verdict = VERDICT_UNSAT};
    bool cached = false;
    double start = now();
    char key[65], *text;

    if (model != NULL)
        *model = NULL;
    solver->stats.queries++;
    if (is_trivially_false(solver)) { /* simplification has decided: no solver, no need of a second one */
        answer.confirmed = solver->options.twice;
        count(solver, &answer, false);
        return VERDICT_UNSAT;
    }
    text = solver->options.cache_dir != NULL || solver->options.dump_dir != NULL || solver->options.twice ||
           solver->options.whole ? solver_text(solver) : NULL;
    if (solver->options.cache_dir != NULL) {
        key_of(solver, text, solver->options.twice, key);
        cached = recall(solver, key, model != NULL, &answer);
    }
    if (!cached) {
        if (!is_known_once(solver, text, model != NULL, &answer))
            answer = ask(solver, text, model != NULL);
        if (answer.verdict == VERDICT_UNSAT && solver->options.twice)
            confirm(solver, text, &answer);
        answer.seconds = now() - start;
        if (solver->options.cache_dir != NULL)
            remember(solver, key, &answer);
    }
    count(solver, &answer, cached);
    if (solver->options.dump_dir != NULL)
        dump(solver, text, &answer);
    if (model != NULL && answer.verdict == VERDICT_SAT)
        *model = answer.model == NULL ? NULL : model_parse(answer.model);
    if (model != NULL && answer.verdict == VERDICT_SAT && *model == NULL)
        prover_fail("%s gave a model that cannot be read", solver_kind_name(answer.by));
    free(answer.model);
    free(text);
    return answer.verdict;
}

bool solver_refutes_soon(struct solver *solver)
{
    enum { EFFORT = 500000 };
    struct solver_options options = solver->options;
    enum verdict verdict;

    session_end(solver); /* a process gets its limit when it starts */
    solver->options.z3_limit = EFFORT;
    solver->options.first_only = true;
    solver->options.twice = false;
    verdict = solver_check(solver, NULL);
    session_end(solver);
    solver->options = options;
    return verdict == VERDICT_UNSAT;
}

enum verdict solver_query(struct solver *solver, const term_t *assertions, unsigned n, struct model **model)
{
    enum verdict verdict;

    solver_push(solver);
    for (unsigned i = 0; i < n; i++)
        solver_assert(solver, assertions[i]);
    verdict = solver_check(solver, model);
    solver_pop(solver);
    return verdict;
}

/* --- names and numbers */

enum solver_kind solver_decided_by(const struct solver *solver) { return solver->decided_by; }
const struct solver_stats *solver_stats(const struct solver *solver) { return &solver->stats; }

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"unsat", "sat", "unknown"};

    return names[verdict];
}

const char *solver_kind_name(enum solver_kind kind)
{
    static const char *const names[] = {"simplification", "z3", "cvc5"};

    return names[kind];
}

void solver_stats_add(struct solver_stats *sum, const struct solver_stats *more)
{
    sum->queries += more->queries;
    sum->cached += more->cached;
    sum->unsat += more->unsat;
    sum->sat += more->sat;
    sum->unknown += more->unknown;
    sum->confirmed += more->confirmed;
    for (unsigned i = 0; i < SOLVER_KINDS; i++)
        sum->by[i] += more->by[i];
    sum->seconds += more->seconds;
    if (more->longest > sum->longest)
        sum->longest = more->longest;
}
