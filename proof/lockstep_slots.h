/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities of the lock-step machine, wherever it is built. */
#ifndef PROOF_LOCKSTEP_SLOTS_H
#define PROOF_LOCKSTEP_SLOTS_H

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
    LS_CAP_IO_PORT_CONTROL = 7,      /* of x86_64 */
    LS_CAP_SMC = 7,                  /* of AArch64 */
    LS_CAP_SMC_BADGED = 9,           /* of AArch64: for one function */
    LS_CAP_SCHED_CONTROL = 8,
    LS_CAP_DOMAIN = 11,
    LS_CAP_UNTYPED = 15,             /* SUP_UNTYPED_GIVEN, from the supervisor */
    LS_CAP_UNTYPED_SMALL = 16,
    LS_CAP_UNTYPED_DEVICE = 17,
    LS_CAP_UNTYPED_LARGE = 18,
    LS_TCB = 19,                     /* four of each from here on are the supervisor's own objects */
    LS_ENDPOINT = 23,
    LS_NOTIFICATION = 26,
    LS_REPLY = 29,
    LS_SC = 33,
    LS_THREADS = 4,
    LS_FRAME = 39                    /* from ls_populate on: four, the threads' IPC buffers */
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
    SUP_UNTYPED = 10,
    SUP_UNTYPED_GIVEN = 11,
    SUP_SCHED_CONTROL = 12,
    LS_SUPERVISOR_IRQ = 90
};

/* Sizes of untyped memory: 2^ this many bytes. */
enum {
    LS_UNTYPED_BITS = 16,
    LS_UNTYPED_GIVEN_BITS = 17,
    LS_UNTYPED_SMALL_BITS = 12,
    LS_DEVICE_BITS = 14,
    LS_UNTYPED_LARGE_BITS = 20
};

#endif
