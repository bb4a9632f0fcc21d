/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A fault as a value, how the accessors of its fields are made, and what kinds of faults have in common on all ISAs.
 * Included by sel4/faults.h.
 */
#pragma once

#include <sel4/functions.h>
#include <sel4/types.h>

/* Enough for the longest fault message and its number. */
#define SEL4_FAULT_WORDS 20

/* Word 0 is the seL4_FaultType, word 1 + i is word i of the message. */
typedef struct seL4_Fault {
    seL4_Uint64 words[SEL4_FAULT_WORDS];
} seL4_Fault_t;

LIBSEL4_INLINE_FUNC SEL4_CONST seL4_Uint64 seL4_Fault_get_seL4_FaultType(seL4_Fault_t fault)
{
    return fault.words[0];
}

LIBSEL4_INLINE_FUNC SEL4_PURE seL4_Uint64 seL4_Fault_ptr_get_seL4_FaultType(const seL4_Fault_t *fault)
{
    return fault->words[0];
}

LIBSEL4_INLINE_FUNC SEL4_CONST int seL4_Fault_seL4_FaultType_equals(seL4_Fault_t fault, seL4_Uint64 type)
{
    return fault.words[0] == type;
}

/* Accessors of the field that message word `index` of a kind of fault carries. */
#define SEL4_FAULT_FIELD(kind, field, index) \
    LIBSEL4_INLINE_FUNC SEL4_CONST seL4_Uint64 seL4_Fault_##kind##_get_##field(seL4_Fault_t fault) \
    { \
        return fault.words[1 + (index)]; \
    } \
    LIBSEL4_INLINE_FUNC SEL4_CONST seL4_Fault_t seL4_Fault_##kind##_set_##field(seL4_Fault_t fault, \
                                                                               seL4_Uint64 value) \
    { \
        fault.words[1 + (index)] = value; \
        return fault; \
    } \
    LIBSEL4_INLINE_FUNC SEL4_PURE seL4_Uint64 seL4_Fault_##kind##_ptr_get_##field(const seL4_Fault_t *fault) \
    { \
        return fault->words[1 + (index)]; \
    } \
    LIBSEL4_INLINE_FUNC void seL4_Fault_##kind##_ptr_set_##field(seL4_Fault_t *fault, seL4_Uint64 value) \
    { \
        fault->words[1 + (index)] = value; \
    }

/* seL4_is<name>_tag: does a message with this tag tell of that kind of fault? */
#define SEL4_FAULT_TAG(name, kind) \
    LIBSEL4_INLINE_FUNC SEL4_CONST seL4_Bool seL4_is##name##_tag(seL4_MessageInfo_t tag) \
    { \
        return seL4_MessageInfo_get_label(tag) == seL4_Fault_##kind; \
    }

/* A fault of the given type with no words, and one with its words from the received message. */
LIBSEL4_INLINE_FUNC seL4_Fault_t sel4_fault_empty(seL4_Uint64 type)
{
    seL4_Fault_t fault = {{0}};
    fault.words[0] = type;
    return fault;
}

LIBSEL4_INLINE_FUNC seL4_Fault_t sel4_fault_received(seL4_Uint64 type, seL4_Word length)
{
    seL4_Fault_t fault = sel4_fault_empty(type);
    for (seL4_Word i = 0; i < length; i++) {
        fault.words[1 + i] = seL4_GetMR((int)i);
    }
    return fault;
}

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_NullFault_new(void)
{
    return sel4_fault_empty(seL4_Fault_NullFault);
}

/* ---- what the faults that ISAs number have in common ---- */

SEL4_FAULT_FIELD(VMFault, IP, seL4_VMFault_IP)
SEL4_FAULT_FIELD(VMFault, Addr, seL4_VMFault_Addr)
SEL4_FAULT_FIELD(VMFault, PrefetchFault, seL4_VMFault_PrefetchFault)
SEL4_FAULT_FIELD(VMFault, FSR, seL4_VMFault_FSR)

LIBSEL4_INLINE_FUNC seL4_Fault_t seL4_Fault_VMFault_new(seL4_Uint64 IP, seL4_Uint64 Addr, seL4_Uint64 PrefetchFault,
                                                        seL4_Uint64 FSR)
{
    seL4_Fault_t fault = {{seL4_Fault_VMFault, IP, Addr, PrefetchFault, FSR}};
    return fault;
}

SEL4_FAULT_TAG(VMFault, VMFault)
SEL4_FAULT_TAG(UnknownSyscall, UnknownSyscall)
SEL4_FAULT_TAG(UserException, UserException)
