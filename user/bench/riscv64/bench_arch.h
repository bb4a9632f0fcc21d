/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the bench depends on the ISA: an exception, and an interrupt. */
#pragma once

#include <kit/kit.h>
#include <runtime/console.h>

/* An exception that the firmware does not see: illegal instructions it looks at first. */
#define BENCH_FAULT ".insn 4, 0x00100073" /* ebreak */
#define BENCH_FAULT_BYTES 4

/*
 * The serial port's line: asserted as long as the port may tell that it is ready to transmit, which it always is.
 * PC16550D: interrupt enable register, transmitter holding register empty.
 */
#define UART_INTERRUPT_ENABLE 1
#define UART_TRANSMIT_READY 0x02

static volatile unsigned char *bench_uart;

/* Makes the line's handler in this slot. */
static inline void bench_line_handler(seL4_CPtr slot)
{
    bench_uart = runtime_console_registers();
    kit_console_interrupt(slot);
}

/* The threads are ready. */
static inline void bench_line_start(void)
{
}

/* Asserts the line, and takes that back. */
static inline void bench_line_assert(void)
{
    bench_uart[UART_INTERRUPT_ENABLE] = UART_TRANSMIT_READY;
}

static inline void bench_line_release(void)
{
    bench_uart[UART_INTERRUPT_ENABLE] = 0;
}
