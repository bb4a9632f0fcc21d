/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host port's machine has on AArch64 only. */
#ifndef HOST_ISA_H
#define HOST_ISA_H

#include <lib/types.h>

#define HOST_LINES 160u

/*
 * Recorded. Lines of the interrupt controller: enabled, held until they are released, triggered by edges; the last that
 * was ended. What was last asked of caches, of the firmware, and of other CPUs. Whether an entry of a table was
 * written that walks may not see yet. Flushes have the VMID where other ISAs have the ASID.
 */
#define HOST_MACHINE_OF_ISA \
    bool irq_enabled[HOST_LINES], irq_held[HOST_LINES], irq_edge[HOST_LINES]; \
    word_t irq_ended; \
    word_t cache_operation, cache_start, cache_bytes, cache_calls, instructions_forgotten; \
    word_t smc[8], smc_calls; \
    word_t sgi_number, sgi_target, sgi_sent; \
    word_t tables_written; \
    word_t tpidrro, tpidrro_loads; \
    word_t vspace_vmid;

#endif
