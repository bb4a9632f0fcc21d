/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts: issuing handlers, their methods, and interrupts of two timers of the PC. */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define CONTROL seL4_CapIRQControl

/* The I/O APIC input of the interval timer: the MADT moves ISA line 0 there. */
#define PIT_PIN 2
#define PIT_VECTOR 30
#define RTC_PIN 8
#define RTC_VECTOR 31
#define PERIOD_US 1000

/* The interval timer interrupts every PERIOD_US, or not at all. */
void pit_start(void);
void pit_stop(void);
/* The clock chip interrupts 1024 times a second; after each one it waits until rtc_next. */
void rtc_start(void);
void rtc_next(void);
void rtc_stop(void);
void spin_us(seL4_Word us);

extern const struct frame_test issue_tests[];
extern const struct frame_test handler_tests[];
extern const struct frame_test delivery_tests[];
extern const struct frame_test passive_tests[];
