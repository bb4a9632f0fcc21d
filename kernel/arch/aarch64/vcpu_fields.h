/* SPDX-License-Identifier: BSD-2-Clause */
/* Words that virtual CPUs deal in, and their fields. */
#ifndef VCPU_FIELDS_H
#define VCPU_FIELDS_H

#include <lib/field.h>

/* ---- the argument of InjectIRQ ---- */
FIELD(inject_interrupt, 0, 16)
FIELD(inject_priority, 16, 8)
FIELD(inject_group, 24, 8)
FIELD(inject_index, 32, 8)

/*
 * ---- list registers: virtual interrupts on their way to a guest ----
 * GICv2 specification 5.3.7 (GICH_LRn), GICv3 and v4 specification 12.4.8 (ICH_LR<n>_EL2).
 */
FIELD(list2_interrupt, 0, 10)
FIELD(list2_tell_end, 19, 1)
FIELD(list2_priority, 23, 5)
FIELD(list2_pending, 28, 1)
FIELD(list2_active, 29, 1)
FIELD(list2_group, 30, 1)

FIELD(list3_interrupt, 0, 32)
FIELD(list3_tell_end, 41, 1)
FIELD(list3_priority, 51, 5) /* the upper of 8 bits */
FIELD(list3_group, 60, 1)
FIELD(list3_pending, 62, 1)
FIELD(list3_active, 63, 1)

/* A pending interrupt, the end of which is to be told. interrupt < 1024, priority < 32, group < 2. */
static inline word_t list_new(word_t version, word_t interrupt, word_t priority, word_t group)
{
    word_t list = 0;

    if (version == 2) {
        list = list2_interrupt_set(0, interrupt);
        list = list2_priority_set(list, priority);
        list = list2_group_set(list, group);
        return list2_pending_set(list2_tell_end_set(list, 1), 1);
    }
    list = list3_interrupt_set(0, interrupt);
    list = list3_priority_set(list, priority);
    list = list3_group_set(list, group);
    return list3_pending_set(list3_tell_end_set(list, 1), 1);
}

/* The guest has taken the interrupt and not ended it. */
static inline bool list_is_active(word_t version, word_t list)
{
    return (version == 2 ? list2_active(list) : list3_active(list)) != 0;
}

/* The end need not be told any more. */
static inline word_t list_told(word_t version, word_t list)
{
    return version == 2 ? list2_tell_end_set(list, 0) : list3_tell_end_set(list, 0);
}

/* ---- aborts: ESR_EL2, HPFAR_EL2, PAR_EL1 ---- */
FIELD(esr_status_kind, 2, 4) /* what went wrong, without the level */
FIELD(esr_table_walk, 7, 1)  /* at stage 2, on behalf of a walk of the guest's tables */
FIELD(hpfar_page, 4, 40)
FIELD(par_failed, 0, 1)
FIELD(par_page, 12, 36)

/* ---- what the processor has: ID_AA64PFR0_EL1, ID_AA64PFR1_EL1, ID_AA64DFR0_EL1, PMCR_EL0, GICH_VTR, ICH_VTR ---- */
FIELD(pfr0_errors, 28, 4)
FIELD(pfr1_sme, 24, 4)
FIELD(dfr0_pmu, 8, 4)
FIELD(dfr0_breakpoints, 12, 4)
FIELD(dfr0_watchpoints, 20, 4)
FIELD(oslsr_locked, 1, 1)
FIELD(pmcr_counters, 11, 5)
FIELD(vtr_lists, 0, 6) /* GICv3: 5 bits, and 0 above */
FIELD(vtr_preemption, 26, 3)

#endif
