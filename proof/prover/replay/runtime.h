/* SPDX-License-Identifier: BSD-2-Clause */
/* What a generated program calls that runs a function of the kernel on a counterexample (replay.c of the prover). */
#ifndef PROVER_REPLAY_RUNTIME_H
#define PROVER_REPLAY_RUNTIME_H

typedef unsigned long word_t;

/* contracts: REQUIRES and ENSURES count. */
void replay_begin(int contracts);
/* An object of that number, kind (0: none) and size: memory that ends where it ends; of kind 0, memory that faults. */
void *replay_object(word_t number, word_t kind, word_t bytes);
void replay_store(void *object, word_t offset, word_t value, word_t bytes);
/* The function has returned. */
_Noreturn void replay_end(void);

#endif
