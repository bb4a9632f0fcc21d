/* SPDX-License-Identifier: BSD-2-Clause */
/* Members of structures and names of constants, found by walking the debug information of all functions, once. */
#include "ir_debug.h"
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "numbers.h"
#include "term.h"

/* Operands of a node, by position; the order is that of LLVM 19's metadata classes. Tags are those of DWARF. */
enum { TYPE_BASE = 3, TYPE_ELEMENTS = 4, SUBPROGRAM_TYPE = 4, SUBROUTINE_TYPES = 3, UNIT_ENUMS = 4 };
enum { OPERANDS_MAX = 4096, TAG_ARRAY = 0x01, TAG_STRUCT = 0x13 };

struct structure {
    const char *name;
    LLVMValueRef node;
};

struct enumerator {
    char *name;
    uint64_t value;
};

static struct structure *structures;
static unsigned structure_count;
static struct enumerator *enumerators;
static unsigned enumerator_count;
static struct number_set visited;

static void *room_for(void *list, unsigned count, size_t bytes)
{
    list = realloc(list, (count + 1) * bytes);
    if (list == 0)
        prover_fail("out of memory");
    return list;
}

static unsigned operands_of(LLVMValueRef node, LLVMValueRef *all)
{
    unsigned n = node != 0 ? (unsigned)LLVMGetMDNodeNumOperands(node) : 0;

    if (n > OPERANDS_MAX)
        return 0;
    if (n != 0)
        LLVMGetMDNodeOperands(node, all);
    return n;
}

static LLVMValueRef operand(LLVMValueRef node, unsigned i)
{
    LLVMValueRef all[OPERANDS_MAX];

    return i < operands_of(node, all) ? all[i] : 0;
}

static LLVMMetadataKind kind_of(LLVMValueRef node)
{
    return LLVMGetMetadataKind(LLVMValueAsMetadata(node));
}

static bool is_type(LLVMValueRef node)
{
    LLVMMetadataKind kind = node != 0 ? kind_of(node) : LLVMDIFileMetadataKind;

    return kind == LLVMDICompositeTypeMetadataKind || kind == LLVMDIDerivedTypeMetadataKind ||
           kind == LLVMDIBasicTypeMetadataKind;
}

static bool has_tag(LLVMValueRef node, unsigned tag)
{
    return kind_of(node) == LLVMDICompositeTypeMetadataKind && LLVMGetDINodeTag(LLVMValueAsMetadata(node)) == tag;
}

static const char *name_of(LLVMValueRef node)
{
    size_t length = 0;
    const char *name = LLVMDITypeGetName(LLVMValueAsMetadata(node), &length);

    return name != 0 && length != 0 ? strndup(name, length) : "";
}

/* ---- collecting ---- */
static void visit_type(LLVMValueRef node)
{
    LLVMValueRef all[OPERANDS_MAX], elements = 0;
    unsigned n = 0;

    if (!is_type(node) || !number_set_add(&visited, (uint64_t)(uintptr_t)LLVMValueAsMetadata(node)))
        return;
    if (kind_of(node) == LLVMDIBasicTypeMetadataKind)
        return;
    visit_type(operand(node, TYPE_BASE));
    elements = kind_of(node) == LLVMDICompositeTypeMetadataKind ? operand(node, TYPE_ELEMENTS) : 0;
    if (elements == 0)
        return;
    if (has_tag(node, TAG_STRUCT)) {
        structures = room_for(structures, structure_count, sizeof *structures);
        structures[structure_count++] = (struct structure){name_of(node), node};
    }
    n = operands_of(elements, all);
    for (unsigned i = 0; i < n; i++)
        visit_type(all[i]);
}

/* Their values are no operands: they are read off the text. */
static void add_enumerator(LLVMValueRef node)
{
    char *text = LLVMPrintValueToString(node);
    const char *name = strstr(text, "name: \""), *value = strstr(text, "value: ");

    if (strstr(text, "!DIEnumerator(") != 0 && name != 0 && value != 0) {
        name += strlen("name: \"");
        enumerators = room_for(enumerators, enumerator_count, sizeof *enumerators);
        enumerators[enumerator_count++] = (struct enumerator){
            strndup(name, strcspn(name, "\"")), strtoull(value + strlen("value: "), 0, 10)};
    }
    LLVMDisposeMessage(text);
}

static void visit_units(LLVMModuleRef module)
{
    LLVMValueRef units[64], enums[OPERANDS_MAX], each[OPERANDS_MAX];

    if (!number_set_add(&visited, (uint64_t)(uintptr_t)module) ||
        LLVMGetNamedMetadataNumOperands(module, "llvm.dbg.cu") > 64)
        return;
    LLVMGetNamedMetadataOperands(module, "llvm.dbg.cu", units);
    for (unsigned u = 0; u < LLVMGetNamedMetadataNumOperands(module, "llvm.dbg.cu"); u++) {
        unsigned n = operands_of(operand(units[u], UNIT_ENUMS), enums);

        for (unsigned i = 0; i < n; i++) {
            unsigned k = operands_of(operand(enums[i], TYPE_ELEMENTS), each);

            for (unsigned j = 0; j < k; j++)
                add_enumerator(each[j]);
        }
    }
}

static void collect(struct ir_module *m)
{
    static bool done;

    if (done)
        return;
    done = true;
    for (unsigned i = 0; i < m->func_count; i++) {
        LLVMValueRef function = m->func[i]->llvm, all[OPERANDS_MAX], node = 0;
        LLVMMetadataRef subprogram = function != 0 ? LLVMGetSubprogram(function) : 0;
        unsigned n = 0;

        if (subprogram == 0)
            continue;
        visit_units(LLVMGetGlobalParent(function));
        node = LLVMMetadataAsValue(LLVMGetGlobalContext(), subprogram);
        n = operands_of(operand(operand(node, SUBPROGRAM_TYPE), SUBROUTINE_TYPES), all);
        for (unsigned k = 0; k < n; k++)
            visit_type(all[k]);
    }
}

/* ---- asking ---- */
/* Behind typedefs and qualifiers, but not behind pointers. */
static LLVMValueRef real_type(LLVMValueRef type)
{
    enum { TAG_POINTER = 0x0f };

    while (type != 0 && is_type(type) && kind_of(type) == LLVMDIDerivedTypeMetadataKind &&
           LLVMGetDINodeTag(LLVMValueAsMetadata(type)) != TAG_POINTER)
        type = operand(type, TYPE_BASE);
    return type;
}

static LLVMValueRef structure_of(const char *name)
{
    for (unsigned i = 0; i < structure_count; i++)
        if (strcmp(structures[i].name, name) == 0)
            return structures[i].node;
    return 0;
}

static LLVMValueRef member_at(LLVMValueRef structure, uint64_t offset)
{
    LLVMValueRef all[OPERANDS_MAX], found = 0;
    unsigned n = operands_of(operand(structure, TYPE_ELEMENTS), all);

    for (unsigned i = 0; i < n; i++)
        if (is_type(all[i]) && LLVMDITypeGetOffsetInBits(LLVMValueAsMetadata(all[i])) / 8 <= offset)
            found = all[i];
    return found;
}

bool ir_debug_member(struct ir_module *m, const char *structure, uint64_t offset, char *text, size_t size)
{
    LLVMValueRef type = 0;

    collect(m);
    type = structure_of(structure);
    text[0] = 0;
    if (type == 0)
        return false;
    while (type != 0 && is_type(type) && (has_tag(type, TAG_STRUCT) || has_tag(type, TAG_ARRAY))) {
        size_t used = strlen(text);

        if (has_tag(type, TAG_ARRAY)) {
            snprintf(text + used, size - used, "[]");
            type = real_type(operand(type, TYPE_BASE));
        } else {
            LLVMValueRef member = member_at(type, offset);

            if (member == 0)
                return false;
            snprintf(text + used, size - used, "%s%s", used != 0 ? "." : "", name_of(member));
            offset -= LLVMDITypeGetOffsetInBits(LLVMValueAsMetadata(member)) / 8;
            type = real_type(operand(member, TYPE_BASE));
        }
    }
    return text[0] != 0;
}

const char *ir_debug_enumerator(struct ir_module *m, const char *prefix, uint64_t value)
{
    collect(m);
    for (unsigned i = 0; i < enumerator_count; i++)
        if (enumerators[i].value == value && strncmp(enumerators[i].name, prefix, strlen(prefix)) == 0)
            return enumerators[i].name;
    return 0;
}
