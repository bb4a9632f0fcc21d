/* SPDX-License-Identifier: BSD-2-Clause */
/* What theorems about entries assume of AArch64's switch between threads. */
#ifndef ARCH_SWITCH_PROOF_H
#define ARCH_SWITCH_PROOF_H

#include <arch_switch.h>
#include <object/kind_proof.h>

/* What of the switch is about the FPU and virtual CPUs alone. */
static inline void arch_switch_opaque(void)
{
    v_opaque("fpu_load");
    v_opaque("vcpu_enter");
}

/* Registers that are in the TCB while the thread runs. */
static inline bool arch_register_is_stored(word_t i)
{
    return i < R_COUNT;
}

/* While a thread runs that makes system calls, no guest's registers are loaded. */
static inline bool arch_loaded_is_sound(void)
{
    return arch_loaded.vcpu == 0 && (!fpu_has_thread(arch_loaded.fpu) || is_tcb((tcb_t *)arch_loaded.fpu));
}

#endif
