/* SPDX-License-Identifier: BSD-2-Clause */
/* Talking to z3 and cvc5. */
#include "session.h"
#include "term_internal.h"
#include <stdlib.h>
#include <string.h>

enum { SILENCE_MAX = 1800 }; /* seconds: resource limits end a query long before */

#define END_OF_MODEL "end-of-model"

const char *solver_version(enum solver_kind kind)
{
    static char versions[SOLVER_KINDS][200];
    char *version = versions[kind];

    if (version[0] == '\0') {
        struct process *process = process_start((const char *const[]){solver_kind_name(kind), "--version", NULL});
        const char *line = process_line(process, SILENCE_MAX);
        if (line == NULL)
            prover_fail("%s cannot be run; please install the Debian package %s", solver_kind_name(kind),
                        solver_kind_name(kind));
        snprintf(version, sizeof versions[kind], "%s", line);
        process_end(process);
    }
    return version;
}

/* The model that follows, as text. */
static char *read_model(struct process *process)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    const char *line;

    need(out != NULL, "out of memory");
    while ((line = process_line(process, SILENCE_MAX)) != NULL && strstr(line, END_OF_MODEL) == NULL)
        fprintf(out, "%s\n", line);
    fclose(out);
    if (line == NULL)
        prover_fail("a solver stopped in the middle of a model");
    return text;
}

/* Reads the answer to (check-sat), and asks for the model if that is wanted. */
static struct answer read_answer(struct process *process, enum solver_kind kind, bool want_model)
{
    static const char get_model[] = "(get-model)\n(echo \"" END_OF_MODEL "\")\n";
    const char *line = process_line(process, SILENCE_MAX);
    struct answer answer = {.verdict = VERDICT_UNKNOWN, .by = kind};

    if (line == NULL)
        return answer; /* it died or fell silent, for want of memory perhaps: no answer */
    if (strcmp(line, "unsat") == 0)
        answer.verdict = VERDICT_UNSAT;
    else if (strcmp(line, "sat") == 0)
        answer.verdict = VERDICT_SAT;
    else if (strcmp(line, "unknown") != 0 && strstr(line, "resource") == NULL && strstr(line, "timeout") == NULL)
        prover_fail("%s does not understand a query: %s", solver_kind_name(kind), line);
    if (answer.verdict == VERDICT_SAT && want_model && process_send(process, get_model, sizeof get_model - 1))
        answer.model = read_model(process);
    return answer;
}

/* --- one process for one query */

struct answer ask_whole(struct solver *solver, enum solver_kind kind, const char *text, bool want_model,
                        unsigned patience)
{
    char limit[64];
    const char *const z3[] = {"z3", "-in", "-smt2", limit, NULL};
    const char *const cvc5[] = {"cvc5", "--lang=smt2", "--produce-models", limit, NULL};
    struct process *process;
    struct answer answer = {.verdict = VERDICT_UNKNOWN, .by = kind};

    if (kind == SOLVER_Z3)
        snprintf(limit, sizeof limit, "rlimit=%llu", (unsigned long long)solver->options.z3_limit * patience);
    else
        snprintf(limit, sizeof limit, "--rlimit-per=%llu", (unsigned long long)solver->options.cvc5_limit * patience);
    process = process_start(kind == SOLVER_Z3 ? z3 : cvc5);
    if (process_send(process, text, strlen(text)))
        answer = read_answer(process, kind, want_model);
    process_end(process);
    return answer;
}

/* --- the session with z3 */

void session_end(struct solver *solver)
{
    process_end(solver->process);
    smt_writer_free(solver->writer);
    solver->process = NULL;
    solver->writer = NULL;
    solver->told_count = 0;
    solver->told_depth = 0;
}

/* Tells z3 what it has not heard: the pushes, each before the first assertion above it. */
static void tell(struct solver *solver, FILE *out)
{
    for (unsigned i = solver->told_count; i <= solver->count; i++) {
        while (solver->told_depth < solver->depth && solver->marks[solver->told_depth] == i) {
            fputs("(push 1)\n", out);
            solver->told_depth++;
        }
        if (i < solver->count)
            smt_write_assert(solver->writer, out, solver->assertions[i]);
    }
    solver->told_count = solver->count;
}

static void session_start(struct solver *solver)
{
    solver->process = process_start((const char *const[]){"z3", "-in", "-smt2", NULL});
    solver->writer = smt_writer_new();
    solver->told_count = 0;
    solver->told_depth = 0;
}

struct answer ask_session(struct solver *solver, bool want_model)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out;
    bool fresh = solver->process == NULL;
    struct answer answer = {.verdict = VERDICT_UNKNOWN, .by = SOLVER_Z3};

    if (fresh)
        session_start(solver);
    out = open_memstream(&text, &length);
    need(out != NULL, "out of memory");
    if (fresh)
        fprintf(out, "(set-option :global-declarations true)\n(set-option :rlimit %llu)\n",
                (unsigned long long)solver->options.z3_limit);
    tell(solver, out);
    fputs("(check-sat)\n", out);
    fclose(out);
    if (process_send(solver->process, text, length))
        answer = read_answer(solver->process, SOLVER_Z3, want_model);
    if (answer.verdict == VERDICT_UNKNOWN)
        session_end(solver); /* whatever it has gathered in vain: the next check starts afresh */
    free(text);
    return answer;
}

/*
 * Pushes of z3 that no longer exist are popped there at once; with them go the assertions above. Assertions are only
 * ever dropped by a pop, and a level that z3 has not heard of holds none that it has.
 */
void session_pop(struct solver *solver)
{
    char text[64];

    if (solver->process == NULL || solver->told_depth <= solver->depth)
        return;
    snprintf(text, sizeof text, "(pop %u)\n", solver->told_depth - solver->depth);
    if (!process_send(solver->process, text, strlen(text))) {
        session_end(solver);
        return;
    }
    solver->told_depth = solver->depth;
    if (solver->told_count > solver->count)
        solver->told_count = solver->count;
}
