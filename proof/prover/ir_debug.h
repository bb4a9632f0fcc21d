/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of C for messages, from the debug information of what was compiled. */
#ifndef PROVER_IR_DEBUG_H
#define PROVER_IR_DEBUG_H

#include "ir.h"

/*
 * Which member of the structure lies at that offset: "cap.w0", "context.r[]" ("[]" for each array on the way). False if
 * it is not known.
 */
bool ir_debug_member(struct ir_module *m, const char *structure, uint64_t offset, char *text, size_t size);
/* The enumerator of that value whose name begins so, or 0. */
const char *ir_debug_enumerator(struct ir_module *m, const char *prefix, uint64_t value);

#endif
