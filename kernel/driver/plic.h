/* SPDX-License-Identifier: BSD-2-Clause */
/* Platform-level interrupt controller of RISC-V (RISC-V PLIC specification 1.0.0), mapped at base. */
#ifndef KERNEL_DRIVER_PLIC_H
#define KERNEL_DRIVER_PLIC_H

#include <lib/types.h>

/* All sources 1 .. sources of a context disabled, priority 1, none below the threshold. */
void plic_start(word_t base, word_t context, word_t sources);
void plic_enable(word_t base, word_t context, word_t source, bool enabled);
/* Takes a pending source, which stays quiet until it is completed; 0: none is pending. */
word_t plic_claim(word_t base, word_t context);
void plic_complete(word_t base, word_t context, word_t source);

#endif
