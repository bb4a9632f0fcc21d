/* SPDX-License-Identifier: BSD-2-Clause */
/* No method belongs to the 64-bit ISA alone. */
#pragma once

#include <sel4/config.h>
#include <sel4/invocation.h>

enum sel4_arch_invocation_label {
    nSeL4ArchInvocationLabels = nInvocationLabels
};
