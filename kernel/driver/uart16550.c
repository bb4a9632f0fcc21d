/* SPDX-License-Identifier: BSD-2-Clause */
#include <driver/uart16550.h>
#include <hw.h>

/* Registers, relative to the port. */
#define UART_DATA 0u
#define UART_DIVISOR_LOW 0u  /* while the line control's top bit is set */
#define UART_DIVISOR_HIGH 1u
#define UART_INTERRUPTS 1u
#define UART_LINE_CONTROL 3u
#define UART_MODEM_CONTROL 4u
#define UART_LINE_STATUS 5u

#define LINE_DIVISOR 0x80u
#define LINE_8N1 0x03u
#define MODEM_READY 0x03u
#define STATUS_ROOM 0x20u
#define DIVISOR_115200 1u

#define UART_POLLS_MAX 100000u

void uart_start(word_t port)
{
    if (port == 0)
        return;
    hw_port_out(port + UART_INTERRUPTS, 1, 0);
    hw_port_out(port + UART_LINE_CONTROL, 1, LINE_DIVISOR);
    hw_port_out(port + UART_DIVISOR_LOW, 1, DIVISOR_115200);
    hw_port_out(port + UART_DIVISOR_HIGH, 1, 0);
    hw_port_out(port + UART_LINE_CONTROL, 1, LINE_8N1);
    /* The FIFOs stay as they are: switching them on would lose what has been typed already. */
    hw_port_out(port + UART_MODEM_CONTROL, 1, MODEM_READY);
}

void uart_put(word_t port, char c)
{
    if (port == 0)
        return;
    for (word_t i = 0; i < UART_POLLS_MAX; i++) {
        if ((hw_port_in(port + UART_LINE_STATUS, 1) & STATUS_ROOM) != 0)
            break;
    }
    hw_port_out(port + UART_DATA, 1, (unsigned char)c);
}
