/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults whose words depend on the architecture. Included by sel4/faults.h. */
#pragma once

#include <sel4/fault_value.h>

SEL4_FAULT_FIELD(UnknownSyscall, X0, seL4_UnknownSyscall_X0)
SEL4_FAULT_FIELD(UnknownSyscall, X1, seL4_UnknownSyscall_X1)
SEL4_FAULT_FIELD(UnknownSyscall, X2, seL4_UnknownSyscall_X2)
SEL4_FAULT_FIELD(UnknownSyscall, X3, seL4_UnknownSyscall_X3)
SEL4_FAULT_FIELD(UnknownSyscall, X4, seL4_UnknownSyscall_X4)
SEL4_FAULT_FIELD(UnknownSyscall, X5, seL4_UnknownSyscall_X5)
SEL4_FAULT_FIELD(UnknownSyscall, X6, seL4_UnknownSyscall_X6)
SEL4_FAULT_FIELD(UnknownSyscall, X7, seL4_UnknownSyscall_X7)
SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, seL4_UnknownSyscall_FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, SP, seL4_UnknownSyscall_SP)
SEL4_FAULT_FIELD(UnknownSyscall, LR, seL4_UnknownSyscall_LR)
SEL4_FAULT_FIELD(UnknownSyscall, SPSR, seL4_UnknownSyscall_SPSR)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, seL4_UnknownSyscall_Syscall)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Uint64 X0, seL4_Uint64 X1, seL4_Uint64 X2,
                                                               seL4_Uint64 X3, seL4_Uint64 X4, seL4_Uint64 X5,
                                                               seL4_Uint64 X6, seL4_Uint64 X7, seL4_Uint64 FaultIP,
                                                               seL4_Uint64 SP, seL4_Uint64 LR, seL4_Uint64 SPSR,
                                                               seL4_Uint64 Syscall)
{
    seL4_Fault_t fault = {{seL4_Fault_UnknownSyscall, X0, X1, X2, X3, X4, X5, X6, X7, FaultIP, SP, LR, SPSR, Syscall}};
    return fault;
}

SEL4_FAULT_FIELD(UserException, FaultIP, seL4_UserException_FaultIP)
SEL4_FAULT_FIELD(UserException, SP, seL4_UserException_SP)
SEL4_FAULT_FIELD(UserException, SPSR, seL4_UserException_SPSR)
SEL4_FAULT_FIELD(UserException, Number, seL4_UserException_Number)
SEL4_FAULT_FIELD(UserException, Code, seL4_UserException_Code)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UserException_new(seL4_Uint64 FaultIP, seL4_Uint64 SP, seL4_Uint64 SPSR,
                                                              seL4_Uint64 Number, seL4_Uint64 Code)
{
    seL4_Fault_t fault = {{seL4_Fault_UserException, FaultIP, SP, SPSR, Number, Code}};
    return fault;
}

SEL4_FAULT_FIELD(VGICMaintenance, IDX, seL4_VGICMaintenance_IDX)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_VGICMaintenance_new(seL4_Uint64 IDX)
{
    seL4_Fault_t fault = {{seL4_Fault_VGICMaintenance, IDX}};
    return fault;
}

SEL4_FAULT_FIELD(VCPUFault, HSR, seL4_VCPUFault_HSR)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_VCPUFault_new(seL4_Uint64 HSR)
{
    seL4_Fault_t fault = {{seL4_Fault_VCPUFault, HSR}};
    return fault;
}

SEL4_FAULT_FIELD(VPPIEvent, IRQ, seL4_VPPIEvent_IRQ)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_VPPIEvent_new(seL4_Uint64 IRQ)
{
    seL4_Fault_t fault = {{seL4_Fault_VPPIEvent, IRQ}};
    return fault;
}

SEL4_FAULT_TAG(VGICMaintenance, VGICMaintenance)
SEL4_FAULT_TAG(VCPUFault, VCPUFault)
SEL4_FAULT_TAG(VPPIEvent, VPPIEvent)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getArchFault(seL4_MessageInfo_t tag)
{
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_VMFault:
        return sel4_fault_received(seL4_Fault_VMFault, seL4_VMFault_Length);
    case seL4_Fault_UnknownSyscall:
        return sel4_fault_received(seL4_Fault_UnknownSyscall, seL4_UnknownSyscall_Length);
    case seL4_Fault_UserException:
        return sel4_fault_received(seL4_Fault_UserException, seL4_UserException_Length);
    case seL4_Fault_VGICMaintenance:
        return sel4_fault_received(seL4_Fault_VGICMaintenance, seL4_VGICMaintenance_Length);
    case seL4_Fault_VCPUFault:
        return sel4_fault_received(seL4_Fault_VCPUFault, seL4_VCPUFault_Length);
    case seL4_Fault_VPPIEvent:
        return sel4_fault_received(seL4_Fault_VPPIEvent, seL4_VPPIEvent_Length);
    default:
        return seL4_Fault_NullFault_new();
    }
}
