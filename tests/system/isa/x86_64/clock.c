/* SPDX-License-Identifier: BSD-2-Clause */
/* The interval timer (8254) and the clock chip (MC146818) of the PC. */
#include "clock.h"

#define ROOT seL4_CapInitThreadCNode

/* The I/O APIC input of the interval timer: the MADT moves ISA line 0 there. */
#define PIT_PIN 2
#define PIT_VECTOR 30
#define PIT_CHANNEL 0x40
#define PIT_CONTROL 0x43
#define PIT_HZ 1193182
#define PIT_RATE 0x34    /* channel 0, both bytes, rate generator */
#define PIT_ONE_SHOT 0x30 /* channel 0, both bytes, interrupt on terminal count: silent until a count is written */
#define RTC_PIN 8
#define RTC_VECTOR 32
#define RTC_INDEX 0x70
#define RTC_DATA 0x71
#define RTC_A 0x0a
#define RTC_B 0x0b
#define RTC_C 0x0c
#define RTC_PERIODIC 0x40
#define RTC_RATE_1024_HZ 6

static seL4_CPtr port_of(seL4_Word first, seL4_Word last)
{
    seL4_CPtr slot = kit_slot();

    require_ok(seL4_X86_IOPortControl_Issue(seL4_CapIOPortControl, first, last, ROOT, slot, 64));
    return slot;
}

seL4_Error clock_issue(seL4_CPtr slot, unsigned way)
{
    return seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, slot, 64, 0, PIT_PIN, 0, 0, PIT_VECTOR + way);
}

void clock_start(seL4_Word period_us)
{
    seL4_CPtr port = port_of(PIT_CHANNEL, PIT_CONTROL);
    seL4_Word count = PIT_HZ * period_us / 1000000;

    require_ok(seL4_X86_IOPort_Out8(port, PIT_CONTROL, PIT_RATE));
    require_ok(seL4_X86_IOPort_Out8(port, PIT_CHANNEL, count & 0xff));
    require_ok(seL4_X86_IOPort_Out8(port, PIT_CHANNEL, count >> 8));
    require_ok(kit_delete(port));
}

/* It goes on by itself. */
void clock_next(void)
{
}

void clock_stop(void)
{
    seL4_CPtr port = port_of(PIT_CHANNEL, PIT_CONTROL);

    require_ok(seL4_X86_IOPort_Out8(port, PIT_CONTROL, PIT_ONE_SHOT));
    require_ok(kit_delete(port));
}

seL4_Error clock_other_issue(seL4_CPtr slot)
{
    return seL4_IRQControl_GetIOAPIC(seL4_CapIRQControl, ROOT, slot, 64, 0, RTC_PIN, 0, 0, RTC_VECTOR);
}

static seL4_Word rtc_read(seL4_CPtr port, seL4_Word index)
{
    require_ok(seL4_X86_IOPort_Out8(port, RTC_INDEX, index));
    return seL4_X86_IOPort_In8(port, RTC_DATA).result;
}

static void rtc_write(seL4_CPtr port, seL4_Word index, seL4_Word value)
{
    require_ok(seL4_X86_IOPort_Out8(port, RTC_INDEX, index));
    require_ok(seL4_X86_IOPort_Out8(port, RTC_DATA, value));
}

static seL4_CPtr rtc_port;

void clock_other_start(void)
{
    rtc_port = port_of(RTC_INDEX, RTC_DATA);
    rtc_write(rtc_port, RTC_A, (rtc_read(rtc_port, RTC_A) & 0xf0) | RTC_RATE_1024_HZ);
    rtc_write(rtc_port, RTC_B, rtc_read(rtc_port, RTC_B) | RTC_PERIODIC);
    clock_other_next();
}

void clock_other_next(void)
{
    (void)rtc_read(rtc_port, RTC_C);
}

void clock_other_stop(void)
{
    rtc_write(rtc_port, RTC_B, rtc_read(rtc_port, RTC_B) & ~(seL4_Word)RTC_PERIODIC);
    clock_other_next();
    require_ok(kit_delete(rtc_port));
}
