/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the invariants. */
#ifndef PROOF_INVARIANTS_PARTS_H
#define PROOF_INVARIANTS_PARTS_H

#include "state.h"

struct verdict {
    char *why;
    unsigned size;
    bool holds;
};

/* Notes the first violation; always false. */
bool violated(struct verdict *v, const char *what, word name);

void check_capabilities(struct verdict *v, struct astate *s);

#endif
