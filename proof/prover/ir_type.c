/* SPDX-License-Identifier: BSD-2-Clause */
/* Types of the module, each stored once, and names taken from debug information. */
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "ir_type.h"
#include "term.h"

static LLVMTargetDataRef layout_;
static struct ir_type **types;
static unsigned type_count;

LLVMTargetDataRef ir_layout(void)
{
    return layout_;
}

void *ir_alloc(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);

    if (p == 0)
        prover_fail("out of memory");
    return p;
}

char *ir_copy(const char *text)
{
    char *copy = ir_alloc(strlen(text) + 1);

    return strcpy(copy, text);
}

void ir_types_init(LLVMTargetDataRef layout)
{
    layout_ = layout;
}

/* "struct.slot.12" -> "slot": linking modules adds numbers to names of equal structures. */
static const char *plain_name(const char *name)
{
    const char *dot = strchr(name, '.');
    char *copy = ir_copy(dot != 0 ? dot + 1 : name);
    char *end = strrchr(copy, '.');

    if (end != 0 && end[1] != 0 && strspn(end + 1, "0123456789") == strlen(end + 1))
        *end = 0;
    return copy;
}

static void fill_members(struct ir_type *t, LLVMTypeRef type)
{
    LLVMTypeRef *members = 0;

    t->count = LLVMCountStructElementTypes(type);
    members = ir_alloc(t->count * sizeof *members);
    t->member = ir_alloc(t->count * sizeof *t->member);
    t->offset = ir_alloc(t->count * sizeof *t->offset);
    LLVMGetStructElementTypes(type, members);
    for (unsigned i = 0; i < t->count; i++) {
        t->member[i] = ir_type_of(members[i]);
        t->offset[i] = LLVMOffsetOfElement(layout_, type, i);
    }
    free(members);
}

/* Structures of one name in several modules are the same, unless they look different: then the later is renamed. */
static void name_apart(struct ir_type *t)
{
    char name[160];

    for (unsigned i = 0; i < type_count; i++) {
        const struct ir_type *u = types[i];
        bool same = u->count == t->count && u->size == t->size;

        if (u == t || u->kind != IR_STRUCT || u->name == 0 || u->count == 0 || strcmp(u->name, t->name) != 0)
            continue;
        for (unsigned k = 0; same && k < t->count; k++)
            same = u->offset[k] == t->offset[k] && u->member[k]->kind == t->member[k]->kind &&
                   u->member[k]->size == t->member[k]->size;
        if (!same) {
            snprintf(name, sizeof name, "%s#%u", t->name, type_count);
            t->name = ir_copy(name);
            return;
        }
    }
}

static void fill(struct ir_type *t, LLVMTypeRef type)
{
    switch (LLVMGetTypeKind(type)) {
    case LLVMVoidTypeKind:
        t->kind = IR_VOID;
        return;
    case LLVMIntegerTypeKind:
        t->kind = IR_INT;
        t->width = LLVMGetIntTypeWidth(type);
        break;
    case LLVMDoubleTypeKind:
        t->kind = IR_FLOAT;
        break;
    case LLVMPointerTypeKind:
        t->kind = IR_PTR;
        break;
    case LLVMStructTypeKind:
        t->kind = IR_STRUCT;
        if (LLVMGetStructName(type) != 0)
            t->name = plain_name(LLVMGetStructName(type));
        if (LLVMIsOpaqueStruct(type))
            return;
        fill_members(t, type);
        break;
    case LLVMArrayTypeKind:
        t->kind = IR_ARRAY;
        t->count = (unsigned)LLVMGetArrayLength2(type);
        t->member = ir_alloc(sizeof *t->member);
        t->member[0] = ir_type_of(LLVMGetElementType(type));
        break;
    default:
        t->kind = IR_OTHER;
        return;
    }
    t->size = LLVMABISizeOfType(layout_, type);
    if (t->kind == IR_STRUCT && t->name != 0)
        name_apart(t);
}

const struct ir_type *ir_type_of(LLVMTypeRef type)
{
    struct ir_type *t = 0;

    for (unsigned i = 0; i < type_count; i++)
        if (types[i]->llvm == (void *)type)
            return types[i];
    types = realloc(types, (type_count + 1) * sizeof *types);
    t = ir_alloc(sizeof *t);
    types[type_count++] = t;
    t->llvm = (void *)type;
    fill(t, type);
    return t;
}

unsigned ir_value_words(LLVMTypeRef type)
{
    return LLVMGetTypeKind(type) == LLVMArrayTypeKind ? (unsigned)LLVMGetArrayLength2(type) : 0;
}

const struct ir_type *ir_value_type(LLVMTypeRef type)
{
    LLVMTypeRef member[2] = {0, 0};
    unsigned n = ir_value_words(type);

    if (n == 0)
        return ir_type_of(type);
    if (n > 2)
        prover_fail("a value of %u words", n);
    member[0] = member[1] = LLVMGetElementType(type);
    return ir_type_of(LLVMStructTypeInContext(LLVMGetTypeContext(type), member, n, false));
}

/* Of a structure that no function translated so far mentions. Each file may have its own, with a number. */
static const struct ir_type *struct_not_met(const char *name)
{
    enum { NUMBERS_MAX = 10000 };
    static char **missing;
    static unsigned missing_count;
    LLVMContextRef context = type_count != 0 ? LLVMGetTypeContext(types[0]->llvm) : 0;
    char text[160];
    LLVMTypeRef type = 0;

    for (unsigned i = 0; i < missing_count; i++)
        if (strcmp(missing[i], name) == 0)
            return 0;
    for (int i = -1; context != 0 && i < NUMBERS_MAX; i++) {
        if (i < 0)
            snprintf(text, sizeof text, "struct.%s", name);
        else
            snprintf(text, sizeof text, "struct.%s.%d", name, i);
        type = LLVMGetTypeByName2(context, text);
        if (type != 0 && !LLVMIsOpaqueStruct(type))
            return ir_type_of(type);
    }
    missing = realloc(missing, (missing_count + 1) * sizeof *missing);
    missing[missing_count++] = ir_copy(name);
    return 0;
}

const struct ir_type *ir_struct_named(const struct ir_module *m, const char *name)
{
    char full[160];
    LLVMTypeRef type = 0;

    (void)m;
    snprintf(full, sizeof full, "struct.%s", name); /* it may occur in functions that nobody has translated yet */
    type = LLVMGetTypeByName2(LLVMGetGlobalContext(), full);
    if (type != 0)
        ir_type_of(type);
    for (unsigned i = 0; i < type_count; i++)
        if (types[i]->kind == IR_STRUCT && types[i]->name != 0 && types[i]->size != 0 &&
            strcmp(types[i]->name, name) == 0)
            return types[i];
    return struct_not_met(name);
}

const struct ir_type *ir_int_type(unsigned width)
{
    return ir_type_of(LLVMIntType(width));
}

/* ---- debug information: which structure a pointer points to ---- */

/* Operands of a debug-information node, by position; the order is that of LLVM 19's metadata classes. */
enum { DI_SUBPROGRAM_TYPE = 4, DI_SUBROUTINE_TYPES = 3, DI_TYPE_BASE = 3 };

static LLVMValueRef operand(LLVMValueRef node, unsigned i)
{
    unsigned n = node != 0 ? (unsigned)LLVMGetMDNodeNumOperands(node) : 0;
    LLVMValueRef *all = 0, result = 0;

    if (i >= n)
        return 0;
    all = ir_alloc(n * sizeof *all);
    LLVMGetMDNodeOperands(node, all);
    result = all[i];
    free(all);
    return result;
}

/* Peels pointers, typedefs and qualifiers down to a name. */
static const char *pointee_name(LLVMValueRef type)
{
    const char *name = "";

    for (unsigned depth = 0; type != 0 && depth < 16; depth++) {
        LLVMMetadataRef node = LLVMValueAsMetadata(type);
        LLVMMetadataKind kind = LLVMGetMetadataKind(node);
        size_t length = 0;
        const char *text = 0;

        if (kind != LLVMDICompositeTypeMetadataKind && kind != LLVMDIBasicTypeMetadataKind &&
            kind != LLVMDIDerivedTypeMetadataKind)
            return name;
        text = LLVMDITypeGetName(node, &length);
        if (kind != LLVMDIDerivedTypeMetadataKind)
            return text != 0 && length != 0 ? ir_copy(text) : name;
        if (text != 0 && length != 0)
            name = ir_copy(text);
        if (operand(type, DI_TYPE_BASE) == 0)
            return name;
        type = operand(type, DI_TYPE_BASE);
    }
    return name;
}

void ir_debug_pointees(LLVMValueRef function, const char **pointee, unsigned max)
{
    LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
    LLVMContextRef context = LLVMGetGlobalContext();
    LLVMValueRef types_node = 0;

    for (unsigned i = 0; i < max; i++)
        pointee[i] = "";
    if (subprogram == 0)
        return;
    types_node = operand(operand(LLVMMetadataAsValue(context, subprogram), DI_SUBPROGRAM_TYPE), DI_SUBROUTINE_TYPES);
    for (unsigned i = 0; i < max; i++) {
        LLVMValueRef type = operand(types_node, i);

        if (type != 0)
            pointee[i] = pointee_name(type);
    }
}
