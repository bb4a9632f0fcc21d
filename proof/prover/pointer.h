/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses: arithmetic within objects, loads, stores, copies, local variables. */
#ifndef PROVER_POINTER_H
#define PROVER_POINTER_H

#include "exec.h"

/* A variable on the stack whose address is taken. */
struct cell {
    uint64_t offset, size;
    struct value value;
};

struct local {
    const struct ir_type *type;
    unsigned count, room;
    struct cell *cell;
    unsigned writes;
};

/* The reference an address stands for. */
term_t pointer_ref(struct exec *x, const struct pointer *p);
/* An address of an object that lies within another becomes one with that object as base. */
void pointer_normalise(struct exec *x, struct pointer *p);
/* p moved by an instruction getelementptr. */
struct pointer pointer_gep(struct exec *x, struct pointer p, const struct ir_type *source, const struct value *index,
                           unsigned n, term_t guard, bool inbounds);
struct value pointer_load(struct exec *x, const struct pointer *p, const struct ir_type *type, term_t guard);
void pointer_store(struct exec *x, const struct pointer *p, const struct ir_type *type, struct value v, term_t guard);
void pointer_copy(struct exec *x, const struct pointer *to, const struct pointer *from, uint64_t bytes, term_t guard);
void pointer_clear(struct exec *x, const struct pointer *to, uint64_t bytes, term_t guard);
/* Calls visit for every field in bytes from p on. */
void pointer_fields(struct exec *x, const struct pointer *p, uint64_t bytes,
                    void (*visit)(struct exec *x, struct field_key *key, const term_t *arg));
/* Calls visit for every leaf of a structure, with the field that it is in objects of that structure. */
typedef void leaf_visitor(struct exec *x, const struct ir_type *leaf, uint64_t at, const struct field_key *key,
                          void *context);
void pointer_leaves(struct exec *x, const struct ir_type *type, leaf_visitor *visit, void *context);
/* The object is of that kind, or of one that begins with such an object (a TCB begins with a slot). */
term_t pointer_is_of_type(struct exec *x, term_t type, const struct ir_type *owner, term_t tag);
struct pointer pointer_local(struct exec *x, const struct ir_type *type);
struct pointer pointer_global(struct exec *x, struct ir_global *g, int64_t offset);

/* The number of a structure in the type map; false if it has none (static structures). */
bool tag_of(struct exec *x, const struct ir_type *type, term_t *tag);
term_t type_at(struct exec *x, term_t ref);
struct field_key *type_key(void);

#endif
