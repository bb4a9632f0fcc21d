/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults whose words depend on the architecture. Included by sel4/faults.h. */
#pragma once

#include <sel4/fault_value.h>

SEL4_FAULT_FIELD(UnknownSyscall, RAX, seL4_UnknownSyscall_RAX)
SEL4_FAULT_FIELD(UnknownSyscall, RBX, seL4_UnknownSyscall_RBX)
SEL4_FAULT_FIELD(UnknownSyscall, RCX, seL4_UnknownSyscall_RCX)
SEL4_FAULT_FIELD(UnknownSyscall, RDX, seL4_UnknownSyscall_RDX)
SEL4_FAULT_FIELD(UnknownSyscall, RSI, seL4_UnknownSyscall_RSI)
SEL4_FAULT_FIELD(UnknownSyscall, RDI, seL4_UnknownSyscall_RDI)
SEL4_FAULT_FIELD(UnknownSyscall, RBP, seL4_UnknownSyscall_RBP)
SEL4_FAULT_FIELD(UnknownSyscall, R8, seL4_UnknownSyscall_R8)
SEL4_FAULT_FIELD(UnknownSyscall, R9, seL4_UnknownSyscall_R9)
SEL4_FAULT_FIELD(UnknownSyscall, R10, seL4_UnknownSyscall_R10)
SEL4_FAULT_FIELD(UnknownSyscall, R11, seL4_UnknownSyscall_R11)
SEL4_FAULT_FIELD(UnknownSyscall, R12, seL4_UnknownSyscall_R12)
SEL4_FAULT_FIELD(UnknownSyscall, R13, seL4_UnknownSyscall_R13)
SEL4_FAULT_FIELD(UnknownSyscall, R14, seL4_UnknownSyscall_R14)
SEL4_FAULT_FIELD(UnknownSyscall, R15, seL4_UnknownSyscall_R15)
SEL4_FAULT_FIELD(UnknownSyscall, FaultIP, seL4_UnknownSyscall_FaultIP)
SEL4_FAULT_FIELD(UnknownSyscall, RSP, seL4_UnknownSyscall_SP)
SEL4_FAULT_FIELD(UnknownSyscall, FLAGS, seL4_UnknownSyscall_FLAGS)
SEL4_FAULT_FIELD(UnknownSyscall, Syscall, seL4_UnknownSyscall_Syscall)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UnknownSyscall_new(seL4_Uint64 RAX, seL4_Uint64 RBX, seL4_Uint64 RCX,
                                                               seL4_Uint64 RDX, seL4_Uint64 RSI, seL4_Uint64 RDI,
                                                               seL4_Uint64 RBP, seL4_Uint64 R8, seL4_Uint64 R9,
                                                               seL4_Uint64 R10, seL4_Uint64 R11, seL4_Uint64 R12,
                                                               seL4_Uint64 R13, seL4_Uint64 R14, seL4_Uint64 R15,
                                                               seL4_Uint64 FaultIP, seL4_Uint64 RSP, seL4_Uint64 FLAGS,
                                                               seL4_Uint64 Syscall)
{
    seL4_Fault_t fault = {{seL4_Fault_UnknownSyscall, RAX, RBX, RCX, RDX, RSI, RDI, RBP, R8, R9, R10, R11, R12, R13,
                           R14, R15, FaultIP, RSP, FLAGS, Syscall}};
    return fault;
}

SEL4_FAULT_FIELD(UserException, FaultIP, seL4_UserException_FaultIP)
SEL4_FAULT_FIELD(UserException, Stack, seL4_UserException_SP)
SEL4_FAULT_FIELD(UserException, FLAGS, seL4_UserException_FLAGS)
SEL4_FAULT_FIELD(UserException, Number, seL4_UserException_Number)
SEL4_FAULT_FIELD(UserException, Code, seL4_UserException_Code)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_UserException_new(seL4_Uint64 FaultIP, seL4_Uint64 Stack,
                                                              seL4_Uint64 FLAGS, seL4_Uint64 Number, seL4_Uint64 Code)
{
    seL4_Fault_t fault = {{seL4_Fault_UserException, FaultIP, Stack, FLAGS, Number, Code}};
    return fault;
}

#ifdef CONFIG_HARDWARE_DEBUG_API
SEL4_FAULT_FIELD(DebugException, FaultIP, seL4_DebugException_FaultIP)
SEL4_FAULT_FIELD(DebugException, ExceptionReason, seL4_DebugException_ExceptionReason)
SEL4_FAULT_FIELD(DebugException, TriggerAddress, seL4_DebugException_TriggerAddress)
SEL4_FAULT_FIELD(DebugException, BreakpointNumber, seL4_DebugException_BreakpointNumber)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_DebugException_new(seL4_Uint64 FaultIP, seL4_Uint64 ExceptionReason,
                                                               seL4_Uint64 TriggerAddress,
                                                               seL4_Uint64 BreakpointNumber)
{
    seL4_Fault_t fault = {{seL4_Fault_DebugException, FaultIP, ExceptionReason, TriggerAddress, BreakpointNumber}};
    return fault;
}

SEL4_FAULT_TAG(DebugException, DebugException)
#endif

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getArchFault(seL4_MessageInfo_t tag)
{
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_VMFault:
        return sel4_fault_received(seL4_Fault_VMFault, seL4_VMFault_Length);
    case seL4_Fault_UnknownSyscall:
        return sel4_fault_received(seL4_Fault_UnknownSyscall, seL4_UnknownSyscall_Length);
    case seL4_Fault_UserException:
        return sel4_fault_received(seL4_Fault_UserException, seL4_UserException_Length);
#ifdef CONFIG_HARDWARE_DEBUG_API
    case seL4_Fault_DebugException:
        return sel4_fault_received(seL4_Fault_DebugException, seL4_DebugException_Length);
#endif
    default:
        return seL4_Fault_NullFault_new();
    }
}
