/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions, blocks and calls of the bit-vector mode. */
#include "bv.h"
#include <stdlib.h>
#include <string.h>

enum { PATHS_MAX = 100000, DEPTH_MAX = 64, BLOCKS_MAX = 10000, ARGS_MAX = 32 };

void bv_run_init(struct bv_run *run, struct ir_module *module)
{
    *run = (struct bv_run){.module = module};
}

void bv_run_clear(struct bv_run *run)
{
    free(run->obligations);
    run->obligations = NULL;
    run->count = run->room = 0;
}

void bv_owe(struct bv_run *run, term_t condition, term_t goal, const char *kind, bool asserted)
{
    if (!asserted && (term_is_true(goal) || term_is_false(condition)))
        return;
    if (run->count == run->room) {
        run->room = run->room * 2 + 64;
        run->obligations = realloc(run->obligations, run->room * sizeof *run->obligations);
        if (run->obligations == NULL)
            prover_fail("out of memory");
    }
    run->obligations[run->count++] = (struct bv_obligation){
        condition, goal, kind, run->at != NULL ? run->at->file : NULL, run->at != NULL ? run->at->line : 0, asserted};
}

/* --- a function being executed: forked paths that meet again when they return */

struct frame {
    struct bv_run *run;
    struct ir_func *function;
    struct bv_value result; /* of the paths that have returned so far */
    term_t returned;        /* the condition under which one of them has */
};

/* A path: where it is, under which condition, and what it has computed. */
struct path {
    unsigned block, from, steps;
    term_t condition;
    struct bv_value *values;
};

static void run_path(struct frame *frame, struct path *path);

static void fork_to(struct frame *frame, const struct path *path, unsigned block, term_t condition)
{
    size_t size = (frame->function->value_count + 1) * sizeof *path->values;
    struct path other = {block, path->block, path->steps, term_and(path->condition, condition), malloc(size)};

    if (other.values == NULL)
        prover_fail("out of memory");
    if (!term_is_false(other.condition)) {
        memcpy(other.values, path->values, size);
        run_path(frame, &other);
    }
    free(other.values);
}

static term_t truth(struct frame *frame, const struct ir_value *v, const struct path *path)
{
    struct bv_value value = bv_operand(frame->run, v, path->values);

    if (value.kind != BV_TERM || term_sort(value.term) != SORT_BOOL)
        bv_fail(frame->run, "a condition that is undefined");
    return value.term;
}

static void run_switch(struct frame *frame, const struct ir_inst *i, const struct path *path)
{
    struct bv_value subject = bv_operand(frame->run, &i->operand[0], path->values);
    term_t otherwise = term_true();

    if (subject.kind != BV_TERM)
        bv_fail(frame->run, "a switch on what is undefined");
    for (unsigned k = 1; k < i->count; k++) {
        term_t here = term_eq(subject.term, bv_operand(frame->run, &i->operand[k], path->values).term);
        fork_to(frame, path, i->block[k], here);
        otherwise = term_and(otherwise, term_not(here));
    }
    fork_to(frame, path, i->block[0], otherwise);
}

static void run_return(struct frame *frame, const struct ir_inst *i, const struct path *path)
{
    struct bv_value value = {.kind = BV_UNDEF};

    if (i->count > 0)
        value = bv_operand(frame->run, &i->operand[0], path->values);
    frame->run->paths++;
    if (frame->run->paths > PATHS_MAX)
        bv_fail(frame->run, "too many paths");
    frame->result = term_is_false(frame->returned) ? value : bv_value_ite(path->condition, value, frame->result);
    frame->returned = term_or(frame->returned, path->condition);
}

/* --- calls */

/* The index of the highest (leading) or lowest bit that is set, counted from that end; the width if none is. */
static term_t count_zeros(term_t a, bool leading)
{
    unsigned width = sort_width(term_sort(a));
    term_t count = term_bv(width, (value_t)width);

    for (unsigned k = width; k-- > 0;) {
        unsigned bit = leading ? width - 1 - k : k;
        count = term_ite(term_eq(term_bv_extract(a, bit, 1), term_bv(1, 1)), term_bv(width, (value_t)k), count);
    }
    return count;
}

static term_t ones(term_t a)
{
    unsigned width = sort_width(term_sort(a));
    term_t sum = term_bv(width, 0);

    for (unsigned k = 0; k < width; k++)
        sum = term_bv_add(sum, term_bv_zext(term_bv_extract(a, k, 1), width));
    return sum;
}

static bool starts(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

/* Arithmetic with overflow bit: {value, overflowed}. */
static struct bv_value checked_arithmetic(const char *name, term_t a, term_t b)
{
    bool is_signed = name[0] == 's';
    unsigned width = sort_width(term_sort(a)), wide = starts(name + 1, "mul") ? 2 * width : width + 1;
    enum term_op op = starts(name + 1, "mul") ? OP_BV_MUL : OP_BV_ADD;
    struct bv_value result = {.kind = BV_STRUCT, .member = calloc(2, sizeof(struct bv_value)), .count = 2};
    term_t wide_a = is_signed ? term_bv_sext(a, wide) : term_bv_zext(a, wide);
    term_t wide_b = is_signed ? term_bv_sext(b, wide) : term_bv_zext(b, wide);
    term_t exact = starts(name + 1, "sub") ? term_bv_sub(wide_a, wide_b) : term_bv_binary(op, wide_a, wide_b);
    term_t value = term_bv_extract(exact, 0, width);

    if (result.member == NULL)
        prover_fail("out of memory");
    result.member[0] = bv_value_of_term(value);
    result.member[1] = bv_value_of_term(
        term_ne(is_signed ? term_bv_sext(value, wide) : term_bv_zext(value, wide), exact));
    return result;
}

/* memcpy and memset from one local variable to another, of a length that fits: nobody reads what they hold. */
static bool is_copy_of_padding(const char *name, const struct bv_value *args, unsigned n)
{
    value_t length = 0, is_volatile = 1;
    bool copies = starts(name, "llvm.memcpy.");

    if ((!copies && !starts(name, "llvm.memset.")) || n != 4 || args[2].kind != BV_TERM || args[3].kind != BV_TERM)
        return false;
    if (!term_const_value(args[2].term, &length) || !term_const_value(args[3].term, &is_volatile) || is_volatile != 0)
        return false;
    if (copies && (args[1].kind != BV_POINTER || args[1].global != NULL || length > args[1].count))
        return false;
    return args[0].kind == BV_POINTER && args[0].global == NULL && length <= args[0].count;
}

static struct bv_value call_intrinsic(struct frame *frame, const char *name, const struct bv_value *args, unsigned n,
                                      struct path *path)
{
    term_t a = n > 0 && args[0].kind == BV_TERM ? args[0].term : TERM_NONE;
    term_t b = n > 1 && args[1].kind == BV_TERM ? args[1].term : TERM_NONE;

    if (starts(name, "llvm.dbg.") || starts(name, "llvm.lifetime."))
        return (struct bv_value){.kind = BV_UNDEF};
    if (starts(name, "llvm.ubsantrap") || starts(name, "llvm.trap")) {
        bv_owe(frame->run, path->condition, term_false(), "undefined behaviour (a check of the compiler)", false);
        path->condition = term_false();
        return (struct bv_value){.kind = BV_UNDEF};
    }
    if (is_copy_of_padding(name, args, n))
        return (struct bv_value){.kind = BV_UNDEF};
    if (a == TERM_NONE)
        bv_fail(frame->run, name);
    if (starts(name, "llvm.ctlz.") || starts(name, "llvm.cttz.")) {
        if (b == TERM_NONE || !term_is_false(b))
            bv_owe(frame->run, path->condition, term_ne(a, term_zero(term_sort(a))), "counting the zeros of 0", false);
        return bv_value_of_term(count_zeros(a, starts(name, "llvm.ctlz.")));
    }
    if (starts(name, "llvm.ctpop."))
        return bv_value_of_term(ones(a));
    if (starts(name, "llvm.expect."))
        return args[0];
    if (b != TERM_NONE && strstr(name, ".with.overflow.") != NULL && sort_width(term_sort(a)) <= BV_WIDTH_MAX / 2)
        return checked_arithmetic(name + strlen("llvm."), a, b);
    bv_fail(frame->run, name);
}

/*
 * v_assume and v_assert of proof/verify.h, and v_contract of lib/contract.h. Their argument is a C bool or int, true
 * when it is not 0.
 */
static bool call_statement(struct frame *frame, const char *name, const struct bv_value *args, unsigned n,
                           struct path *path)
{
    term_t fact;
    bool assumes = strcmp(name, "v_assume") == 0;

    if (!assumes && strcmp(name, "v_assert") != 0 && strcmp(name, "v_contract") != 0 &&
        strcmp(name, "v_precondition") != 0)
        return false;
    if (n != 1 || args[0].kind != BV_TERM)
        bv_fail(frame->run, "a statement that is undefined");
    fact = args[0].term;
    if (term_sort(fact) != SORT_BOOL)
        fact = term_ne(fact, term_zero(term_sort(fact)));
    if (!assumes)
        bv_owe(frame->run, path->condition, fact, name[2] == 'a' ? "assertion" : "contract", name[2] == 'a');
    path->condition = term_and(path->condition, fact);
    return true;
}

static struct bv_value run_call(struct frame *frame, const struct ir_inst *i, struct path *path)
{
    struct bv_value args[ARGS_MAX];
    struct ir_func *callee = i->callee;

    if (i->count > ARGS_MAX)
        bv_fail(frame->run, "a call with too many arguments");
    for (unsigned k = 0; k < i->count; k++)
        args[k] = bv_operand(frame->run, &i->operand[k], path->values);
    if (call_statement(frame, callee->name, args, i->count, path))
        return (struct bv_value){.kind = BV_UNDEF};
    if (callee->is_declaration)
        return call_intrinsic(frame, callee->name, args, i->count, path);
    return bv_call(frame->run, callee, args, i->count, path->condition, &path->condition);
}

/* --- blocks */

/* Phis read their operands all at once. */
static unsigned run_phis(struct frame *frame, const struct ir_block *block, struct path *path)
{
    unsigned n = 0;
    struct bv_value *next;

    while (n < block->count && block->inst[n].op == IR_PHI)
        n++;
    next = calloc(n + 1, sizeof *next);
    if (next == NULL)
        prover_fail("out of memory");
    for (unsigned k = 0; k < n; k++) {
        const struct ir_inst *phi = &block->inst[k];
        for (unsigned e = 0; e < phi->count; e++)
            if (phi->block[e] == path->from)
                next[k] = bv_operand(frame->run, &phi->operand[e], path->values);
    }
    for (unsigned k = 0; k < n; k++)
        path->values[block->inst[k].result] = next[k];
    free(next);
    return n;
}

/* Ends a path, or sends it into the blocks behind. */
static void run_terminator(struct frame *frame, const struct ir_inst *i, const struct path *path)
{
    term_t condition;

    switch (i->op) {
    case IR_RET:
        run_return(frame, i, path);
        break;
    case IR_SWITCH:
        run_switch(frame, i, path);
        break;
    case IR_UNREACHABLE:
        bv_owe(frame->run, path->condition, term_false(), "unreachable code", false);
        break;
    default:
        if (i->count == 0) {
            fork_to(frame, path, i->block[0], term_true());
            break;
        }
        condition = truth(frame, &i->operand[0], path);
        fork_to(frame, path, i->block[0], condition);
        fork_to(frame, path, i->block[1], term_not(condition));
        break;
    }
}

static bool is_terminator(enum ir_op op)
{
    return op == IR_RET || op == IR_SWITCH || op == IR_UNREACHABLE || op == IR_BR;
}

static void run_path(struct frame *frame, struct path *path)
{
    const struct ir_block *block = &frame->function->block[path->block];

    if (++path->steps > BLOCKS_MAX)
        bv_fail(frame->run, "a loop without constant bound");
    for (unsigned k = run_phis(frame, block, path); k < block->count; k++) {
        const struct ir_inst *i = &block->inst[k];
        struct bv_value value;
        frame->run->at = i;
        frame->run->in = frame->function;
        if (is_terminator(i->op)) {
            run_terminator(frame, i, path);
            return;
        }
        value = i->op == IR_CALL ? run_call(frame, i, path) : bv_instruction(frame->run, i, path->values,
                                                                              path->condition);
        if (i->result >= 0)
            path->values[i->result] = value;
        if (term_is_false(path->condition))
            return;
    }
    bv_fail(frame->run, "a block without end");
}

struct bv_value bv_call(struct bv_run *run, struct ir_func *function, const struct bv_value *args, unsigned n,
                        term_t condition, term_t *after)
{
    struct frame frame = {run, function, {.kind = BV_UNDEF}, term_false()};
    const struct ir_inst *at = run->at;
    const struct ir_func *in = run->in;
    struct path path = {.condition = condition};

    if (function->is_declaration || n != function->param_count)
        bv_fail(run, function->name);
    if (++run->depth > DEPTH_MAX)
        bv_fail(run, "calls too deep, or recursion");
    ir_func_translate(run->module, function);
    path.values = calloc(function->value_count + 1, sizeof *path.values);
    if (path.values == NULL)
        prover_fail("out of memory");
    for (unsigned i = 0; i < n; i++)
        path.values[i] = args[i];
    run_path(&frame, &path);
    free(path.values);
    run->depth--;
    run->at = at;
    run->in = in;
    *after = frame.returned;
    return frame.result;
}
