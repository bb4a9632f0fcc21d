/* SPDX-License-Identifier: BSD-2-Clause */
/* Events for lock-step runs, made from bytes: a fuzzer's input or random numbers. */
#ifndef PROOF_LOCKSTEP_EVENTS_H
#define PROOF_LOCKSTEP_EVENTS_H

#include <stddef.h>
#include "lockstep.h"

/* A Call of the running thread on a capability in a slot, with extra capabilities from slots, and argument words. */
struct ls_call {
    word slot;
    word label;
    unsigned extras;
    word extra[3];
    unsigned count;
    word words[24];
};

/* Makes the call. *error: the label of its reply, when the caller has one. */
enum als_result ls_try_call(const struct ls_call *c, word *error, char *why, unsigned why_size);

/* LS_DIFFERENT also when the call is refused. */
enum als_result ls_make_call(const struct ls_call *c, char *why, unsigned why_size);

struct ls_bytes {
    const uint8_t *data;
    size_t size;
    size_t used;
};

/*
 * Builds a machine with four more threads, endpoints, notifications, reply objects, scheduling contexts and tables, by
 * system calls of the initial thread in lock-step.
 */
enum als_result ls_populate(char *why, unsigned why_size);

/* The next event, with the running thread's buffer filled as the event wants it. False: no bytes left. */
bool ls_next_event(struct ls_bytes *in, struct aevent *e);

/* One line for people: what the event is. */
void ls_describe(const struct aevent *e, char *text, unsigned size);

/* A machine from scratch and all events of the input, stopping at the first that is not LS_SAME or LS_STOPPED. */
enum als_result ls_run(const uint8_t *data, size_t size, unsigned long *steps, char *why, unsigned why_size);

#endif
