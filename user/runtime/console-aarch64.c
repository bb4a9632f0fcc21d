/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL011 serial port of QEMU's virt machine. Registers: PrimeCell UART (PL011) technical reference manual, chapter
 * 3; each is 32 bits wide. Its page is mapped in the place of one of the program's own.
 */
#include <runtime/console.h>
#include <runtime/start.h>

#define UART_ADDRESS 0x09000000ul

/* Offsets of registers in bytes, and their bits. */
enum {
    UART_DATA = 0x00,
    UART_FLAGS = 0x18,
    UART_LINE_CONTROL = 0x2c,
    UART_CONTROL = 0x30,
    FLAG_RECEIVE_EMPTY = 1 << 4,
    FLAG_TRANSMIT_FULL = 1 << 5,
    LINE_8_BITS = 3 << 5,
    CONTROL_ENABLE = 1 << 0,
    CONTROL_TRANSMIT = 1 << 8,
    CONTROL_RECEIVE = 1 << 9,
};

/* Looks at the flags before giving up on a device that does not answer. */
#define POLLS_MAX 1000000

static volatile unsigned char uart_page[4096] __attribute__((aligned(4096)));
static int uart_is_mapped;

static unsigned uart_read(unsigned offset)
{
    return *(volatile unsigned *)(uart_page + offset);
}

static void uart_write(unsigned offset, unsigned value)
{
    *(volatile unsigned *)(uart_page + offset) = value;
}

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
    seL4_Error error =
        seL4_Untyped_Retype(untyped, seL4_ARM_SmallPageObject, 0, seL4_CapInitThreadCNode, 0, 0, free_slot, 1);
    if (error != seL4_NoError) {
        return error;
    }
    error = seL4_ARM_Page_Unmap(runtime_image_frame(bootinfo, (const void *)uart_page));
    if (error != seL4_NoError) {
        return error;
    }
    error = seL4_ARM_Page_Map(free_slot, seL4_CapInitThreadVSpace, (seL4_Word)uart_page, seL4_ReadWrite,
                              seL4_ARM_ExecuteNever);
    if (error != seL4_NoError) {
        return error;
    }
    uart_is_mapped = 1;
    uart_write(UART_LINE_CONTROL, LINE_8_BITS);
    uart_write(UART_CONTROL, CONTROL_ENABLE | CONTROL_TRANSMIT | CONTROL_RECEIVE);
    return seL4_NoError;
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
        for (unsigned i = 0; i < POLLS_MAX && (uart_read(UART_FLAGS) & FLAG_TRANSMIT_FULL); i++) {
        }
        uart_write(UART_DATA, (unsigned char)c);
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
    if (!uart_is_mapped || (uart_read(UART_FLAGS) & FLAG_RECEIVE_EMPTY)) {
        return -1;
    }
    return (int)(uart_read(UART_DATA) & 0xff);
}
