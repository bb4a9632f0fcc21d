/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions without theorems: safe ones, and ones that each make one mistake. */
#ifndef TESTS_PROVER_SAFETY_CODE_H
#define TESTS_PROVER_SAFETY_CODE_H

#include <lib/contract.h>

#define TABLE_ENTRIES 8u

struct node {
    word_t number;
    struct node *next;
    word_t colour; /* less than TABLE_ENTRIES, says safety_proof.c */
    word_t low, high; /* low <= high, says safety_proof.c */
    word_t table[TABLE_ENTRIES];
};

struct list {
    struct node *first;
    word_t length;
};

/* What a function gets on its caller's stack. */
struct request {
    struct node *node;
    word_t colour;
};

/* Nodes, TABLE_ENTRIES of them, stand one behind the other at that address. */
struct row {
    word_t base;
};

/* If it is marked, as many nodes stand where it lies, SHELF_BYTES further on. */
struct shelf {
    word_t is_marked;
};

#define SHELF_BYTES 64u

/* As many entries as safety_proof.c says. */
struct bag {
    word_t number;
    word_t entry[];
};

/* low <= high of each. */
struct span {
    word_t low, high;
};

struct spans {
    struct span first, second;
};

/* w1 is an entry of a table unless w0 is 0. */
typedef struct cap {
    word_t w0, w1;
} cap_t;

#endif
