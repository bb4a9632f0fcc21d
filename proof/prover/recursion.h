/* SPDX-License-Identifier: BSD-2-Clause */
/* Recursion, which the kernel has none of and which contracts must not be used through. */
#ifndef PROVER_RECURSION_H
#define PROVER_RECURSION_H

#include "ir.h"

/*
 * Can a call of f lead to another call of f? Then a contract of f, used at that call, would prove itself; with several
 * functions in a circle, each the other. The answer is remembered.
 */
bool func_is_recursive(struct ir_module *m, struct ir_func *f);

#endif
