/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm Generic Interrupt Controller 2 (Arm IHI 0048): distributor and interface of the CPU, each mapped at a base. */
#ifndef KERNEL_DRIVER_GICV2_H
#define KERNEL_DRIVER_GICV2_H

#include <lib/types.h>

/* All interrupts below count are disabled, of one priority, none pending, and come to this CPU. */
void gicv2_start(word_t distributor, word_t interface, word_t count);
/* The word of the interrupt taken, which ending it needs: its number in the low 10 bits. */
word_t gicv2_take(word_t interface);
void gicv2_end(word_t interface, word_t taken);
/* To the CPU with this number. */
void gicv2_send(word_t distributor, word_t number, word_t target);

#endif
