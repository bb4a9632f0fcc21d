/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of messages about failures (failure.c): texts that the caller frees. */
#ifndef PROVER_FAILURE_H
#define PROVER_FAILURE_H

#include "exec.h"

/* What the objects that the path has met contain, before and after; at most so many lines. */
char *failure_contents(struct exec *x, struct model *model, unsigned lines_max);
/* A value as C would write it. */
char *failure_value(struct exec *x, struct model *model, sort_t sort, value_t v);

#endif
