/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specification of address spaces with three levels of tables, over a state of their own: which root has which ASID,
 * and which entries each root has. An entry is there only while every table above it is, so what removes a table
 * removes what was below. Capabilities say what they record; copies and deletion are the caller's.
 *
 * Each ISA has a specification of its own of how frames are mapped, and of what can be a root.
 */
#ifndef VSPACE_SPEC_H
#define VSPACE_SPEC_H

#include <stdbool.h>
#include <stdint.h>

enum { VS_MAPPINGS = 512, VS_ASIDS = 65536 };

struct vs_mapping {
    uint64_t root;
    unsigned span_bits; /* the entry covers 2^span_bits bytes: 30, 21, 12 */
    uint64_t vaddr;
    bool table;
    uint64_t target;
    bool readable, writable, executable;
    bool uncached; /* on ISAs whose mappings say so */
};

struct vs_state {
    uint64_t root_of[VS_ASIDS]; /* 0: nobody's */
    unsigned count;
    struct vs_mapping mapping[VS_MAPPINGS];
};

struct vs_cap {
    bool frame;         /* else a table */
    bool root;          /* an object that is a root and nothing else; some ISAs have none */
    uint64_t object;
    unsigned size_bits; /* of a frame */
    bool read, write;   /* of a frame */
    bool mapped;
    uint64_t asid, vaddr; /* what a mapped one records; a root: its ASID, 0 */
};

/* A refusal's error and its words as the caller finds them; error 0: done. */
struct vs_outcome {
    uint64_t error;
    unsigned count;
    uint64_t word[3];
};

/* Methods; root: the capability that is passed as address space. */
struct vs_outcome vs_page_map(struct vs_state *s, struct vs_cap *frame, struct vs_cap root, uint64_t vaddr,
                              uint64_t rights, uint64_t attributes);
void vs_page_unmap(struct vs_state *s, struct vs_cap *frame);
struct vs_outcome vs_table_map(struct vs_state *s, struct vs_cap *table, struct vs_cap root, uint64_t vaddr);
struct vs_outcome vs_table_unmap(struct vs_state *s, struct vs_cap *table, bool is_final);
struct vs_outcome vs_assign(struct vs_state *s, struct vs_cap *table, uint64_t first_asid);

/* The last capability of a table, or of the pool whose ASIDs begin there, goes. */
void vs_table_delete(struct vs_state *s, struct vs_cap table);
void vs_pool_delete(struct vs_state *s, uint64_t first_asid);

/* The entry of exactly this span and address; -1: there is none. */
int vs_find(const struct vs_state *s, uint64_t root, unsigned span_bits, uint64_t vaddr);

/* ---- of the ISA: vs_page_map, and these ---- */

/* The first address that no page or table of a user may have. */
uint64_t vs_user_end(void);

/* Does this capability pass as an address space, before anybody asks whether its ASID is still its own? */
bool vs_cap_is_space(struct vs_cap cap);

/* May it get an ASID? */
bool vs_cap_is_free_root(struct vs_cap cap);

/* ---- for the ISA ---- */

struct vs_outcome vs_done(void);
struct vs_outcome vs_refuse(uint64_t error);
struct vs_outcome vs_refuse_number(uint64_t error, uint64_t number);
struct vs_outcome vs_refuse_missing(unsigned bits);

uint64_t vs_span(unsigned bits);
uint64_t vs_beginning(uint64_t vaddr, unsigned bits);

/* Is it an address space that has its ASID? */
struct vs_outcome vs_check_space(const struct vs_state *s, struct vs_cap root);

/* The span of the entry in which a walk for this address ends: the first that is no table's. */
unsigned vs_walk(const struct vs_state *s, uint64_t root, uint64_t vaddr);

/* Replaces the entry for a frame; without there: removes it. */
void vs_entry_set(struct vs_state *s, struct vs_mapping m, bool there);

#endif
