/* SPDX-License-Identifier: BSD-2-Clause */
/* Between ir.c and its parts: types of the module being read, and names taken from debug information. */
#ifndef PROVER_IR_TYPE_H
#define PROVER_IR_TYPE_H

#include "ir.h"
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

void ir_types_init(LLVMTargetDataRef layout);
const struct ir_type *ir_type_of(LLVMTypeRef type);
LLVMTargetDataRef ir_layout(void);
char *ir_copy(const char *text);
void *ir_alloc(size_t bytes);

/* Names of what the parameters point to (pointee[0] is the result's), "" where unknown. At most max entries. */
void ir_debug_pointees(LLVMValueRef function, const char **pointee, unsigned max);

#endif
