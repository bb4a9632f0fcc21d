/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host port's machine has on RISC-V only. */
#ifndef HOST_ISA_H
#define HOST_ISA_H

#include <lib/types.h>

#define HOST_SOURCES 97u

/* Recorded: which sources of the PLIC are enabled, and the last one that was ended. */
#define HOST_MACHINE_OF_ISA \
    bool irq_enabled[HOST_SOURCES]; \
    word_t irq_ended;

#endif
