/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console. In a debug build output works from the first instruction, through the kernel. In a release build, and
 * for input in both, the program needs the serial port: console_init fetches the right to use it.
 */
#pragma once

#include <sel4/sel4.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Issues a capability to the ports of COM1 into a free slot of the initial thread's CNode and sets the device to
 * 115200 baud, 8 bits, no parity. Only the initial thread has the right to do that.
 */
seL4_Error console_init(const seL4_BootInfo *bootinfo, seL4_CPtr free_slot);

/* For a program that was given a capability to ports 0x3f8 to 0x3ff by another. The device is left as it is. */
void console_use(seL4_CPtr io_port);

/* Where the device's registers are mapped; 0: nowhere, or (x86_64) they are not in memory. */
volatile unsigned char *runtime_console_registers(void);

/* Sends one character, and a carriage return before each newline. Waits for the device. */
void console_putchar(char c);

/* The next character received, or -1 at once if there is none. */
int console_getchar(void);

#ifdef __cplusplus
}
#endif
