/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants that each theorem keeps hold always only if every function that can break one has such a theorem. What is
 * looked for here, for each invariant I and every way down the calls from a function that nobody calls:
 *
 *   a theorem for I     calls one function that may change what I speaks of, and proves I behind the call on all paths.
 *                       With it all that this function calls is settled
 *   stores              a function without such a theorem stores to a field that I speaks of
 *   calls               a function without such a theorem calls one that has it, and that theorem assumes another
 *                       invariant, which may be broken there: it stored to a field of that one before, or called a
 *                       function that did and has no theorem for it
 *
 * Without any of these, each entry of the kernel keeps I if the conditions hold that the theorems state for the calls.
 * Which fields I speaks of is found by evaluating it; which a store changes, by safety_writes.c.
 */
#include "kept.h"
#include <stdlib.h>
#include <string.h>
#include "safety.h"

/* A theorem that shows of some invariants that a function keeps them. */
struct keeper {
    const char *theorem;
    struct invariants kept, assumed;
    struct keeper *next;
};

struct node {
    struct ir_func *func;
    struct body *body;
    struct invariants own, all;      /* changed by its own stores, by all that it calls, too */
    struct keeper *keeper;
    struct invariants visited, broken, sound; /* answers found: may it leave them broken? */
    struct invariants *need;         /* per invariant: what the theorems assume that it rests on */
    bool is_called;
};

struct gap {
    const struct ir_func *func;
    unsigned invariant;
    bool is_store;
};

struct survey {
    struct ir_module *module;
    unsigned invariants, nodes, gaps, gap_room;
    struct ir_func **invariant;
    struct number_set *reads;        /* per invariant: numbers of field keys, plus 1 */
    struct node *node;
    struct gap *gap;
};

static bool has(const struct invariants *s, unsigned i)
{
    return (s->word[i / 64] >> (i % 64) & 1) != 0;
}

static void put(struct invariants *s, unsigned i)
{
    s->word[i / 64] |= (uint64_t)1 << (i % 64);
}

static void unite(struct invariants *s, const struct invariants *more)
{
    for (unsigned k = 0; k < INVARIANTS_MAX / 64; k++)
        s->word[k] |= more->word[k];
}

static unsigned size(const struct invariants *s)
{
    unsigned n = 0;

    for (unsigned k = 0; k < INVARIANTS_MAX / 64; k++)
        n += (unsigned)__builtin_popcountll(s->word[k]);
    return n;
}

/* ---- invariants ---- */
static void find_invariants(struct survey *s)
{
    struct exec x = {.module = s->module};

    invariant_find_all(&x);
    if (x.invariant_count > INVARIANTS_MAX)
        prover_fail("more than %d invariants", INVARIANTS_MAX);
    s->invariants = x.invariant_count;
    s->invariant = x.invariant;
    s->reads = calloc(s->invariants + 1, sizeof *s->reads);
    for (unsigned i = 0; i < s->invariants; i++)
        invariant_reads(s->module, s->invariant[i], &s->reads[i]);
}

static void find_hits(struct survey *s, struct body *body)
{
    for (unsigned e = 0; e < body->count; e++)
        for (unsigned i = 0; body->event[e].writes != 0 && i < s->invariants; i++)
            for (unsigned id = 0; id < field_key_count(); id++)
                if (number_set_has(&s->reads[i], id + 1) &&
                    writes_hit(s->module, body->event[e].writes, field_key_number(id)))
                    put(&body->event[e].hits, i);
}

static bool may_change(struct survey *s, struct ir_func *f, unsigned invariant)
{
    for (unsigned id = 0; id < field_key_count(); id++)
        if (number_set_has(&s->reads[invariant], id + 1) && safety_writes(s->module, f, field_key_number(id)))
            return true;
    return false;
}

/* ---- functions ---- */
static struct node *node_of(struct survey *s, const struct ir_func *f)
{
    for (unsigned i = 0; i < s->nodes; i++)
        if (s->node[i].func == f)
            return &s->node[i];
    return 0;
}

static bool is_shipped_function(struct ir_module *m, struct ir_func *f)
{
    size_t n = f->file != 0 ? strlen(f->file) : 0;

    return !f->is_declaration && n > 2 && strcmp(f->file + n - 2, ".c") == 0 && strncmp(f->name, "hw_", 3) != 0 &&
           strstr(f->file, "_proof.") == 0 && !writes_depend_on_arguments(m, f) &&
           (strncmp(f->file, "kernel/", 7) == 0 || strncmp(f->file, "tests/prover/", 13) == 0);
}

static void find_nodes(struct survey *s)
{
    s->node = calloc(s->module->func_count + 1, sizeof *s->node);
    for (unsigned i = 0; i < s->module->func_count; i++)
        if (is_shipped_function(s->module, s->module->func[i]))
            s->node[s->nodes++] = (struct node){.func = s->module->func[i]};
    for (unsigned i = 0; i < s->nodes; i++) {
        struct node *n = &s->node[i];

        n->body = body_of(s->module, n->func);
        n->need = calloc(s->invariants + 1, sizeof *n->need);
        find_hits(s, n->body);
        for (unsigned k = 0; k < s->invariants; k++)
            if (may_change(s, n->func, k))
                put(&n->all, k);
        for (unsigned e = 0; e < n->body->count; e++) {
            const struct event *event = &n->body->event[e];

            unite(&n->own, &event->hits);
            if (event->kind == EVENT_CALL && node_of(s, event->callee) != 0)
                node_of(s, event->callee)->is_called = true;
        }
    }
}

/* ---- theorems ---- */
static bool scope_has(const struct scope *scope, const char *name)
{
    for (unsigned i = 0; i < scope->count; i++)
        if (strncmp(name, scope->prefix[i], strlen(scope->prefix[i])) == 0)
            return true;
    return scope->count == 0;
}

static bool speaks_of(const struct survey *s, const struct body *harness, const struct event *e, unsigned invariant)
{
    const char *name = s->invariant[invariant]->name;

    return e->callee != 0 ? strcmp(e->callee->name, name) == 0 : scope_has(&harness->scope, name);
}

/* Is the invariant proved on every way from the event to a return? */
static bool is_checked_behind(const struct survey *s, const struct body *harness, const struct event *call, unsigned i)
{
    const struct ir_func *f = harness->func;
    bool *check = calloc(f->block_count, sizeof *check), *seen = calloc(f->block_count, sizeof *seen), all = true;
    unsigned *next = calloc(f->block_count + 1, sizeof *next), count = 0;

    for (unsigned e = 0; e < harness->count; e++) {
        const struct event *event = &harness->event[e];

        if (event->kind != EVENT_CHECK || !speaks_of(s, harness, event, i))
            continue;
        if (event->block == call->block && event > call)
            count = ~0u;
        else if (event->block != call->block)
            check[event->block] = true;
    }
    if (count == 0)
        next[count++] = call->block;
    while (all && count != 0 && count != ~0u) {
        unsigned b = next[--count];
        const struct ir_inst *t = &f->block[b].inst[f->block[b].count - 1];

        all = t->op != IR_RET;
        for (unsigned k = 0; all && (t->op == IR_BR || t->op == IR_SWITCH) && k < t->block_count; k++)
            if (!check[t->block[k]] && !seen[t->block[k]]) {
                seen[t->block[k]] = true;
                next[count++] = t->block[k];
            }
    }
    free(check);
    free(seen);
    free(next);
    return all;
}

/* The only event of the harness that may change what the invariant speaks of, or 0. */
static const struct event *only_change(struct survey *s, const struct body *harness, unsigned i)
{
    const struct event *only = 0;

    for (unsigned e = 0; e < harness->count; e++) {
        const struct event *event = &harness->event[e];
        const struct node *n = event->kind == EVENT_CALL ? node_of(s, event->callee) : 0;
        bool changes = n != 0 ? has(&n->all, i) : has(&event->hits, i) && !event->is_ghost;

        if (changes && only != 0)
            return 0;
        if (changes)
            only = event;
    }
    return only != 0 && only->kind == EVENT_CALL ? only : 0;
}

static struct invariants assumed_by(const struct survey *s, const struct body *harness)
{
    struct invariants assumed = {0};

    for (unsigned e = 0; e < harness->count; e++)
        for (unsigned i = 0; harness->event[e].kind == EVENT_ASSUME && i < s->invariants; i++)
            if (speaks_of(s, harness, &harness->event[e], i))
                put(&assumed, i);
    return assumed;
}

static void add_keeper(struct survey *s, const struct body *harness, const struct event *call, unsigned i)
{
    struct node *n = node_of(s, call->callee);
    struct keeper *k = calloc(1, sizeof *k);

    if (k == 0)
        prover_fail("out of memory");
    k->theorem = harness->func->name;
    put(&k->kept, i);
    k->assumed = assumed_by(s, harness);
    k->next = n->keeper;
    n->keeper = k;
}

static bool is_proved(const struct theorem_record *records, unsigned n, const struct ir_func *f)
{
    const char *name = strncmp(f->name, "proof_", 6) == 0 ? f->name + 6 : f->name;

    for (unsigned i = 0; i < n; i++)
        if (strcmp(records[i].name, name) == 0)
            return records[i].outcome == OUTCOME_PROVED;
    return records == 0;
}

static void find_keepers(struct survey *s, const struct theorem_record *records, unsigned n)
{
    for (unsigned i = 0; i < s->module->func_count; i++) {
        struct ir_func *f = s->module->func[i];
        bool is_harness = strncmp(f->name, "proof_", 6) == 0 || strncmp(f->name, "contract_", 9) == 0;
        struct body *harness = 0;

        if (!is_harness || f->is_declaration || !is_proved(records, n, f))
            continue;
        harness = body_of(s->module, f);
        find_hits(s, harness);
        for (unsigned k = 0; k < s->invariants; k++) {
            const struct event *call = only_change(s, harness, k);

            if (call != 0 && is_checked_behind(s, harness, call, k))
                add_keeper(s, harness, call, k);
        }
    }
}

/* The theorem that assumes least. */
static const struct keeper *keeper_of(const struct node *n, unsigned invariant)
{
    const struct keeper *best = 0;

    for (const struct keeper *k = n->keeper; k != 0; k = k->next)
        if (has(&k->kept, invariant) && (best == 0 || size(&k->assumed) < size(&best->assumed)))
            best = k;
    return best;
}

/* ---- ways down ---- */
static void add_gap(struct survey *s, const struct ir_func *f, unsigned invariant, bool is_store)
{
    if (s->gaps == s->gap_room) {
        s->gap_room = 2 * s->gap_room + 256;
        s->gap = realloc(s->gap, s->gap_room * sizeof *s->gap);
        if (s->gap == 0)
            prover_fail("out of memory");
    }
    s->gap[s->gaps++] = (struct gap){f, invariant, is_store};
}

/* May a call of it leave the invariant broken, as far as theorems say? */
static bool breaks(struct survey *s, struct node *n, unsigned i)
{
    bool broken = has(&n->own, i);

    if (!has(&n->all, i) || has(&n->sound, i) || keeper_of(n, i) != 0)
        return false;
    if (has(&n->broken, i))
        return true;
    put(&n->sound, i); /* while a circle of calls leads back here */
    for (unsigned e = 0; !broken && e < n->body->count; e++) {
        const struct event *event = &n->body->event[e];
        struct node *callee = event->kind == EVENT_CALL ? node_of(s, event->callee) : 0;

        broken = callee != 0 && breaks(s, callee, i);
    }
    if (broken) {
        n->sound.word[i / 64] &= ~((uint64_t)1 << (i % 64));
        put(&n->broken, i);
    }
    return broken;
}

/* Of some invariants other than i, may one be broken where the event happens? */
static bool may_be_broken(struct survey *s, const struct node *n, const struct event *at, const struct invariants *some,
                          unsigned i)
{
    for (unsigned e = 0; e < n->body->count; e++) {
        const struct event *event = &n->body->event[e];
        struct node *callee = event->kind == EVENT_CALL ? node_of(s, event->callee) : 0;

        if (event == at || !body_reaches(n->body, event, at))
            continue;
        for (unsigned k = 0; k < s->invariants; k++)
            if (k != i && has(some, k) && (has(&event->hits, k) || (callee != 0 && breaks(s, callee, k))))
                return true;
    }
    return false;
}

static struct invariants visit(struct survey *s, struct node *n, unsigned i)
{
    const struct keeper *keeper = keeper_of(n, i);
    bool is_called_amid = false;

    if (keeper != 0)
        return keeper->assumed;
    if (has(&n->visited, i) || !has(&n->all, i))
        return n->need[i];
    put(&n->visited, i);
    for (unsigned e = 0; e < n->body->count; e++) {
        const struct event *event = &n->body->event[e];
        struct node *callee = event->kind == EVENT_CALL ? node_of(s, event->callee) : 0;
        struct invariants need = {0};

        if (callee == 0 || !has(&callee->all, i))
            continue;
        need = visit(s, callee, i);
        unite(&n->need[i], &need);
        is_called_amid = is_called_amid || may_be_broken(s, n, event, &need, i);
    }
    if (has(&n->own, i) || is_called_amid)
        add_gap(s, n->func, i, has(&n->own, i));
    return n->need[i];
}

static int by_name(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    int order = strcmp(x->func->name, y->func->name);

    if (order == 0)
        order = y->is_store - x->is_store;
    return order != 0 ? order : (x->invariant > y->invariant) - (x->invariant < y->invariant);
}

static void find_gaps(struct survey *s)
{
    for (unsigned k = 0; k < s->nodes; k++)
        for (unsigned i = 0; !s->node[k].is_called && i < s->invariants; i++)
            visit(s, &s->node[k], i);
    qsort(s->gap, s->gaps, sizeof *s->gap, by_name);
}

/* ---- the list ---- */
/* In the order of the list; functions of the same name are one. */
static bool same_gap(const struct gap *a, const struct gap *b)
{
    return strcmp(a->func->name, b->func->name) == 0 && a->invariant == b->invariant && a->is_store == b->is_store;
}

static void drop_doubles(struct survey *s)
{
    unsigned kept = 0;

    for (unsigned g = 0; g < s->gaps; g++)
        if (g == 0 || !same_gap(&s->gap[g], &s->gap[kept - 1]))
            s->gap[kept++] = s->gap[g];
    s->gaps = kept;
}

static void write_list(FILE *to, const struct survey *s)
{
    enum { WIDTH = 120 };
    size_t column = 0;

    fputs("# SPDX-License-Identifier: BSD-2-Clause\n#\n# `make unkept` writes this list.\n#\n"
          "# Functions of the kernel and the invariants that no theorem shows them to keep (docs/proof.md):\n"
          "#   stores  to what the invariant speaks of\n"
          "#   calls   a function whose theorem assumes an invariant that may be broken there\n", to);
    for (unsigned g = 0; g < s->gaps; g++) {
        const struct gap *gap = &s->gap[g], *last = g != 0 ? gap - 1 : 0;
        const char *name = s->invariant[gap->invariant]->name;
        bool is_next = last == 0 || strcmp(last->func->name, gap->func->name) != 0;

        if (is_next)
            fprintf(to, "%s%s", g != 0 ? "\n" : "", gap->func->name);
        if (is_next || last->is_store != gap->is_store)
            column = (size_t)fprintf(to, "\n    %s:", gap->is_store ? "stores" : "calls") - 1;
        if (column + 1 + strlen(name) > WIDTH)
            column = (size_t)fprintf(to, "\n       ") - 1;
        column += (size_t)fprintf(to, " %s", name);
    }
    fputs(s->gaps != 0 ? "\n" : "", to);
}

static struct gap *listed_gap(const struct survey *s, const char *function, const char *invariant, bool is_store)
{
    for (unsigned g = 0; g < s->gaps; g++)
        if (s->gap[g].is_store == is_store && strcmp(s->gap[g].func->name, function) == 0 &&
            strcmp(s->invariant[s->gap[g].invariant]->name, invariant) == 0)
            return &s->gap[g];
    return 0;
}

/* What the list has too much, and too little, is printed. */
static bool is_list_exact(FILE *to, const struct survey *s, const char *list)
{
    FILE *from = fopen(list, "r");
    char line[400], function[200] = "";
    bool is_store = false, exact = true, *listed = calloc(s->gaps + 1, sizeof *listed);

    if (from == 0 || listed == 0)
        prover_fail("%s cannot be read", list);
    while (fgets(line, sizeof line, from) != 0) {
        if (line[0] != ' ' && line[0] != '#')
            snprintf(function, sizeof function, "%.*s", (int)strcspn(line, " \n"), line);
        for (char *word = strtok(line, " \n"); line[0] == ' ' && word != 0; word = strtok(0, " \n")) {
            struct gap *gap = 0;

            if (strcmp(word, "stores:") == 0 || strcmp(word, "calls:") == 0) {
                is_store = word[0] == 's';
                continue;
            }
            gap = listed_gap(s, function, word, is_store);
            if (gap != 0)
                listed[gap - s->gap] = true;
            else
                exact = fprintf(to, "%s: %s and %s: that is shown, or unknown\n", list, function, word) < 0;
        }
    }
    for (unsigned g = 0; g < s->gaps; g++)
        if (!listed[g])
            exact = fprintf(to, "%s is not shown to keep %s (%s)\n", s->gap[g].func->name,
                            s->invariant[s->gap[g].invariant]->name, s->gap[g].is_store ? "stores" : "calls") < 0;
    fclose(from);
    free(listed);
    return exact;
}

/* ---- the report ---- */
static void write_fields(FILE *to, const struct survey *s, unsigned i)
{
    fprintf(to, "%s\n    speaks of", s->invariant[i]->name);
    for (unsigned id = 0; id < field_key_count(); id++)
        if (number_set_has(&s->reads[i], id + 1))
            fprintf(to, " %s%s", field_key_number(id)->name, ",");
    fputc('\n', to);
}

static void write_report(FILE *to, const struct survey *s)
{
    for (unsigned i = 0; i < s->invariants; i++) {
        write_fields(to, s, i);
        for (unsigned k = 0; k < s->nodes; k++) {
            const struct node *n = &s->node[k];
            const struct keeper *keeper = keeper_of(n, i);

            if (keeper != 0)
                fprintf(to, "    kept     %s, by %s\n", n->func->name, keeper->theorem);
            else if (listed_gap(s, n->func->name, s->invariant[i]->name, true) != 0)
                fprintf(to, "    stores   %s\n", n->func->name);
            else if (listed_gap(s, n->func->name, s->invariant[i]->name, false) != 0)
                fprintf(to, "    calls    %s\n", n->func->name);
            else if (has(&n->own, i))
                fprintf(to, "    callers  %s\n", n->func->name);
        }
    }
}

static void write_file(const char *path, const struct survey *s, void (*write)(FILE *to, const struct survey *s))
{
    FILE *to = path != 0 ? fopen(path, "w") : 0;

    if (path == 0)
        return;
    if (to == 0)
        prover_fail("%s cannot be written", path);
    write(to, s);
    if (fclose(to) != 0)
        prover_fail("%s cannot be written", path);
}

static void print_summary(FILE *to, const struct survey *s)
{
    unsigned pairs = 0, stores = 0;

    for (unsigned k = 0; k < s->nodes; k++)
        pairs += size(&s->node[k].own);
    for (unsigned g = 0; g < s->gaps; g++)
        stores += s->gap[g].is_store;
    fprintf(to, "\n%u invariants. %u times a function stores to what one speaks of: %u times theorems show that it is"
            "\nkept, %u times not. %u times a function calls one whose theorem assumes what may be broken there.\n",
            s->invariants, pairs, pairs - stores, stores, s->gaps - stores);
}

bool kept_report(FILE *to, const struct kept_files *files, struct ir_module *m, const struct theorem_record *records,
                 unsigned n)
{
    struct survey s = {.module = m};

    find_invariants(&s);
    find_nodes(&s);
    find_keepers(&s, records, n);
    find_gaps(&s);
    drop_doubles(&s);
    write_file(files->report, &s, write_report);
    write_file(files->new_list, &s, write_list);
    print_summary(to, &s);
    return files->list == 0 || is_list_exact(to, &s, files->list);
}
