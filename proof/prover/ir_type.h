/* SPDX-License-Identifier: BSD-2-Clause */
/* Between ir.c and its parts: constants, types of the module being read, and names taken from debug information. */
#ifndef PROVER_IR_TYPE_H
#define PROVER_IR_TYPE_H

#include "ir.h"
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

void ir_types_init(LLVMTargetDataRef layout);
const struct ir_type *ir_type_of(LLVMTypeRef type);

/*
 * Small structures are values: pairs of words on x86_64, arrays of words on other targets. Both are read as structures,
 * and arrays that are parameters as one parameter for each word. ir_value_words: how many; 0: one value.
 */
const struct ir_type *ir_value_type(LLVMTypeRef type);
unsigned ir_value_words(LLVMTypeRef type);
LLVMTargetDataRef ir_layout(void);
char *ir_copy(const char *text);
void *ir_alloc(size_t bytes);

/* What a constant is; what an LLVM function or variable became. */
struct ir_value ir_constant(struct ir_module *m, LLVMValueRef v);
void *ir_meaning_of(void *key);

/* Names of what the parameters point to (pointee[0] is the result's), "" where unknown. At most max entries. */
void ir_debug_pointees(LLVMValueRef function, const char **pointee, unsigned max);

#endif
