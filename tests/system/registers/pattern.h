/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thread whose every register holds a pattern. Its block of memory says what: the program loads all registers from
 * there, comes to a point where something happens to it, and is sent on to store all registers behind. One register is
 * the block's address all the while. Nothing in between touches a register.
 */
#pragma once

#include "../probe.h"

#define PATTERN_BLOCK_BYTES 4096
#define PATTERN_FPU_BYTE 512 /* in the block; words of other registers begin at 0 */

/* What happens: nothing, again and again a system call, an undefined instruction, an unknown call, a missing page. */
enum pattern_point { POINT_SPIN, POINT_YIELD, POINT_UNDEFINED, POINT_CALL, POINT_ACCESS, POINTS };

/* ---- of the ISA ---- */

/* Where the stored registers are in the block; how many words of them there are. */
extern const unsigned pattern_stored_byte, pattern_words;

/* Words that cannot be any, and the FPU's part: the block is full of a pattern that is another for each thread. */
void pattern_finish(unsigned char *block, unsigned thread, enum pattern_point point);
/* Registers with which the program begins. */
seL4_UserContext pattern_context(unsigned char *block, enum pattern_point point);
extern const char pattern_store[];
/* Does the interface, or the trap instruction, change this word there? */
int pattern_word_is_lost(unsigned word, enum pattern_point point);
int pattern_fpu_is_same(const unsigned char *set, const unsigned char *stored);
