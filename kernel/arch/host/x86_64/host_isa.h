/* SPDX-License-Identifier: BSD-2-Clause */
/* What the host port's machine has on x86_64 only. */
#ifndef HOST_ISA_H
#define HOST_ISA_H

#include <lib/types.h>

#define HOST_IOAPIC_MAX 2u
#define HOST_PIN_MAX 24u

struct host_pin {
    word_t vector;
    bool programmed, level, active_low, masked;
};

/*
 * Set by tests: port_value is what hw_port_in returns (cut to the size of the access), ioapic_count (1 after
 * host_reset), huge_pages (true after host_reset), no_base_instructions. fs_base and gs_base are the "CPU registers",
 * which tests write as a user would. The rest is recorded.
 */
#define HOST_MACHINE_OF_ISA \
    word_t port_value, ioapic_count; \
    bool huge_pages, no_base_instructions; \
    word_t fs_base, gs_base; \
    word_t port, port_bytes, port_written, port_ins, port_outs; \
    word_t kernel_stack; \
    struct host_pin pin[HOST_IOAPIC_MAX][HOST_PIN_MAX];

#endif
