/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding and making mutants. */
#include "mutate.h"
#include "term.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum change { CHANGE_PREDICATE, CHANGE_OPERATION, CHANGE_CONSTANT, CHANGE_BRANCH, CHANGE_DROP };

struct mutant {
    struct ir_func *function;
    unsigned block, inst, operand;
    enum change change;
    int to; /* the new predicate or operation */
};

static struct mutant *mutants;
static unsigned mutant_count, mutant_room;

static void add(struct mutant mutant)
{
    if (mutant_count == mutant_room) {
        mutant_room = mutant_room * 2 + 256;
        mutants = realloc(mutants, mutant_room * sizeof *mutants);
        if (mutants == NULL)
            prover_fail("out of memory");
    }
    mutants[mutant_count++] = mutant;
}

/* --- checks of the compiler are no code of the kernel: they are left alone */

static bool starts(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

static bool is_trap_block(const struct ir_block *block)
{
    for (unsigned i = 0; i < block->count; i++)
        if (block->inst[i].op == IR_CALL && block->inst[i].callee != NULL &&
            (starts(block->inst[i].callee->name, "llvm.ubsantrap") || starts(block->inst[i].callee->name, "llvm.trap")))
            return true;
    return false;
}

static bool guards_trap(const struct ir_func *f, const struct ir_inst *i)
{
    for (unsigned k = 0; i->op == IR_BR && k < i->block_count; k++)
        if (is_trap_block(&f->block[i->block[k]]))
            return true;
    return false;
}

static bool uses(const struct ir_inst *i, int result)
{
    for (unsigned k = 0; k < i->count; k++)
        if (i->operand[k].kind == IRV_LOCAL && (int)i->operand[k].index == result)
            return true;
    return false;
}

/* Is the result used by nothing but checks, or by what is itself used by checks alone? */
static bool is_for_checks(const struct ir_func *f, const struct ir_inst *inst, unsigned depth)
{
    bool used = false;

    if (inst->result < 0 || depth > 8)
        return false;
    for (unsigned b = 0; b < f->block_count; b++)
        for (unsigned i = 0; i < f->block[b].count; i++) {
            const struct ir_inst *user = &f->block[b].inst[i];
            if (!uses(user, inst->result))
                continue;
            used = true;
            if (!guards_trap(f, user) && !is_for_checks(f, user, depth + 1))
                return false;
        }
    return used;
}

/* --- what can be changed */

static int neighbour(enum ir_pred pred)
{
    static const enum ir_pred to[] = {[IR_EQ] = IR_NE, [IR_NE] = IR_EQ, [IR_ULT] = IR_ULE, [IR_ULE] = IR_ULT,
                                      [IR_UGT] = IR_UGE, [IR_UGE] = IR_UGT, [IR_SLT] = IR_SLE, [IR_SLE] = IR_SLT,
                                      [IR_SGT] = IR_SGE, [IR_SGE] = IR_SGT};

    return (int)to[pred];
}

static int opposite(enum ir_pred pred)
{
    static const enum ir_pred to[] = {[IR_EQ] = IR_NE, [IR_NE] = IR_EQ, [IR_ULT] = IR_UGE, [IR_ULE] = IR_UGT,
                                      [IR_UGT] = IR_ULE, [IR_UGE] = IR_ULT, [IR_SLT] = IR_SGE, [IR_SLE] = IR_SGT,
                                      [IR_SGT] = IR_SLE, [IR_SGE] = IR_SLT};

    return (int)to[pred];
}

/* Another operation, or -1. */
static int other_operation(enum ir_op op)
{
    switch (op) {
    case IR_ADD: return IR_SUB;
    case IR_SUB: return IR_ADD;
    case IR_MUL: return IR_ADD;
    case IR_UDIV: return IR_MUL;
    case IR_UREM: return IR_UDIV;
    case IR_SHL: return IR_LSHR;
    case IR_LSHR: return IR_SHL;
    case IR_AND: return IR_OR;
    case IR_OR: return IR_AND;
    case IR_XOR: return IR_OR;
    default: return -1;
    }
}

static bool has_changeable_constants(const struct ir_inst *i)
{
    switch (i->op) {
    case IR_GEP:
    case IR_ALLOCA:
    case IR_EXTRACT:
    case IR_BR:
        return false;
    case IR_CALL:
        return i->callee != NULL && !starts(i->callee->name, "llvm.") && !starts(i->callee->name, "v_");
    default:
        return true;
    }
}

/* A call whose only purpose is its effect. */
static bool can_be_dropped(const struct ir_inst *i)
{
    return i->op == IR_STORE || (i->op == IR_CALL && i->result < 0 && has_changeable_constants(i));
}

static void find_in(struct ir_func *f, unsigned b, unsigned k)
{
    const struct ir_inst *i = &f->block[b].inst[k];
    struct mutant mutant = {.function = f, .block = b, .inst = k};

    if (i->gint || guards_trap(f, i) || is_for_checks(f, i, 0))
        return;
    if (i->op == IR_ICMP) {
        mutant.change = CHANGE_PREDICATE;
        mutant.to = neighbour(i->pred);
        add(mutant);
        mutant.to = opposite(i->pred);
        if (mutant.to != neighbour(i->pred))
            add(mutant);
    }
    if (other_operation(i->op) >= 0 && !(i->op == IR_XOR && i->type->width == 1)) {
        mutant.change = CHANGE_OPERATION;
        mutant.to = other_operation(i->op);
        add(mutant);
    }
    mutant.change = CHANGE_CONSTANT;
    for (unsigned o = 0; has_changeable_constants(i) && o < i->count; o++)
        if (i->operand[o].kind == IRV_INT) {
            mutant.operand = o;
            add(mutant);
        }
    mutant.operand = 0;
    mutant.change = CHANGE_BRANCH;
    if (i->op == IR_BR && i->count > 0)
        add(mutant);
    mutant.change = CHANGE_DROP;
    if (can_be_dropped(i))
        add(mutant);
}

/* A function of a header has a copy in each file: one function for us. The first one stands for all. */
static bool is_copy(const struct ir_func *f, const struct ir_func *of)
{
    return strcmp(f->name, of->name) == 0 && f->line == of->line && f->file != NULL && of->file != NULL &&
           strcmp(f->file, of->file) == 0;
}

struct ir_func *mutant_original(const struct ir_module *m, struct ir_func *f)
{
    for (unsigned i = 0; i < m->func_count; i++)
        if (!m->func[i]->is_declaration && is_copy(m->func[i], f))
            return m->func[i];
    return f;
}

unsigned mutants_find(struct ir_module *m, const char *filter, bool (*wanted)(struct ir_func *f, void *context),
                      void *context)
{
    for (unsigned i = 0; i < m->func_count; i++) {
        struct ir_func *f = m->func[i];
        if (f->is_declaration || f->file == NULL || strstr(f->file, "_proof.") != NULL ||
            (filter != NULL && strstr(f->name, filter) == NULL) || !wanted(f, context) || mutant_original(m, f) != f)
            continue;
        ir_func_translate(m, f);
        for (unsigned b = 0; b < f->block_count; b++)
            for (unsigned k = 0; k < f->block[b].count; k++)
                find_in(f, b, k);
    }
    return mutant_count;
}

/* --- one mutant */

struct ir_func *mutant_function(unsigned i) { return mutants[i].function; }

static struct ir_inst *inst_in(const struct mutant *mutant, const struct ir_func *f)
{
    return &f->block[mutant->block].inst[mutant->inst];
}

const char *mutant_describe(unsigned i)
{
    static const char *const predicates[] = {"==", "!=", "<", "<=", ">", ">=", "< (signed)", "<= (signed)",
                                             "> (signed)", ">= (signed)"};
    static char text[400];
    const struct mutant *mutant = &mutants[i];
    const struct ir_inst *inst = inst_in(mutant, mutant->function);
    int n = snprintf(text, sizeof text, "%s:%u %s: ", inst->file != NULL ? inst->file : mutant->function->file,
                     inst->line, mutant->function->name);
    char *rest = text + n;
    size_t room = sizeof text - (size_t)n;

    switch (mutant->change) {
    case CHANGE_PREDICATE:
        snprintf(rest, room, "%s becomes %s", predicates[inst->pred], predicates[mutant->to]);
        break;
    case CHANGE_OPERATION:
        snprintf(rest, room, "%s becomes %s", ir_op_name(inst->op), ir_op_name((enum ir_op)mutant->to));
        break;
    case CHANGE_CONSTANT:
        snprintf(rest, room, "the number %lld (%s, operand %u) is increased by 1",
                 (long long)inst->operand[mutant->operand].bits, ir_op_name(inst->op), mutant->operand);
        break;
    case CHANGE_BRANCH:
        snprintf(rest, room, "the branches are exchanged");
        break;
    case CHANGE_DROP:
        snprintf(rest, room, "%s is left out", inst->op == IR_STORE ? "a store" : inst->callee->name);
        break;
    }
    return text;
}

static void increase(struct ir_value *constant)
{
    unsigned width = constant->type->width;
    uint64_t mask = width >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << width) - 1;

    constant->bits = (int64_t)(((uint64_t)constant->bits + 1) & mask);
}

static void change(const struct mutant *mutant, struct ir_func *f)
{
    struct ir_inst *inst = inst_in(mutant, f);
    struct ir_block *block = &f->block[mutant->block];
    unsigned first;

    switch (mutant->change) {
    case CHANGE_PREDICATE:
        inst->pred = (enum ir_pred)mutant->to;
        break;
    case CHANGE_OPERATION:
        inst->op = (enum ir_op)mutant->to;
        break;
    case CHANGE_CONSTANT:
        increase(&inst->operand[mutant->operand]);
        break;
    case CHANGE_BRANCH:
        first = inst->block[0];
        inst->block[0] = inst->block[1];
        inst->block[1] = first;
        break;
    case CHANGE_DROP:
        block->count--;
        memmove(inst, inst + 1, (block->count - mutant->inst) * sizeof *inst);
        break;
    }
}

void mutant_apply(struct ir_module *m, unsigned i)
{
    const struct mutant *mutant = &mutants[i];

    for (unsigned k = 0; k < m->func_count; k++)
        if (!m->func[k]->is_declaration && is_copy(m->func[k], mutant->function)) {
            ir_func_translate(m, m->func[k]);
            change(mutant, m->func[k]);
        }
}
