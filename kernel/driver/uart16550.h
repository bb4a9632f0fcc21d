/* SPDX-License-Identifier: BSD-2-Clause */
/* Serial ports of PCs: National Semiconductor 16550 and its descendants. */
#ifndef KERNEL_DRIVER_UART16550_H
#define KERNEL_DRIVER_UART16550_H

#include <lib/types.h>

/* 115200 bits per second, 8 data bits, no parity, 1 stop bit; no interrupts. port 0: there is no port. */
void uart_start(word_t port);
/* Waits until there is room; gives up after UART_POLLS_MAX looks, so that a missing device cannot stop the kernel. */
void uart_put(word_t port, char c);

#endif
