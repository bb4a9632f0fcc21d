/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages about what was not proved: clause, place, path, and a counterexample in terms of C. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exec.h"
#include "failure.h"
#include "pointer.h"
#include "replay.h"

struct text {
    char *start;
    size_t length, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
    va_list args;
    char line[600];

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (t->length + strlen(line) + 1 > t->room) {
        t->room = 2 * t->room + 1024;
        t->start = realloc(t->start, t->room);
    }
    strcpy(t->start + t->length, line);
    t->length += strlen(line);
}

/* The statement that begins in that line, without leading blanks. */
static void add_source(struct text *t, const char *file, unsigned number)
{
    enum { LINES_MAX = 5 };
    FILE *f = file != 0 ? fopen(file, "r") : 0;
    char line[300];
    bool ended = false;

    for (unsigned i = 1; f != 0 && !ended && i < number + LINES_MAX && fgets(line, sizeof line, f) != 0; i++) {
        line[strcspn(line, "\n")] = 0;
        if (i < number || line[strspn(line, " ")] == 0)
            continue;
        add(t, "      | %s\n", i == number ? line + strspn(line, " ") : line);
        ended = strchr(";{}", line[strlen(line) - 1]) != 0;
    }
    if (f != 0)
        fclose(f);
}

static void add_calls(struct text *t, struct exec *x)
{
    for (const struct frame *f = x->frame; f != 0; f = f->caller) {
        if (f->at == 0)
            continue;
        add(t, "    at %s:%u in %s\n", f->at->file != 0 ? f->at->file : "?", f->at->line, f->func->name);
        if (f == x->frame || f->caller == 0)
            add_source(t, f->at->file, f->at->line);
    }
}

static void add_value(struct text *t, struct exec *x, struct model *m, const char *name, term_t term)
{
    char *value = failure_value(x, m, term_sort(term), model_value(m, term));

    add(t, "      %s = %s\n", name, value);
    free(value);
}

static void add_arguments(struct text *t, struct exec *x, struct model *m)
{
    for (unsigned i = 0; i < x->argument_count; i++)
        add_value(t, x, m, x->theorem->param[i].name, x->argument[i]);
    for (unsigned i = 0; i < x->invariant_count; i++)
        for (unsigned k = 0; k < x->invariant[i]->param_count; k++) {
            char name[120];

            snprintf(name, sizeof name, "any%u %s", k, invariant_kind(x->invariant[i], k));
            if (symbol_find(name) != 0 && strstr(t->start, name) == 0)
                add_value(t, x, m, name, term_var(name, symbol_result(symbol_find(name))));
        }
}

/* Long texts: line by line. */
static void add_lines(struct text *t, const char *lines)
{
    while (*lines != 0) {
        size_t n = strcspn(lines, "\n");

        add(t, "%.*s\n", (int)n, lines);
        lines += n + (lines[n] != 0);
    }
}

static void add_contents(struct text *t, struct exec *x, struct model *m)
{
    enum { LINES_MAX = 24 };
    char *contents = failure_contents(x, m, x->explain ? ~0u : LINES_MAX);

    add_lines(t, contents);
    free(contents);
}

static void add_path(struct text *t, struct exec *x)
{
    add(t, "    path:");
    for (unsigned i = 0; i < x->script_at; i++)
        add(t, " %u", x->script[i].taken);
    add(t, "\n");
}

void failure_report(struct exec *x, const char *kind, const char *text, term_t goal, struct model *model)
{
    struct text t = {0};
    char *term = 0, *replayed = 0;

    x->failures++;
    x->unknown = x->unknown || model == 0;
    x->refuted = x->refuted || model != 0;
    add(&t, "  %s: %s: %s\n", kind, text, model != 0 ? "does not hold" : "not decided by the solvers");
    if (x->clause_line != 0) {
        add(&t, "    %s:%u, in %s\n", x->clause->file, x->clause_line, x->clause->name);
        add_source(&t, x->clause->file, x->clause_line);
    }
    add_calls(&t, x);
    add_path(&t, x);
    if (x->explain) {
        term = term_to_string(goal, 12);
        add(&t, "    goal: %.500s\n", term);
        free(term);
    }
    if (model != 0) {
        add(&t, "    for example:\n");
        add_arguments(&t, x, model);
        add_contents(&t, x, model);
    }
    replayed = model != 0 ? replay_failure(x, model, kind) : 0;
    if (replayed != 0)
        add(&t, "%s", replayed);
    free(replayed);
    if (x->message == 0)
        x->message = strdup("");
    x->message = realloc(x->message, strlen(x->message) + t.length + 1);
    strcat(x->message, t.start);
    if (x->verbose)
        fputs(t.start, stderr);
    free(t.start);
}
