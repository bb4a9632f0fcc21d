/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Executing one path. At a branch that the path has not decided the script decides; loops run as often as they do, or,
 * with an invariant, once for an arbitrary iteration:
 *
 *   first arrival at the invariant     owe it; forget what the loop writes and its variables, run again from the
 *                                      header the same way, and
 *   second arrival                     assume it; go on; the path may leave the loop, or come back:
 *   third arrival                      owe it, and that the variant has fallen; the path ends.
 */
#include <stdlib.h>
#include <string.h>
#include "call.h"
#include "contract.h"
#include "exec.h"
#include "safety.h"
#include "pointer.h"

/* Rounds of a loop without invariant; more is a missing invariant. */
enum { ROUNDS_MAX = 66, CUTS_MAX = 8, TRACE_MAX = 256 };

enum stage { ARRIVING, ASSUMING, RETURNING };

struct cut {
    unsigned header;
    enum stage stage;
    bool replaying;
    unsigned trace[TRACE_MAX], trace_length, trace_at;
    term_t variant;
    struct state *state;     /* at the assumption, after forgetting */
    unsigned locals, writes; /* local variables in memory then, and how often they had been written */
};

/* What the loop at header writes, found out so far; kept from path to path. */
struct loop_memory {
    const struct ir_func *func;
    unsigned header;
    unsigned key;
};

struct fork {
    struct frame frame;
    struct exec_info *info;
    struct cut cut[CUTS_MAX];
    unsigned cuts;
    unsigned *rounds;
    bool rewind;             /* the next block is the header of the cut, its phis are set */
    unsigned rewind_to;
};

_Noreturn void exec_end_path(struct exec *x)
{
    longjmp(x->end, 1);
}

unsigned frame_depth(const struct exec *x)
{
    unsigned depth = 0;

    for (const struct frame *f = x->frame; f != 0; f = f->caller)
        depth++;
    return depth;
}

void frame_bind(struct exec *x, struct frame *f, const struct value *args, unsigned n)
{
    struct ir_func *func = f->func;

    if (n != func->param_count)
        prover_fail("%s: %s is called with %u arguments", exec_where(x), func->name, n);
    for (unsigned i = 0; i < n; i++) {
        f->value[i] = args[i];
        if (args[i].kind == VALUE_PTR && args[i].ptr.root == 0 && func->param[i].pointee[0] != 0 &&
            args[i].ptr.offset == 0 && args[i].ptr.dynamics == 0)
            f->value[i].ptr.root = ir_struct_named(x->module, func->param[i].pointee);
    }
}

/* ---- decisions ---- */
unsigned exec_decide(struct exec *x, const term_t *conditions, unsigned count)
{
    struct decision *d = 0;
    unsigned possible = 0, last = 0;

    for (unsigned i = 0; i < count; i++)
        if (!term_is_false(conditions[i])) {
            possible++;
            last = i;
        }
    if (possible == 0)
        exec_end_path(x);
    if (possible == 1) {
        exec_assume(x, conditions[last]);
        return last;
    }
    if (x->script_at == x->script_length) {
        if (x->script_length == x->script_room) {
            x->script_room = 2 * x->script_room + 32;
            x->script = realloc(x->script, x->script_room * sizeof *x->script);
        }
        d = &x->script[x->script_length++];
        *d = (struct decision){.count = count, .closed = calloc(count, 1)};
        for (unsigned i = 0; i < count; i++)
            d->closed[i] = term_is_false(conditions[i]) || !prove_feasible(x, conditions[i]);
        while (d->taken < count && d->closed[d->taken])
            d->taken++;
        if (d->taken == count)
            exec_end_path(x);
    }
    d = &x->script[x->script_at++];
    exec_assume(x, conditions[d->taken]);
    return d->taken;
}

/* ---- loops with invariants ---- */
static struct cut *cut_of(struct fork *k, unsigned block)
{
    unsigned header = k->info->header[block];

    for (unsigned i = 0; i < k->cuts; i++)
        if (k->cut[i].header == header)
            return &k->cut[i];
    return 0;
}

static void enter_header(struct exec *x, struct fork *k, unsigned header, unsigned from)
{
    struct cut *c = cut_of(k, header);

    if (c == 0 || c->header != header) {
        if (k->cuts == CUTS_MAX)
            prover_fail("%s: too many loops in one function", exec_where(x));
        c = &k->cut[k->cuts++];
        *c = (struct cut){.header = header};
    }
    if (from == NO_BLOCK || !func_in_loop(k->info, header, from)) {
        c->stage = ARRIVING;
        k->rounds[header] = 0;
    }
    c->trace_length = 0;
}

static unsigned local_writes(const struct exec *x, unsigned locals)
{
    unsigned writes = 0;

    for (unsigned i = 0; i < locals; i++)
        writes += x->local[i].writes;
    return writes;
}

/* The loop's variables and memory become arbitrary, and its way from the header to here is run again. */
static void cut_here(struct exec *x, struct fork *k, struct cut *c)
{
    const struct ir_block *h = &k->frame.func->block[c->header];

    for (unsigned i = 0; i < x->loop_memory_count; i++)
        if (x->loop_memory[i].func == k->frame.func && x->loop_memory[i].header == c->header)
            field_forget(x, field_key_number(x->loop_memory[i].key), term_true());
    c->state = state_copy(x->state);
    c->locals = x->locals;
    c->writes = local_writes(x, c->locals);
    for (unsigned i = 0; i < h->count && h->inst[i].op == IR_PHI; i++) {
        struct value *v = &k->frame.value[h->inst[i].result];
        const struct ir_type *root = v->kind == VALUE_PTR ? v->ptr.root : 0;

        if (v->kind == VALUE_PTR && (v->ptr.is_local || v->ptr.offset != 0 || v->ptr.dynamics != 0)) {
            pointer_normalise(x, &v->ptr);
            root = v->ptr.root;
            if (v->ptr.is_local || v->ptr.offset != 0 || v->ptr.dynamics != 0)
                prover_fail("%s: a loop variable points into a variable or object", exec_where(x));
        }
        *v = value_fresh(x, h->inst[i].type, h->inst[i].type->kind == IR_PTR ? "round" : "loop", "");
        if (v->kind == VALUE_PTR)
            v->ptr.root = root;
    }
    c->stage = ASSUMING;
    c->replaying = c->trace_length != 0;
    c->trace_at = 0;
    k->rewind = true;
    k->rewind_to = c->header;
}

static bool is_known_write(const struct exec *x, const struct fork *k, const struct cut *c, unsigned key)
{
    for (unsigned i = 0; i < x->loop_memory_count; i++)
        if (x->loop_memory[i].func == k->frame.func && x->loop_memory[i].header == c->header &&
            x->loop_memory[i].key == key)
            return true;
    return false;
}

/* The round is over: did it write only what was forgotten? Else the harness runs again, knowing more. */
static void check_writes(struct exec *x, struct fork *k, struct cut *c)
{
    if (local_writes(x, c->locals) != c->writes)
        prover_fail("%s: a loop with an invariant writes to a local variable in memory", exec_where(x));
    for (unsigned id = 0; id < field_key_count(); id++) {
        const struct field_key *key = field_key_number(id);

        if (field_last(x->state, key) == field_last(c->state, key) || is_known_write(x, k, c, id))
            continue;
        x->loop_memory = realloc(x->loop_memory, (x->loop_memory_count + 1) * sizeof *x->loop_memory);
        x->loop_memory[x->loop_memory_count++] = (struct loop_memory){k->frame.func, c->header, id};
        x->restart = true;
    }
}

static void run_invariant(struct exec *x, struct fork *k, const struct ir_inst *inst, unsigned block)
{
    struct cut *c = cut_of(k, block);
    term_t t = value_bool(x, exec_operand(x, &k->frame, &inst->operand[0]));

    if (c == 0)
        prover_fail("%s: an invariant outside of a loop", exec_where(x));
    if (c->stage == ASSUMING)
        exec_assume(x, t);
    else
        exec_owe(x, term_true(), t, "invariant",
                 c->stage == ARRIVING ? "the loop's invariant holds at first" : "the loop's invariant is kept");
}

/* v_invariant_all(f, captured...): of every object. */
static void run_invariant_all(struct exec *x, struct fork *k, const struct ir_inst *inst, unsigned block)
{
    struct cut *c = cut_of(k, block);
    struct value args[ARGS_MAX];
    unsigned spec = x->spec;

    if (c == 0 || inst->count > ARGS_MAX)
        prover_fail("%s: an invariant outside of a loop", exec_where(x));
    for (unsigned i = 0; i < inst->count; i++)
        args[i] = exec_operand(x, &k->frame, &inst->operand[i]);
    x->spec = 1; /* the invariant is specification */
    universal_statement(x, args, inst->count, c->stage == ASSUMING, term_true());
    x->spec = spec;
}

/* v_invariants(prefix): all inv_* whose names begin so. Theorems of safety are about none. */
static void run_invariants(struct exec *x, struct fork *k, const struct ir_inst *inst, unsigned block)
{
    struct cut *c = cut_of(k, block);
    struct value prefix = exec_operand(x, &k->frame, &inst->operand[0]);
    struct scope scope = {0};

    if (c == 0)
        prover_fail("%s: an invariant outside of a loop", exec_where(x));
    if (x->safety)
        return;
    invariant_scope(&scope, verify_string(x, &prefix));
    if (c->stage == ASSUMING) {
        invariant_forget(x, &scope);
        invariant_assume_all(x, &scope);
    } else if (!invariant_hold_here(x, &scope)) {
        invariant_check_all(x, &scope);
    }
}

static void run_variant(struct exec *x, struct fork *k, const struct ir_inst *inst, unsigned block)
{
    struct cut *c = cut_of(k, block);
    term_t t = value_int(x, exec_operand(x, &k->frame, &inst->operand[0]));

    if (c == 0)
        prover_fail("%s: a variant outside of a loop", exec_where(x));
    if (c->stage == ARRIVING) {
        cut_here(x, k, c);
    } else if (c->stage == ASSUMING) {
        c->replaying = false;
        c->variant = t;
        c->stage = RETURNING;
    } else {
        exec_owe(x, term_true(), term_and(term_le(term_int(0), t), term_lt(t, c->variant)), "variant",
                 "the loop's variant falls");
        check_writes(x, k, c);
        exec_end_path(x);
    }
}

/* ---- blocks ---- */
static void run_phis(struct exec *x, struct fork *k, unsigned block, unsigned from)
{
    const struct ir_block *b = &k->frame.func->block[block];
    struct value v[32];
    unsigned n = 0;

    for (; n < b->count && b->inst[n].op == IR_PHI; n++) {
        const struct ir_inst *phi = &b->inst[n];

        k->frame.at = phi;
        for (unsigned i = 0; i < phi->count; i++)
            if (phi->block[i] == from)
                v[n] = exec_operand(x, &k->frame, &phi->operand[i]);
    }
    for (unsigned i = 0; i < n; i++)
        k->frame.value[b->inst[i].result] = v[i];
}

/* The innermost cut that is being replayed, or 0. */
static struct cut *replayed(struct fork *k)
{
    for (unsigned i = 0; i < k->cuts; i++)
        if (k->cut[i].replaying)
            return &k->cut[i];
    return 0;
}

static unsigned choose(struct exec *x, struct fork *k, const struct ir_inst *t)
{
    unsigned count = t->block_count, way = 0;
    term_t *c = calloc(count + 1, sizeof *c);
    struct cut *r = replayed(k);

    if (count == 1) {
        c[0] = term_true();
    } else if (t->op == IR_BR) {
        c[0] = value_bool(x, exec_operand(x, &k->frame, &t->operand[0]));
        c[1] = term_not(c[0]);
    } else {
        term_t v = value_int(x, exec_operand(x, &k->frame, &t->operand[0]));

        c[0] = term_true();
        for (unsigned i = 1; i < count; i++) {
            c[i] = term_eq(v, value_int(x, exec_operand(x, &k->frame, &t->operand[i])));
            c[0] = term_and(c[0], term_not(c[i]));
        }
    }
    if (r != 0) {
        term_t same = term_false();

        for (unsigned i = 0; i < count; i++)
            if (t->block[i] == r->trace[r->trace_at]) {
                same = term_or(same, c[i]);
                way = i;
            }
        r->trace_at++;
        exec_assume(x, same);
    } else {
        way = exec_decide(x, c, count);
    }
    free(c);
    return t->block[way];
}

static bool is_call_of(const struct ir_inst *inst, const char *name)
{
    return inst->op == IR_CALL && inst->callee != 0 && strcmp(inst->callee->name, name) == 0;
}

/*
 * Loops of a function with invariants for its safety have two sets: theorems of safety look at v_safety_*, all others
 * at v_invariant*.
 */
static bool is_for_other_mode(struct exec *x, const struct fork *k)
{
    const struct ir_func *f = k->frame.func;

    if (!x->safety)
        return true;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++)
            if (is_call_of(&f->block[b].inst[i], "v_safety_invariant"))
                return true;
    return false;
}

/* Runs the block's instructions; true with *result if it returns, else *next says where to go. */
static bool run_block(struct exec *x, struct fork *k, unsigned block, unsigned *next, struct value *result)
{
    const struct ir_block *b = &k->frame.func->block[block];

    for (unsigned i = 0; i < b->count; i++) {
        const struct ir_inst *inst = &b->inst[i];

        if (inst->op == IR_RET || inst->op == IR_BR || inst->op == IR_SWITCH || inst->op == IR_CALL)
            safety_settle(x);
        k->frame.at = inst;
        if (inst->op == IR_PHI)
            continue;
        if (inst->op == IR_RET) {
            *result = inst->count != 0 ? exec_operand(x, &k->frame, &inst->operand[0]) : value_none();
            return true;
        }
        if (inst->op == IR_BR || inst->op == IR_SWITCH) {
            *next = choose(x, k, inst);
            return false;
        }
        if (is_call_of(inst, x->safety ? "v_invariant" : "v_safety_invariant") && is_for_other_mode(x, k))
            continue;
        if (is_call_of(inst, x->safety ? "v_invariant_all" : "v_safety_invariant_all") && is_for_other_mode(x, k))
            continue;
        if (is_call_of(inst, "v_invariant") || is_call_of(inst, "v_safety_invariant"))
            run_invariant(x, k, inst, block);
        else if (is_call_of(inst, "v_invariant_all") || is_call_of(inst, "v_safety_invariant_all"))
            run_invariant_all(x, k, inst, block);
        else if (is_call_of(inst, "v_invariants"))
            run_invariants(x, k, inst, block);
        else if (is_call_of(inst, "v_variant"))
            run_variant(x, k, inst, block);
        else if (!exec_inst(x, &k->frame, inst, term_true()))
            exec_end_path(x);
        if (k->rewind)
            return false;
    }
    exec_end_path(x);
}

static void note_block(struct exec *x, struct fork *k, unsigned block)
{
    for (unsigned i = 0; i < k->cuts; i++) {
        struct cut *c = &k->cut[i];

        if (c->header == block || c->replaying || !func_in_loop(k->info, c->header, block))
            continue;
        if (c->trace_length == TRACE_MAX)
            prover_fail("%s: the way to an invariant is too long", exec_where(x));
        c->trace[c->trace_length++] = block;
    }
}

static struct value fork_run(struct exec *x, struct fork *k)
{
    unsigned block = 0, from = NO_BLOCK;
    struct value result = value_none();

    for (;;) {
        unsigned next = 0;

        if (k->rewind) {
            k->rewind = false;
            block = k->rewind_to;
        } else {
            if (k->info->is_back[block]) {
                enter_header(x, k, block, from);
                if (++k->rounds[block] > ROUNDS_MAX)
                    exec_owe(x, term_true(), term_false(), "loop", "a loop without invariant ends within 66 rounds");
                if (k->rounds[block] > ROUNDS_MAX)
                    exec_end_path(x);
            }
            note_block(x, k, block);
            run_phis(x, k, block, from);
        }
        if (run_block(x, k, block, &next, &result))
            return result;
        from = block;
        block = next;
    }
}

static struct value fork_call(struct exec *x, struct ir_func *f, const struct value *args, unsigned n)
{
    struct fork k = {.info = func_info(x, f)};
    struct value r;

    k.frame = (struct frame){.func = f, .caller = x->frame, .is_harness = k.info->is_ghost};
    k.frame.value = calloc(f->value_count + 1, sizeof *k.frame.value);
    k.rounds = calloc(f->block_count, sizeof *k.rounds);
    frame_bind(x, &k.frame, args, n);
    if (frame_depth(x) > 60)
        prover_fail("%s: calls nested too deeply (recursion?)", exec_where(x));
    x->frame = &k.frame;
    r = fork_run(x, &k);
    x->frame = k.frame.caller;
    free(k.frame.value);
    free(k.rounds);
    return r;
}

/*
 * Specification code owes nothing itself; the kernel functions that a harness calls owe everything; kernel functions
 * called from a specification (accessors) are part of it.
 */
struct value exec_call(struct exec *x, struct ir_func *f, const struct value *args, unsigned n, term_t guard)
{
    struct exec_info *info = func_info(x, f);
    bool by_harness = x->frame == 0 || x->frame->is_harness;
    unsigned spec = x->spec;
    struct value r;

    if (x->silent != 0) {
        r = merge_call(x, f, args, n, guard);
    } else if (info->is_ghost && x->frame == 0) {
        x->spec = 1;
        r = fork_call(x, f, args, n);
    } else if (info->is_ghost) {
        x->spec++;
        r = merge_call(x, f, args, n, guard);
    } else {
        if (by_harness)
            x->spec = 0;
        if (x->spec != 0 || !term_is_true(guard) || func_is_simple(x, f) || (x->joining && !info->has_loop))
            r = merge_call(x, f, args, n, guard);
        else
            r = fork_call(x, f, args, n);
    }
    x->spec = spec;
    return r;
}
