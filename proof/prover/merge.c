/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A function as one term: its blocks in topological order, each with the condition under which it runs; values that
 * meet become if-then-else terms, effects are guarded by the condition. For functions without loops.
 */
#include <stdlib.h>
#include <string.h>
#include "exec.h"
#include "safety.h"

struct edge {
    unsigned from, to;
    term_t guard;
};

struct merge {
    struct exec *x;
    struct frame frame;
    struct exec_info *info;
    term_t outer;            /* the condition under which the call happens */
    term_t *guard;           /* per block; 0 not reached */
    struct edge *edge;
    unsigned edges, edge_room;
    term_t *return_guard;
    struct value *return_value;
    unsigned *return_line;
    unsigned returns, return_room;
    bool *decided;           /* per block: the result from there on is in decision */
    struct value *decision;
};

static void add_edge(struct merge *m, unsigned from, unsigned to, term_t guard)
{
    if (term_is_false(guard))
        return;
    for (unsigned i = 0; i < m->edges; i++)
        if (m->edge[i].from == from && m->edge[i].to == to) { /* several cases of a switch */
            m->edge[i].guard = term_or(m->edge[i].guard, guard);
            return;
        }
    if (m->edges == m->edge_room) {
        m->edge_room = 2 * m->edge_room + 16;
        m->edge = realloc(m->edge, m->edge_room * sizeof *m->edge);
    }
    m->edge[m->edges++] = (struct edge){from, to, guard};
}

static void add_return(struct merge *m, term_t guard, struct value v, unsigned line)
{
    if (m->returns == m->return_room) {
        m->return_room = 2 * m->return_room + 8;
        m->return_guard = realloc(m->return_guard, m->return_room * sizeof *m->return_guard);
        m->return_value = realloc(m->return_value, m->return_room * sizeof *m->return_value);
        m->return_line = realloc(m->return_line, m->return_room * sizeof *m->return_line);
    }
    m->return_guard[m->returns] = guard;
    m->return_value[m->returns] = v;
    m->return_line[m->returns++] = line;
}

static struct value phi_operand(struct merge *m, const struct ir_inst *phi, unsigned from)
{
    for (unsigned k = 0; k < phi->count; k++)
        if (phi->block[k] == from) {
            struct value v = exec_operand(m->x, &m->frame, &phi->operand[k]);

            if (v.kind == VALUE_NONE)
                return value_fresh(m->x, phi->type, "undefined", "");
            return v;
        }
    prover_fail("%s: a phi without its predecessor", exec_where(m->x));
}

static void run_phi(struct merge *m, unsigned b, const struct ir_inst *phi, struct value *result)
{
    bool first = true;

    for (unsigned e = m->edges; e-- > 0;) {
        struct value v;

        if (m->edge[e].to != b)
            continue;
        v = phi_operand(m, phi, m->edge[e].from);
        *result = first ? v : value_ite(m->x, m->edge[e].guard, v, *result);
        first = false;
    }
}

/* Does b join what its immediate dominator forked? Then its condition is that of the dominator. */
static unsigned dominator_joined(struct merge *m, unsigned b)
{
    const struct ir_func *f = m->frame.func;
    struct exec_info *info = m->info;

    if (info->joins == 0) {
        info->joins = malloc(f->block_count * sizeof *info->joins);
        func_joins(f, info, info->joins);
    }
    return info->joins[b];
}

static term_t block_guard(struct merge *m, unsigned b)
{
    term_t guard = term_false();
    unsigned joined = b == 0 ? NO_BLOCK : dominator_joined(m, b);
    unsigned count = 0;

    if (b == 0)
        return term_true();
    for (unsigned e = 0; e < m->edges; e++)
        if (m->edge[e].to == b) {
            guard = term_or(guard, m->edge[e].guard);
            count++;
        }
    if (count > 1 && joined != NO_BLOCK && m->guard[joined] != 0)
        return m->guard[joined];
    return guard;
}

static void run_terminator(struct merge *m, unsigned b, const struct ir_inst *t, term_t guard)
{
    struct exec *x = m->x;

    if (t->op == IR_RET) {
        add_return(m, guard, t->count != 0 ? exec_operand(x, &m->frame, &t->operand[0]) : value_none(), t->line);
    } else if (t->op == IR_BR && t->block_count == 1) {
        add_edge(m, b, t->block[0], guard);
    } else if (t->op == IR_BR) {
        term_t c = value_bool(x, exec_operand(x, &m->frame, &t->operand[0]));

        add_edge(m, b, t->block[0], term_and(guard, c));
        add_edge(m, b, t->block[1], term_and(guard, term_not(c)));
    } else if (t->op == IR_SWITCH) {
        term_t value = value_int(x, exec_operand(x, &m->frame, &t->operand[0])), rest = guard;

        for (unsigned k = 1; k < t->count; k++) {
            term_t c = term_eq(value, value_int(x, exec_operand(x, &m->frame, &t->operand[k])));

            add_edge(m, b, t->block[k], term_and(guard, c));
            rest = term_and(rest, term_not(c));
        }
        add_edge(m, b, t->block[0], rest);
    }
}

/* A block that only returns what a phi chose: each way into it is a return of its own. */
static bool is_return_of_phi(const struct ir_block *block)
{
    return block->count == 2 && block->inst[0].op == IR_PHI && block->inst[1].op == IR_RET &&
           block->inst[1].count == 1 && block->inst[1].operand[0].kind == IRV_LOCAL &&
           (int)block->inst[1].operand[0].index == block->inst[0].result;
}

static void run_block(struct merge *m, unsigned b)
{
    const struct ir_block *block = &m->frame.func->block[b];
    term_t guard = block_guard(m, b);
    unsigned i = 0;
    struct value phi[32];

    if (term_is_false(guard))
        return;
    if (is_return_of_phi(block)) {
        for (unsigned e = 0; e < m->edges; e++)
            if (m->edge[e].to == b) {
                const struct ir_block *from = &m->frame.func->block[m->edge[e].from];

                add_return(m, m->edge[e].guard, phi_operand(m, &block->inst[0], m->edge[e].from),
                           from->inst[from->count - 1].line);
            }
        return;
    }
    m->guard[b] = guard;
    for (; i < block->count && block->inst[i].op == IR_PHI; i++) {
        if (i == 32)
            prover_fail("%s: too many phis", exec_where(m->x));
        run_phi(m, b, &block->inst[i], &phi[i]);
    }
    for (unsigned k = 0; k < i; k++)
        m->frame.value[block->inst[k].result] = phi[k];
    for (; i < block->count; i++) {
        const struct ir_inst *inst = &block->inst[i];

        if (inst->op == IR_RET || inst->op == IR_BR || inst->op == IR_SWITCH)
            safety_settle(m->x);
        m->frame.at = inst;
        if (inst->op == IR_RET || inst->op == IR_BR || inst->op == IR_SWITCH) {
            run_terminator(m, b, inst, guard);
            return;
        }
        if (!exec_inst(m->x, &m->frame, inst, term_and(m->outer, guard)))
            return;
    }
}

/*
 * The result as a tree of decisions from block b on: each condition occurs once, where a chain over the returns would
 * repeat what leads to them. from: the predecessor, for a block that returns what its phi chose.
 */
static struct value decide_result(struct merge *m, unsigned b, unsigned from)
{
    struct exec *x = m->x;
    const struct ir_block *block = &m->frame.func->block[b];
    const struct ir_inst *t = &block->inst[block->count - 1];
    struct value r = value_none();

    if (is_return_of_phi(block))
        return phi_operand(m, &block->inst[0], from);
    if (m->guard[b] == 0 || t->op == IR_UNREACHABLE)
        return value_none();
    if (m->decided[b])
        return m->decision[b];
    if (t->op == IR_RET) {
        r = exec_operand(x, &m->frame, &t->operand[0]);
    } else if (t->op == IR_BR && t->block_count == 1) {
        r = decide_result(m, t->block[0], b);
    } else if (t->op == IR_BR) {
        term_t c = value_bool(x, exec_operand(x, &m->frame, &t->operand[0]));
        struct value yes = term_is_false(c) ? value_none() : decide_result(m, t->block[0], b);
        struct value no = term_is_true(c) ? value_none() : decide_result(m, t->block[1], b);

        r = value_ite(x, c, yes, no);
    } else if (t->op == IR_SWITCH) {
        term_t v = value_int(x, exec_operand(x, &m->frame, &t->operand[0]));

        r = decide_result(m, t->block[0], b);
        for (unsigned k = t->count; k-- > 1;)
            r = value_ite(x, term_eq(v, value_int(x, exec_operand(x, &m->frame, &t->operand[k]))),
                          decide_result(m, t->block[k], b), r);
    }
    m->decided[b] = true;
    m->decision[b] = r;
    return r;
}

static struct value result_of(struct merge *m)
{
    struct exec *x = m->x;

    x->last_returns = 0;
    for (unsigned i = 0; i < m->returns && i < 64 && m->return_value[i].kind == VALUE_TERM; i++) {
        x->last_return_guard[i] = m->return_guard[i];
        x->last_return_value[i] = m->return_value[i].term;
        x->last_return_line[i] = m->return_line[i];
        x->last_returns = m->returns <= 64 ? i + 1 : 0;
    }
    if (m->returns == 0 || m->return_value[0].kind == VALUE_NONE)
        return value_none();
    return m->returns == 1 ? m->return_value[0] : decide_result(m, 0, NO_BLOCK);
}

struct value merge_call(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard)
{
    struct merge m = {.x = x, .info = func_info(x, f), .outer = guard};
    struct value r;

    if (m.info->has_loop)
        prover_fail("%s: %s has a loop and is used in a formula", exec_where(x), f->name);
    m.frame = (struct frame){.func = f, .caller = x->frame};
    m.frame.value = calloc(f->value_count + 1, sizeof *m.frame.value);
    m.guard = calloc(f->block_count, sizeof *m.guard);
    m.decided = calloc(f->block_count, sizeof *m.decided);
    m.decision = calloc(f->block_count, sizeof *m.decision);
    frame_bind(x, &m.frame, args, n);
    if (frame_depth(x) > 200)
        prover_fail("%s: calls nested too deeply (recursion?)", exec_where(x));
    x->frame = &m.frame;
    for (unsigned i = 0; m.info->order[i] != NO_BLOCK; i++)
        run_block(&m, m.info->order[i]);
    r = result_of(&m);
    x->frame = m.frame.caller;
    free(m.frame.value);
    free(m.guard);
    free(m.decided);
    free(m.decision);
    free(m.edge);
    free(m.return_guard);
    free(m.return_value);
    free(m.return_line);
    return r;
}
