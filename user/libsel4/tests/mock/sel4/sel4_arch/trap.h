/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands in for the system call instruction: the test looks at what would have been passed and says what comes back. */
#pragma once

#include <sel4/macros.h>
#include <sel4/types.h>

typedef struct sel4_registers {
    seL4_Word cap;
    seL4_Word info;
    seL4_Word mr0;
    seL4_Word mr1;
    seL4_Word mr2;
    seL4_Word mr3;
} sel4_registers_t;

void sel4_trap_send(seL4_Word number, sel4_registers_t in);
seL4_Word sel4_trap_short(seL4_Word number, seL4_Word cap, seL4_Word info);
sel4_registers_t sel4_trap(seL4_Word number, sel4_registers_t in);
sel4_registers_t sel4_trap_reply(seL4_Word number, sel4_registers_t in, seL4_Word reply);
sel4_registers_t sel4_trap_send_recv(seL4_Word number, sel4_registers_t in, seL4_Word reply, seL4_Word dest);
