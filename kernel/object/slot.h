/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots and the derivation order. A slot holds a capability and its neighbours in one of the doubly linked
 * derivation lists; parenthood is decided from the contents of the two capabilities alone (slot_is_child).
 */
#ifndef KERNEL_OBJECT_SLOT_H
#define KERNEL_OBJECT_SLOT_H

#include <object/cap.h>

typedef struct slot slot_t;
struct slot {
    cap_t cap;
    slot_t *prev, *next; /* derivation order; both 0 in an empty slot */
};

_Static_assert(sizeof(slot_t) == 32, "seL4_SlotBits is 5");

static inline bool slot_is_empty(const slot_t *slot) { return cap_is_null(slot->cap); }

/* Slots by number, so that a link fits into a zombie: 2^39 bytes of kernel window hold 2^34 slots. 0 is none. */
#define SLOT_NUMBER_BITS 34u
static inline word_t slot_number(const slot_t *slot) { return op_drop(physical_of(slot), 5); }
static inline slot_t *slot_numbered(word_t number) { return (slot_t *)object_at(number * sizeof(slot_t)); }

/* The capability with the address of its object, which a zombie in a list does not hold: it lies in its own object. */
cap_t slot_cap_with_address(const slot_t *slot);

/* Is x, which follows a, a child of a? Both slots are full. */
bool slot_is_child(const slot_t *a, const slot_t *x);

/* Does the immediate successor count as child? Exact test for "has descendants". */
bool slot_has_child(const slot_t *slot);

/* Is this the last capability of its object? Exact, looks at the two neighbours only. */
bool slot_is_final(const slot_t *slot);

/* Puts cap (with its flags) into the empty slot dest, directly after source in the derivation order. */
void slot_insert_after(slot_t *source, slot_t *dest, cap_t cap);

/* Puts cap into the empty slot dest as a list of its own, revocable and first badged (boot). */
void slot_insert_alone(slot_t *dest, cap_t cap);

/*
 * Inserts a derived copy: as slot_insert_after, with the flags a copy of source gets (caps.md section 4); marks a
 * copied untyped as used up.
 */
void slot_insert_copy(slot_t *source, slot_t *dest, cap_t cap);

/* dest (empty) takes over the place, flags and successors of source, holding cap; source becomes empty. */
void slot_move(slot_t *source, slot_t *dest, cap_t cap);

/* Exchanges the contents and places of two slots (either may be empty; they may be neighbours). */
void slot_swap(slot_t *a, slot_t *b);

/* Unlinks and clears a full slot; hands first-badged on to the successor. */
void slot_clear(slot_t *slot);

/* Replaces the capability in place (free offset, guard, mapping, zombie count); flags are kept. */
static inline void slot_update(slot_t *slot, cap_t cap)
{
    slot->cap = cap_with_flags(cap, cap_is_revocable(slot->cap), cap_is_first_badged(slot->cap));
}

#endif
