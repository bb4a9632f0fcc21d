/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does the compiled code do what a counterexample says? The bitcode that was proved, made into machine code, is linked
 * with a generated program that builds the objects of the counterexample and calls the theorem, or the function. A
 * violated assertion, a check for undefined behaviour or a fault shows that it does.
 *
 * What cannot be run: ghost state, looking back, contracts of machine leaves; what cannot be seen: whether invariants
 * and statements about all objects hold, kinds of objects that are confused, sums that wrap.
 */
#include "replay.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pointer.h"

enum { OBJECTS_MAX = 64 };

struct replay {
    struct exec *x;
    struct model *model;
    struct state *first;
    FILE *to;
    unsigned objects;
    value_t object[OBJECTS_MAX];
};

static const char *directory;

void replay_directory(const char *name)
{
    directory = name;
}

/* ---- running ---- */
static char *line_of(const char *text, const char *detail)
{
    char *line = 0;

    if (asprintf(&line, "    %s%s\n", text, detail) < 0)
        prover_fail("out of memory");
    return line;
}

/* What the program says that it did, in a static buffer. */
static const char *run(const char *program, const struct ir_func *f)
{
    static char answer[100];
    char command[1000];
    FILE *from = 0;

    snprintf(command, sizeof command, "proof/prover/replay/run.sh '%s' '%s' '%s' '%s' 2>/dev/null", directory, program,
             f->name, f->file);
    from = popen(command, "r");
    if (from == 0 || fgets(answer, sizeof answer, from) == 0)
        snprintf(answer, sizeof answer, "no program");
    if (from != 0)
        pclose(from);
    answer[strcspn(answer, "\n")] = 0;
    return answer;
}

static char *judge(const char *answer, const char *wanted)
{
    static const char *const meaning[][2] = {
        {"returned", "the compiled code runs to its end"},
        {"assertion", "the compiled code ends at another assertion"},
        {"assumption", "what the theorem assumes is false of the objects that were built"},
        {"undefined", "the compiled code ends with undefined behaviour"},
        {"no object", "the compiled code uses something that is no object"},
        {"no body", "it needs what only the prover has, such as ghost state"},
        {"privileged", "it needs the machine, or addresses of the kernel"},
        {"no memory", "an object could not be built"},
        {"no program", "the program could not be built"},
        {"no end", "the compiled code does not end"},
    };

    if (strcmp(wanted, "no object") == 0 && strcmp(answer, "returned") == 0)
        return line_of("not replayed: ", "to the compiled code, an object of another kind is memory like any other");
    if (strcmp(answer, wanted) == 0)
        return line_of("replayed: the compiled code does that", "");
    for (unsigned i = 0; i < sizeof meaning / sizeof *meaning; i++)
        if (strcmp(answer, meaning[i][0]) == 0)
            return line_of("did not replay: ", meaning[i][1]);
    return line_of("did not replay: ", answer);
}

static FILE *program_begin(char *path, size_t size)
{
    FILE *to = 0;
    int fd = -1;

    snprintf(path, size, "/tmp/replay-XXXXXX.c");
    fd = mkstemps(path, 2);
    to = fd >= 0 ? fdopen(fd, "w") : 0;
    if (to == 0)
        prover_fail("%s cannot be written", path);
    fputs("#include \"runtime.h\"\n", to);
    return to;
}

static char *program_run(FILE *to, const char *path, const struct ir_func *f, const char *wanted)
{
    char *line = 0;

    if (fclose(to) != 0)
        prover_fail("%s cannot be written", path);
    line = judge(run(path, f), wanted);
    unlink(path);
    return line;
}

/* ---- words ---- */
char *replay_words(const struct ir_func *harness, const value_t *words, const char *kind)
{
    char path[100];
    FILE *to = 0;

    if (directory == 0)
        return 0;
    to = program_begin(path, sizeof path);
    fprintf(to, "void %s();\nint main(void)\n{\n    replay_begin(1);\n    %s(", harness->name, harness->name);
    for (unsigned i = 0; i < harness->param_count; i++)
        fprintf(to, "%s%lluul", i != 0 ? ", " : "", (unsigned long long)words[i]);
    fputs(");\n    replay_end();\n}\n", to);
    return program_run(to, path, harness, strcmp(kind, "assertion") == 0 || strcmp(kind, "contract") == 0 ?
                       "assertion" : "undefined");
}

/* ---- objects ---- */
static bool is_null(const struct replay *r, value_t ref)
{
    return ref == model_value(r->model, ref_null());
}

static void add_object(struct replay *r, value_t ref)
{
    for (unsigned i = 0; i < r->objects; i++)
        if (r->object[i] == ref)
            return;
    if (r->objects < OBJECTS_MAX && !is_null(r, ref))
        r->object[r->objects++] = ref;
}

/* The structure with that number in the type map, or 0. */
static const struct ir_type *structure_of(const struct replay *r, value_t kind)
{
    struct ir_module *m = r->x->module;

    for (unsigned i = 0; i < m->global_count; i++)
        if (strncmp(m->global[i]->name, "v_tag_", 6) == 0 && kind != 0 &&
            ir_global_initial(m, m->global[i])->bits == (int64_t)kind)
            return ir_struct_named(m, m->global[i]->name + 6);
    return 0;
}

static value_t kind_of(struct replay *r, term_t ref)
{
    return model_value(r->model, field_read(r->x, r->first, type_key(), &ref));
}

/* Every reference that the path has met, and what their members point to. */
static void find_objects(struct replay *r)
{
    for (unsigned i = 0; i < r->x->pool_count; i++)
        for (unsigned k = 0; k < r->x->pool[i].count; k++)
            if (r->x->pool[i].entry[k].depth <= 1 && term_sort(r->x->pool[i].entry[k].term) == SORT_REF)
                add_object(r, model_value(r->model, r->x->pool[i].entry[k].term));
    for (unsigned i = 0; i < r->x->argument_count; i++)
        if (term_sort(r->x->argument[i]) == SORT_REF)
            add_object(r, model_value(r->model, r->x->argument[i]));
}

static void write_value(struct replay *r, sort_t sort, value_t v)
{
    if (sort != SORT_REF)
        fprintf(r->to, "%lluul", (unsigned long long)v);
    else if (is_null(r, v))
        fputs("0", r->to);
    else
        fprintf(r->to, "(word_t)object_%lld", (long long)v);
}

/* A term for the reference of that number, by which its members are read. */
static term_t term_of(struct replay *r, value_t ref)
{
    for (unsigned i = 0; i < r->x->pool_count; i++)
        for (unsigned k = 0; k < r->x->pool[i].count; k++) {
            term_t t = r->x->pool[i].entry[k].term;

            if (term_sort(t) == SORT_REF && model_value(r->model, t) == ref)
                return t;
        }
    for (unsigned i = 0; i < r->x->argument_count; i++)
        if (term_sort(r->x->argument[i]) == SORT_REF && model_value(r->model, r->x->argument[i]) == ref)
            return r->x->argument[i];
    return ref_null();
}

static void write_members(struct replay *r, const char *owner, term_t object, value_t number)
{
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);
        const char *plus = strrchr(key->name, '+');
        size_t n = strlen(owner);
        term_t content = 0;
        value_t v = 0;

        if (key->arity != 1 || plus == 0 || strncmp(key->name, owner, n) != 0 || key->name + n != plus)
            continue;
        content = field_read(r->x, r->first, key, &object);
        v = model_value(r->model, content);
        if (term_sort(content) == SORT_REF)
            add_object(r, v);
        fprintf(r->to, "    replay_store(object_%lld, %s, ", (long long)number, plus + 1);
        write_value(r, term_sort(content), v);
        fprintf(r->to, ", %u);\n", key->width != 0 ? (key->width + 7) / 8 : 8);
    }
}

static void write_variables(struct replay *r)
{
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);
        const char *plus = strrchr(key->name, '+');
        term_t content = 0;

        if (key->arity != 0 || key->name[0] != '@' || plus == 0)
            continue;
        content = field_read(r->x, r->first, key, 0);
        fprintf(r->to, "    { extern char %.*s[] __attribute__((weak));\n      replay_store(%.*s, %s, ",
                (int)(plus - key->name - 1), key->name + 1, (int)(plus - key->name - 1), key->name + 1, plus + 1);
        write_value(r, term_sort(content), model_value(r->model, content));
        fprintf(r->to, ", %u); }\n", key->width != 0 ? (key->width + 7) / 8 : 8);
    }
}

/* The contents first, as that finds objects; then the program in its order. */
static void write_program(struct replay *r, FILE *to)
{
    const struct ir_func *f = r->x->theorem;
    char *text = 0;
    size_t length = 0;

    r->to = open_memstream(&text, &length);
    if (r->to == 0)
        prover_fail("out of memory");
    for (unsigned i = 0; i < r->objects; i++) {
        const struct ir_type *t = structure_of(r, kind_of(r, term_of(r, r->object[i])));

        if (t != 0)
            write_members(r, t->name, term_of(r, r->object[i]), r->object[i]);
    }
    write_variables(r);
    fprintf(r->to, "    %s(", f->name);
    for (unsigned i = 0; i < f->param_count; i++) {
        fputs(i != 0 ? ", " : "", r->to);
        write_value(r, term_sort(r->x->argument[i]), model_value(r->model, r->x->argument[i]));
    }
    fputs(");\n    replay_end();\n}\n", r->to);
    fclose(r->to);
    fprintf(to, "void %s();\nint main(void)\n{\n    replay_begin(%d);\n", f->name, !r->x->safety);
    for (unsigned i = 0; i < r->objects; i++) {
        value_t kind = kind_of(r, term_of(r, r->object[i]));
        const struct ir_type *t = structure_of(r, kind);

        fprintf(to, "    void *object_%lld = replay_object(%u, %lldul, %llu);\n", (long long)r->object[i], i,
                t != 0 ? (long long)kind : 0, t != 0 ? (unsigned long long)t->size : 0);
    }
    for (unsigned i = 0; i < r->objects; i++)
        fprintf(to, "    (void)object_%lld;\n", (long long)r->object[i]);
    fputs(text, to);
    free(text);
}

/* Why it cannot be run, or 0. */
static const char *obstacle(const struct exec *x)
{
    const struct ir_func *f = x->theorem;

    for (unsigned i = 0; i < f->param_count; i++) {
        bool is_pointer = f->param[i].type->kind == IR_PTR;
        const struct ir_type *t = is_pointer ? ir_struct_named(x->module, f->param[i].pointee) : 0;
        char name[160];

        snprintf(name, sizeof name, "v_tag_%s", f->param[i].pointee);
        if (f->param[i].byval != 0 || (t != 0 && ir_global_named(x->module, name) == 0))
            return "an argument is a structure that is no object";
    }
    return 0;
}

/* How the compiled code ends if it does what a failure of that kind says, or 0. */
static const char *end_of(const char *kind)
{
    static const char *const ends[][2] = {
        {"assert", "assertion"}, {"ensures", "assertion"}, {"contract", "assertion"}, {"undefined", "undefined"},
        {"type", "no object"},
    };

    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++)
        if (strcmp(kind, ends[i][0]) == 0)
            return ends[i][1];
    return 0;
}

char *replay_failure(struct exec *x, struct model *model, const char *kind)
{
    struct replay r = {.x = x, .model = model, .first = state_new()};
    const char *why = obstacle(x), *wanted = end_of(kind);
    char path[100];
    FILE *to = 0;

    if (directory == 0)
        return 0;
    if (wanted == 0)
        why = "a run does not show it";
    if (why != 0)
        return line_of("not replayed: ", why);
    to = program_begin(path, sizeof path);
    find_objects(&r);
    write_program(&r, to);
    return program_run(to, path, x->theorem, wanted);
}
