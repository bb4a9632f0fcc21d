/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of what is proved of each function, and the list of exceptions. */
#include "coverage.h"
#include <stdlib.h>
#include <string.h>
#include "safety.h"
#include "term.h"

/*
 * PROVED_CALLERS: executed in the proofs of what calls it, and no theorem of its own. PROVED_GIVEN: safe if those that
 * it calls are, some of which are not proved.
 */
enum proved { PROVED_NOT, PROVED_CALLERS, PROVED_GIVEN, PROVED_SAFETY, PROVED_EFFECT, PROVED_COUNT };

static const char *const proved_name[PROVED_COUNT] = {
    "not proved", "in callers", "given callees", "safety", "what it does",
};

static char **exceptions;
static unsigned exception_count;

void coverage_read_exceptions(const char *path)
{
    FILE *f = fopen(path, "r");
    char line[400];

    if (f == 0)
        prover_fail("%s cannot be read", path);
    while (fgets(line, sizeof line, f) != 0) {
        size_t n = strcspn(line, " \t\n");

        if (line[0] == '#' || n == 0)
            continue;
        line[n] = 0;
        exceptions = realloc(exceptions, (exception_count + 1) * sizeof *exceptions);
        exceptions[exception_count++] = strdup(line);
    }
    fclose(f);
}

bool coverage_is_exception(const char *function)
{
    for (unsigned i = 0; i < exception_count; i++)
        if (strcmp(exceptions[i], function) == 0)
            return true;
    return false;
}

/* ---- what is proved ---- */
static bool is_proved(const struct theorem_record *records, unsigned n, const char *prefix, const char *name)
{
    size_t k = strlen(prefix);

    for (unsigned i = 0; i < n; i++)
        if (strncmp(records[i].name, prefix, k) == 0 && strcmp(records[i].name + k, name) == 0)
            return records[i].outcome == OUTCOME_PROVED;
    return false;
}

static bool calls(struct ir_module *m, struct ir_func *f, const char *name)
{
    ir_func_translate(m, f);
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];

            if (inst->op == IR_CALL && inst->callee != 0 && strcmp(inst->callee->name, name) == 0)
                return true;
        }
    return false;
}

/* A theorem that calls the function itself speaks about what it does. */
static bool has_theorem(struct ir_module *m, const struct theorem_record *records, unsigned n, const char *name)
{
    for (unsigned i = 0; i < m->func_count; i++) {
        struct ir_func *f = m->func[i];
        bool bits = strncmp(f->name, "bits_", 5) == 0;

        if ((bits || strncmp(f->name, "proof_", 6) == 0) && !f->is_declaration && calls(m, f, name) &&
            is_proved(records, n, "", f->name + (bits ? 5 : 6)))
            return true;
    }
    return false;
}

/* Does the safety of f rest on a function that is not proved? */
static bool rests_on_unproved(struct ir_module *m, const struct theorem_record *records, unsigned n, struct ir_func *f,
                              struct number_set *seen)
{
    struct exec x = {.module = m};

    ir_func_translate(m, f);
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            struct ir_func *callee = f->block[b].inst[i].op == IR_CALL ? f->block[b].inst[i].callee : 0;

            if (callee == 0 || callee->is_declaration || strncmp(callee->name, "hw_", 3) == 0 ||
                !number_set_add(seen, (uint64_t)(uintptr_t)callee))
                continue;
            if (!safety_is_executed(&x, callee) && !is_proved(records, n, "safe_", callee->name))
                return true;
            if (rests_on_unproved(m, records, n, callee, seen))
                return true;
        }
    return false;
}

static enum proved what_is_proved(struct ir_module *m, const struct theorem_record *records, unsigned n,
                                  struct ir_func *f)
{
    struct exec x = {.module = m};
    struct number_set seen = {0};
    bool given = false;

    if (is_proved(records, n, "contract_", f->name) || has_theorem(m, records, n, f->name))
        return PROVED_EFFECT;
    if (is_proved(records, n, "safe_", f->name)) {
        given = rests_on_unproved(m, records, n, f, &seen);
        number_set_clear(&seen);
        return given ? PROVED_GIVEN : PROVED_SAFETY;
    }
    return safety_is_executed(&x, f) ? PROVED_CALLERS : PROVED_NOT;
}

/* ---- the report ---- */
static bool is_kernel_function(const struct ir_module *m, const struct ir_func *f)
{
    if (f->is_declaration || f->file == 0 || strncmp(f->file, "kernel/", 7) != 0 || strstr(f->file, "_proof.") != 0 ||
        strncmp(f->name, "hw_", 3) == 0)
        return false;
    for (unsigned i = 0; i < m->func_count && m->func[i] != f; i++)
        if (strcmp(m->func[i]->name, f->name) == 0 && !m->func[i]->is_declaration)
            return false;
    return true;
}

struct tally {
    const char *file;
    unsigned count[PROVED_COUNT];
};

static struct tally *tally_of(struct tally *tallies, unsigned *count, const char *file)
{
    for (unsigned i = 0; i < *count; i++)
        if (strcmp(tallies[i].file, file) == 0)
            return &tallies[i];
    tallies[*count] = (struct tally){.file = file};
    return &tallies[(*count)++];
}

static int by_file(const void *a, const void *b)
{
    return strcmp(((const struct tally *)a)->file, ((const struct tally *)b)->file);
}

static void print_tally(FILE *to, const struct tally *t)
{
    fprintf(to, "%-44s", t->file);
    for (unsigned p = PROVED_COUNT; p-- > 0;)
        fprintf(to, " %13u", t->count[p]);
    fputc('\n', to);
}

void coverage_report(FILE *to, const char *path, struct ir_module *m, const struct theorem_record *records, unsigned n)
{
    FILE *list = path != 0 ? fopen(path, "w") : 0;
    struct tally *tallies = calloc(m->func_count + 1, sizeof *tallies), all = {0};
    unsigned files = 0;

    if (tallies == 0 || (path != 0 && list == 0))
        prover_fail("%s cannot be written", path != 0 ? path : "the list of functions");
    for (unsigned i = 0; i < m->func_count; i++) {
        struct ir_func *f = m->func[i];
        enum proved p = PROVED_NOT;

        if (!is_kernel_function(m, f))
            continue;
        p = what_is_proved(m, records, n, f);
        tally_of(tallies, &files, f->file)->count[p]++;
        all.count[p]++;
        if (list != 0)
            fprintf(list, "%-13s %s (%s:%u)\n", proved_name[p], f->name, f->file, f->line);
    }
    qsort(tallies, files, sizeof *tallies, by_file);
    fprintf(to, "\n%-44s", "functions");
    for (unsigned p = PROVED_COUNT; p-- > 0;)
        fprintf(to, " %13s", proved_name[p]);
    fputc('\n', to);
    all.file = "all";
    for (unsigned i = 0; i < files; i++)
        print_tally(to, &tallies[i]);
    print_tally(to, &all);
    if (list != 0 && fclose(list) != 0)
        prover_fail("%s cannot be written", path);
    free(tallies);
}
