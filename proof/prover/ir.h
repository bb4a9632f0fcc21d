/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LLVM IR as the prover reads it: bitcode files become plain C structures, functions translated on first
 * use. Nothing is optimised or dropped here; what the reader does not know ends the prover with the function's name.
 */
#ifndef PROVER_IR_H
#define PROVER_IR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ir_type_kind { IR_VOID, IR_INT, IR_FLOAT, IR_PTR, IR_STRUCT, IR_ARRAY, IR_OTHER };

/* Types are unique: equal types have equal addresses. Sizes and offsets in bytes, as the target lays them out. */
struct ir_type {
    enum ir_type_kind kind;
    unsigned width;              /* IR_INT: bits */
    const char *name;            /* named structure: without "struct." and number; else 0 */
    uint64_t size;
    unsigned count;              /* members of a structure, elements of an array */
    const struct ir_type **member; /* structure: count types; array: one */
    uint64_t *offset;            /* structure: of each member */
    void *llvm;
};

enum ir_op {
    IR_ADD, IR_SUB, IR_MUL, IR_UDIV, IR_SDIV, IR_UREM, IR_SREM, IR_SHL, IR_LSHR, IR_ASHR, IR_AND, IR_OR, IR_XOR,
    IR_ICMP, IR_LOAD, IR_STORE, IR_GEP, IR_ZEXT, IR_SEXT, IR_TRUNC, IR_PTRTOINT, IR_INTTOPTR, IR_FREEZE, IR_TO_GINT,
    IR_NEG, IR_BR, IR_SWITCH, IR_RET, IR_UNREACHABLE, IR_PHI, IR_SELECT, IR_CALL, IR_ASM, IR_INSERT, IR_EXTRACT,
    IR_ALLOCA,
    IR_PAD, /* operand 0 as a word, bits of any value above it: any number times operand 1 is added */
    IR_OP_COUNT
};

enum ir_pred { IR_EQ, IR_NE, IR_ULT, IR_ULE, IR_UGT, IR_UGE, IR_SLT, IR_SLE, IR_SGT, IR_SGE };

enum ir_value_kind {
    IRV_LOCAL,  /* parameter or result: index */
    IRV_INT,    /* bits of an integer, or a gint constant (type IR_FLOAT) */
    IRV_NULL, IRV_UNDEF, IRV_ZERO,
    IRV_GLOBAL, /* address of a global variable plus offset bytes */
    IRV_FUNC, IRV_AGG
};

struct ir_func;
struct ir_global;

struct ir_value {
    enum ir_value_kind kind;
    const struct ir_type *type;
    unsigned index;
    int64_t bits;                    /* IRV_INT: unsigned bits (gint: signed); IRV_GLOBAL: offset */
    struct ir_global *global;
    struct ir_func *func;
    unsigned count;                  /* IRV_AGG */
    struct ir_value *member;
};

struct ir_inst {
    enum ir_op op;
    const struct ir_type *type;      /* of the result; GEP: see source; alloca: what is allocated */
    const struct ir_type *source;    /* GEP: source element type; load: loaded type; store: stored type */
    int result;                      /* index of the result, or -1 */
    bool nuw, nsw, exact, inbounds, gint, is_volatile; /* gint: arithmetic on mathematical integers */
    enum ir_pred pred;
    unsigned count;
    struct ir_value *operand;        /* switch: condition, then case constants */
    unsigned block_count;
    unsigned *block;                 /* br: targets (true, false); switch: default, then cases; phi: predecessors */
    unsigned member;                 /* insertvalue, extractvalue */
    struct ir_func *callee;          /* direct call; 0 for IR_ASM */
    const char *file;
    unsigned line;
};

struct ir_block {
    const char *name;
    unsigned count;
    struct ir_inst *inst;
};

struct ir_param {
    const char *name;
    const struct ir_type *type;
    const char *pointee;             /* structure or base type pointed to, from the debug information; "" for void */
    const struct ir_type *byval;     /* the callee gets a copy of that structure */
};

struct ir_func {
    const char *name, *file;
    unsigned line;
    bool is_declaration, is_internal, is_translated, is_variadic;
    const struct ir_type *result;
    const char *result_pointee;
    unsigned param_count;
    struct ir_param *param;
    unsigned block_count;            /* block 0 is the entry */
    struct ir_block *block;
    unsigned value_count;            /* parameters first */
    void *llvm;
    struct exec_info *info;          /* the executor's */
};

struct ir_global {
    const char *name;
    const struct ir_type *type;
    bool is_constant;
    struct ir_value *initial;        /* of constants, else 0 */
    void *llvm;
    unsigned index;
};

struct ir_module {
    unsigned func_count, global_count;
    struct ir_func **func;
    struct ir_global **global;
};

/*
 * Reads bitcode files as one program: what one declares another may define. They are not linked, for the linker makes
 * one type of structures that look alike. Prints what is wrong and returns 0 when it cannot.
 */
struct ir_module *ir_read(const char *const *paths, unsigned n);
/* 0 if there is none. */
struct ir_func *ir_func_named(const struct ir_module *m, const char *name);
struct ir_global *ir_global_named(const struct ir_module *m, const char *name);
/* Translates the body if that has not been done yet. */
void ir_func_translate(struct ir_module *m, struct ir_func *f);
/* The structure of that name, 0 if the module has none. */
const struct ir_type *ir_struct_named(const struct ir_module *m, const char *name);
/* Initial value of a constant global. */
struct ir_value *ir_global_initial(struct ir_module *m, struct ir_global *g);
const struct ir_type *ir_int_type(unsigned width);
const char *ir_op_name(enum ir_op op);

#endif
