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
    word_t table[TABLE_ENTRIES];
};

struct list {
    struct node *first;
    word_t length;
};

#endif
