/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Undefined behaviour found by machine code: clang's minimal runtime calls these, and the run is over. To be included
 * by one file of a program.
 */
#ifndef SEMANTICS_HANDLERS_H
#define SEMANTICS_HANDLERS_H

#include "kinds.h"
#include <setjmp.h>
#include <stdbool.h>

static jmp_buf caller;

#define HANDLER(name) \
    void __ubsan_handle_##name##_minimal(void); \
    void __ubsan_handle_##name##_minimal(void) { longjmp(caller, 1); }

HANDLER(add_overflow)
HANDLER(sub_overflow)
HANDLER(mul_overflow)
HANDLER(negate_overflow)
HANDLER(divrem_overflow)
HANDLER(shift_out_of_bounds)
HANDLER(out_of_bounds)
HANDLER(invalid_builtin)
HANDLER(load_invalid_value)
HANDLER(builtin_unreachable)

typedef word kind_t(word a, word b, word c);

struct kind {
    const char *name;
    kind_t *function;
};

#define LIST_KIND(name) {#name, name},
static const struct kind kinds[] = {KINDS(LIST_KIND)};

enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* False for undefined behaviour. */
static bool run_machine_code(const struct kind *kind, const word *inputs, word *result)
{
    if (setjmp(caller) != 0)
        return false;
    *result = kind->function(inputs[0], inputs[1], inputs[2]);
    return true;
}

/* --- random inputs: whole words, and numbers near the places where something changes */

static uint64_t random_word(void)
{
    static uint64_t state = 0x2545f4914f6cdd1d;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static word random_input(void)
{
    static const word places[] = {0, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
                                  0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, 32, 64};
    word r = random_word();

    switch (r >> 61) {
    case 0: return r % 8;
    case 1: return r % 70;
    case 2: return places[r % (sizeof places / sizeof *places)] + (r >> 32) % 5 - 2;
    case 3: return r % 8 << (r >> 32) % 64;
    case 4: return r & 0xffffffff;
    default: return random_word();
    }
}

#endif
