/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host tests of this folder share. */
#pragma once

#include <string.h>
#include <tests/host/check.h>

#include "boot/boot_error.h"

static inline bool error_is(struct boot_error error, enum boot_error_kind kind, uint64_t a, uint64_t b)
{
    return error.kind == kind && error.a == a && error.b == b;
}
