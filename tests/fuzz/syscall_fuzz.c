/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Coverage-guided system calls: the input is a sequence of events for the lock-step run of kernel and specification on
 * the host port. Invariants and equality are checked after every event.
 */
#include <stdio.h>
#include <stdlib.h>
#include "proof/lockstep_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned long steps = 0;
    char why[1000] = "";

    if (ls_run(data, size, &steps, why, sizeof(why)) == LS_DIFFERENT) {
        fprintf(stderr, "syscall_fuzz: after %lu events: %s\n", steps, why);
        abort();
    }
    return 0;
}
