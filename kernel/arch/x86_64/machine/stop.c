/* SPDX-License-Identifier: BSD-2-Clause */
/* Switching the machine off. */
#include <debug/stop.h>
#include <machine/machine.h>

/* QEMU's isa-debug-exit device, and the ports where its machines have their power switch (ACPI's PM1a control). */
#define PORT_DEBUG_EXIT 0xf4u
#define PORT_POWER_Q35 0x604u
#define PORT_POWER_PC 0xb004u
#define POWER_OFF 0x2000u

_Noreturn void machine_stop(enum stop_reason reason)
{
    if (hw_state.is_virtual != 0) {
        hw_port_out(PORT_DEBUG_EXIT, 4, reason); /* exit status 2 * reason + 1 */
        hw_port_out(PORT_POWER_Q35, 2, POWER_OFF);
        hw_port_out(PORT_POWER_PC, 2, POWER_OFF);
    }
    for (;;)
        __asm__ volatile("cli; hlt" : : : "memory");
}
