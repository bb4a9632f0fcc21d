/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds of every state between two kernel entries. */
#ifndef PROOF_INVARIANTS_H
#define PROOF_INVARIANTS_H

#include "state.h"

/* False: `why` names the invariant and the object. */
bool invariants_hold(struct astate *s, char *why, unsigned why_size);

#endif
