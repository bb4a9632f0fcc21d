/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control registers while a thread without VCPU runs: EL0 without translation of its own, and everything that traps
 * traps to EL2. Numbers of fields: Arm Architecture Reference Manual for A-profile.
 */
#ifndef NATIVE_H
#define NATIVE_H

#include <lib/types.h>
#include <sel4/config.h>

#define HCR_VM ((word_t)1 << 0)
#define HCR_SWIO ((word_t)1 << 1)
#define HCR_FMO ((word_t)1 << 3)
#define HCR_IMO ((word_t)1 << 4)
#define HCR_AMO ((word_t)1 << 5)
#define HCR_DC ((word_t)1 << 12)
#define HCR_TSC ((word_t)1 << 19)
#define HCR_TAC ((word_t)1 << 21)
#define HCR_TTLB ((word_t)1 << 25)
#define HCR_TVM ((word_t)1 << 26)
#define HCR_TGE ((word_t)1 << 27)
#define HCR_RW ((word_t)1 << 31)
#define HW_HCR_NATIVE (HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | HCR_DC | HCR_TSC | HCR_TAC | HCR_TTLB | \
                       HCR_TVM | HCR_TGE | HCR_RW)

/* Bits that are always one; cache instructions, CTR_EL0, WFI and WFE are allowed. */
#define SCTLR_EL1_ONES 0x30d00800u
#define SCTLR_UCT ((word_t)1 << 15)
#define SCTLR_NTWI ((word_t)1 << 16)
#define SCTLR_NTWE ((word_t)1 << 18)
#define SCTLR_UCI ((word_t)1 << 26)
#define HW_SCTLR_NATIVE (SCTLR_EL1_ONES | SCTLR_UCT | SCTLR_NTWI | SCTLR_NTWE | SCTLR_UCI)

/* What EL0 may do with counters and timers: the field numbers are CNTKCTL_EL1's. */
#define COUNTER_PHYSICAL 0x1u
#define COUNTER_VIRTUAL 0x2u
#define TIMER_VIRTUAL 0x100u
#define TIMER_PHYSICAL 0x200u
#ifdef CONFIG_EXPORT_PCNT_USER
#define USER_COUNTER_PHYSICAL COUNTER_PHYSICAL
#else
#define USER_COUNTER_PHYSICAL 0u
#endif
#ifdef CONFIG_EXPORT_VCNT_USER
#define USER_COUNTER_VIRTUAL COUNTER_VIRTUAL
#else
#define USER_COUNTER_VIRTUAL 0u
#endif
#ifdef CONFIG_EXPORT_VTMR_USER
#define USER_TIMER_VIRTUAL TIMER_VIRTUAL
#else
#define USER_TIMER_VIRTUAL 0u
#endif
#ifdef CONFIG_EXPORT_PTMR_USER
#define USER_TIMER_PHYSICAL TIMER_PHYSICAL
#else
#define USER_TIMER_PHYSICAL 0u
#endif
#define HW_CNTKCTL_NATIVE (USER_COUNTER_PHYSICAL | USER_COUNTER_VIRTUAL | USER_TIMER_VIRTUAL | USER_TIMER_PHYSICAL)

#define HW_CPACR_NATIVE ((word_t)3 << 20) /* FPU: CPTR_EL2 decides */

#endif
