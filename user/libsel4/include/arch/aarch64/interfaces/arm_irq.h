/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupts whose trigger is chosen, and software-generated interrupts. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_GetTrigger(seL4_IRQControl _service, seL4_Word irq, seL4_Word trigger,
                                                          seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke_plain(_service, ARMIRQIssueIRQHandlerTrigger, 1, 4, irq, trigger, index, depth);
}

#ifdef CONFIG_ENABLE_SMP_SUPPORT
LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_GetTriggerCore(seL4_IRQControl _service, seL4_Word irq,
                                                              seL4_Word trigger, seL4_CNode root, seL4_Word index,
                                                              seL4_Uint8 depth, seL4_Word target)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, target);
    return sel4_invoke_plain(_service, ARMIRQIssueIRQHandlerTriggerCore, 1, 5, irq, trigger, index, depth);
}
#else
LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_IssueSGISignal(seL4_IRQControl _service, seL4_Word irq, seL4_Word target,
                                                              seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke_plain(_service, ARMIRQIssueSGISignal, 1, 4, irq, target, index, depth);
}
#endif
