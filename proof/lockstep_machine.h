/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine of the lock-step runs. */
#ifndef PROOF_LOCKSTEP_MACHINE_H
#define PROOF_LOCKSTEP_MACHINE_H

#include <object/slot.h>

/* Builds the machine on the host port. Returns the supervisor's slots, from which every capability can be found. */
slot_t *machine_build(void);

#endif
