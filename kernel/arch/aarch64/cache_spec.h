/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CACHE_SPEC_H
#define CACHE_SPEC_H

#include "proof/spec.h"

/* Methods of address spaces: on caches alone. */
struct aoutcome spec_invoke_root(struct astate *s, const struct acall *c);

#endif
