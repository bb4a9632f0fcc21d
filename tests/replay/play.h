/* SPDX-License-Identifier: BSD-2-Clause */
/* Playing a stream on the booted kernel. */
#pragma once

#include "script.h"

/* At STUB_DATA. */
struct stub_data {
    unsigned long registers[REGISTER_FIRST + REGISTERS]; /* of the thread that runs */
    unsigned long stack;                                 /* of turn */
    unsigned long turn;                                  /* what it calls */
    unsigned long next;                                  /* how the thread goes on: what that returned */
};

/*
 * The ISA's part, <isa>/stub.c: the code, position-independent; puts it to STUB, and maps STUB_DATA; what turn returns
 * for a place of the stub.
 */
extern const char stub_code[];
void stub_place(void);
unsigned long stub_jump(unsigned long place);

/* Where a turn differed from the script. */
enum play_difference { PLAY_SAME, PLAY_REGISTER, PLAY_BUFFER };

struct play_result {
    enum play_difference difference;
    unsigned long turns;        /* played */
    unsigned index;             /* of the register, of the word of the buffer */
    unsigned window;
    unsigned long wanted, found;
    int ended;                  /* the last turn was reached, or a difference */
};

extern struct play_result play_result;

/* Takes the turns of a stream; the supervisor's buffer. The first thread to come to STUB_RETURN begins. */
void play_begin(const unsigned long *turns, volatile unsigned long *supervisor_buffer);

/* Called by the stub. Returns how the thread goes on. */
unsigned long play_turn(void);
