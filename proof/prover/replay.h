/* SPDX-License-Identifier: BSD-2-Clause */
/* Counterexamples on the compiled kernel: replay.c. Results are lines for a message, which the caller frees, or 0. */
#ifndef PROVER_REPLAY_H
#define PROVER_REPLAY_H

#include "exec.h"

/* Where the compiled bitcode is. Without it nothing is replayed. */
void replay_directory(const char *directory);
/* A failure of that kind of the theorem being proved. */
char *replay_failure(struct exec *x, struct model *model, const char *kind);
/* The same of a harness of the bit-vector mode, with these words as arguments. */
char *replay_words(const struct ir_func *harness, const value_t *words, const char *kind);

#endif
