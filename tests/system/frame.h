/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frame of the system tests. A suite is a program for the booted kernel; its tests stand in tables:
 *
 *     (comment) covers: invocations.md 3.4; invocations.md 3.5
 *     TEST(retype_size_range)
 *     {
 *         CHECK_REFUSED(INVOKE(untyped, UntypedRetype, CAPS(root), ARGS(type, 64, 0, 0, slot, 1)),
 *                       seL4_RangeError, WORDS(0, 47));
 *     }
 *
 *     const struct frame_test untyped_tests[] = {
 *         ENTRY("invocations.3.retype-size-range", retype_size_range),
 *         FRAME_END,
 *     };
 *
 * Each test runs in the initial thread (priority and MCP 255) in a scope of the kit (kit/kit.h): whatever it made is
 * taken back by revoking the pool, which must then be whole again; if it is not, the test has failed. A test that
 * blocks for good is stopped by a watchdog, fails, and the next one runs.
 */
#pragma once

#include <isa.h>
#include <kit/kit.h>
#include <runtime/string.h>

struct frame_test {
    const char *name;
    void (*run)(void);
};

#define TEST(function) static void function(void)
#define ENTRY(name, function) {name, function}
#define FRAME_END {0, 0}

/* The memory a test may use. */
#define FRAME_POOL_BITS 25

/* First and last call of a suite's main; between them one call per table. */
void frame_begin(seL4_BootInfo *bootinfo);
void frame_run(const struct frame_test *tests);
void frame_end(void) __attribute__((noreturn));

/* The untyped of 2^FRAME_POOL_BITS bytes that objects of the running test come from. */
extern seL4_CPtr frame_pool;
/* Bytes an untyped can still give; all of them when it has no children. */
seL4_Word frame_untyped_free(seL4_CPtr untyped);

/* ---- checks: the first one that fails is reported with its place and values; the test goes on ---- */
#define CHECK(condition) frame_check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define CHECK_EQUAL(found, wanted) \
    frame_check_equal((seL4_Word)(found), (seL4_Word)(wanted), #found, __FILE__, __LINE__)
#define CHECK_OK(invocation) frame_check_equal((seL4_Word)(invocation), seL4_NoError, #invocation, __FILE__, __LINE__)
/* For what the rest of the test builds upon: ends the test. Only in the initial thread. */
#define REQUIRE(condition) frame_require((condition) ? 1 : 0, #condition, __FILE__, __LINE__)

void frame_check(int good, const char *what, const char *file, int line);
void frame_check_equal(seL4_Word found, seL4_Word wanted, const char *what, const char *file, int line);
void frame_require(int good, const char *what, const char *file, int line);
/* Has a check of the running test failed? */
int frame_has_failed(void);
/* A long test is not stuck. */
void frame_still_running(void);
/* Ends the running test; the reason was reported by a check. Only in the initial thread. */
void frame_abandon(void) __attribute__((noreturn));

/* ---- invocations word by word ---- */
#define FRAME_WORDS_MAX 8

/* What came back from a Call. */
struct frame_reply {
    seL4_Word badge, label, length;
    seL4_Word info; /* all of the message info word */
    seL4_Word words[FRAME_WORDS_MAX];
};

/* Word lists with their count; a leading word keeps an empty list legal C. */
#define FRAME_LIST(...) (const seL4_Word[]){0, __VA_ARGS__}, sizeof((const seL4_Word[]){0, __VA_ARGS__}) / 8 - 1
#define CAPS(...) FRAME_LIST(__VA_ARGS__)
#define ARGS(...) FRAME_LIST(__VA_ARGS__)
#define WORDS(...) FRAME_LIST(__VA_ARGS__)

/* INVOKE(cap, label, CAPS(...), ARGS(...)): a Call with exactly these extra capabilities and words. */
#define INVOKE(cap, label, ...) frame_invoke(cap, label, __VA_ARGS__)
struct frame_reply frame_invoke(seL4_CPtr cap, seL4_Word label, const seL4_Word *caps, seL4_Word cap_count,
                                const seL4_Word *args, seL4_Word arg_count);

/* CHECK_REFUSED(reply, error, WORDS(...)): this error, exactly these words, badge 0. */
#define CHECK_REFUSED(reply, error, ...) \
    do { \
        struct frame_reply frame_found = reply; \
        frame_check_reply(&frame_found, error, __VA_ARGS__, #reply, __FILE__, __LINE__); \
    } while (0)
/* CHECK_REPLY(reply, WORDS(...)): success with exactly these words. */
#define CHECK_REPLY(reply, ...) CHECK_REFUSED(reply, seL4_NoError, __VA_ARGS__)
#define CHECK_SUCCESS(reply) CHECK_REPLY(reply, WORDS())
void frame_check_reply(const struct frame_reply *reply, seL4_Word label, const seL4_Word *words, seL4_Word count,
                       const char *what, const char *file, int line);

/* The words of a failed look-up: from a source or a target, then the description (caps.md 3.3). */
#define FAIL_ROOT(source) WORDS(source, 1)
#define FAIL_MISSING(source, left) WORDS(source, 2, left)
#define FAIL_DEPTH(source, left, found) WORDS(source, 3, left, found)
#define FAIL_GUARD(source, left, guard, found) WORDS(source, 4, left, guard, found)

/* ---- tables of address spaces ---- */
/* Those below a root, from the top: type, Map method, log2 of what one covers. */
struct isa_table {
    seL4_Word type, map;
    seL4_Word bits;
};
extern const struct isa_table isa_tables[ISA_TABLES];
/* Maps one; those above must be there. */
seL4_Error isa_table_map(unsigned level, seL4_CPtr table, seL4_CPtr root, seL4_Word vaddr);

/* ---- time ---- */
/* Ticks of kit_clock per microsecond. */
seL4_Word frame_ticks_per_us(void);
