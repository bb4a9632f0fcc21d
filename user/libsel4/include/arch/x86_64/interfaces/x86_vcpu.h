/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtual machines (CONFIG_VTX). */
#pragma once

#include <interfaces/invoke.h>

#ifdef CONFIG_VTX
LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetEPTRoot(seL4_TCB _service, seL4_X86_EPTPML4 eptpml4)
{
    seL4_SetCap(0, eptpml4);
    return sel4_invoke_plain(_service, TCBSetEPTRoot, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_VCPU_SetTCB(seL4_X86_VCPU _service, seL4_TCB tcb)
{
    seL4_SetCap(0, tcb);
    return sel4_invoke_plain(_service, X86VCPUSetTCB, 1, 0, 0, 0, 0, 0);
}

typedef struct seL4_X86_VCPU_ReadVMCS_result {
    int error;
    seL4_Word value;
} seL4_X86_VCPU_ReadVMCS_t;

LIBSEL4_INLINE_FUNC seL4_X86_VCPU_ReadVMCS_t seL4_X86_VCPU_ReadVMCS(seL4_X86_VCPU _service, seL4_Word field)
{
    sel4_registers_t out = sel4_invoke(_service, X86VCPUReadVMCS, 0, 1, field, 0, 0, 0);
    seL4_X86_VCPU_ReadVMCS_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

typedef struct seL4_X86_VCPU_WriteVMCS_result {
    int error;
    seL4_Word written;
} seL4_X86_VCPU_WriteVMCS_t;

LIBSEL4_INLINE_FUNC seL4_X86_VCPU_WriteVMCS_t seL4_X86_VCPU_WriteVMCS(seL4_X86_VCPU _service, seL4_Word field,
                                                                  seL4_Word value)
{
    sel4_registers_t out = sel4_invoke(_service, X86VCPUWriteVMCS, 0, 2, field, value, 0, 0);
    seL4_X86_VCPU_WriteVMCS_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

#ifdef CONFIG_X86_64_VTX_64BIT_GUESTS
typedef struct seL4_X86_VCPU_ReadMSR_result {
    int error;
    seL4_Word value;
} seL4_X86_VCPU_ReadMSR_t;

LIBSEL4_INLINE_FUNC seL4_X86_VCPU_ReadMSR_t seL4_X86_VCPU_ReadMSR(seL4_X86_VCPU _service, seL4_Word field)
{
    sel4_registers_t out = sel4_invoke(_service, X86VCPUReadMSR, 0, 1, field, 0, 0, 0);
    seL4_X86_VCPU_ReadMSR_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

typedef struct seL4_X86_VCPU_WriteMSR_result {
    int error;
    seL4_Word written;
} seL4_X86_VCPU_WriteMSR_t;

LIBSEL4_INLINE_FUNC seL4_X86_VCPU_WriteMSR_t seL4_X86_VCPU_WriteMSR(seL4_X86_VCPU _service, seL4_Word field,
                                                                seL4_Word value)
{
    sel4_registers_t out = sel4_invoke(_service, X86VCPUWriteMSR, 0, 2, field, value, 0, 0);
    seL4_X86_VCPU_WriteMSR_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}
#endif

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_VCPU_EnableIOPort(seL4_X86_VCPU _service, seL4_X86_IOPort ioPort, seL4_Word low,
                                                          seL4_Word high)
{
    seL4_SetCap(0, ioPort);
    return sel4_invoke_plain(_service, X86VCPUEnableIOPort, 1, 2, low, high, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_VCPU_DisableIOPort(seL4_X86_VCPU _service, seL4_Word low, seL4_Word high)
{
    return sel4_invoke_plain(_service, X86VCPUDisableIOPort, 0, 2, low, high, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_VCPU_WriteRegisters(seL4_X86_VCPU _service, seL4_VCPUContext *regs)
{
    const seL4_Word *words = (const seL4_Word *)regs;
    const seL4_Word count = sizeof(*regs) / sizeof(seL4_Word);
    for (seL4_Word i = 4; i < count; i++) {
        seL4_SetMR((int)i, words[i]);
    }
    return sel4_invoke_plain(_service, X86VCPUWriteRegisters, 0, count, words[0], words[1], words[2], words[3]);
}
#endif
