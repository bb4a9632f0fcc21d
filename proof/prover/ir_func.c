/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies of functions: LLVM's instructions become those of ir.h. */
#include <llvm-c/DebugInfo.h>
#include <stdlib.h>
#include "ir_type.h"
#include "term.h"

/* Numbers of values and blocks of the function being translated, in a hash table keyed by address. */
struct numbering {
    unsigned size;
    const void **key;
    unsigned *number;
};

static void number_set(struct numbering *n, const void *key, unsigned number)
{
    unsigned i = (unsigned)((uintptr_t)key >> 4) % n->size;

    while (n->key[i] != 0 && n->key[i] != key)
        i = (i + 1) % n->size;
    n->key[i] = key;
    n->number[i] = number;
}

static bool number_get(const struct numbering *n, const void *key, unsigned *number)
{
    for (unsigned i = (unsigned)((uintptr_t)key >> 4) % n->size; n->key[i] != 0; i = (i + 1) % n->size)
        if (n->key[i] == key) {
            *number = n->number[i];
            return true;
        }
    return false;
}

struct translation {
    struct ir_module *m;
    struct ir_func *f;
    struct numbering values, blocks;
};

static struct ir_value operand_of(struct translation *t, LLVMValueRef v)
{
    unsigned index = 0;

    if (number_get(&t->values, v, &index))
        return (struct ir_value){.kind = IRV_LOCAL, .type = ir_value_type(LLVMTypeOf(v)), .index = index};
    if (LLVMIsAMDNode(v))
        return (struct ir_value){.kind = IRV_UNDEF, .type = ir_type_of(LLVMTypeOf(v))};
    {
        struct ir_value constant = ir_constant(t->m, v);

        constant.type = ir_value_type(LLVMTypeOf(v));
        return constant;
    }
}

static unsigned block_of(struct translation *t, LLVMBasicBlockRef b)
{
    unsigned index = 0;

    if (!number_get(&t->blocks, b, &index))
        prover_fail("unknown block in %s", t->f->name);
    return index;
}

static const struct {
    LLVMOpcode llvm;
    enum ir_op op;
    bool gint;
} opcodes[] = {
    {LLVMAdd, IR_ADD, false}, {LLVMSub, IR_SUB, false}, {LLVMMul, IR_MUL, false}, {LLVMUDiv, IR_UDIV, false},
    {LLVMSDiv, IR_SDIV, false}, {LLVMURem, IR_UREM, false}, {LLVMSRem, IR_SREM, false}, {LLVMShl, IR_SHL, false},
    {LLVMLShr, IR_LSHR, false}, {LLVMAShr, IR_ASHR, false}, {LLVMAnd, IR_AND, false}, {LLVMOr, IR_OR, false},
    {LLVMXor, IR_XOR, false}, {LLVMFAdd, IR_ADD, true}, {LLVMFSub, IR_SUB, true}, {LLVMFMul, IR_MUL, true},
    {LLVMFNeg, IR_NEG, true}, {LLVMICmp, IR_ICMP, false}, {LLVMFCmp, IR_ICMP, true}, {LLVMLoad, IR_LOAD, false},
    {LLVMStore, IR_STORE, false}, {LLVMGetElementPtr, IR_GEP, false}, {LLVMZExt, IR_ZEXT, false},
    {LLVMSExt, IR_SEXT, false}, {LLVMTrunc, IR_TRUNC, false}, {LLVMPtrToInt, IR_PTRTOINT, false},
    {LLVMIntToPtr, IR_INTTOPTR, false}, {LLVMFreeze, IR_FREEZE, false}, {LLVMUIToFP, IR_TO_GINT, true},
    {LLVMSIToFP, IR_TO_GINT, true}, {LLVMBr, IR_BR, false}, {LLVMSwitch, IR_SWITCH, false}, {LLVMRet, IR_RET, false},
    {LLVMUnreachable, IR_UNREACHABLE, false}, {LLVMPHI, IR_PHI, false}, {LLVMSelect, IR_SELECT, false},
    {LLVMCall, IR_CALL, false}, {LLVMInsertValue, IR_INSERT, false}, {LLVMExtractValue, IR_EXTRACT, false},
    {LLVMAlloca, IR_ALLOCA, false},
};

static const char *op_names[IR_OP_COUNT] = {
    "add", "sub", "mul", "udiv", "sdiv", "urem", "srem", "shl", "lshr", "ashr", "and", "or", "xor", "icmp", "load",
    "store", "getelementptr", "zext", "sext", "trunc", "ptrtoint", "inttoptr", "freeze", "to gint", "neg", "br",
    "switch", "ret", "unreachable", "phi", "select", "call", "asm", "insertvalue", "extractvalue", "alloca",
};

const char *ir_op_name(enum ir_op op)
{
    return op_names[op];
}

static enum ir_pred predicate_of(struct translation *t, LLVMValueRef v, bool gint)
{
    static const enum ir_pred ints[] = {IR_EQ, IR_NE, IR_UGT, IR_UGE, IR_ULT, IR_ULE, IR_SGT, IR_SGE, IR_SLT, IR_SLE};

    if (!gint)
        return ints[LLVMGetICmpPredicate(v) - LLVMIntEQ];
    switch (LLVMGetFCmpPredicate(v)) {
    case LLVMRealOEQ:
        return IR_EQ;
    case LLVMRealUNE:
    case LLVMRealONE:
        return IR_NE;
    case LLVMRealOLT:
        return IR_SLT;
    case LLVMRealOLE:
        return IR_SLE;
    case LLVMRealOGT:
        return IR_SGT;
    case LLVMRealOGE:
        return IR_SGE;
    default:
        prover_fail("comparison of gint not understood in %s", t->f->name);
    }
}

static void operands(struct translation *t, struct ir_inst *i, LLVMValueRef v, unsigned n)
{
    i->count = n;
    i->operand = ir_alloc(n * sizeof *i->operand);
    for (unsigned k = 0; k < n; k++)
        i->operand[k] = operand_of(t, LLVMGetOperand(v, k));
}

static struct ir_value int_constant(int64_t bits)
{
    return (struct ir_value){.kind = IRV_INT, .type = ir_int_type(32), .bits = bits};
}

/* The instruction that alone uses v, if it is of that kind; 0 otherwise. */
static LLVMValueRef only_user(LLVMValueRef v, LLVMOpcode opcode)
{
    LLVMUseRef use = LLVMGetFirstUse(v);

    if (use == 0 || LLVMGetNextUse(use) != 0)
        return 0;
    v = LLVMGetUser(use);
    return LLVMIsAInstruction(v) != 0 && LLVMGetInstructionOpcode(v) == opcode ? v : 0;
}

/*
 * A structure that is smaller than the words it is passed in: clang puts it below bits of no value, as in
 * `call f((undef & ~0xffffffff) | zext i32 structure)`. v is the `&` of just this, used nowhere else. All other uses
 * of undef stay refused: they come from variables without a value.
 */
static bool is_padding(LLVMValueRef v)
{
    LLVMValueRef joined = 0, low = 0;

    if (LLVMGetInstructionOpcode(v) != LLVMAnd || LLVMIsUndef(LLVMGetOperand(v, 0)) == 0 ||
        LLVMIsPoison(LLVMGetOperand(v, 0)) != 0 || LLVMIsAConstantInt(LLVMGetOperand(v, 1)) == 0)
        return false;
    joined = only_user(v, LLVMOr);
    if (joined == 0 || LLVMGetOperand(joined, 0) != v || only_user(joined, LLVMCall) == 0)
        return false;
    low = LLVMGetOperand(joined, 1);
    if (LLVMIsAZExtInst(low) == 0)
        return false;
    return ~LLVMConstIntGetZExtValue(LLVMGetOperand(v, 1)) ==
           ((uint64_t)1 << LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(low, 0)))) - 1;
}

/* i, the instruction v, if it makes or joins padding. */
static void translate_padding(struct ir_inst *i, LLVMValueRef v)
{
    if (is_padding(v)) {
        i->op = IR_FREEZE; /* what it gives is used by IR_PAD only, which takes no more of it than its place */
        i->operand[0] = i->operand[1];
        i->count = 1;
    } else if (LLVMGetInstructionOpcode(v) == LLVMOr && LLVMIsAInstruction(LLVMGetOperand(v, 0)) != 0 &&
               is_padding(LLVMGetOperand(v, 0))) {
        i->op = IR_PAD;
        i->operand[0] = i->operand[1];
        i->operand[1] = int_constant((int64_t)LLVMConstIntGetZExtValue(LLVMGetOperand(LLVMGetOperand(v, 0), 1)));
    }
}

static void translate_branch(struct translation *t, struct ir_inst *i, LLVMValueRef v)
{
    bool conditional = LLVMIsConditional(v);

    i->count = conditional ? 1 : 0;
    i->operand = ir_alloc(sizeof *i->operand);
    if (conditional)
        i->operand[0] = operand_of(t, LLVMGetCondition(v));
    i->block_count = LLVMGetNumSuccessors(v);
    i->block = ir_alloc(i->block_count * sizeof *i->block);
    for (unsigned k = 0; k < i->block_count; k++)
        i->block[k] = block_of(t, LLVMGetSuccessor(v, k));
}

static void translate_switch(struct translation *t, struct ir_inst *i, LLVMValueRef v)
{
    unsigned n = LLVMGetNumSuccessors(v);

    i->block_count = n;
    i->block = ir_alloc(n * sizeof *i->block);
    i->count = n;
    i->operand = ir_alloc(n * sizeof *i->operand);
    i->operand[0] = operand_of(t, LLVMGetOperand(v, 0));
    i->block[0] = block_of(t, LLVMGetSwitchDefaultDest(v));
    for (unsigned k = 1; k < n; k++) { /* operands: condition, default, then case and target in turn */
        i->operand[k] = operand_of(t, LLVMGetOperand(v, 2 * k));
        i->block[k] = block_of(t, LLVMGetSuccessor(v, k));
    }
}

static void translate_phi(struct translation *t, struct ir_inst *i, LLVMValueRef v)
{
    i->count = LLVMCountIncoming(v);
    i->block_count = i->count;
    i->operand = ir_alloc(i->count * sizeof *i->operand);
    i->block = ir_alloc(i->count * sizeof *i->block);
    for (unsigned k = 0; k < i->count; k++) {
        i->operand[k] = operand_of(t, LLVMGetIncomingValue(v, k));
        i->block[k] = block_of(t, LLVMGetIncomingBlock(v, k));
    }
}

/* ---- structures that come as arrays of words ---- */
static struct ir_value local_value(const struct ir_type *type, unsigned index)
{
    return (struct ir_value){.kind = IRV_LOCAL, .type = type, .index = index};
}

/* One insertvalue or extractvalue; result: the next number of a value. */
static void add_part(struct translation *t, struct ir_block *block, enum ir_op op, const struct ir_type *type,
                     const struct ir_value *operand, unsigned member)
{
    struct ir_inst *i = &block->inst[block->count++];

    *i = (struct ir_inst){.op = op, .type = type, .result = (int)t->f->value_count++, .member = member,
                          .count = op == IR_INSERT ? 2 : 1};
    i->operand = ir_alloc(i->count * sizeof *i->operand);
    for (unsigned k = 0; k < i->count; k++)
        i->operand[k] = operand[k];
}

/* Parameter v arrived as words from `first` on; what the function calls v is put together at its beginning. */
static void join_parameter(struct translation *t, struct ir_block *block, LLVMValueRef v, unsigned first)
{
    const struct ir_type *type = ir_value_type(LLVMTypeOf(v));
    struct ir_value operand[2] = {{.kind = IRV_UNDEF, .type = type}};

    for (unsigned k = 0; k < type->count; k++) {
        operand[1] = local_value(type->member[k], first + k);
        add_part(t, block, IR_INSERT, type, operand, k);
        operand[0] = local_value(type, t->f->value_count - 1);
    }
    number_set(&t->values, v, operand[0].index);
}

static void join_parameters(struct translation *t, struct ir_block *block)
{
    unsigned next = 0;

    for (unsigned i = 0; i < LLVMCountParams(t->f->llvm); i++) {
        LLVMValueRef v = LLVMGetParam(t->f->llvm, i);
        unsigned words = ir_value_words(LLVMTypeOf(v));

        if (words != 0)
            join_parameter(t, block, v, next);
        next += words != 0 ? words : 1;
    }
}

/* The arguments of a call as values; those that are arrays word by word, taken apart in the block before the call. */
static unsigned split_arguments(struct translation *t, struct ir_block *block, LLVMValueRef v,
                                struct ir_value *argument)
{
    unsigned count = 0;

    for (unsigned i = 0; i < LLVMGetNumArgOperands(v); i++) {
        LLVMValueRef a = LLVMGetOperand(v, i);
        const struct ir_type *type = ir_value_type(LLVMTypeOf(a));
        struct ir_value whole = operand_of(t, a);

        if (ir_value_words(LLVMTypeOf(a)) == 0) {
            argument[count++] = whole;
            continue;
        }
        for (unsigned k = 0; k < type->count; k++) {
            add_part(t, block, IR_EXTRACT, type->member[k], &whole, k);
            argument[count++] = local_value(type->member[k], t->f->value_count - 1);
        }
    }
    return count;
}

/* The address of word k of a structure in memory. */
static struct ir_value add_place(struct translation *t, struct ir_block *block, const struct ir_inst *access,
                                 struct ir_value base, unsigned k)
{
    struct ir_inst *i = &block->inst[block->count++];

    *i = (struct ir_inst){.op = IR_GEP, .type = base.type, .source = access->source, .inbounds = true, .count = 3,
                          .result = (int)t->f->value_count++, .file = access->file, .line = access->line};
    i->operand = ir_alloc(3 * sizeof *i->operand);
    i->operand[0] = base;
    i->operand[1] = int_constant(0);
    i->operand[2] = int_constant(k);
    return local_value(base.type, (unsigned)i->result);
}

/* A load or store of an array, `access`, word by word. */
static void split_access(struct translation *t, struct ir_block *block, const struct ir_inst *access)
{
    bool is_load = access->op == IR_LOAD;
    const struct ir_type *type = access->source;
    struct ir_value joined[2] = {{.kind = IRV_UNDEF, .type = type}};

    for (unsigned k = 0; k < type->count; k++) {
        struct ir_inst one = *access;

        one.source = type->member[k];
        one.operand = ir_alloc(access->count * sizeof *one.operand);
        one.operand[access->count - 1] = add_place(t, block, access, access->operand[access->count - 1], k);
        if (is_load) {
            one.type = type->member[k];
            one.result = (int)t->f->value_count++;
            block->inst[block->count++] = one;
            joined[1] = local_value(one.type, (unsigned)one.result);
            add_part(t, block, IR_INSERT, type, joined, k);
            joined[0] = local_value(type, t->f->value_count - 1);
        } else {
            add_part(t, block, IR_EXTRACT, type->member[k], &access->operand[0], k);
            one.operand[0] = local_value(type->member[k], t->f->value_count - 1);
            block->inst[block->count++] = one;
        }
    }
    if (is_load)
        block->inst[block->count - 1].result = access->result;
}

static void translate_call(struct translation *t, struct ir_block *block, struct ir_inst *i, LLVMValueRef v)
{
    LLVMValueRef callee = LLVMGetCalledValue(v);

    i->operand = ir_alloc(2 * LLVMGetNumArgOperands(v) * sizeof *i->operand);
    i->count = split_arguments(t, block, v, i->operand);
    if (LLVMIsAInlineAsm(callee))
        i->op = IR_ASM;
    else if (LLVMIsAFunction(callee))
        i->callee = ir_meaning_of(callee);
    else
        prover_fail("call through a pointer in %s", t->f->name);
}

static void translate_flags(struct ir_inst *i, LLVMValueRef v)
{
    switch (i->op) {
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_SHL:
        if (!i->gint) {
            i->nuw = LLVMGetNUW(v);
            i->nsw = LLVMGetNSW(v);
        }
        break;
    case IR_UDIV:
    case IR_SDIV:
    case IR_LSHR:
    case IR_ASHR:
        i->exact = LLVMGetExact(v);
        break;
    case IR_GEP:
        i->inbounds = LLVMIsInBounds(v);
        i->source = ir_type_of(LLVMGetGEPSourceElementType(v));
        break;
    case IR_ICMP:
        break;
    case IR_LOAD:
        i->source = i->type;
        i->is_volatile = LLVMGetVolatile(v);
        break;
    case IR_STORE:
        i->source = i->operand[0].type;
        i->is_volatile = LLVMGetVolatile(v);
        break;
    case IR_ALLOCA:
        i->type = ir_type_of(LLVMGetAllocatedType(v));
        break;
    default:
        break;
    }
}

/* Of what a load or store reads or writes. */
static LLVMTypeRef access_type(LLVMValueRef v)
{
    return LLVMTypeOf(LLVMIsAStoreInst(v) != 0 ? LLVMGetOperand(v, 0) : v);
}

static void translate_inst(struct translation *t, struct ir_block *block, LLVMValueRef v)
{
    struct ir_inst inst = {0}, *i = &inst;
    LLVMOpcode opcode = LLVMGetInstructionOpcode(v);
    unsigned index = 0, k = 0;

    while (k < sizeof opcodes / sizeof *opcodes && opcodes[k].llvm != opcode)
        k++;
    if (k == sizeof opcodes / sizeof *opcodes)
        prover_fail("instruction not understood in %s: %s", t->f->name, LLVMPrintValueToString(v));
    i->op = opcodes[k].op;
    i->gint = opcodes[k].gint;
    i->type = ir_value_type(LLVMTypeOf(v));
    i->result = number_get(&t->values, v, &index) && i->type->kind != IR_VOID ? (int)index : -1;
    i->line = LLVMGetDebugLocLine(v);
    if (i->line != 0) {
        unsigned length = 0;
        const char *file = LLVMGetDebugLocFilename(v, &length);

        i->file = file != 0 ? ir_copy(file) : t->f->file;
    }
    if (i->op == IR_BR)
        translate_branch(t, i, v);
    else if (i->op == IR_SWITCH)
        translate_switch(t, i, v);
    else if (i->op == IR_PHI)
        translate_phi(t, i, v);
    else if (i->op == IR_CALL)
        translate_call(t, block, i, v);
    else
        operands(t, i, v, (unsigned)LLVMGetNumOperands(v));
    translate_padding(i, v);
    if (i->op == IR_ICMP)
        i->pred = predicate_of(t, v, i->gint);
    if (i->op == IR_INSERT || i->op == IR_EXTRACT) {
        if (LLVMGetNumIndices(v) != 1)
            prover_fail("nested aggregate in %s", t->f->name);
        i->member = LLVMGetIndices(v)[0];
    }
    translate_flags(i, v);
    if ((i->op == IR_LOAD || i->op == IR_STORE) && ir_value_words(access_type(v)) != 0)
        split_access(t, block, i);
    else
        block->inst[block->count++] = inst;
}

static void numbering_init(struct numbering *n, unsigned count)
{
    n->size = 2 * count + 16;
    n->key = ir_alloc(n->size * sizeof *n->key);
    n->number = ir_alloc(n->size * sizeof *n->number);
}

static void number_everything(struct translation *t, LLVMValueRef llvm)
{
    unsigned instructions = 0, blocks = 0, next = t->f->param_count;

    for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(llvm); b != 0; b = LLVMGetNextBasicBlock(b), blocks++)
        for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
            instructions++;
    numbering_init(&t->values, instructions + t->f->param_count);
    numbering_init(&t->blocks, blocks);
    for (unsigned i = 0, k = 0; i < LLVMCountParams(llvm); i++) {
        unsigned words = ir_value_words(LLVMTypeOf(LLVMGetParam(llvm, i)));

        if (words == 0)
            number_set(&t->values, LLVMGetParam(llvm, i), k);
        k += words != 0 ? words : 1; /* the others: join_parameter */
    }
    t->f->block_count = blocks;
    blocks = 0;
    for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(llvm); b != 0; b = LLVMGetNextBasicBlock(b)) {
        number_set(&t->blocks, b, blocks++);
        for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
            if (LLVMGetTypeKind(LLVMTypeOf(v)) != LLVMVoidTypeKind)
                number_set(&t->values, v, next++);
    }
    t->f->value_count = next;
}

/* Instructions at most, those that take arrays apart included: three for each word. */
static unsigned block_room(LLVMBasicBlockRef b, unsigned more)
{
    for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
        more += LLVMIsACallInst(v) != 0 ? 1 + 2 * LLVMGetNumArgOperands(v) : 6;
    return more;
}

void ir_func_translate(struct ir_module *m, struct ir_func *f)
{
    struct translation t = {.m = m, .f = f};
    LLVMValueRef llvm = f->llvm;
    unsigned k = 0;

    if (f->is_translated || f->is_declaration)
        return;
    f->is_translated = true;
    number_everything(&t, llvm);
    f->block = ir_alloc(f->block_count * sizeof *f->block);
    for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(llvm); b != 0; b = LLVMGetNextBasicBlock(b), k++) {
        struct ir_block *block = &f->block[k];

        block->name = ir_copy(LLVMGetBasicBlockName(b));
        block->inst = ir_alloc(block_room(b, k == 0 ? 2 * LLVMCountParams(llvm) : 0) * sizeof *block->inst);
        if (k == 0)
            join_parameters(&t, block);
        for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
            translate_inst(&t, block, v);
    }
    free(t.values.key);
    free(t.values.number);
    free(t.blocks.key);
    free(t.blocks.number);
}
