/* SPDX-License-Identifier: BSD-2-Clause */
/* Running the theorems on mutants: a process for each mutant, in which each theorem gets one of its own. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "mutate.h"
#include "term.h"

enum { UNREACHED = 1 << 20, ALGEBRA_DISTANCE = 1000, SECONDS_MAX = 300, NAME_MAX_LENGTH = 160, JOBS_MAX = 64 };

/* --- which theorem executes which function, and how many calls away it is */

struct reach {
    struct ir_module *module;
    struct place *places; /* sorted by function */
    unsigned *distance;   /* [theorem][function] */
    struct ir_func **queue;
    unsigned theorem;
};

/* Where a function's distances stand; copies of one function share a place. */
struct place {
    const struct ir_func *function;
    unsigned index;
};

static int compare_places(const void *a, const void *b)
{
    const struct ir_func *x = ((const struct place *)a)->function, *y = ((const struct place *)b)->function;

    return (x > y) - (x < y);
}

static struct place *place_of(const struct reach *reach, const struct ir_func *f)
{
    struct place wanted = {f, 0};

    return bsearch(&wanted, reach->places, reach->module->func_count, sizeof wanted, compare_places);
}

static void places_init(struct reach *reach)
{
    struct ir_module *m = reach->module;

    reach->places = calloc(m->func_count + 1, sizeof *reach->places);
    if (reach->places == NULL)
        prover_fail("out of memory");
    for (unsigned i = 0; i < m->func_count; i++)
        reach->places[i] = (struct place){m->func[i], i};
    qsort(reach->places, m->func_count, sizeof *reach->places, compare_places);
    for (unsigned i = 0; i < m->func_count; i++) {
        struct ir_func *original = mutant_original(m, m->func[i]);
        if (original != m->func[i])
            place_of(reach, m->func[i])->index = place_of(reach, original)->index;
    }
}

static unsigned *distance_of(const struct reach *reach, unsigned theorem, const struct ir_func *f)
{
    return &reach->distance[(size_t)theorem * reach->module->func_count + place_of(reach, f)->index];
}

/* A call of a function with a contract does not execute its body, but in the proof of the contract. */
static bool is_cut(const struct reach *reach, const struct ir_func *harness, const struct ir_func *callee)
{
    char name[200];
    const struct ir_func *contract;

    snprintf(name, sizeof name, "contract_%.180s", callee->name);
    contract = ir_func_named(reach->module, name);
    return contract != NULL && !contract->is_declaration && contract != harness;
}

static void measure(struct reach *reach, struct ir_func *harness)
{
    unsigned first = 0, last = 0;

    *distance_of(reach, reach->theorem, harness) = 0;
    reach->queue[last++] = harness;
    while (first < last) {
        struct ir_func *f = reach->queue[first++];
        unsigned next = *distance_of(reach, reach->theorem, f) + 1;
        if (f->is_declaration)
            continue;
        ir_func_translate(reach->module, f);
        for (unsigned b = 0; b < f->block_count; b++)
            for (unsigned i = 0; i < f->block[b].count; i++) {
                struct ir_func *callee = f->block[b].inst[i].op == IR_CALL ? f->block[b].inst[i].callee : NULL;
                if (callee == NULL || *distance_of(reach, reach->theorem, callee) != UNREACHED ||
                    is_cut(reach, harness, callee))
                    continue;
                *distance_of(reach, reach->theorem, callee) = next;
                reach->queue[last++] = callee;
            }
    }
}

/* The rows of the algebra execute the functions op_*. */
static void measure_algebra(struct reach *reach)
{
    for (unsigned i = 0; i < reach->module->func_count; i++)
        if (strncmp(reach->module->func[i]->name, "op_", 3) == 0)
            *distance_of(reach, reach->theorem, reach->module->func[i]) = ALGEBRA_DISTANCE;
}

static void reach_init(struct reach *reach, struct ir_module *m, const struct theorems *theorems)
{
    size_t count = (size_t)theorems->count * m->func_count + 1;

    *reach = (struct reach){.module = m, .distance = malloc(count * sizeof *reach->distance),
                            .queue = malloc((m->func_count + 1) * sizeof(struct ir_func *))};
    if (reach->distance == NULL || reach->queue == NULL)
        prover_fail("out of memory");
    places_init(reach);
    for (size_t i = 0; i < count; i++)
        reach->distance[i] = UNREACHED;
    for (reach->theorem = 0; reach->theorem < theorems->count; reach->theorem++) {
        if (theorems->harness(reach->theorem) != NULL)
            measure(reach, theorems->harness(reach->theorem));
        else
            measure_algebra(reach);
    }
}

static bool is_reached(struct ir_func *f, void *context)
{
    const struct reach *reach = context;

    for (unsigned t = 0; t < reach->theorem; t++) /* all of them by now */
        if (*distance_of(reach, t, f) != UNREACHED)
            return true;
    return false;
}

/* --- one mutant, in a process of its own */

static bool survives(const struct theorems *theorems, unsigned i)
{
    int status = 0;
    pid_t pid = fork();

    if (pid < 0)
        prover_fail("no process: %s", strerror(errno));
    if (pid == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(4);
        alarm(SECONDS_MAX);
        _exit(theorems->is_proved(i) ? 0 : 1);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Writes the name of the theorem that notices the mutant, or nothing. */
static void try_mutant(const struct reach *reach, const struct theorems *theorems, unsigned mutant, FILE *to)
{
    const struct ir_func *f = mutant_function(mutant);
    unsigned nearest = 0;

    mutant_apply(reach->module, mutant);
    while (nearest != UNREACHED) { /* in order of distance */
        unsigned next = UNREACHED;
        for (unsigned t = 0; t < theorems->count; t++) {
            unsigned distance = *distance_of(reach, t, f);
            if (distance == nearest && !survives(theorems, t)) {
                fprintf(to, "%.*s", NAME_MAX_LENGTH - 1, theorems->name(t));
                return;
            }
            if (distance > nearest && distance < next)
                next = distance;
        }
        nearest = next;
    }
}

struct child {
    pid_t pid;
    FILE *from;
    unsigned mutant;
};

static void start(const struct reach *reach, const struct theorems *theorems, unsigned mutant, struct child *child)
{
    int ends[2];

    if (pipe(ends) != 0 || fflush(NULL) != 0)
        prover_fail("no pipe: %s", strerror(errno));
    *child = (struct child){.pid = fork(), .mutant = mutant};
    if (child->pid < 0)
        prover_fail("no process: %s", strerror(errno));
    if (child->pid == 0) {
        FILE *to = fdopen(ends[1], "w");
        close(ends[0]);
        if (to == NULL)
            _exit(4);
        try_mutant(reach, theorems, mutant, to);
        fclose(to);
        _exit(0);
    }
    close(ends[1]);
    child->from = fdopen(ends[0], "r");
}

/* --- survivors that are expected: a line for each, and one below it, indented, for the reason */

static bool is_expected(const char *path, const char *description)
{
    char line[1000];
    FILE *file = path == NULL ? NULL : fopen(path, "r");
    bool found = false, at_it = false;

    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        found = at_it && strncmp(line, "    ", 4) == 0;
        line[strcspn(line, "\n")] = '\0';
        at_it = strcmp(line, description) == 0;
    }
    if (file != NULL)
        fclose(file);
    return found;
}

struct tally {
    unsigned killed, expected, survived;
};

static void finish(struct child *child, const char *expected, struct tally *tally)
{
    char killer[NAME_MAX_LENGTH] = "";
    const char *description = mutant_describe(child->mutant);
    size_t length = fread(killer, 1, sizeof killer - 1, child->from);

    fclose(child->from);
    waitpid(child->pid, NULL, 0);
    if (length > 0) {
        printf("killed    %s  (%s)\n", description, killer);
        tally->killed++;
    } else if (is_expected(expected, description)) {
        printf("expected  %s\n", description);
        tally->expected++;
    } else {
        printf("SURVIVED  %s\n", description);
        tally->survived++;
    }
    fflush(stdout);
}

int mutate_run(struct ir_module *m, const struct theorems *theorems, const char *filter, const char *expected,
               unsigned jobs)
{
    struct child children[JOBS_MAX];
    struct tally tally = {0, 0, 0};
    struct reach reach;
    unsigned count, next = 0, running = 0;

    reach_init(&reach, m, theorems);
    count = mutants_find(m, filter, is_reached, &reach);
    while (next < count || running > 0) {
        struct pollfd waits[JOBS_MAX];
        while (next < count && running < jobs && running < JOBS_MAX)
            start(&reach, theorems, next++, &children[running++]);
        for (unsigned i = 0; i < running; i++)
            waits[i] = (struct pollfd){.fd = fileno(children[i].from), .events = POLLIN};
        if (poll(waits, running, -1) < 0 && errno != EINTR)
            prover_fail("poll: %s", strerror(errno));
        for (unsigned i = running; i-- > 0;)
            if (waits[i].revents != 0) {
                finish(&children[i], expected, &tally);
                children[i] = children[--running];
            }
    }
    printf("%u mutants: %u killed, %u survived as expected, %u survived\n", count, tally.killed, tally.expected,
           tally.survived);
    free(reach.places);
    free(reach.distance);
    free(reach.queue);
    return tally.survived == 0 && count > 0 ? 0 : 1;
}
