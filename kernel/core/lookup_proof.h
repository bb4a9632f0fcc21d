/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a CSpace lookup finds. The result of resolving the low `left` bits of cptr from the CNode capability `cnode` is
 * defined by one equation per level (lookup_unfold), so for every shape and depth of a CSpace. No two equations have
 * the same left side, and each gives a result or names another lookup, so that there are results that fulfil all of
 * them.
 */
#ifndef KERNEL_CORE_LOOKUP_PROOF_H
#define KERNEL_CORE_LOOKUP_PROOF_H

#include <core/lookup.h>
#include <object/cnode_proof.h>
#include <object/tcb.h>

/* version: of the slots' contents, by which it is defined. kind: seL4_NoFailure, _GuardMismatch, _DepthMismatch. */
word_t ghost_get_lookup_kind(word_t version, word_t w0, word_t w1, word_t cptr, word_t left);
/* The bits that are left, when it has failed or at the slot found. */
word_t ghost_get_lookup_left(word_t version, word_t w0, word_t w1, word_t cptr, word_t left);
/* The slot; 0 if it has failed. */
slot_t *ghost_get_lookup_slot(word_t version, word_t w0, word_t w1, word_t cptr, word_t left);
/* What a failure reports beyond that. */
word_t ghost_get_lookup_bits_found(word_t version, word_t w0, word_t w1, word_t cptr, word_t left);
word_t ghost_get_lookup_guard_found(word_t version, word_t w0, word_t w1, word_t cptr, word_t left);

/* The defining equation, for one CNode. */
void lookup_unfold(cap_t cnode, word_t cptr, word_t left);

/* The loop's invariant: what remains to be resolved from here has the result of the whole. */
bool lookup_continues(cap_t root, word_t depth, cap_t cnode, word_t cptr, word_t left, word_t level);

/* What safety needs of it; that what the CNode stands for are slots is is_slot_of. */
bool lookup_is_safe(cap_t cnode, word_t left, word_t depth);
bool is_slot_of(word_t i, word_t w0);

/* A hint: a pointer is its low bits and, times 2^radix, the others. */
void lookup_split(word_t cptr, word_t radix);

#endif
