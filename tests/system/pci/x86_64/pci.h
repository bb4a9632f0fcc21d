/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of a PCI device on request: QEMU's teaching device (docs/specs/edu of QEMU), which asserts its pin, or
 * sends a message, when a register is written, and keeps the pin asserted until another one is.
 */
#pragma once

#include "probe.h"

#define ROOT seL4_CapInitThreadCNode
#define CONTROL seL4_CapIRQControl

/* Finds the device and maps its registers; the test is over when there is none. */
void edu_begin(void);
void edu_end(void);
/* Asserts the pin until edu_quiet, or sends one message, if messages are on. */
void edu_raise(void);
void edu_quiet(void);
/* Messages with this CPU vector from now on; 0: the pin again. */
void edu_messages(seL4_Word cpu_vector);
/* The input of the I/O APIC that the device's pin is connected to, found by trying all of them. */
seL4_Word edu_pin(void);

void spin_us(seL4_Word us);

extern const struct frame_test message_tests[];
extern const struct frame_test level_tests[];
