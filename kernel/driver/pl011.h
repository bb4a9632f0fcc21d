/* SPDX-License-Identifier: BSD-2-Clause */
/* Arm PrimeCell UART (PL011, Arm DDI 0183), mapped at base. The firmware has set it up. */
#ifndef KERNEL_DRIVER_PL011_H
#define KERNEL_DRIVER_PL011_H

#include <lib/types.h>

/* Waits until there is room; gives up after PL011_POLLS_MAX looks, so that a device cannot stop the kernel. */
void pl011_put(word_t base, char c);

#endif
