/* SPDX-License-Identifier: BSD-2-Clause */
/* What a function does that matters to invariants: stores, calls, and in harnesses, where invariants are proved. */
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "kept.h"
#include "safety.h"

enum { DEPTH_MAX = 40 };

struct build {
    struct ir_module *module;
    struct body *body;
    unsigned block, inst;    /* in the function itself */
    unsigned depth;
    bool in_ghost;
};

static bool has_prefix(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

static bool is_in(const char *file, const char *ending)
{
    size_t n = file != 0 ? strlen(file) : 0, k = strlen(ending);

    return n >= k && strcmp(file + n - k, ending) == 0;
}

static struct event *add(struct build *b, enum event_kind kind)
{
    struct body *body = b->body;

    if (body->count == body->room) {
        body->room = 2 * body->room + 16;
        body->event = realloc(body->event, body->room * sizeof *body->event);
        if (body->event == 0)
            prover_fail("out of memory");
    }
    body->event[body->count] = (struct event){.kind = kind, .block = b->block, .inst = b->inst};
    return &body->event[body->count++];
}

static void add_write(struct build *b, const struct ir_func *f, const struct ir_inst *i, bool is_ghost)
{
    struct event *e = add(b, EVENT_WRITE);

    e->writes = writes_at(b->module, f, i);
    e->is_ghost = is_ghost;
}

/* ---- harnesses ---- */
static void add_scope(struct build *b, const struct ir_inst *i)
{
    struct ir_value *text = i->operand[0].kind == IRV_GLOBAL ? ir_global_initial(b->module, i->operand[0].global) : 0;
    char prefix[160];
    unsigned n = 0;

    if (text == 0 || text->kind != IRV_AGG)
        prover_fail("%s: v_inv_only without a string", b->body->func->name);
    for (; n < text->count && n < sizeof prefix - 1; n++)
        prefix[n] = (char)text->member[n].bits;
    prefix[n] = 0;
    invariant_scope(&b->body->scope, prefix);
}

static void add_verify(struct build *b, const struct ir_inst *i)
{
    const char *name = i->callee->name;
    struct ir_func *f = i->count == 1 && i->operand[0].kind == IRV_FUNC ? i->operand[0].func : 0;

    if (strcmp(name, "v_inv_only") == 0)
        add_scope(b, i);
    else if (strcmp(name, "v_inv_assume") == 0 || strcmp(name, "v_inv_requires") == 0)
        add(b, EVENT_ASSUME);
    else if (strcmp(name, "v_inv_check") == 0 || strcmp(name, "v_inv_ensures") == 0)
        add(b, EVENT_CHECK);
    else if (f != 0 && (strcmp(name, "v_assume_all") == 0 || strcmp(name, "v_requires_all") == 0))
        add(b, EVENT_ASSUME)->callee = f;
    else if (f != 0 && (strcmp(name, "v_assert_all") == 0 || strcmp(name, "v_ensures_all") == 0))
        add(b, EVENT_CHECK)->callee = f;
}

/* ---- everything ---- */
static void add_function(struct build *b, struct ir_func *f);

static void add_call(struct build *b, const struct ir_func *f, const struct ir_inst *i)
{
    struct ir_func *callee = i->callee;
    struct exec x = {.module = b->module};
    bool in_ghost = b->in_ghost;

    if (callee == 0 || algebra_knows(callee->name) || has_prefix(callee->name, "bits_"))
        return;
    if (has_prefix(callee->name, "v_") && callee->is_declaration) {
        add_verify(b, i);
    } else if (has_prefix(callee->name, "llvm.mem") || has_prefix(callee->name, "hw_")) {
        add_write(b, f, i, false);
    } else if (has_prefix(callee->name, "ghost_set_") || has_prefix(callee->name, "ghost_map_")) {
        add_write(b, f, i, in_ghost);
    } else if (!callee->is_declaration) {
        bool is_ghost = func_info(&x, callee)->is_ghost;

        if (!is_ghost && writes_depend_on_arguments(b->module, callee))
            add_write(b, f, i, false);
        else if (is_ghost || is_in(callee->file, ".h"))
            add_function(b, callee);
        else
            add(b, EVENT_CALL)->callee = callee;
    }
}

static void add_function(struct build *b, struct ir_func *f)
{
    bool is_outer = f == b->body->func, in_ghost = b->in_ghost;
    struct exec x = {.module = b->module};

    if (++b->depth > DEPTH_MAX)
        prover_fail("%s: functions of headers call each other too deeply", f->name);
    b->in_ghost = func_info(&x, f)->is_ghost;
    for (unsigned k = 0; k < f->block_count; k++)
        for (unsigned i = 0; i < f->block[k].count; i++) {
            const struct ir_inst *inst = &f->block[k].inst[i];

            b->block = is_outer ? k : b->block;
            b->inst = is_outer ? i : b->inst;
            if (inst->op == IR_STORE)
                add_write(b, f, inst, false);
            else if (inst->op == IR_CALL)
                add_call(b, f, inst);
        }
    b->in_ghost = in_ghost;
    b->depth--;
}

static void find_reach(struct body *body)
{
    const struct ir_func *f = body->func;
    unsigned n = f->block_count;

    body->reach = calloc(n + 1, sizeof *body->reach);
    for (unsigned b = 0; body->reach != 0 && b < n; b++) {
        const struct ir_inst *t = &f->block[b].inst[f->block[b].count - 1];

        body->reach[b] = calloc(n, sizeof **body->reach);
        if (body->reach[b] == 0)
            prover_fail("out of memory");
        for (unsigned k = 0; (t->op == IR_BR || t->op == IR_SWITCH) && k < t->block_count; k++)
            body->reach[b][t->block[k]] = true;
    }
    for (unsigned k = 0; k < n; k++)
        for (unsigned a = 0; a < n; a++)
            for (unsigned b = 0; body->reach[a][k] && b < n; b++)
                body->reach[a][b] = body->reach[a][b] || body->reach[k][b];
}

struct body *body_of(struct ir_module *m, struct ir_func *f)
{
    static struct body **known;
    static unsigned count;
    struct build b = {.module = m};

    for (unsigned i = 0; i < count; i++)
        if (known[i]->func == f)
            return known[i];
    known = realloc(known, (count + 1) * sizeof *known);
    b.body = calloc(1, sizeof *b.body);
    if (known == 0 || b.body == 0)
        prover_fail("out of memory");
    known[count++] = b.body;
    b.body->func = f;
    ir_func_translate(m, f);
    add_function(&b, f);
    find_reach(b.body);
    return b.body;
}

bool body_reaches(const struct body *body, const struct event *a, const struct event *b)
{
    if (body->reach[a->block][b->block])
        return true;
    return a->block == b->block && a < b;
}
