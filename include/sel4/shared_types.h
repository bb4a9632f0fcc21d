/* SPDX-License-Identifier: BSD-2-Clause */
/* Words with fields (message info, rights, CNode data) and the IPC buffer. */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>
#include <sel4/constants.h>

typedef struct seL4_MessageInfo {
    seL4_Uint64 words[1];
} seL4_MessageInfo_t;

SEL4_FIELD(seL4_MessageInfo, length, 0, 7)
SEL4_FIELD(seL4_MessageInfo, extraCaps, 7, 2)
SEL4_FIELD(seL4_MessageInfo, capsUnwrapped, 9, 3)
SEL4_FIELD(seL4_MessageInfo, label, 12, 52)

LIBSEL4_INLINE_FUNC SEL4_CONST seL4_MessageInfo_t seL4_MessageInfo_new(seL4_Uint64 label, seL4_Uint64 capsUnwrapped,
                                                                      seL4_Uint64 extraCaps, seL4_Uint64 length)
{
    seL4_MessageInfo_t info = {{0}};
    info = seL4_MessageInfo_set_label(info, label);
    info = seL4_MessageInfo_set_capsUnwrapped(info, capsUnwrapped);
    info = seL4_MessageInfo_set_extraCaps(info, extraCaps);
    return seL4_MessageInfo_set_length(info, length);
}

LIBSEL4_INLINE_FUNC void seL4_MessageInfo_ptr_new(seL4_MessageInfo_t *info, seL4_Uint64 label,
                                                  seL4_Uint64 capsUnwrapped, seL4_Uint64 extraCaps,
                                                  seL4_Uint64 length)
{
    *info = seL4_MessageInfo_new(label, capsUnwrapped, extraCaps, length);
}

typedef struct seL4_CapRights {
    seL4_Uint64 words[1];
} seL4_CapRights_t;

SEL4_FIELD(seL4_CapRights, capAllowWrite, 0, 1)
SEL4_FIELD(seL4_CapRights, capAllowRead, 1, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrant, 2, 1)
SEL4_FIELD(seL4_CapRights, capAllowGrantReply, 3, 1)

LIBSEL4_INLINE_FUNC SEL4_CONST seL4_CapRights_t seL4_CapRights_new(seL4_Uint64 capAllowGrantReply,
                                                                  seL4_Uint64 capAllowGrant,
                                                                  seL4_Uint64 capAllowRead,
                                                                  seL4_Uint64 capAllowWrite)
{
    seL4_CapRights_t rights = {{0}};
    rights = seL4_CapRights_set_capAllowGrantReply(rights, capAllowGrantReply);
    rights = seL4_CapRights_set_capAllowGrant(rights, capAllowGrant);
    rights = seL4_CapRights_set_capAllowRead(rights, capAllowRead);
    return seL4_CapRights_set_capAllowWrite(rights, capAllowWrite);
}

LIBSEL4_INLINE_FUNC void seL4_CapRights_ptr_new(seL4_CapRights_t *rights, seL4_Uint64 capAllowGrantReply,
                                                seL4_Uint64 capAllowGrant, seL4_Uint64 capAllowRead,
                                                seL4_Uint64 capAllowWrite)
{
    *rights = seL4_CapRights_new(capAllowGrantReply, capAllowGrant, capAllowRead, capAllowWrite);
}

#define seL4_ReadWrite seL4_CapRights_new(0, 0, 1, 1)
#define seL4_AllRights seL4_CapRights_new(1, 1, 1, 1)
#define seL4_CanRead seL4_CapRights_new(0, 0, 1, 0)
#define seL4_CanWrite seL4_CapRights_new(0, 0, 0, 1)
#define seL4_CanGrant seL4_CapRights_new(0, 1, 0, 0)
#define seL4_CanGrantReply seL4_CapRights_new(1, 0, 0, 0)
#define seL4_NoWrite seL4_CapRights_new(1, 1, 1, 0)
#define seL4_NoRead seL4_CapRights_new(1, 1, 0, 1)
#define seL4_NoRights seL4_CapRights_new(0, 0, 0, 0)

typedef struct seL4_CNode_CapData {
    seL4_Uint64 words[1];
} seL4_CNode_CapData_t;

SEL4_FIELD(seL4_CNode_CapData, guardSize, 0, seL4_GuardSizeBits)
SEL4_FIELD(seL4_CNode_CapData, guard, seL4_GuardSizeBits, seL4_GuardBits)

LIBSEL4_INLINE_FUNC SEL4_CONST seL4_CNode_CapData_t seL4_CNode_CapData_new(seL4_Uint64 guard, seL4_Uint64 guardSize)
{
    seL4_CNode_CapData_t data = {{0}};
    data = seL4_CNode_CapData_set_guard(data, guard);
    return seL4_CNode_CapData_set_guardSize(data, guardSize);
}

LIBSEL4_INLINE_FUNC void seL4_CNode_CapData_ptr_new(seL4_CNode_CapData_t *data, seL4_Uint64 guard,
                                                    seL4_Uint64 guardSize)
{
    *data = seL4_CNode_CapData_new(guard, guardSize);
}

/* Where a thread and the kernel exchange what does not fit in registers. */
typedef struct seL4_IPCBuffer_ {
    seL4_MessageInfo_t tag;
    seL4_Word msg[seL4_MsgMaxLength];
    seL4_Word userData;
    seL4_Word caps_or_badges[3];
    seL4_CPtr receiveCNode;
    seL4_CPtr receiveIndex;
    seL4_Word receiveDepth;
} __attribute__((aligned(1024))) seL4_IPCBuffer;

SEL4_COMPILE_ASSERT(message_info_is_a_word, sizeof(seL4_MessageInfo_t) == 8)
SEL4_COMPILE_ASSERT(cap_rights_is_a_word, sizeof(seL4_CapRights_t) == 8)
SEL4_COMPILE_ASSERT(ipc_buffer_size, sizeof(seL4_IPCBuffer) == LIBSEL4_BIT(seL4_IPCBufferSizeBits))
SEL4_COMPILE_ASSERT(ipc_buffer_msg, SEL4_OFFSETOF(seL4_IPCBuffer, msg) == 8)
SEL4_COMPILE_ASSERT(ipc_buffer_user_data, SEL4_OFFSETOF(seL4_IPCBuffer, userData) == 968)
SEL4_COMPILE_ASSERT(ipc_buffer_caps, SEL4_OFFSETOF(seL4_IPCBuffer, caps_or_badges) == 976)
SEL4_COMPILE_ASSERT(ipc_buffer_receive_cnode, SEL4_OFFSETOF(seL4_IPCBuffer, receiveCNode) == 1000)
SEL4_COMPILE_ASSERT(ipc_buffer_receive_index, SEL4_OFFSETOF(seL4_IPCBuffer, receiveIndex) == 1008)
SEL4_COMPILE_ASSERT(ipc_buffer_receive_depth, SEL4_OFFSETOF(seL4_IPCBuffer, receiveDepth) == 1016)
