/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading lines from the serial port: its interrupt signals a notification, so waiting costs nothing. */
#include "tour.h"
#include <runtime/console.h>

/* COM1 is line 4 of the legacy controller and pin 4 of the first I/O APIC: edge triggered, active high. */
#define COM1_PIN 4
#define COM1_VECTOR 4
/* PC16550D: interrupt enable register (received data), modem control register (OUT2 lets interrupts out). */
#define UART_INTERRUPT_ENABLE 0x3f9
#define UART_MODEM_CONTROL 0x3fc
#define RECEIVED_DATA 0x01
#define DTR_RTS_OUT2 0x0b

#define BACKSPACE 8
#define DELETE 127

static seL4_CPtr handler, received;

void console_start(void)
{
    received = kit_notification();
    handler = kit_slot();
    require_ok(seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, seL4_CapInitThreadCNode, handler, seL4_WordBits, 0,
                                         COM1_PIN, 0, 0, COM1_VECTOR));
    require_ok(seL4_IRQHandler_SetNotification(handler, received));
    require_ok(seL4_X86_IOPort_Out8(kit_console_ports(), UART_MODEM_CONTROL, DTR_RTS_OUT2));
    require_ok(seL4_X86_IOPort_Out8(kit_console_ports(), UART_INTERRUPT_ENABLE, RECEIVED_DATA));
}

/* Acknowledged before the device is looked at: what arrives afterwards signals again. */
static char read_char(void)
{
    for (;;) {
        int c = console_getchar();

        if (c >= 0)
            return (char)c;
        require_ok(seL4_IRQHandler_Ack(handler));
        c = console_getchar();
        if (c >= 0)
            return (char)c;
        (void)seL4_Wait(received, 0);
    }
}

void console_read_line(char *line, unsigned bytes)
{
    unsigned used = 0;

    for (;;) {
        char c = read_char();

        if (c == '\r' || c == '\n') {
            putchar('\n');
            line[used] = 0;
            return;
        }
        if ((c == BACKSPACE || c == DELETE) && used > 0) {
            used--;
            printf("\b \b");
        } else if (c >= ' ' && c < DELETE && used + 1 < bytes) {
            line[used++] = c;
            putchar(c);
        }
    }
}
