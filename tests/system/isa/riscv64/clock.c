/* SPDX-License-Identifier: BSD-2-Clause */
/* The clock with alarm of QEMU's virt machine ("Goldfish"), and the serial port's transmitter. */
#include "clock.h"

#include <runtime/console.h>

#define ROOT seL4_CapInitThreadCNode

#define CLOCK_SOURCE 11
#define CLOCK_ADDRESS 0x101000ul
#define CLOCK_VADDR 0x3e000000ul
/* Words; time in nanoseconds. Reading the low half latches the high one, writing the low half sets the alarm. */
enum { TIME_LOW, TIME_HIGH, ALARM_LOW, ALARM_HIGH, INTERRUPT_ON, ALARM_CLEAR, ALARM_STATUS, INTERRUPT_CLEAR };

#define UART_SOURCE 10
#define UART_INTERRUPT_ENABLE 1
#define TRANSMITTER_EMPTY 0x02

static volatile unsigned *const device = (volatile unsigned *)CLOCK_VADDR;
static seL4_Word period_ns;
static seL4_CPtr frame;

seL4_Error clock_issue(seL4_CPtr slot, unsigned way)
{
    (void)way;
    return seL4_IRQControl_Get(seL4_CapIRQControl, CLOCK_SOURCE, ROOT, slot, 64);
}

void clock_next(void)
{
    seL4_Word at = device[TIME_LOW];

    at |= (seL4_Word)device[TIME_HIGH] << 32;
    at += period_ns;
    device[INTERRUPT_CLEAR] = 1;
    device[ALARM_HIGH] = (unsigned)(at >> 32);
    device[ALARM_LOW] = (unsigned)at;
}

void clock_start(seL4_Word period_us)
{
    frame = kit_device_frame(CLOCK_ADDRESS);
    require_ok(kit_map(frame, seL4_CapInitThreadVSpace, CLOCK_VADDR, seL4_ReadWrite));
    period_ns = period_us * 1000;
    device[INTERRUPT_ON] = 1;
    clock_next();
}

void clock_stop(void)
{
    device[INTERRUPT_ON] = 0;
    device[ALARM_CLEAR] = 1;
    device[INTERRUPT_CLEAR] = 1;
    require_ok(kit_delete(frame));
}

seL4_Error clock_other_issue(seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, UART_SOURCE, ROOT, slot, 64);
}

/* Empty as it is, the transmitter interrupts when it is allowed to. */
void clock_other_start(void)
{
    runtime_console_registers()[UART_INTERRUPT_ENABLE] = TRANSMITTER_EMPTY;
}

void clock_other_next(void)
{
    clock_other_stop();
    clock_other_start();
}

void clock_other_stop(void)
{
    runtime_console_registers()[UART_INTERRUPT_ENABLE] = 0;
}
