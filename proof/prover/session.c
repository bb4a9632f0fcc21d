/* SPDX-License-Identifier: BSD-2-Clause */
/* Talking to z3 and cvc5. */
#include "session.h"
#include "term_internal.h"
#include <stdlib.h>
#include <string.h>

/*
 * Seconds. Resource limits end a query long before, but for a rare one of which z3 counts nothing (seen once in a whole
 * run): that one is not answered, and the next solver is asked.
 */
enum { SILENCE_MAX = 120 };

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

/* --- sessions */

static void end(struct session *session)
{
    process_end(session->process);
    smt_writer_free(session->writer);
    *session = (struct session){0};
}

void session_end(struct solver *solver)
{
    for (unsigned kind = 0; kind < SOLVER_KINDS; kind++)
        end(&solver->session[kind]);
}

/* Tells the solver what it has not heard: the pushes, each before the first assertion above it. */
static void tell(const struct solver *solver, struct session *session, FILE *out)
{
    for (unsigned i = session->told_count; i <= solver->count; i++) {
        while (session->told_depth < solver->depth && solver->marks[session->told_depth] == i) {
            fputs("(push 1)\n", out);
            session->told_depth++;
        }
        if (i < solver->count)
            smt_write_assert(session->writer, out, solver->assertions[i]);
    }
    session->told_count = solver->count;
}

static void start(const struct solver *solver, enum solver_kind kind, struct session *session, FILE *out)
{
    static const char *const z3[] = {"z3", "-in", "-smt2", NULL};
    char limit[64];
    const char *const cvc5[] = {"cvc5", "--lang=smt2", "--incremental", limit, NULL};

    snprintf(limit, sizeof limit, "--rlimit-per=%llu", (unsigned long long)solver->options.cvc5_limit);
    *session = (struct session){.process = process_start(kind == SOLVER_Z3 ? z3 : cvc5), .writer = smt_writer_new()};
    fputs("(set-option :global-declarations true)\n", out);
    if (kind == SOLVER_Z3)
        fprintf(out, "(set-option :rlimit %llu)\n", (unsigned long long)solver->options.z3_limit);
    else
        fputs("(set-logic ALL)\n", out); /* what will occur is not known yet */
}

struct answer ask_session(struct solver *solver, enum solver_kind kind, bool want_model)
{
    struct session *session = &solver->session[kind];
    struct answer answer = {.verdict = VERDICT_UNKNOWN, .by = kind};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);

    need(out != NULL, "out of memory");
    if (session->process == NULL)
        start(solver, kind, session, out);
    tell(solver, session, out);
    fputs("(check-sat)\n", out);
    fclose(out);
    if (process_send(session->process, text, length))
        answer = read_answer(session->process, kind, want_model);
    if (answer.verdict == VERDICT_UNKNOWN)
        end(session); /* whatever it has gathered in vain: the next check starts afresh */
    free(text);
    return answer;
}

/*
 * Pushes that no longer exist are popped in the solver at once; with them go the assertions above. Assertions are only
 * ever dropped by a pop, and a level that the solver has not heard of holds none that it has.
 */
static void pop(const struct solver *solver, struct session *session)
{
    char text[64];

    if (session->process == NULL || session->told_depth <= solver->depth)
        return;
    snprintf(text, sizeof text, "(pop %u)\n", session->told_depth - solver->depth);
    if (!process_send(session->process, text, strlen(text))) {
        end(session);
        return;
    }
    session->told_depth = solver->depth;
    if (session->told_count > solver->count)
        session->told_count = solver->count;
}

void session_pop(struct solver *solver)
{
    for (unsigned kind = 0; kind < SOLVER_KINDS; kind++)
        pop(solver, &solver->session[kind]);
}
