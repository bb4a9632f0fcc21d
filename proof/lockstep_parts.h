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

/* A word at which something changes, for arguments that may be anything. */
word any_word(struct ls_bytes *in);

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

/* ---- The ISA (proof/<isa>/lockstep_isa.c) ---- */

/* Makes the event, an interrupt with the running thread's registers, one of its faults. */
void ls_isa_fault(struct ls_bytes *in, struct aevent *e);

/* The event is the running thread's: what it has done at its own level before, if it is a guest. */
void ls_isa_guest_acts(struct ls_bytes *in, struct aevent *e);

/* What a system call instruction leaves in the event's registers. */
void ls_isa_call_registers(struct aevent *e);

#endif
