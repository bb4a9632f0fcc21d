/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Refusals: how an invocation says no. A check function returns an enum seL4_Error and leaves the words that go with
 * it (invocations.md section 2) in the struct refusal it was handed. One line per check.
 */
#ifndef KERNEL_CORE_REFUSE_H
#define KERNEL_CORE_REFUSE_H

#include <lib/contract.h>
#include <sel4/abi.h>

struct lookup_failure;

/* Beyond seL4_Error: the operation has done WORK_UNITS_MAX units; the thread issues the system call again. */
enum { STATUS_OK = 0, STATUS_PREEMPTED = 64 };

/* The words of a lookup failure and what was looked up are the most. */
#define REFUSAL_WORDS_MAX 5u

struct refusal {
    word_t error; /* seL4_Error */
    word_t count; /* words that follow */
    word_t word[REFUSAL_WORDS_MAX];
};

/* The failure description of caps.md 3.3 as message words: how many (1..4), and word i of them. */
word_t lookup_failure_count(const struct lookup_failure *failure);
word_t lookup_failure_word(const struct lookup_failure *failure, word_t i);

word_t refuse(struct refusal *why, word_t error);
word_t refuse_argument(struct refusal *why, word_t number);   /* InvalidArgument */
word_t refuse_capability(struct refusal *why, word_t number); /* InvalidCapability */
word_t refuse_range(struct refusal *why, word_t min, word_t max);
word_t refuse_memory(struct refusal *why, word_t bytes_left);
/* FailedLookup; source: the failed lookup was of a source slot (or a pivot). */
word_t refuse_lookup(struct refusal *why, bool source, const struct lookup_failure *failure);
word_t refuse_missing(struct refusal *why, bool source, word_t bits_left); /* MissingCapability */
word_t refuse_root(struct refusal *why, bool source);                      /* InvalidRoot */

#endif
