/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * points [N]: writes a file of theorems for the integer mode: for N inputs each (default 2), the functions of kinds.c
 * return what they return here (point_*), or anything else (wrong_*). The integer mode knows too little of bits to
 * prove all of the first; of the second it must prove none. Inputs for which something wraps or is undefined are left
 * out: kinds.c is compiled with checks for both.
 */
#include "handlers.h"
#include <stdio.h>
#include <stdlib.h>

static bool find_point(const struct kind *kind, word *inputs, word *result)
{
    enum { TRIES = 100000 };

    for (unsigned i = 0; i < TRIES; i++) {
        for (unsigned k = 0; k < 3; k++)
            inputs[k] = random_input() >> (random_word() % 3 == 0 ? random_word() % 64 : 0);
        if (run_machine_code(kind, inputs, result))
            return true;
    }
    return false;
}

static void write_theorem(const struct kind *kind, unsigned point, const char *stem, const char *relation,
                          const word *inputs, word result)
{
    printf("THEOREM(%s_%s_%u, \"\")(word_t a, word_t b, word_t c)\n{\n", stem, kind->name, point);
    printf("    v_assume(a == 0x%llxu && b == 0x%llxu && c == 0x%llxu);\n", (unsigned long long)inputs[0],
           (unsigned long long)inputs[1], (unsigned long long)inputs[2]);
    printf("    v_assert(%s(a, b, c) %s 0x%llxu);\n}\n\n", kind->name, relation, (unsigned long long)result);
}

int main(int argc, char **argv)
{
    unsigned points = argc > 1 ? (unsigned)atoi(argv[1]) : 2;

    printf("/* SPDX-License-Identifier: BSD-2-Clause */\n/* Written by tests/prover/semantics/points.c. */\n");
    printf("#include <tests/prover/semantics/kinds.h>\n#include <proof/verify.h>\n\n");
    for (unsigned i = 0; i < KIND_COUNT; i++)
        for (unsigned point = 0; point < points; point++) {
            word inputs[3], result;
            if (!find_point(&kinds[i], inputs, &result)) {
                fprintf(stderr, "points: no input for %s\n", kinds[i].name);
                return 1;
            }
            write_theorem(&kinds[i], point, "point", "==", inputs, result);
            write_theorem(&kinds[i], point, "wrong", "!=", inputs, result);
        }
    return 0;
}
