/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the two files of the abstraction. */
#ifndef PROOF_ABSTRACTION_PARTS_H
#define PROOF_ABSTRACTION_PARTS_H

#include "state.h"

word abstract_name(const void *object);
void abstract_scheduler(struct astate *s);
void abstract_spaces(struct astate *s);
void abstract_lines(struct astate *s);
void abstract_buffers(struct astate *s);

#endif
