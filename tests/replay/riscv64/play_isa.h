/* SPDX-License-Identifier: BSD-2-Clause */
/* The player on RISC-V. */
#pragma once

/* A thread's first registers. */
#define PLAY_REGISTERS {.pc = STUB_RETURN}

/* More control capabilities, of which there is one each: none. */
#define PLAY_CONTROLS

static inline int play_same(unsigned long wanted, unsigned long found)
{
    return found == wanted;
}
