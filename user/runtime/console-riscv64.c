/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The 16550 serial port of QEMU's virt machine, in memory. Registers: PC16550D data sheet, section 8. Its page is
 * mapped in the place of one of the program's own.
 */
#include <runtime/console.h>
#include <runtime/start.h>

#define UART_ADDRESS 0x10000000ul

enum {
    UART_DATA = 0,
    UART_LINE_STATUS = 5,
    STATUS_RECEIVED = 0x01,
    STATUS_CAN_SEND = 0x20,
};

/* Looks at the line status before giving up on a device that does not answer. */
#define POLLS_MAX 1000000

static volatile unsigned char uart_page[4096] __attribute__((aligned(4096)));
static int uart_is_mapped;

/* The boot untyped that holds the device's page; 0: none. */
static seL4_CPtr device_untyped(const seL4_BootInfo *bootinfo, seL4_Word *base)
{
    for (seL4_Word i = 0; i < bootinfo->untyped.end - bootinfo->untyped.start; i++) {
        const seL4_UntypedDesc *memory = &bootinfo->untypedList[i];
        if (memory->isDevice && memory->paddr <= UART_ADDRESS &&
            UART_ADDRESS - memory->paddr < (1ul << memory->sizeBits)) {
            *base = memory->paddr;
            return bootinfo->untyped.start + i;
        }
    }
    return seL4_CapNull;
}

/*
 * The frame becomes the only child of its untyped when the device is at the untyped's start, as it is on this machine.
 */
seL4_Error console_init(const seL4_BootInfo *bootinfo, seL4_CPtr free_slot)
{
    seL4_Word base = 0;
    seL4_CPtr untyped = device_untyped(bootinfo, &base);
    if (!untyped || base != UART_ADDRESS) {
        return seL4_InvalidArgument;
    }
    seL4_Error error = seL4_Untyped_Retype(untyped, seL4_RISCV_4K_Page, 0, seL4_CapInitThreadCNode, 0, 0, free_slot, 1);
    if (error != seL4_NoError) {
        return error;
    }
    error = seL4_RISCV_Page_Unmap(runtime_image_frame(bootinfo, (const void *)uart_page));
    if (error != seL4_NoError) {
        return error;
    }
    error = seL4_RISCV_Page_Map(free_slot, seL4_CapInitThreadVSpace, (seL4_Word)uart_page, seL4_ReadWrite,
                                seL4_RISCV_ExecuteNever);
    uart_is_mapped = error == seL4_NoError;
    return error;
}

/* A frame of the device cannot be used without mapping it: other programs print through the kernel. */
void console_use(seL4_CPtr frame)
{
    (void)frame;
}

volatile unsigned char *runtime_console_registers(void)
{
    return uart_is_mapped ? uart_page : 0;
}

static void send(char c)
{
    if (uart_is_mapped) {
        for (unsigned i = 0; i < POLLS_MAX && !(uart_page[UART_LINE_STATUS] & STATUS_CAN_SEND); i++) {
        }
        uart_page[UART_DATA] = (unsigned char)c;
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
    if (!uart_is_mapped || !(uart_page[UART_LINE_STATUS] & STATUS_RECEIVED)) {
        return -1;
    }
    return uart_page[UART_DATA];
}
