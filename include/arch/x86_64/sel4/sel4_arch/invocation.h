/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/config.h>
#include <sel4/invocation.h>

enum sel4_arch_invocation_label {
    X86PDPTMap = nInvocationLabels,
    X86PDPTUnmap,
#ifdef CONFIG_X86_64_VTX_64BIT_GUESTS
    X86VCPUReadMSR,
    X86VCPUWriteMSR,
#endif
    nSeL4ArchInvocationLabels
};
