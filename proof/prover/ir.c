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

void *ir_meaning_of(void *key)
{
    void *value = meaning_room != 0 ? meaning_place(key)->value : 0;

    if (value == 0)
        prover_fail("unknown function or variable %s", LLVMGetValueName(key));
    return value;
}

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
    struct ir_value r = ir_constant(m, LLVMGetOperand(v, 0));

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
        r->member[i] = ir_constant(m, LLVMGetAggregateElement(v, i));
}

struct ir_value ir_constant(struct ir_module *m, LLVMValueRef v)
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
        r.func = ir_meaning_of(v);
    } else if (LLVMIsAGlobalVariable(v)) {
        r.kind = IRV_GLOBAL;
        r.global = ir_meaning_of(v);
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
        *g->initial = ir_constant(m, LLVMGetInitializer(g->llvm));
    }
    return g->initial;
}

/* ---- the modules ---- */
/* Returns how many parameters v is; "cap.coerce" of an array becomes "cap.coerce0", "cap.coerce1", as on x86_64. */
static unsigned describe_param(struct ir_param *p, LLVMValueRef v)
{
    const struct ir_type *type = ir_value_type(LLVMTypeOf(v));
    unsigned words = ir_value_words(LLVMTypeOf(v));
    char name[160];

    for (unsigned k = 0; k < words; k++) {
        snprintf(name, sizeof name, "%s%u", LLVMGetValueName(v), k);
        p[k] = (struct ir_param){.name = ir_copy(name), .type = type->member[k], .pointee = ""};
    }
    if (words == 0)
        *p = (struct ir_param){.name = ir_copy(LLVMGetValueName(v)), .type = type, .pointee = ""};
    return words != 0 ? words : 1;
}

static void describe_params(struct ir_func *f, LLVMValueRef v)
{
    unsigned n = LLVMCountParams(v), count = 0, byval = LLVMGetEnumAttributeKindForName("byval", 5);
    const char **pointee = ir_alloc((n + 1) * sizeof *pointee);

    ir_debug_pointees(v, pointee, n + 1);
    f->result_pointee = pointee[0];
    f->param = ir_alloc(2 * n * sizeof *f->param);
    for (unsigned i = 0; i < n; i++) {
        LLVMAttributeRef attribute = LLVMGetEnumAttributeAtIndex(v, i + 1, byval);

        count += describe_param(&f->param[count], LLVMGetParam(v, i));
        if (attribute != 0)
            f->param[count - 1].byval = ir_type_of(LLVMGetTypeAttributeValue(attribute));
    }
    f->param_count = count;
    /* The declared parameters and those of the IR correspond one to one unless a structure came as two words. */
    for (unsigned i = 0, k = 1; i < count && k <= n; k++) {
        const char *dot = strstr(f->param[i].name, ".coerce0");

        f->param[i].pointee = pointee[k];
        i += dot != 0 && i + 1 < count && strstr(f->param[i + 1].name, ".coerce1") != 0 ? 2 : 1;
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
    f->result = ir_value_type(LLVMGetReturnType(type));
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
