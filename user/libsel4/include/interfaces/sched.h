/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts, the right to configure them, and domains. Times are in microseconds. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_SchedControl_ConfigureFlags(seL4_SchedControl _service,
                                                                seL4_SchedContext schedcontext, seL4_Time budget,
                                                                seL4_Time period, seL4_Word extra_refills,
                                                                seL4_Word badge, seL4_Word flags)
{
    seL4_SetCap(0, schedcontext);
    seL4_SetMR(4, flags);
    return sel4_invoke_plain(_service, SchedControlConfigureFlags, 1, 5, budget, period, extra_refills, badge);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_SchedControl_Configure(seL4_SchedControl _service, seL4_SchedContext schedcontext,
                                                           seL4_Time budget, seL4_Time period,
                                                           seL4_Word extra_refills, seL4_Word badge)
{
    return seL4_SchedControl_ConfigureFlags(_service, schedcontext, budget, period, extra_refills, badge,
                                            seL4_SchedContext_NoFlag);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_SchedContext_Bind(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return sel4_invoke_plain(_service, SchedContextBind, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_SchedContext_Unbind(seL4_SchedContext _service)
{
    return sel4_invoke_plain(_service, SchedContextUnbind, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_SchedContext_UnbindObject(seL4_SchedContext _service, seL4_CPtr cap)
{
    seL4_SetCap(0, cap);
    return sel4_invoke_plain(_service, SchedContextUnbindObject, 1, 0, 0, 0, 0, 0);
}

typedef struct seL4_SchedContext_Consumed_result {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_Consumed_t;

LIBSEL4_INLINE_FUNC seL4_SchedContext_Consumed_t seL4_SchedContext_Consumed(seL4_SchedContext _service)
{
    sel4_registers_t out = sel4_invoke(_service, SchedContextConsumed, 0, 0, 0, 0, 0, 0);
    seL4_SchedContext_Consumed_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

typedef struct seL4_SchedContext_YieldTo_result {
    int error;
    seL4_Time consumed;
} seL4_SchedContext_YieldTo_t;

LIBSEL4_INLINE_FUNC seL4_SchedContext_YieldTo_t seL4_SchedContext_YieldTo(seL4_SchedContext _service)
{
    sel4_registers_t out = sel4_invoke(_service, SchedContextYieldTo, 0, 0, 0, 0, 0, 0);
    seL4_SchedContext_YieldTo_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_DomainSet_Set(seL4_DomainSet _service, seL4_Uint8 domain, seL4_TCB thread)
{
    seL4_SetCap(0, thread);
    return sel4_invoke_plain(_service, DomainSetSet, 1, 1, domain, 0, 0, 0);
}

/* The duration of a schedule entry is in ticks of the kernel's timer. */
LIBSEL4_INLINE_FUNC seL4_Error seL4_DomainSet_ScheduleConfigure(seL4_DomainSet _service, seL4_Word index,
                                                                seL4_Uint8 domain, seL4_Time duration)
{
    return sel4_invoke_plain(_service, DomainScheduleConfigure, 0, 3, index, domain, duration, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_DomainSet_ScheduleSetStart(seL4_DomainSet _service, seL4_Word index)
{
    return sel4_invoke_plain(_service, DomainScheduleSetStart, 0, 1, index, 0, 0, 0);
}
