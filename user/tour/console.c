/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading lines from the serial port: its interrupt signals a notification, so waiting costs nothing. */
#include "tour.h"
#include <runtime/console.h>

#define BACKSPACE 8
#define DELETE 127

static seL4_CPtr handler, received;

void console_start(void)
{
    received = kit_notification();
    handler = kit_slot();
    kit_console_interrupt(handler);
    require_ok(seL4_IRQHandler_SetNotification(handler, received));
    kit_console_interrupt_on();
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
