/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the bench depends on the ISA: an exception, and an interrupt. */
#pragma once

#include <kit/kit.h>
#include <runtime/console.h>

/* An exception. */
#define BENCH_FAULT KIT_UNDEFINED
#define BENCH_FAULT_BYTES KIT_UNDEFINED_BYTES

/*
 * The serial port's line: asserted as long as the port may tell that it has transmitted, which it has.
 * PL011: interrupt mask register, transmit.
 */
#define UART_INTERRUPT_MASK 0x38
#define UART_TRANSMITTED 0x20u

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

static inline void bench_line_set(unsigned mask)
{
    *(volatile unsigned *)(bench_uart + UART_INTERRUPT_MASK) = mask;
}

/* Asserts the line, and takes that back. */
static inline void bench_line_assert(void)
{
    bench_line_set(UART_TRANSMITTED);
}

static inline void bench_line_release(void)
{
    bench_line_set(0);
}
