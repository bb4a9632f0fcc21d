/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory as the proof sees it. */
#ifndef KERNEL_OBJECT_UNTYPED_PROOF_H
#define KERNEL_OBJECT_UNTYPED_PROOF_H

#include <object/cnode_proof.h>

/* Is slot j of a window in a CNode, which begins at offset, empty? */
bool window_is_empty(word_t j, cap_t cnode, word_t offset, word_t count);
/* A hint in the loop over the window. */
void window_checked(cap_t cnode, word_t offset, word_t count, word_t i);

#endif
