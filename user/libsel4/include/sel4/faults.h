/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults as values. seL4_getFault turns a received fault message into a seL4_Fault_t; the accessors of each kind of
 * fault, seL4_Fault_<kind>_get_<field> and so on, read and change it.
 */
#pragma once

#include <sel4/fault_value.h>
#include <sel4/functions.h>
#include <sel4/sel4_arch/faults.h>
#include <sel4/types.h>

/* Words from MR4 on depend on the kind of look-up failure. */
#define SEL4_CAP_FAULT_WORDS 7
SEL4_FAULT_FIELD(CapFault, IP, seL4_CapFault_IP)
SEL4_FAULT_FIELD(CapFault, Addr, seL4_CapFault_Addr)
SEL4_FAULT_FIELD(CapFault, InRecvPhase, seL4_CapFault_InRecvPhase)
SEL4_FAULT_FIELD(CapFault, LookupFailureType, seL4_CapFault_LookupFailureType)
SEL4_FAULT_FIELD(CapFault, MR4, 4)
SEL4_FAULT_FIELD(CapFault, MR5, 5)
SEL4_FAULT_FIELD(CapFault, MR6, 6)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_CapFault_new(seL4_Uint64 IP, seL4_Uint64 Addr, seL4_Uint64 InRecvPhase,
                                                         seL4_Uint64 LookupFailureType, seL4_Uint64 MR4,
                                                         seL4_Uint64 MR5, seL4_Uint64 MR6)
{
    seL4_Fault_t fault = {{seL4_Fault_CapFault, IP, Addr, InRecvPhase, LookupFailureType, MR4, MR5, MR6}};
    return fault;
}

SEL4_FAULT_FIELD(Timeout, data, seL4_Timeout_Data)
SEL4_FAULT_FIELD(Timeout, consumed, seL4_Timeout_Consumed)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_Timeout_new(seL4_Uint64 data, seL4_Uint64 consumed)
{
    seL4_Fault_t fault = {{seL4_Fault_Timeout, data, consumed}};
    return fault;
}

SEL4_FAULT_TAG(NoFault, NullFault)
SEL4_FAULT_TAG(CapFault, CapFault)
SEL4_FAULT_TAG(TimeoutFault, Timeout)

/* The fault whose message was received last; the null fault for a label that is no fault number. */
LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_getFault(seL4_MessageInfo_t tag)
{
    switch (seL4_MessageInfo_get_label(tag)) {
    case seL4_Fault_CapFault:
        return sel4_fault_received(seL4_Fault_CapFault, SEL4_CAP_FAULT_WORDS);
    case seL4_Fault_Timeout:
        return sel4_fault_received(seL4_Fault_Timeout, seL4_Timeout_Length);
    case seL4_Fault_NullFault:
        return seL4_Fault_NullFault_new();
    default:
        return seL4_getArchFault(tag);
    }
}

/* Puts a reply to a Timeout fault into the message: the thread continues with these registers, or stays stopped. */
LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_TimeoutReply_new(seL4_Bool resume, seL4_UserContext regs, seL4_Word length)
{
    const seL4_Word *words = (const seL4_Word *)&regs;
    for (seL4_Word i = 0; i < length && i < seL4_TimeoutReply_Length; i++) {
        seL4_SetMR((int)i, words[i]);
    }
    return seL4_MessageInfo_new(!resume, 0, 0, length);
}
