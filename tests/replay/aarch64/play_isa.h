/* SPDX-License-Identifier: BSD-2-Clause */
/* The player on AArch64. */
#pragma once

/* A thread's first registers. */
#define PLAY_REGISTERS {.pc = STUB_RETURN}

/* More control capabilities, of which there is one each: none. */
#define PLAY_CONTROLS

#define STATE_FLAGS 0xf0000000ul
#define STATE_USER 0x40ul
#define STATE_SERROR_MASKED 0x100ul

/*
 * The host's kernel is a debug kernel: in the program state of its threads SErrors are not masked. In that of a release
 * kernel they are.
 */
static inline int play_same(unsigned long wanted, unsigned long found)
{
#ifndef CONFIG_DEBUG_BUILD
    if ((wanted & ~STATE_FLAGS) == STATE_USER && found == (wanted | STATE_SERROR_MASKED))
        return 1;
#endif
    return found == wanted;
}
