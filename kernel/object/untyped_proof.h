/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory as the proof sees it. */
#ifndef KERNEL_OBJECT_UNTYPED_PROOF_H
#define KERNEL_OBJECT_UNTYPED_PROOF_H

#include <object/cnode_proof.h>

/* Is slot j of a window in a CNode, which begins at offset, empty? */
bool window_is_empty(word_t j, cap_t cnode, word_t offset, word_t count);
/* A hint in the loop over the window. */
void window_checked(cap_t cnode, word_t offset, word_t count, word_t i);

/* No object begins between these physical addresses. */
bool memory_is_free(const void *any, word_t from, word_t to);
/* The memory becomes an object of that type: the ghost types say so. Owed: nothing has lived there. */
void retype_object(word_t type, word_t physical, word_t bytes);

/* While objects are made, up to number i of count: what is true of the untyped, of every object and every slot. */
bool retype_goes_on(const slot_t *untyped, cap_t cap, word_t free);
bool retype_type_kept(const void *any);
bool retype_slot_left(word_t j, const slot_t *dest, word_t i, word_t count);
bool retype_slot_done(word_t j, const slot_t *dest, word_t i, word_t physical, word_t bytes);
bool retype_slot_kept(const slot_t *s, const slot_t *untyped, const slot_t *dest, word_t i);
/* Hints. */
void retype_next(const slot_t *dest, word_t bytes, word_t count, word_t i);

#endif
