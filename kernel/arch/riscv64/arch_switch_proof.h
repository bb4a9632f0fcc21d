/* SPDX-License-Identifier: BSD-2-Clause */
/* What theorems about entries assume of RISC-V's switch between threads. */
#ifndef ARCH_SWITCH_PROOF_H
#define ARCH_SWITCH_PROOF_H

#include <arch_switch.h>
#include <object/kind_proof.h>

/* What of the switch is about the FPU alone. */
static inline void arch_switch_opaque(void)
{
    v_opaque("arch_fpu_change");
}

/* Registers that are in the TCB while the thread runs. */
static inline bool arch_register_is_stored(word_t i)
{
    return i < R_COUNT;
}

static inline bool arch_loaded_is_sound(void)
{
    return true;
}

#endif
