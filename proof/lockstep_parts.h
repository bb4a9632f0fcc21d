/* SPDX-License-Identifier: BSD-2-Clause */
/* What the makers of events share: bytes, places in CSpaces, the supervisor. */
#ifndef PROOF_LOCKSTEP_PARTS_H
#define PROOF_LOCKSTEP_PARTS_H

#include "lockstep_events.h"

/* The next byte; 0 after the last. */
uint8_t take(struct ls_bytes *in);

/* One of these words. */
word pick(struct ls_bytes *in, const word *choices, size_t count);
#define PICK(in, ...) pick(in, (const word[]){__VA_ARGS__}, sizeof((const word[]){__VA_ARGS__}) / sizeof(word))

/* A CNode that an invocation works on: the invoked capability, or an extra one. */
struct place {
    word object;
    word slots;
    word depth;         /* bits that reach a slot */
};

/* The running thread's own CNode. */
struct place own_place(void);

/* The supervisor's next system call. */
void supervisor_event(struct ls_bytes *in, struct aevent *e, word time);

#endif
