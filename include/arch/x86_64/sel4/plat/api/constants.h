/* SPDX-License-Identifier: BSD-2-Clause */
/* PC: interrupts of the I/O APIC and message-signalled ones, as numbered by seL4_IRQControl_GetIOAPIC and GetMSI. */
#pragma once

#define IRQ_OFFSET (0x20 + 16)
#define VECTOR_MIN 0
#define VECTOR_MAX 109
