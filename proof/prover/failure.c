/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages about what was not proved: clause, place, path, and a counterexample in terms of C. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "exec.h"
#include "pointer.h"

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

/* The source line, without leading blanks. */
static void add_source(struct text *t, const char *file, unsigned number)
{
    FILE *f = file != 0 ? fopen(file, "r") : 0;
    char line[300] = "";
    unsigned i = 0;

    while (f != 0 && i < number && fgets(line, sizeof line, f) != 0)
        i++;
    if (f != 0)
        fclose(f);
    line[strcspn(line, "\n")] = 0;
    if (i == number && line[0] != 0)
        add(t, "      | %s\n", line + strspn(line, " "));
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

static void add_value(struct text *t, struct model *m, const char *name, term_t term)
{
    value_t v = model_value(m, term);

    if (term_sort(term) == SORT_REF)
        add(t, "      %s = object %ld\n", name, (long)v);
    else if (v < 4096 && v > -4096)
        add(t, "      %s = %ld\n", name, (long)v);
    else
        add(t, "      %s = 0x%llx\n", name, (unsigned long long)v);
}

static void add_arguments(struct text *t, struct exec *x, struct model *m)
{
    for (unsigned i = 0; i < x->argument_count; i++)
        add_value(t, m, x->theorem->param[i].name, x->argument[i]);
    for (unsigned i = 0; i < x->invariant_count; i++)
        for (unsigned k = 0; k < x->invariant[i]->param_count; k++) {
            char name[120];

            snprintf(name, sizeof name, "any%u %s", k, invariant_kind(x->invariant[i], k));
            if (symbol_find(name) != 0 && strstr(t->start, name) == 0)
                add_value(t, m, name, term_var(name, symbol_result(symbol_find(name))));
        }
}

/* Contents of the fields of every object the path has touched, at the beginning and now. */
static void add_contents(struct text *t, struct exec *x, struct model *m)
{
    struct state *first = state_new();

    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);
        const struct pool *p = pool_of(x, key->owner);
        value_t seen[64];
        unsigned count = 0;

        if (key->arity == 0) {
            term_t before = field_read(x, first, key, 0), after = field_read(x, x->state, key, 0);

            if (before != after)
                add_value(t, m, key->name, after);
            continue;
        }
        if (key->arity != 1 || key->arg[0] != SORT_REF)
            continue;
        for (unsigned i = 0; i < p->count && p->entry[i].depth == 0 && count < 64; i++) {
            term_t object = p->entry[i].term, before = 0, after = 0;
            value_t number = model_value(m, object);
            bool known = false;

            for (unsigned k = 0; k < count; k++)
                known = known || seen[k] == number;
            if (known)
                continue;
            seen[count++] = number;
            before = field_read(x, first, key, &object);
            after = field_read(x, x->state, key, &object);
            add(t, "      %s of object %ld = ", key->name, (long)number);
            add(t, term_sort(before) == SORT_REF ? "object %lld" : "%lld", (long long)model_value(m, before));
            if (model_value(m, after) != model_value(m, before))
                add(t, " -> %lld", (long long)model_value(m, after));
            add(t, "\n");
        }
    }
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
    char *term = 0;

    x->failures++;
    x->unknown = x->unknown || model == 0;
    x->refuted = x->refuted || model != 0;
    add(&t, "  %s: %s: %s\n", kind, text, model != 0 ? "does not hold" : "not decided by the solvers");
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
        if (x->explain)
            add_contents(&t, x, model);
    }
    if (x->message == 0)
        x->message = strdup("");
    x->message = realloc(x->message, strlen(x->message) + t.length + 1);
    strcat(x->message, t.start);
    if (x->verbose)
        fputs(t.start, stderr);
    free(t.start);
}
