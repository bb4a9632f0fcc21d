/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernel and specification side by side on the host port: a small machine, and one event after the other given to both.
 * After each the kernel's state, abstracted, must equal the specification's and satisfy the invariants.
 */
#ifndef PROOF_LOCKSTEP_H
#define PROOF_LOCKSTEP_H

#include "lockstep_slots.h"
#include "spec.h"

/* What a machine may differ in. */
struct ls_machine {
    word ticks_per_us;
    word slice;                      /* the supervisor's, in ticks */
    word device;                     /* where LS_CAP_UNTYPED_DEVICE is */
    word skipped_bits;               /* 0, or: 2^skipped_bits bytes of memory come before everything else */
    unsigned variant;                /* which machine of the ISA: AArch64 has GICv2, 0, or GICv3, 1 */
    bool plain;                      /* without guests and calls of the firmware */
};
extern struct ls_machine ls_machine;

/* For runs that are recorded; NULL: nobody is asked. */
struct ls_hooks {
    void (*step)(struct aevent *e);                 /* before each step; may change the event */
    bool (*buffer_write)(void);                     /* may the running thread's buffer be written? */
};
extern struct ls_hooks ls_hooks;

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
    LS_STOPPED,     /* a long operation was stopped half way, by another thread or by itself: nothing was compared */
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
