/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host tests of the kernel share: named cases, checks that say where they failed, random numbers. */
#ifndef TESTS_HOST_CHECK_H
#define TESTS_HOST_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static unsigned cases_passed, cases_failed, checks_failed;
static int first_line;
static const char *first_text;

/* Counts a failed check; the first of a case is kept for its line. */
static inline void check_that(bool holds, const char *text, int line)
{
    if (!holds && checks_failed == 0) {
        first_line = line;
        first_text = text;
    }
    checks_failed += !holds;
}

#define CHECK(...) check_that((__VA_ARGS__), #__VA_ARGS__, __LINE__)

/* Has every check of this case held so far? For long random runs that end at the first difference. */
static inline bool case_holds(void)
{
    return checks_failed == 0;
}

/* Closes a case: one line for the test driver. */
static inline void case_end(const char *name)
{
    if (checks_failed == 0) {
        printf("ok %s\n", name);
        cases_passed++;
    } else {
        printf("not ok %s: %u checks failed, first line %d: %s\n", name, checks_failed, first_line, first_text);
        cases_failed++;
    }
    checks_failed = 0;
}

/* A case that has checked itself; why: what was wrong if it is not good. */
static inline void case_report(const char *name, bool good, const char *why)
{
    if (good)
        printf("ok %s\n", name);
    else
        printf("not ok %s: %s\n", name, why);
    cases_passed += good;
    cases_failed += !good;
}

/* The status that main returns. */
static inline int test_end(void)
{
    printf("%u passed, %u failed\n", cases_passed, cases_failed);
    return cases_failed != 0;
}

#define RANDOM_SEED 0x9e3779b97f4a7c15u

/* xorshift64*: the same numbers in every run. */
static uint64_t random_state = RANDOM_SEED;

static inline uint64_t random_word(void)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 0x2545f4914f6cdd1du;
}

static inline uint64_t random_below(uint64_t limit)
{
    return (random_word() >> 16) % limit;
}

#endif
