/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel and specification side by side on the host port: a small machine, and one event after the other given to both.
 * After each the kernel's state, abstracted, must equal the specification's and satisfy the invariants.
 */
#ifndef PROOF_LOCKSTEP_H
#define PROOF_LOCKSTEP_H

#include "spec.h"

/*
 * The machine. Ordinary threads share a CSpace, the root CNode of 64 slots, and do what the events say. A thread whose
 * CSpace has a guard of 58 bits names a slot by its number; one with a guard of LS_DEEP_GUARD bits has 6 bits more,
 * which resolve further if the slot holds a CNode. Slots 2 to 18 hold what they have from the start.
 *
 * A supervisor, whom no ordinary thread has a capability to, runs first, makes the other objects by its own system
 * calls, and then waits for interrupt LS_SUPERVISOR_IRQ, to set things going again when they have come to a halt.
 */
enum {
    LS_SLOTS = 64,
    LS_DEPTH = 64,                   /* bits that reach a slot by the capability in LS_CAP_CNODE */
    LS_DEEP_GUARD = 52,
    LS_CAP_CNODE = 2,
    LS_CAP_VSPACE = 3,
    LS_CAP_IRQ_CONTROL = 4,
    LS_CAP_ASID_CONTROL = 5,
    LS_CAP_ASID_POOL = 6,
    LS_CAP_IO_PORT_CONTROL = 7,
    LS_CAP_SCHED_CONTROL = 8,
    LS_CAP_DOMAIN = 11,
    LS_CAP_UNTYPED = 15,             /* 2^17 bytes, from the supervisor */
    LS_CAP_UNTYPED_SMALL = 16,       /* 2^12 bytes */
    LS_CAP_UNTYPED_DEVICE = 17,      /* 2^14 bytes */
    LS_CAP_UNTYPED_LARGE = 18,       /* 2^20 bytes */
    LS_TCB = 19,                     /* four of each from here on are the supervisor's own objects */
    LS_ENDPOINT = 23,
    LS_NOTIFICATION = 26,
    LS_REPLY = 29,
    LS_SC = 33,
    LS_THREADS = 4
};

/* Slots of the supervisor, who has the capabilities of LS_TCB to LS_SC + 3 in the same places. */
enum {
    SUP_TCB = 1,
    SUP_CNODE = 2,
    SUP_VSPACE = 3,
    SUP_ROOT = 4,                    /* the root CNode */
    SUP_BUFFER = 5,
    SUP_HANDLER = 6,
    SUP_NOTIFICATION = 7,
    SUP_REPLY = 8,
    SUP_SC = 9,
    SUP_UNTYPED = 10,                /* 2^16 bytes */
    SUP_UNTYPED_GIVEN = 11,          /* 2^17 bytes */
    SUP_SCHED_CONTROL = 12,
    LS_SUPERVISOR_IRQ = 100
};

/* A fresh machine; the supervisor (priority 255, round robin) is about to run. */
void ls_start(void);

/* The state both sides are in. */
struct astate *ls_state(void);

/* The supervisor's name, and whether it runs now. */
word ls_supervisor(void);
bool ls_supervisor_runs(void);

/* The running thread's capability pointer for a slot of its CNode; low: the bits that may resolve further. */
word ls_cptr(word slot, word low);

/* The running thread's registers as the next event will find them; the caller changes what it likes. */
void ls_registers(word regs[UC_COUNT]);

/* Writes the running thread's IPC buffer, word by word; false when it has none. */
bool ls_buffer_write(unsigned index, word value);

enum als_result {
    LS_SAME,
    LS_STOPPED,     /* a long operation was interrupted half way by another thread: nothing was compared */
    LS_FULL,        /* the model is too small for this state: start again */
    LS_DIFFERENT
};

/* `why` explains LS_DIFFERENT. */
enum als_result ls_step(const struct aevent *e, char *why, unsigned why_size);

/* Kernel entries that the last step took: more than one for a long operation. */
unsigned ls_entries(void);

/* An event that does nothing but let time pass: an interrupt of the kernel's timer. */
struct aevent ls_timer_event(word time);

/* A system call of the running thread at this time, with these registers. */
struct aevent ls_call_event(word time, const word regs[UC_COUNT]);

#endif
