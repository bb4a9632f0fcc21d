/* SPDX-License-Identifier: BSD-2-Clause */
/* A hint for range_mask: of numbers in order that lie in one word, the places are in order. */
#ifndef IO_PORT_PROOF_H
#define IO_PORT_PROOF_H

#include <lib/types.h>

void range_is_in_order(word_t first, word_t last);

#endif
