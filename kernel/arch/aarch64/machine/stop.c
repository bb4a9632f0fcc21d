/* SPDX-License-Identifier: BSD-2-Clause */
/* Switching the machine off: PSCI (Arm DEN 0022). */
#include <debug/stop.h>
#include <machine/machine.h>

#define PSCI_SYSTEM_OFF 0x84000008u

_Noreturn void machine_stop(enum stop_reason reason)
{
    static struct hw_smc off;

    (void)reason;
    off.x[0] = PSCI_SYSTEM_OFF;
    hw_smc_call(&off);
    for (;;)
        __asm__ volatile("wfi" : : : "memory");
}
