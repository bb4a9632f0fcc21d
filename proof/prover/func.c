/* SPDX-License-Identifier: BSD-2-Clause */
/* What the executor wants to know about a function before it runs: loops, order of blocks, effects. */
#include <stdlib.h>
#include <string.h>
#include "algebra.h"
#include "exec.h"

static void *allocate(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);

    if (p == 0)
        prover_fail("out of memory");
    return p;
}

static const struct ir_inst *terminator(const struct ir_func *f, unsigned b)
{
    return &f->block[b].inst[f->block[b].count - 1];
}

static unsigned successor_count(const struct ir_func *f, unsigned b)
{
    const struct ir_inst *t = terminator(f, b);

    return t->op == IR_BR || t->op == IR_SWITCH ? t->block_count : 0;
}

/* Depth-first order, finished blocks first; back edges (to a block on the stack) mark loop headers. */
struct search {
    const struct ir_func *f;
    struct exec_info *info;
    unsigned char *colour;  /* 0 new, 1 on the stack, 2 done */
    unsigned *finished;
    unsigned count;
};

static void visit(struct search *s, unsigned b)
{
    s->colour[b] = 1;
    for (unsigned i = 0; i < successor_count(s->f, b); i++) {
        unsigned to = terminator(s->f, b)->block[i];

        if (s->colour[to] == 1) {
            s->info->is_back[to] = true;
            s->info->has_loop = true;
        }
        if (s->colour[to] == 0)
            visit(s, to);
    }
    s->colour[b] = 2;
    s->finished[s->count++] = b;
}

/* Marks, from each end of a back edge to h, the blocks that reach it without passing h: the body of h's loop. */
static void mark_body(const struct ir_func *f, struct exec_info *info, unsigned h, const unsigned *position,
                      unsigned *size)
{
    bool *in = allocate(f->block_count);
    bool changed = true;

    in[h] = true;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < successor_count(f, b); i++)
            if (terminator(f, b)->block[i] == h && position[b] >= position[h] && position[b] != NO_BLOCK)
                in[b] = true;
    while (changed) {
        changed = false;
        for (unsigned b = 0; b < f->block_count; b++)
            for (unsigned i = 0; i < successor_count(f, b) && !in[b]; i++) {
                unsigned to = terminator(f, b)->block[i];

                if (in[to] && to != h && position[b] != NO_BLOCK)
                    in[b] = changed = true;
            }
    }
    *size = 0;
    for (unsigned b = 0; b < f->block_count; b++)
        *size += in[b];
    for (unsigned b = 0; b < f->block_count; b++)
        if (in[b])
            info->header[b] = h;
    info->body[h] = in;
}

static void find_loops(const struct ir_func *f, struct exec_info *info)
{
    unsigned *position = allocate(f->block_count * sizeof *position);
    unsigned size = 0;

    for (unsigned b = 0; b < f->block_count; b++)
        position[b] = NO_BLOCK;
    for (unsigned i = 0; info->order[i] != NO_BLOCK && i < f->block_count; i++)
        position[info->order[i]] = i;
    /* outer headers come first in the order, so inner loops overwrite their blocks last */
    for (unsigned i = 0; i < f->block_count && info->order[i] != NO_BLOCK; i++)
        if (info->is_back[info->order[i]])
            mark_body(f, info, info->order[i], position, &size);
    free(position);
}

bool func_in_loop(const struct exec_info *info, unsigned header, unsigned block)
{
    return info->body[header] != 0 && info->body[header][block];
}

/* Dominators by the definition: what every way from the entry passes. Functions are small. */
static bool reaches(const struct ir_func *f, unsigned from, unsigned to, unsigned without, bool *returns)
{
    bool *seen = allocate(f->block_count), found = false;
    unsigned *stack = allocate(f->block_count * sizeof *stack), count = 0;

    stack[count++] = from;
    seen[from] = true;
    while (count != 0) {
        unsigned b = stack[--count];

        if (b == to) {
            found = true;
            continue;
        }
        if (b == without)
            continue;
        if (returns != 0 && terminator(f, b)->op == IR_RET)
            *returns = true;
        for (unsigned i = 0; i < successor_count(f, b); i++) {
            unsigned next = terminator(f, b)->block[i];

            if (!seen[next]) {
                seen[next] = true;
                stack[count++] = next;
            }
        }
    }
    free(seen);
    free(stack);
    return found;
}

void func_joins(const struct ir_func *f, const struct exec_info *info, unsigned *joins)
{
    for (unsigned b = 0; b < f->block_count; b++)
        joins[b] = NO_BLOCK;
    for (unsigned i = 1; i < f->block_count && info->order[i] != NO_BLOCK; i++) {
        unsigned b = info->order[i], d = NO_BLOCK;
        bool returns = false;

        for (unsigned k = i; k-- > 0 && d == NO_BLOCK;) /* the nearest block that every way to b passes */
            if (info->order[k] == 0 || !reaches(f, 0, b, info->order[k], 0))
                d = info->order[k];
        reaches(f, d, b, NO_BLOCK, &returns);
        if (!returns)
            joins[b] = d;
    }
}

static bool is_ghost_file(const char *file)
{
    const char *base = file != 0 ? strrchr(file, '/') : 0;

    if (file == 0)
        return false;
    base = base != 0 ? base + 1 : file;
    return strstr(base, "_proof.") != 0 || strstr(base, "_spec.") != 0 || strstr(base, "_invariants.") != 0 ||
           strncmp(base, "ghost", 5) == 0 || strcmp(base, "verify.h") == 0;
}

struct exec_info *func_info(struct exec *x, struct ir_func *f)
{
    struct exec_info *info = f->info;
    struct search s = {.f = f};
    unsigned n = f->block_count;

    if (info != 0)
        return info;
    info = allocate(sizeof *info);
    f->info = info;
    info->is_ghost = is_ghost_file(f->file);
    if (f->is_declaration)
        return info;
    ir_func_translate(x->module, f);
    n = f->block_count;
    info->header = allocate(n * sizeof *info->header);
    info->is_back = allocate(n);
    info->body = allocate(n * sizeof *info->body);
    info->order = allocate((n + 1) * sizeof *info->order);
    s.info = info;
    s.colour = allocate(n);
    s.finished = allocate(n * sizeof *s.finished);
    for (unsigned b = 0; b < n; b++)
        info->header[b] = NO_BLOCK;
    visit(&s, 0);
    for (unsigned i = 0; i <= n; i++)
        info->order[i] = i < s.count ? s.finished[s.count - 1 - i] : NO_BLOCK;
    find_loops(f, info);
    free(s.colour);
    free(s.finished);
    return info;
}

/* Effects of a call that are none of memory: may it be part of a formula? */
static bool callee_is_pure(struct exec *x, struct ir_func *f)
{
    if (algebra_knows(f->name) || strncmp(f->name, "ghost_get_", 10) == 0 || strcmp(f->name, "v_type") == 0)
        return true;
    if (strncmp(f->name, "llvm.ubsantrap", 14) == 0 || strcmp(f->name, "llvm.trap") == 0 ||
        strstr(f->name, ".with.overflow") != 0)
        return true;
    if (strcmp(f->name, "v_contract") == 0 || strcmp(f->name, "v_precondition") == 0)
        return true;
    return !f->is_declaration && strncmp(f->name, "hw_", 3) != 0 && func_is_pure(x, f);
}

bool func_is_pure(struct exec *x, struct ir_func *f)
{
    struct exec_info *info = func_info(x, f);

    if (info->purity == PURE || info->purity == IMPURE)
        return info->purity == PURE;
    if (info->purity == PURITY_WORKING || f->is_declaration || info->has_loop)
        return false;
    info->purity = PURITY_WORKING;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];
            bool bad = inst->op == IR_STORE || inst->op == IR_ASM || inst->op == IR_ALLOCA || inst->is_volatile;

            if (bad || (inst->op == IR_CALL && !callee_is_pure(x, inst->callee))) {
                info->purity = IMPURE;
                return false;
            }
        }
    info->purity = PURE;
    return true;
}

static bool is_store_to_variable(const struct ir_inst *i)
{
    return i->op == IR_STORE && i->operand[1].kind == IRV_GLOBAL && !i->is_volatile;
}

bool func_is_simple(struct exec *x, struct ir_func *f)
{
    struct exec_info *info = func_info(x, f);

    if (func_is_pure(x, f))
        return true;
    if (f->is_declaration || info->has_loop || strncmp(f->name, "hw_", 3) == 0 || frame_depth(x) > 50)
        return false;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *inst = &f->block[b].inst[i];
            bool calls = inst->op == IR_CALL && !callee_is_pure(x, inst->callee);

            if (inst->op == IR_ASM || inst->op == IR_ALLOCA || inst->is_volatile)
                return false;
            if ((inst->op == IR_STORE && !is_store_to_variable(inst)) || (calls && inst->callee == f))
                return false;
            if (calls && (inst->callee->is_declaration || !func_is_simple(x, inst->callee)))
                return false;
        }
    return true;
}
