/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * prove: proves the theorems in bitcode files. Every function proof_NAME is one. Each runs in a process of its own;
 * what they report becomes the table.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bv.h"
#include "coverage.h"
#include "exec.h"
#include "kept.h"
#include "mutate.h"
#include "replay.h"
#include "safety.h"

struct job {
    struct ir_func *harness;
    unsigned algebra;       /* without harness: number of the row */
    pid_t pid;
    FILE *pipe;
    bool done;
};

static struct {
    const char **bitcode, *theorem, *file, *json, *only, *mutate, *survivors, *safety, *coverage;
    struct kept_files kept;
    unsigned bitcodes;
    unsigned jobs;
    bool list, explain, kept_only;
    struct solver_options solver;
} options = {.jobs = 0};

static struct job *jobs;
static unsigned job_count;
static struct theorem_record *records;

static void usage(void)
{
    fputs("usage: prove [options] FILE.bc...\n"
          "  -t NAME       only theorems whose name contains NAME\n"
          "  --file PATH   only theorems in files, and about functions of files, whose path begins so\n"
          "  -j N          at most N at once (default: processors)\n"
          "  --explain     print failures in full, with the contents of memory\n"
          "  --replay DIR  run counterexamples with the compiled bitcode that is there\n"
          "  --only TEXT   only obligations whose description contains TEXT\n"
          "  --list        list the theorems\n"
          "  --twice       ask both solvers: they must not contradict each other\n"
          "  --cache DIR   remember answers there\n"
          "  --dump DIR    write every query there\n"
          "  --json FILE   write the results there\n"
          "  --safety FILE  functions without theorem: safety of all but those listed there (/dev/null: all)\n"
          "  --coverage FILE  write what is proved of each function there\n"
          "  --unkept FILE  invariants that functions are not shown to keep: must be those listed there\n"
          "  --unkept-write FILE  write that list there\n"
          "  --kept FILE   write what is shown of invariants there\n"
          "  --kept-only   prove nothing: only these lists, as if everything were proved\n"
          "  --mutate F    try the theorems on mutants of functions whose name contains F\n"
          "  --survivors FILE  mutants that may survive, with reasons\n", stderr);
    exit(2);
}

static const char *argument(char **argv, int *i)
{
    if (argv[*i + 1] == 0)
        usage();
    return argv[++*i];
}

static void parse(char **argv)
{
    for (int i = 1; argv[i] != 0; i++) {
        if (strcmp(argv[i], "-t") == 0)
            options.theorem = argument(argv, &i);
        else if (strcmp(argv[i], "--file") == 0)
            options.file = argument(argv, &i);
        else if (strcmp(argv[i], "-j") == 0)
            options.jobs = (unsigned)atoi(argument(argv, &i));
        else if (strcmp(argv[i], "--explain") == 0)
            options.explain = true;
        else if (strcmp(argv[i], "--only") == 0)
            options.only = argument(argv, &i);
        else if (strcmp(argv[i], "--list") == 0)
            options.list = true;
        else if (strcmp(argv[i], "--twice") == 0)
            options.solver.twice = true;
        else if (strcmp(argv[i], "--cache") == 0)
            options.solver.cache_dir = argument(argv, &i);
        else if (strcmp(argv[i], "--dump") == 0)
            options.solver.dump_dir = argument(argv, &i);
        else if (strcmp(argv[i], "--json") == 0)
            options.json = argument(argv, &i);
        else if (strcmp(argv[i], "--mutate") == 0)
            options.mutate = argument(argv, &i);
        else if (strcmp(argv[i], "--survivors") == 0)
            options.survivors = argument(argv, &i);
        else if (strcmp(argv[i], "--unkept") == 0)
            options.kept.list = argument(argv, &i);
        else if (strcmp(argv[i], "--unkept-write") == 0)
            options.kept.new_list = argument(argv, &i);
        else if (strcmp(argv[i], "--kept") == 0)
            options.kept.report = argument(argv, &i);
        else if (strcmp(argv[i], "--kept-only") == 0)
            options.kept_only = true;
        else if (strcmp(argv[i], "--replay") == 0)
            replay_directory(argument(argv, &i));
        else if (strcmp(argv[i], "--safety") == 0)
            coverage_read_exceptions(options.safety = argument(argv, &i));
        else if (strcmp(argv[i], "--coverage") == 0)
            options.coverage = argument(argv, &i);
        else if (argv[i][0] == '-')
            usage();
        else
            options.bitcode[options.bitcodes++] = argv[i];
    }
    if (options.bitcodes == 0)
        usage();
    if (options.jobs == 0)
        options.jobs = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
}

static const char *job_name(const struct job *j)
{
    static char text[200];

    if (j->harness == 0)
        return bv_algebra_name(j->algebra);
    if (strncmp(j->harness->name, "proof_", 6) == 0)
        return j->harness->name + 6;
    if (strncmp(j->harness->name, "bits_", 5) == 0)
        return j->harness->name + 5;
    if (strncmp(j->harness->name, "contract_", 9) == 0)
        return j->harness->name;
    snprintf(text, sizeof text, "safe_%s", j->harness->name);
    return text;
}

static bool is_in_file(const struct ir_func *f, const char *path)
{
    return f->file != 0 && strncmp(f->file, path, strlen(path)) == 0;
}

static void add_job(struct ir_func *harness, unsigned algebra)
{
    struct job j = {.harness = harness, .algebra = algebra};

    if (options.theorem != 0 && strstr(job_name(&j), options.theorem) == 0)
        return;
    if (options.file != 0 && (harness == 0 || !is_in_file(harness, options.file)))
        return;
    jobs = realloc(jobs, (job_count + 1) * sizeof *jobs);
    jobs[job_count++] = j;
}

static void find_jobs(struct ir_module *m)
{
    for (unsigned i = 0; i < bv_algebra_count(); i++)
        add_job(0, i);
    for (unsigned i = 0; i < m->func_count; i++)
        if (strncmp(m->func[i]->name, "bits_", 5) == 0 && !m->func[i]->is_declaration)
            add_job(m->func[i], 0);
    for (unsigned i = 0; i < m->func_count; i++)
        if ((strncmp(m->func[i]->name, "proof_", 6) == 0 || strncmp(m->func[i]->name, "contract_", 9) == 0) &&
            strncmp(m->func[i]->name, "contract_hw_", 12) != 0 && /* of the machine, and printing: assumed, */
            strncmp(m->func[i]->name, "contract_debug_", 15) != 0 && /* see docs/soundness.md */
            !m->func[i]->is_declaration && (m->func[i]->file == 0 || strstr(m->func[i]->file, "_proof.") != 0))
            add_job(m->func[i], 0);
    if (options.safety == 0)
        return;
    for (unsigned i = 0; i < m->func_count; i++)
        if (safety_concerns(m, m->func[i]) && !coverage_is_exception(m->func[i]->name))
            add_job(m->func[i], 0);
}

/*
 * A function's safety is tried with paths joined first, in a process of its own, for it may end at what cannot be
 * joined.
 */
static bool prove_joined(struct ir_module *m, struct job *j, struct theorem_record *record)
{
    int ends[2], status = 0;
    FILE *from = 0;
    pid_t pid = 0;
    bool proved = false;

    if (pipe(ends) != 0 || fflush(0) != 0 || (pid = fork()) < 0)
        prover_fail("no process: %s", strerror(errno));
    if (pid == 0) {
        FILE *to = fdopen(ends[1], "w");

        close(ends[0]);
        if (getenv("JOIN_DEBUG") == 0 && freopen("/dev/null", "w", stderr) == 0)
            _exit(4);
        theorem_prove(m, j->harness, &options.solver, options.only, options.explain, true, record);
        _exit(to != 0 && record_write(to, record) && fclose(to) == 0 ? 0 : 4);
    }
    close(ends[1]);
    from = fdopen(ends[0], "r");
    proved = from != 0 && record_read(from, record) && record->outcome == OUTCOME_PROVED;
    fclose(from);
    waitpid(pid, &status, 0);
    if (!proved)
        record_clear(record);
    return proved;
}

static void run_job(struct ir_module *m, struct job *j, struct theorem_record *record)
{
    if (j->harness == 0) {
        record_init(record, bv_algebra_name(j->algebra), bv_algebra_statement(j->algebra), "algebra_rows.c");
        bv_algebra_prove(m, j->algebra, &options.solver, record);
        return;
    }
    if (strncmp(j->harness->name, "bits_", 5) == 0) {
        char file[400];
        snprintf(file, sizeof file, "%s:%u", j->harness->file, j->harness->line);
        record_init(record, job_name(j), theorem_statement(m, j->harness->name), file);
        bv_prove(m, j->harness, &options.solver, record);
        return;
    }
    if (!safety_concerns(m, j->harness) || !prove_joined(m, j, record))
        theorem_prove(m, j->harness, &options.solver, options.only, options.explain, false, record);
}

/* For mutants: see mutate.h. */
static struct ir_module *module;
static struct ir_func *job_harness(unsigned i) { return jobs[i].harness; }
static const char *job_name_of(unsigned i) { return job_name(&jobs[i]); }

static bool job_is_proved(unsigned i)
{
    struct theorem_record record = {0};

    run_job(module, &jobs[i], &record);
    return record.outcome == OUTCOME_PROVED;
}

static int run_mutants(struct ir_module *m)
{
    const struct theorems theorems = {job_count, job_harness, job_name_of, job_is_proved};

    module = m;
    return mutate_run(m, &theorems, options.mutate, options.survivors, options.jobs);
}

static void start(struct ir_module *m, struct job *j)
{
    int ends[2];

    if (pipe(ends) != 0 || fflush(0) != 0)
        prover_fail("no pipe: %s", strerror(errno));
    j->pid = fork();
    if (j->pid < 0)
        prover_fail("no process: %s", strerror(errno));
    if (j->pid == 0) {
        struct theorem_record record = {0};
        FILE *to = fdopen(ends[1], "w");

        close(ends[0]);
        run_job(m, j, &record);
        if (to == 0 || !record_write(to, &record) || fclose(to) != 0)
            _exit(4);
        _exit(0);
    }
    close(ends[1]);
    j->pipe = fdopen(ends[0], "r");
}

static void finish(struct ir_module *m, struct job *j, struct theorem_record *record, unsigned done)
{
    int status = 0;

    if (!record_read(j->pipe, record)) {
        const char *file = j->harness != 0 && j->harness->file != 0 ? j->harness->file : "";
        record_init(record, job_name(j), j->harness != 0 ? theorem_statement(m, j->harness->name) : "", file);
        record->outcome = OUTCOME_ERROR;
        record_message(record, "  the prover's process for it ended early: see above\n");
    }
    fclose(j->pipe);
    waitpid(j->pid, &status, 0);
    j->done = true;
    report_progress(stderr, record, done, job_count);
}

static void run_all(struct ir_module *m)
{
    unsigned next = 0, running = 0, done = 0;

    records = calloc(job_count + 1, sizeof *records);
    while (done < job_count) {
        struct pollfd fd[64];
        unsigned which[64], n = 0;

        while (next < job_count && running < options.jobs && running < 64) {
            start(m, &jobs[next++]);
            running++;
        }
        for (unsigned i = 0; i < next; i++)
            if (!jobs[i].done) {
                which[n] = i;
                fd[n++] = (struct pollfd){.fd = fileno(jobs[i].pipe), .events = POLLIN};
            }
        if (poll(fd, n, -1) < 0 && errno != EINTR)
            prover_fail("poll: %s", strerror(errno));
        for (unsigned k = 0; k < n; k++)
            if (fd[k].revents != 0) {
                finish(m, &jobs[which[k]], &records[which[k]], ++done);
                running--;
            }
    }
}

int main(int argc, char **argv)
{
    struct ir_module *m = 0;
    bool kept = true;

    options.bitcode = calloc((unsigned)argc, sizeof *options.bitcode);
    parse(argv);
    m = ir_read(options.bitcode, options.bitcodes);
    if (m == 0)
        return 2;
    find_jobs(m);
    if (options.list) {
        for (unsigned i = 0; i < job_count; i++)
            puts(job_name(&jobs[i]));
        return 0;
    }
    if (options.kept_only)
        return kept_report(stdout, &options.kept, m, 0, 0) ? 0 : 1;
    solver_version(SOLVER_Z3);
    solver_version(SOLVER_CVC5);
    if (options.mutate != 0)
        return run_mutants(m);
    run_all(m);
    report_table(stdout, records, job_count);
    if (options.solver.twice)
        report_twice(stdout, records, job_count);
    if (options.safety != 0 && options.theorem == 0 && options.file == 0)
        coverage_report(stdout, options.coverage, m, records, job_count);
    if ((options.kept.list != 0 || options.kept.new_list != 0) && options.file == 0)
        kept = kept_report(stdout, &options.kept, m, records, job_count);
    if (options.json != 0 && !report_json(options.json, records, job_count))
        return 2;
    return kept ? report_status(records, job_count) : 1;
}
