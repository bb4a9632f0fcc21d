/* SPDX-License-Identifier: BSD-2-Clause */
/* The player on x86_64. */
#pragma once

/* A thread's first registers. */
#define PLAY_REGISTERS {.rip = STUB_RETURN, .rflags = 0x202}

/* More control capabilities, of which there is one each: where they are, and their slots. */
#define PLAY_CONTROLS {seL4_CapIOPortControl, LS_CAP_IO_PORT_CONTROL}

static inline int play_same(unsigned long wanted, unsigned long found)
{
    return found == wanted;
}
