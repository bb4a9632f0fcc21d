/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of theorems, and what is printed of them. */
#include "report.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text)
{
    char *copied = strdup(text != NULL ? text : "");

    if (copied == NULL)
        prover_fail("out of memory");
    return copied;
}

void record_init(struct theorem_record *record, const char *name, const char *statement, const char *file)
{
    *record = (struct theorem_record){.name = copy(name), .statement = copy(statement), .file = copy(file),
                                      .outcome = OUTCOME_ERROR, .message = copy(NULL)};
}

void record_clear(struct theorem_record *record)
{
    free(record->name);
    free(record->statement);
    free(record->file);
    free(record->message);
    *record = (struct theorem_record){0};
}

void record_message(struct theorem_record *record, const char *format, ...)
{
    va_list list;
    char *text;

    va_start(list, format);
    if (vasprintf(&text, format, list) < 0)
        prover_fail("out of memory");
    va_end(list);
    free(record->message);
    record->message = text;
}

/* --- from child to parent: lengths and bytes for texts, the rest as one line of numbers */

static void write_text(FILE *to, const char *text)
{
    size_t length = strlen(text);

    fprintf(to, "%zu ", length);
    fwrite(text, 1, length, to);
    fputc('\n', to);
}

static char *read_text(FILE *from)
{
    enum { LENGTH_MAX = 1 << 24 };
    size_t length;
    char *text;

    if (fscanf(from, "%zu", &length) != 1 || fgetc(from) != ' ' || length > LENGTH_MAX)
        return NULL;
    text = calloc(1, length + 1);
    if (text == NULL || fread(text, 1, length, from) != length || fgetc(from) != '\n') {
        free(text);
        return NULL;
    }
    return text;
}

bool record_write(FILE *to, const struct theorem_record *record)
{
    const struct solver_stats *s = &record->solver;

    write_text(to, record->name);
    write_text(to, record->statement);
    write_text(to, record->file);
    write_text(to, record->message);
    fprintf(to, "%d %u %u %u %u %u %u %u %u %u %u %u %a %a %a\n", (int)record->outcome, record->paths, record->goals,
            s->queries, s->cached, s->unsat, s->sat, s->unknown, s->by[SOLVER_NONE], s->by[SOLVER_Z3],
            s->by[SOLVER_CVC5], s->confirmed, s->seconds, s->longest, record->seconds);
    return fflush(to) == 0 && !ferror(to);
}

static bool read_numbers(FILE *from, struct theorem_record *record)
{
    struct solver_stats *s = &record->solver;
    unsigned outcome;
    int got = fscanf(from, "%u %u %u %u %u %u %u %u %u %u %u %u %la %la %la\n", &outcome, &record->paths,
                     &record->goals, &s->queries, &s->cached, &s->unsat, &s->sat, &s->unknown, &s->by[SOLVER_NONE],
                     &s->by[SOLVER_Z3], &s->by[SOLVER_CVC5], &s->confirmed, &s->seconds, &s->longest,
                     &record->seconds);

    record->outcome = (enum outcome)outcome;
    return got == 15 && outcome <= OUTCOME_ERROR;
}

bool record_read(FILE *from, struct theorem_record *record)
{
    bool good;

    *record = (struct theorem_record){.name = read_text(from)};
    good = record->name != NULL && (record->statement = read_text(from)) != NULL &&
           (record->file = read_text(from)) != NULL && (record->message = read_text(from)) != NULL &&
           read_numbers(from, record);
    if (!good)
        record_clear(record);
    return good;
}

/* --- the table */

const char *outcome_name(enum outcome outcome)
{
    static const char *const names[] = {"proved", "REFUTED", "UNKNOWN", "VACUOUS", "ERROR"};

    return names[outcome];
}

void report_progress(FILE *to, const struct theorem_record *record, unsigned done, unsigned total)
{
    fprintf(to, "[%u/%u] %-8s %s (%u queries, %.1f s)\n", done, total, outcome_name(record->outcome), record->name,
            record->solver.queries, record->seconds);
    fflush(to);
}

/* Who decided its queries. */
static const char *solvers_of(const struct theorem_record *record)
{
    const struct solver_stats *s = &record->solver;

    if (s->confirmed > 0 && s->confirmed == s->unsat)
        return "both";
    if (s->by[SOLVER_Z3] > 0 && s->by[SOLVER_CVC5] > 0)
        return "z3+cvc5";
    return s->by[SOLVER_CVC5] > 0 ? "cvc5" : s->by[SOLVER_Z3] > 0 ? "z3" : "-";
}

static void print_indented(FILE *to, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        fprintf(to, "    %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

void report_table(FILE *to, const struct theorem_record *records, unsigned n)
{
    struct solver_stats sum = {0};
    unsigned proved = 0, width = 8;

    for (unsigned i = 0; i < n; i++)
        if (strlen(records[i].name) > width)
            width = (unsigned)strlen(records[i].name);
    fprintf(to, "%-*s  %7s  %8s  %7s  %-7s  %-7s  %s\n", (int)width, "theorem", "queries", "seconds", "longest",
            "solver", "result", "statement");
    for (unsigned i = 0; i < n; i++) {
        const struct theorem_record *r = &records[i];
        fprintf(to, "%-*s  %7u  %8.2f  %7.2f  %-7s  %-7s  %s\n", (int)width, r->name, r->solver.queries,
                r->solver.seconds, r->solver.longest, solvers_of(r), outcome_name(r->outcome), r->statement);
        solver_stats_add(&sum, &r->solver);
        proved += r->outcome == OUTCOME_PROVED;
    }
    for (unsigned i = 0; i < n; i++)
        if (records[i].outcome != OUTCOME_PROVED) {
            fprintf(to, "\n%s: %s (%s)\n", records[i].name, outcome_name(records[i].outcome), records[i].file);
            print_indented(to, records[i].message);
        }
    fprintf(to, "\n%u of %u theorems proved; %u queries (%u cached), %.1f s of solvers, longest %.2f s\n", proved, n,
            sum.queries, sum.cached, sum.seconds, sum.longest);
    fflush(to);
}

void report_twice(FILE *to, const struct theorem_record *records, unsigned n)
{
    unsigned unsat = 0, confirmed = 0, whole = 0;

    fputs("\nleft undecided by the second solver, of the theorem's queries:\n", to);
    for (unsigned i = 0; i < n; i++) {
        const struct solver_stats *s = &records[i].solver;

        if (s->confirmed < s->unsat)
            fprintf(to, "%6u of %6u  %s\n", s->unsat - s->confirmed, s->unsat, records[i].name);
        unsat += s->unsat;
        confirmed += s->confirmed;
        whole += s->confirmed == s->unsat && records[i].outcome == OUTCOME_PROVED;
    }
    fprintf(to, "%u of %u queries decided by both solvers, %u of %u theorems wholly\n", confirmed, unsat, whole, n);
}

int report_status(const struct theorem_record *records, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (records[i].outcome != OUTCOME_PROVED)
            return 1;
    return n > 0 ? 0 : 1;
}

/* --- JSON (RFC 8259) */

static void write_json_text(FILE *to, const char *key, const char *text)
{
    fprintf(to, "\"%s\": \"", key);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            fprintf(to, "\\%c", c);
        else if (c < 0x20)
            fprintf(to, "\\u%04x", c);
        else
            fputc(c, to);
    }
    fputs("\", ", to);
}

bool report_json(const char *path, const struct theorem_record *records, unsigned n)
{
    FILE *to = fopen(path, "w");

    if (to == NULL)
        return false;
    fputs("[\n", to);
    for (unsigned i = 0; i < n; i++) {
        const struct theorem_record *r = &records[i];
        fputs("  {", to);
        write_json_text(to, "name", r->name);
        write_json_text(to, "statement", r->statement);
        write_json_text(to, "file", r->file);
        write_json_text(to, "result", outcome_name(r->outcome));
        write_json_text(to, "message", r->message);
        fprintf(to, "\"paths\": %u, \"goals\": %u, \"queries\": %u, \"cached\": %u, \"unsat\": %u, \"sat\": %u, ",
                r->paths, r->goals, r->solver.queries, r->solver.cached, r->solver.unsat, r->solver.sat);
        fprintf(to, "\"unknown\": %u, \"simplification\": %u, \"z3\": %u, \"cvc5\": %u, \"confirmed\": %u, ",
                r->solver.unknown, r->solver.by[SOLVER_NONE], r->solver.by[SOLVER_Z3], r->solver.by[SOLVER_CVC5],
                r->solver.confirmed);
        fprintf(to, "\"solver_seconds\": %.3f, \"longest\": %.3f, \"seconds\": %.3f}%s\n", r->solver.seconds,
                r->solver.longest, r->seconds, i + 1 < n ? "," : "");
    }
    fputs("]\n", to);
    return fclose(to) == 0;
}
