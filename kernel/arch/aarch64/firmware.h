/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of the firmware on behalf of programs. hyp.md section 2. */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <core/invoke.h>

word_t smc_invoke(const struct invocation *in, struct refusal *why);

#endif
