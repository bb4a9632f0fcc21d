/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine of the lock-step runs. */
#ifndef PROOF_LOCKSTEP_MACHINE_H
#define PROOF_LOCKSTEP_MACHINE_H

#include <object/slot.h>
#include "spec.h"

/* Builds the machine on the host port. Returns the supervisor's slots, from which every capability can be found. */
slot_t *machine_build(void);

/* ---- The ISA (proof/<isa>/lockstep_machine_isa.c) ---- */

/* A fresh machine's devices; the generic part is done. */
void machine_isa_reset(void);

/* A zeroed table becomes a root; its capability. */
cap_t machine_isa_root(word_t physical, word_t asid);

/* Into the root CNode: control capabilities that only this ISA has. */
void machine_isa_controls(slot_t *root);

/* What entry code does: the running thread's registers are saved, and those of a guest are as it left them. */
void machine_isa_save(tcb_t *tcb, const struct aevent *e);

/* An interrupt is taken. */
void machine_isa_interrupt(const struct aevent *e);

/* Between two entries: what the processor has is the running thread's. False: `why` says what is not. */
bool machine_isa_is_sound(char *why, unsigned why_size);

#endif
