/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults whose words depend on the architecture. Included by sel4/faults.h. */
#pragma once

#include <sel4/fault_value.h>

SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, seL4_UnknownSyscall_FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, SP, seL4_UnknownSyscall_SP)
SEL4_FAULT_FIELD(UnknownSyscall, RA, seL4_UnknownSyscall_RA)
SEL4_FAULT_FIELD(UnknownSyscall, A0, seL4_UnknownSyscall_A0)
SEL4_FAULT_FIELD(UnknownSyscall, A1, seL4_UnknownSyscall_A1)
SEL4_FAULT_FIELD(UnknownSyscall, A2, seL4_UnknownSyscall_A2)
SEL4_FAULT_FIELD(UnknownSyscall, A3, seL4_UnknownSyscall_A3)
SEL4_FAULT_FIELD(UnknownSyscall, A4, seL4_UnknownSyscall_A4)
SEL4_FAULT_FIELD(UnknownSyscall, A5, seL4_UnknownSyscall_A5)
SEL4_FAULT_FIELD(UnknownSyscall, A6, seL4_UnknownSyscall_A6)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, seL4_UnknownSyscall_Syscall)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Uint64 FaultIP, seL4_Uint64 SP, seL4_Uint64 RA,
                                                               seL4_Uint64 A0, seL4_Uint64 A1, seL4_Uint64 A2,
                                                               seL4_Uint64 A3, seL4_Uint64 A4, seL4_Uint64 A5,
                                                               seL4_Uint64 A6, seL4_Uint64 Syscall)
{
    seL4_Fault_t fault = {{seL4_Fault_UnknownSyscall, FaultIP, SP, RA, A0, A1, A2, A3, A4, A5, A6, Syscall}};
    return fault;
}

SEL4_FAULT_FIELD(UserException, FaultIP, seL4_UserException_FaultIP)
SEL4_FAULT_FIELD(UserException, SP, seL4_UserException_SP)
SEL4_FAULT_FIELD(UserException, Number, seL4_UserException_Number)
SEL4_FAULT_FIELD(UserException, Code, seL4_UserException_Code)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UserException_new(seL4_Uint64 FaultIP, seL4_Uint64 SP, seL4_Uint64 Number,
                                                              seL4_Uint64 Code)
{
    seL4_Fault_t fault = {{seL4_Fault_UserException, FaultIP, SP, Number, Code}};
    return fault;
}

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getArchFault(seL4_MessageInfo_t tag)
{
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_VMFault:
        return sel4_fault_received(seL4_Fault_VMFault, seL4_VMFault_Length);
    case seL4_Fault_UnknownSyscall:
        return sel4_fault_received(seL4_Fault_UnknownSyscall, seL4_UnknownSyscall_Length);
    case seL4_Fault_UserException:
        return sel4_fault_received(seL4_Fault_UserException, seL4_UserException_Length);
    default:
        return seL4_Fault_NullFault_new();
    }
}
