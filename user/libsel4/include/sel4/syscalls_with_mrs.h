/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls whose first four message words the caller keeps in variables. A null pointer means that the word is of
 * no interest. Words from the fifth on are in the IPC buffer. Included by sel4/syscalls.h.
 */
#pragma once

#include <sel4/registers.h>

LIBSEL4_INLINE_FUNC void seL4_SendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0, seL4_Word *mr1,
                                          seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_trap_send((seL4_Word)seL4_SysSend, sel4_registers_take(dest, msgInfo, mr0, mr1, mr2, mr3));
}

LIBSEL4_INLINE_FUNC void seL4_NBSendWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0, seL4_Word *mr1,
                                            seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_trap_send((seL4_Word)seL4_SysNBSend, sel4_registers_take(dest, msgInfo, mr0, mr1, mr2, mr3));
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_CallWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_registers_t in = sel4_registers_take(dest, msgInfo, mr0, mr1, mr2, mr3);
    return sel4_registers_give(sel4_trap((seL4_Word)seL4_SysCall, in), 0, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_RecvWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3,
                                                        seL4_CPtr reply)
{
    sel4_registers_t in = sel4_registers_empty(src);
    return sel4_registers_give(sel4_trap_reply((seL4_Word)seL4_SysRecv, in, reply), sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecvWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                          seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3,
                                                          seL4_CPtr reply)
{
    sel4_registers_t in = sel4_registers_empty(src);
    return sel4_registers_give(sel4_trap_reply((seL4_Word)seL4_SysNBRecv, in, reply), sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_WaitWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_registers_t in = sel4_registers_empty(src);
    return sel4_registers_give(sel4_trap((seL4_Word)seL4_SysWait, in), sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBWaitWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                          seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_registers_t in = sel4_registers_empty(src);
    return sel4_registers_give(sel4_trap((seL4_Word)seL4_SysNBWait, in), sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_PollWithMRs(seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                        seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    return seL4_NBWaitWithMRs(src, sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecvWithMRs(seL4_CPtr src, seL4_MessageInfo_t msgInfo,
                                                             seL4_Word *sender, seL4_Word *mr0, seL4_Word *mr1,
                                                             seL4_Word *mr2, seL4_Word *mr3, seL4_CPtr reply)
{
    sel4_registers_t in = sel4_registers_take(src, msgInfo, mr0, mr1, mr2, mr3);
    return sel4_registers_give(sel4_trap_reply((seL4_Word)seL4_SysReplyRecv, in, reply), sender, mr0, mr1, mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecvWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                              seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                              seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3,
                                                              seL4_CPtr reply)
{
    sel4_registers_t in = sel4_registers_take(src, msgInfo, mr0, mr1, mr2, mr3);
    return sel4_registers_give(sel4_trap_send_recv((seL4_Word)seL4_SysNBSendRecv, in, reply, dest), sender, mr0, mr1,
                               mr2, mr3);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWaitWithMRs(seL4_CPtr dest, seL4_MessageInfo_t msgInfo,
                                                              seL4_CPtr src, seL4_Word *sender, seL4_Word *mr0,
                                                              seL4_Word *mr1, seL4_Word *mr2, seL4_Word *mr3)
{
    sel4_registers_t in = sel4_registers_take(src, msgInfo, mr0, mr1, mr2, mr3);
    return sel4_registers_give(sel4_trap_reply((seL4_Word)seL4_SysNBSendWait, in, dest), sender, mr0, mr1, mr2, mr3);
}
