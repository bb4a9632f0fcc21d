/* SPDX-License-Identifier: BSD-2-Clause */
/* Platform-level interrupt controller of RISC-V (RISC-V PLIC specification 1.0.0), mapped at base. */
#ifndef KERNEL_DRIVER_PLIC_H
#define KERNEL_DRIVER_PLIC_H

#include <lib/types.h>

/* Do the registers of this context lie in that many bytes? */
bool plic_has(word_t bytes, word_t context);
/* All sources 1 .. sources masked, enabled for this context, and no other threshold. */
void plic_start(word_t base, word_t context, word_t sources);
/*
 * By its priority, 0 being "never interrupts": one store, what is claimed can be completed meanwhile, and emulators
 * look again at what is pending when a priority changes, which some do not when a source is enabled.
 */
void plic_mask(word_t base, word_t source, bool masked);
/* Takes a pending source, which stays quiet until it is completed; 0: none is pending. */
word_t plic_claim(word_t base, word_t context);
void plic_complete(word_t base, word_t context, word_t source);

#endif
