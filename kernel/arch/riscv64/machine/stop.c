/* SPDX-License-Identifier: BSD-2-Clause */
/* Switching the machine off. */
#include <debug/stop.h>
#include <machine/machine.h>

/* System reset extension: shut down, for no reason or because of a failure. */
#define RESET_SHUTDOWN 0u

_Noreturn void machine_stop(enum stop_reason reason)
{
    (void)sbi_call(SBI_RESET, 0, RESET_SHUTDOWN, reason);
    for (;;)
        __asm__ volatile("csrw sie, zero\n"
                         "wfi"
                         :
                         :
                         : "memory");
}
