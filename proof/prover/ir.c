/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads bitcode through the LLVM-C interface into the structures of ir.h. */
#include "ir.h"
#include <llvm-c/BitReader.h>
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ir_type.h"
#include "term.h"

/* What each LLVM function and variable became; several modules may declare what one defines. */
struct meaning {
    void *key, *value;
};

static struct meaning *meanings;
static unsigned meaning_room, meaning_count;

static struct meaning *meaning_place(void *key)
{
    unsigned i = (unsigned)((uintptr_t)key >> 4) % meaning_room;

    while (meanings[i].key != 0 && meanings[i].key != key)
        i = (i + 1) % meaning_room;
    return &meanings[i];
}

static void meaning_set(void *key, void *value)
{
    if (2 * meaning_count >= meaning_room) {
        struct meaning *old = meanings;
        unsigned room = meaning_room;

        meaning_room = room != 0 ? 2 * room : 4096;
        meanings = ir_alloc(meaning_room * sizeof *meanings);
        for (unsigned i = 0; i < room; i++)
            if (old[i].key != 0)
                *meaning_place(old[i].key) = old[i];
        free(old);
    }
    *meaning_place(key) = (struct meaning){key, value};
    meaning_count++;
}

static void *meaning_of(void *key)
{
    void *value = meaning_room != 0 ? meaning_place(key)->value : 0;

    if (value == 0)
        prover_fail("unknown function or variable %s", LLVMGetValueName(key));
    return value;
}

static struct ir_value value_of(struct ir_module *m, LLVMValueRef v);

/* ---- constants ---- */
/* Byte offset of a constant address calculation: its source type walked with its constant indices. */
static int64_t constant_gep_offset(LLVMValueRef v)
{
    LLVMTypeRef type = LLVMGetGEPSourceElementType(v);
    int64_t offset = 0;

    for (unsigned i = 1; i < (unsigned)LLVMGetNumOperands(v); i++) {
        int64_t index = LLVMConstIntGetSExtValue(LLVMGetOperand(v, i));

        if (i == 1) {
            offset += index * (int64_t)LLVMABISizeOfType(ir_layout(), type);
        } else if (LLVMGetTypeKind(type) == LLVMStructTypeKind) {
            offset += (int64_t)LLVMOffsetOfElement(ir_layout(), type, (unsigned)index);
            type = LLVMStructGetTypeAtIndex(type, (unsigned)index);
        } else {
            type = LLVMGetElementType(type);
            offset += index * (int64_t)LLVMABISizeOfType(ir_layout(), type);
        }
    }
    return offset;
}

static struct ir_value constant_expression(struct ir_module *m, LLVMValueRef v)
{
    struct ir_value r = value_of(m, LLVMGetOperand(v, 0));

    switch (LLVMGetConstOpcode(v)) {
    case LLVMGetElementPtr:
        if (r.kind != IRV_GLOBAL)
            prover_fail("constant address not of a variable");
        r.bits += constant_gep_offset(v);
        return r;
    case LLVMBitCast:
        return r;
    case LLVMIntToPtr:
        if (r.kind == IRV_INT) {
            r.type = ir_type_of(LLVMTypeOf(v));
            return r;
        }
        break;
    default:
        break;
    }
    {
        char *text = LLVMPrintValueToString(v);

        prover_fail("constant expression not understood: %s", text);
    }
}

static void aggregate_members(struct ir_module *m, LLVMValueRef v, struct ir_value *r)
{
    r->kind = IRV_AGG;
    r->count = r->type->count;
    r->member = ir_alloc(r->count * sizeof *r->member);
    for (unsigned i = 0; i < r->count; i++)
        r->member[i] = value_of(m, LLVMGetAggregateElement(v, i));
}

static struct ir_value value_of(struct ir_module *m, LLVMValueRef v)
{
    struct ir_value r = {.type = ir_type_of(LLVMTypeOf(v))};

    if (LLVMIsAConstantInt(v)) {
        r.kind = IRV_INT;
        if (r.type->width > 64)
            prover_fail("integer constant of %u bits", r.type->width);
        r.bits = (int64_t)LLVMConstIntGetZExtValue(v);
    } else if (LLVMIsAConstantFP(v)) {
        LLVMBool loses = 0;

        r.kind = IRV_INT;
        r.bits = (int64_t)LLVMConstRealGetDouble(v, &loses);
    } else if (LLVMIsAConstantPointerNull(v)) {
        r.kind = IRV_NULL;
    } else if (LLVMIsAConstantAggregateZero(v)) {
        r.kind = IRV_ZERO;
    } else if (LLVMIsUndef(v) || LLVMIsPoison(v)) {
        r.kind = IRV_UNDEF;
    } else if (LLVMIsAFunction(v)) {
        r.kind = IRV_FUNC;
        r.func = meaning_of(v);
    } else if (LLVMIsAGlobalVariable(v)) {
        r.kind = IRV_GLOBAL;
        r.global = meaning_of(v);
    } else if (LLVMIsAConstantExpr(v)) {
        r = constant_expression(m, v);
        r.type = ir_type_of(LLVMTypeOf(v));
    } else if (LLVMIsAConstantArray(v) || LLVMIsAConstantStruct(v) || LLVMIsAConstantDataArray(v)) {
        aggregate_members(m, v, &r);
    } else {
        prover_fail("value not understood: %s", LLVMPrintValueToString(v));
    }
    return r;
}

struct ir_value *ir_global_initial(struct ir_module *m, struct ir_global *g)
{
    if (g->initial == 0 && LLVMGetInitializer(g->llvm) != 0) {
        g->initial = ir_alloc(sizeof *g->initial);
        *g->initial = value_of(m, LLVMGetInitializer(g->llvm));
    }
    return g->initial;
}

/* ---- instructions ---- */
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
        return (struct ir_value){.kind = IRV_LOCAL, .type = ir_type_of(LLVMTypeOf(v)), .index = index};
    if (LLVMIsAMDNode(v))
        return (struct ir_value){.kind = IRV_UNDEF, .type = ir_type_of(LLVMTypeOf(v))};
    return value_of(t->m, v);
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

static void translate_call(struct translation *t, struct ir_inst *i, LLVMValueRef v)
{
    LLVMValueRef callee = LLVMGetCalledValue(v);

    operands(t, i, v, LLVMGetNumArgOperands(v));
    if (LLVMIsAInlineAsm(callee))
        i->op = IR_ASM;
    else if (LLVMIsAFunction(callee))
        i->callee = meaning_of(callee);
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

static void translate_inst(struct translation *t, struct ir_inst *i, LLVMValueRef v)
{
    LLVMOpcode opcode = LLVMGetInstructionOpcode(v);
    unsigned index = 0, k = 0;

    while (k < sizeof opcodes / sizeof *opcodes && opcodes[k].llvm != opcode)
        k++;
    if (k == sizeof opcodes / sizeof *opcodes)
        prover_fail("instruction not understood in %s: %s", t->f->name, LLVMPrintValueToString(v));
    i->op = opcodes[k].op;
    i->gint = opcodes[k].gint;
    i->type = ir_type_of(LLVMTypeOf(v));
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
        translate_call(t, i, v);
    else
        operands(t, i, v, (unsigned)LLVMGetNumOperands(v));
    if (i->op == IR_ICMP)
        i->pred = predicate_of(t, v, i->gint);
    if (i->op == IR_INSERT || i->op == IR_EXTRACT) {
        if (LLVMGetNumIndices(v) != 1)
            prover_fail("nested aggregate in %s", t->f->name);
        i->member = LLVMGetIndices(v)[0];
    }
    translate_flags(i, v);
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
    for (unsigned i = 0; i < t->f->param_count; i++)
        number_set(&t->values, LLVMGetParam(llvm, i), i);
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
        unsigned i = 0;

        block->name = ir_copy(LLVMGetBasicBlockName(b));
        for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
            block->count++;
        block->inst = ir_alloc(block->count * sizeof *block->inst);
        for (LLVMValueRef v = LLVMGetFirstInstruction(b); v != 0; v = LLVMGetNextInstruction(v))
            translate_inst(&t, &block->inst[i++], v);
    }
    free(t.values.key);
    free(t.values.number);
    free(t.blocks.key);
    free(t.blocks.number);
}

/* ---- the modules ---- */
static void describe_params(struct ir_func *f, LLVMValueRef v)
{
    unsigned n = LLVMCountParams(v), byval = LLVMGetEnumAttributeKindForName("byval", 5);
    const char **pointee = ir_alloc((n + 1) * sizeof *pointee);

    ir_debug_pointees(v, pointee, n + 1);
    f->result_pointee = pointee[0];
    f->param_count = n;
    f->param = ir_alloc(n * sizeof *f->param);
    for (unsigned i = 0; i < n; i++) {
        LLVMAttributeRef attribute = LLVMGetEnumAttributeAtIndex(v, i + 1, byval);

        f->param[i].name = ir_copy(LLVMGetValueName(LLVMGetParam(v, i)));
        f->param[i].type = ir_type_of(LLVMTypeOf(LLVMGetParam(v, i)));
        f->param[i].pointee = "";
        if (attribute != 0)
            f->param[i].byval = ir_type_of(LLVMGetTypeAttributeValue(attribute));
    }
    /* The declared parameters and those of the IR correspond one to one unless a structure came as two words. */
    for (unsigned i = 0, k = 1; i < n && k <= n; k++) {
        const char *dot = strstr(f->param[i].name, ".coerce0");

        f->param[i].pointee = pointee[k];
        i += dot != 0 && i + 1 < n && strstr(f->param[i + 1].name, ".coerce1") != 0 ? 2 : 1;
    }
    free(pointee);
}

static void describe_func(struct ir_func *f, LLVMValueRef v)
{
    LLVMTypeRef type = LLVMGlobalGetValueType(v);
    unsigned length = 0;

    f->llvm = v;
    f->name = ir_copy(LLVMGetValueName(v));
    f->is_declaration = LLVMIsDeclaration(v);
    f->is_internal = LLVMGetLinkage(v) == LLVMInternalLinkage;
    f->is_variadic = LLVMIsFunctionVarArg(type);
    f->result = ir_type_of(LLVMGetReturnType(type));
    if (LLVMGetSubprogram(v) != 0) {
        f->line = LLVMDISubprogramGetLine(LLVMGetSubprogram(v));
        f->file = ir_copy(LLVMDIFileGetFilename(LLVMDIScopeGetFile(LLVMGetSubprogram(v)), &length));
    }
    describe_params(f, v);
}

/* A function of that name that other modules may mean too. */
static struct ir_func *shared_func(struct ir_module *m, const char *name)
{
    for (unsigned i = 0; i < m->func_count; i++)
        if (!m->func[i]->is_internal && strcmp(m->func[i]->name, name) == 0)
            return m->func[i];
    return 0;
}

static void add_func(struct ir_module *m, LLVMValueRef v)
{
    struct ir_func *f = LLVMGetLinkage(v) != LLVMInternalLinkage ? shared_func(m, LLVMGetValueName(v)) : 0;

    if (f == 0) {
        f = ir_alloc(sizeof *f);
        m->func = realloc(m->func, (m->func_count + 1) * sizeof *m->func);
        m->func[m->func_count++] = f;
        describe_func(f, v);
    } else if (f->is_declaration && !LLVMIsDeclaration(v)) {
        describe_func(f, v);
    } else if (!f->is_declaration && !LLVMIsDeclaration(v)) {
        prover_fail("%s is defined twice", f->name);
    }
    meaning_set(v, f);
}

static void add_global(struct ir_module *m, LLVMValueRef v)
{
    bool internal = LLVMGetLinkage(v) == LLVMInternalLinkage || LLVMGetLinkage(v) == LLVMPrivateLinkage;
    struct ir_global *g = internal ? 0 : ir_global_named(m, LLVMGetValueName(v));

    if (g == 0) {
        char name[160];

        snprintf(name, sizeof name, "%s", LLVMGetValueName(v));
        if (internal && ir_global_named(m, name) != 0)
            snprintf(name, sizeof name, "%s.%u", LLVMGetValueName(v), m->global_count);
        g = ir_alloc(sizeof *g);
        m->global = realloc(m->global, (m->global_count + 1) * sizeof *m->global);
        g->index = m->global_count;
        m->global[m->global_count++] = g;
        g->name = ir_copy(name);
        g->llvm = v;
    }
    if (LLVMGetInitializer(v) != 0 || g->llvm == v) {
        g->llvm = v;
        g->type = ir_type_of(LLVMGlobalGetValueType(v));
        g->is_constant = LLVMIsGlobalConstant(v);
    }
    meaning_set(v, g);
}

static bool read_one(struct ir_module *m, const char *path)
{
    LLVMMemoryBufferRef buffer = 0;
    LLVMModuleRef module = 0;
    char *message = 0;

    if (LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message)) {
        fprintf(stderr, "prove: %s: %s\n", path, message);
        return false;
    }
    if (LLVMParseBitcode2(buffer, &module)) {
        fprintf(stderr, "prove: %s is not bitcode of LLVM 19\n", path);
        return false;
    }
    ir_types_init(LLVMGetModuleDataLayout(module));
    for (LLVMValueRef v = LLVMGetFirstGlobal(module); v != 0; v = LLVMGetNextGlobal(v))
        add_global(m, v);
    for (LLVMValueRef v = LLVMGetFirstFunction(module); v != 0; v = LLVMGetNextFunction(v))
        add_func(m, v);
    return true;
}

/* The only definition of that name that is static in its file, or 0. */
static struct ir_func *static_definition(const struct ir_module *m, const char *name)
{
    struct ir_func *found = 0;

    for (unsigned i = 0; i < m->func_count; i++)
        if (m->func[i]->is_internal && !m->func[i]->is_declaration && strcmp(m->func[i]->name, name) == 0) {
            if (found != 0)
                return 0;
            found = m->func[i];
        }
    return found;
}

/* A harness declares a function that is static in a kernel file: it means that one. */
static void open_static_functions(struct ir_module *m)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < m->func_count; i++) {
        struct ir_func *f = m->func[i];
        struct ir_func *definition = f->is_declaration && !f->is_internal ? static_definition(m, f->name) : 0;

        for (unsigned k = 0; definition != 0 && k < meaning_room; k++)
            if (meanings[k].value == f)
                meanings[k].value = definition;
        if (definition == 0)
            m->func[kept++] = f;
    }
    m->func_count = kept;
}

struct ir_module *ir_read(const char *const *paths, unsigned n)
{
    struct ir_module *m = ir_alloc(sizeof *m);

    for (unsigned i = 0; i < n; i++)
        if (!read_one(m, paths[i]))
            return 0;
    open_static_functions(m);
    return m;
}

struct ir_func *ir_func_named(const struct ir_module *m, const char *name)
{
    for (unsigned i = 0; i < m->func_count; i++)
        if (strcmp(m->func[i]->name, name) == 0)
            return m->func[i];
    return 0;
}

struct ir_global *ir_global_named(const struct ir_module *m, const char *name)
{
    for (unsigned i = 0; i < m->global_count; i++)
        if (strcmp(m->global[i]->name, name) == 0)
            return m->global[i];
    return 0;
}
