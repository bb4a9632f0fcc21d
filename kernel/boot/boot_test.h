/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host tests of this folder share: named cases, checks that say where they failed, random numbers. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "boot/boot_error.h"

static unsigned cases_failed;
static unsigned checks_failed;
static char first_failure[256];

/* Counts a failed check; the first of a case is kept for its line. */
static inline void check_that(bool holds, const char *text, int line)
{
    if (!holds && checks_failed == 0) {
        snprintf(first_failure, sizeof(first_failure), "line %d: %s", line, text);
    }
    checks_failed += !holds;
}

#define CHECK(condition) check_that((condition), #condition, __LINE__)

/* Closes a case: one line for the test driver. */
static inline void case_end(const char *name)
{
    if (checks_failed == 0) {
        printf("ok boot/%s\n", name);
    } else {
        printf("not ok boot/%s: %u checks failed, first %s\n", name, checks_failed, first_failure);
        cases_failed++;
    }
    checks_failed = 0;
}

static inline bool error_is(struct boot_error error, enum boot_error_kind kind, uint64_t a, uint64_t b)
{
    return error.kind == kind && error.a == a && error.b == b;
}

/* xorshift64*: the same numbers in every run. */
static uint64_t random_state = 0x9e3779b97f4a7c15u;

static inline uint64_t random_word(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static inline uint64_t random_below(uint64_t limit)
{
    return random_word() % limit;
}
