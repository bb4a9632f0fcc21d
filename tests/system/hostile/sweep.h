/* SPDX-License-Identifier: BSD-2-Clause */
/* Every encoding of a kind of instruction, one after the other: what a folder of the ISA says about them. */
#pragma once

#include "hostile.h"

#define SWEEP_INSTRUCTION_BYTES 4

struct sweep {
    const char *name;
    unsigned count;
    unsigned (*instruction)(unsigned index);
    /* May the thread go on behind it? Else it must end there. */
    int (*may_pass)(unsigned index);
    unsigned end; /* an undefined one */
};

/* Runs them all in the victim; the registers are its own before each of them but for its instruction pointer. */
void sweep_run(const struct sweep *sweep, const seL4_UserContext *registers);
