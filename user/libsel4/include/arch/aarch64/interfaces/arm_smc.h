/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls to the firmware. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_SMC_Call(seL4_ARM_SMC _service, seL4_ARM_SMCContext *smc_args,
                                                 seL4_ARM_SMCContext *smc_response)
{
    seL4_SetMR(4, smc_args->x4);
    seL4_SetMR(5, smc_args->x5);
    seL4_SetMR(6, smc_args->x6);
    seL4_SetMR(7, smc_args->x7);
    sel4_registers_t out =
        sel4_invoke(_service, ARMSMCCall, 0, 8, smc_args->x0, smc_args->x1, smc_args->x2, smc_args->x3);
    if (sel4_invoke_error(out) != seL4_NoError) {
        return sel4_invoke_error(out);
    }
    smc_response->x0 = out.mr0;
    smc_response->x1 = out.mr1;
    smc_response->x2 = out.mr2;
    smc_response->x3 = out.mr3;
    smc_response->x4 = seL4_GetMR(4);
    smc_response->x5 = seL4_GetMR(5);
    smc_response->x6 = seL4_GetMR(6);
    smc_response->x7 = seL4_GetMR(7);
    return seL4_NoError;
}
