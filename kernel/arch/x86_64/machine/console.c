/* SPDX-License-Identifier: BSD-2-Clause */
#include <arch/arch.h>
#include <driver/uart16550.h>
#include <machine/console.h>

static word_t console_port;

void console_start(word_t port)
{
    console_port = port;
    uart_start(port);
}

void arch_console_put(char c)
{
    if (c == '\n')
        uart_put(console_port, '\r');
    uart_put(console_port, c);
}
