/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls, faults and interrupts on the host port, kernel and specification in lock-step, all invariants
 * checked after each. Arguments: number of machines, first seed.
 */
#include <stdio.h>
#include <stdlib.h>
#include "lockstep_events.h"

enum { BYTES = 6000, MACHINES = 20 };

static uint64_t random_state;

static uint8_t random_byte(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint8_t)(random_state >> 24);
}

int main(int argc, char **argv)
{
    static uint8_t bytes[BYTES];
    unsigned long machines = argc > 1 ? strtoul(argv[1], NULL, 0) : MACHINES;
    unsigned long first = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
    unsigned long steps = 0;
    char why[1000] = "";

    for (unsigned long seed = first; seed < first + machines; seed++) {
        random_state = seed * 0x9e3779b97f4a7c15ul + 1;
        for (unsigned i = 0; i < BYTES; i++) {
            bytes[i] = random_byte();
        }
        ls_machine.variant = (unsigned)(seed % 2);
        if (ls_run(bytes, BYTES, &steps, why, sizeof(why)) == LS_DIFFERENT) {
            printf("not ok lockstep: seed %lu: %s\n", seed, why);
            return 1;
        }
    }
    printf("ok lockstep: %lu events on %lu machines\n", steps, machines);
    return 0;
}
