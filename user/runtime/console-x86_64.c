/* SPDX-License-Identifier: BSD-2-Clause */
/* The 16550 serial port at the place where PCs have the first one. Registers: PC16550D data sheet, section 8. */
#include <runtime/console.h>

enum {
    COM1 = 0x3f8,
    COM1_LAST = 0x3ff,

    UART_DATA = COM1 + 0,           /* with DLAB: divisor, low byte */
    UART_INTERRUPTS = COM1 + 1,     /* with DLAB: divisor, high byte */
    UART_LINE_CONTROL = COM1 + 3,
    UART_MODEM_CONTROL = COM1 + 4,
    UART_LINE_STATUS = COM1 + 5,

    LINE_8N1 = 0x03,
    LINE_DLAB = 0x80,
    MODEM_DTR_RTS = 0x03,
    STATUS_RECEIVED = 0x01,
    STATUS_CAN_SEND = 0x20,
    STATUS_ALL_SENT = 0x40,

    DIVISOR_115200 = 1,
};

/* Looks at the line status before giving up on a device that does not answer. */
#define POLLS_MAX 1000000

/* The capability to the ports; 0 until there is one. */
static seL4_CPtr uart;

static void write8(seL4_Word port, seL4_Word value)
{
    (void)seL4_X86_IOPort_Out8(uart, port, value);
}

/* 0xff, all conditions true, if the capability is no good. */
static seL4_Uint8 line_status(void)
{
    seL4_X86_IOPort_In8_t in = seL4_X86_IOPort_In8(uart, UART_LINE_STATUS);
    return in.error == seL4_NoError ? in.result : 0xff;
}

static void wait_for(seL4_Uint8 condition)
{
    for (unsigned i = 0; i < POLLS_MAX && !(line_status() & condition); i++) {
    }
}

seL4_Error console_init(const seL4_BootInfo *bootinfo, seL4_CPtr free_slot)
{
    (void)bootinfo;
    seL4_Error error = seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, COM1, COM1_LAST, seL4_CapInitThreadCNode,
                                                    free_slot, seL4_WordBits);
    if (error != seL4_NoError) {
        return error;
    }

    uart = free_slot;
    /* What the kernel may still be sending must not be cut off by the new settings. */
    wait_for(STATUS_ALL_SENT);
    write8(UART_INTERRUPTS, 0);
    write8(UART_LINE_CONTROL, LINE_8N1 | LINE_DLAB);
    write8(UART_DATA, DIVISOR_115200);
    write8(UART_INTERRUPTS, 0);
    write8(UART_LINE_CONTROL, LINE_8N1);
    /* The FIFO stays as it is: switching it on would lose what has been typed already. */
    write8(UART_MODEM_CONTROL, MODEM_DTR_RTS);
    return seL4_NoError;
}

void console_use(seL4_CPtr io_port)
{
    uart = io_port;
}

volatile unsigned char *runtime_console_registers(void)
{
    return 0;
}

static void send(char c)
{
    if (uart) {
        wait_for(STATUS_CAN_SEND);
        write8(UART_DATA, (unsigned char)c);
        return;
    }
#ifdef CONFIG_PRINTING
    seL4_DebugPutChar(c);
#endif
}

void console_putchar(char c)
{
    if (c == '\n') {
        send('\r');
    }
    send(c);
}

int console_getchar(void)
{
    if (!uart) {
        return -1;
    }
    seL4_X86_IOPort_In8_t status = seL4_X86_IOPort_In8(uart, UART_LINE_STATUS);
    if (status.error != seL4_NoError || !(status.result & STATUS_RECEIVED)) {
        return -1;
    }
    return seL4_X86_IOPort_In8(uart, UART_DATA).result;
}
