/* SPDX-License-Identifier: BSD-2-Clause */
/* What the loops of asid.c keep, for the prover. */
#ifndef KERNEL_OBJECT_ASID_PROOF_H
#define KERNEL_OBJECT_ASID_PROOF_H

#include <object/asid.h>

/* Entry k is in use, if it is one of those before i that may be given out. */
bool asid_is_taken(word_t k, const struct asid_pool *pool, word_t index, word_t i);

#endif
