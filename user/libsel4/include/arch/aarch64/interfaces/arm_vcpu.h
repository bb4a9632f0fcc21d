/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtual processors of guests. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VCPU_SetTCB(seL4_ARM_VCPU _service, seL4_TCB tcb)
{
    seL4_SetCap(0, tcb);
    return sel4_invoke_plain(_service, ARMVCPUSetTCB, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VCPU_InjectIRQ(seL4_ARM_VCPU _service, seL4_Uint16 virq, seL4_Uint8 priority,
                                                       seL4_Uint8 group, seL4_Uint8 index)
{
    seL4_Word word = (seL4_Word)virq | (seL4_Word)priority << 16 | (seL4_Word)group << 24 | (seL4_Word)index << 32;
    return sel4_invoke_plain(_service, ARMVCPUInjectIRQ, 0, 1, word, 0, 0, 0);
}

typedef struct seL4_ARM_VCPU_ReadRegs_result {
    int error;
    seL4_Word value;
} seL4_ARM_VCPU_ReadRegs_t;

LIBSEL4_INLINE_FUNC seL4_ARM_VCPU_ReadRegs_t seL4_ARM_VCPU_ReadRegs(seL4_ARM_VCPU _service, seL4_Word field)
{
    sel4_registers_t out = sel4_invoke(_service, ARMVCPUReadReg, 0, 1, field, 0, 0, 0);
    seL4_ARM_VCPU_ReadRegs_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VCPU_WriteRegs(seL4_ARM_VCPU _service, seL4_Word field, seL4_Word value)
{
    return sel4_invoke_plain(_service, ARMVCPUWriteReg, 0, 2, field, value, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VCPU_AckVPPI(seL4_ARM_VCPU _service, seL4_Word irq)
{
    return sel4_invoke_plain(_service, ARMVCPUAckVPPI, 0, 1, irq, 0, 0, 0);
}
