/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls whose message is in the IPC buffer. Included by sel4/syscalls.h. */
#pragma once

#include <sel4/config.h>
#include <sel4/registers.h>

LIBSEL4_INLINE_FUNC void seL4_Send(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    sel4_trap_send((seL4_Word)seL4_SysSend, sel4_registers_load(dest, msgInfo));
}

LIBSEL4_INLINE_FUNC void seL4_NBSend(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    sel4_trap_send((seL4_Word)seL4_SysNBSend, sel4_registers_load(dest, msgInfo));
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Call(seL4_CPtr dest, seL4_MessageInfo_t msgInfo)
{
    return sel4_registers_store(sel4_trap((seL4_Word)seL4_SysCall, sel4_registers_load(dest, msgInfo)), 0);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Recv(seL4_CPtr src, seL4_Word *sender, seL4_CPtr reply)
{
    return sel4_registers_store(sel4_trap_reply((seL4_Word)seL4_SysRecv, sel4_registers_empty(src), reply), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBRecv(seL4_CPtr src, seL4_Word *sender, seL4_CPtr reply)
{
    return sel4_registers_store(sel4_trap_reply((seL4_Word)seL4_SysNBRecv, sel4_registers_empty(src), reply), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Wait(seL4_CPtr src, seL4_Word *sender)
{
    return sel4_registers_store(sel4_trap((seL4_Word)seL4_SysWait, sel4_registers_empty(src)), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBWait(seL4_CPtr src, seL4_Word *sender)
{
    return sel4_registers_store(sel4_trap((seL4_Word)seL4_SysNBWait, sel4_registers_empty(src)), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_Poll(seL4_CPtr src, seL4_Word *sender)
{
    return seL4_NBWait(src, sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_ReplyRecv(seL4_CPtr src, seL4_MessageInfo_t msgInfo, seL4_Word *sender,
                                                      seL4_CPtr reply)
{
    return sel4_registers_store(
        sel4_trap_reply((seL4_Word)seL4_SysReplyRecv, sel4_registers_load(src, msgInfo), reply), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendRecv(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src,
                                                       seL4_Word *sender, seL4_CPtr reply)
{
    return sel4_registers_store(
        sel4_trap_send_recv((seL4_Word)seL4_SysNBSendRecv, sel4_registers_load(src, msgInfo), reply, dest), sender);
}

LIBSEL4_INLINE_FUNC seL4_MessageInfo_t seL4_NBSendWait(seL4_CPtr dest, seL4_MessageInfo_t msgInfo, seL4_CPtr src,
                                                       seL4_Word *sender)
{
    return sel4_registers_store(
        sel4_trap_reply((seL4_Word)seL4_SysNBSendWait, sel4_registers_load(src, msgInfo), dest), sender);
}

LIBSEL4_INLINE_FUNC void seL4_Yield(void)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysYield, 0, 0);
}

/* A notification looks at no part of the message. */
LIBSEL4_INLINE_FUNC void seL4_Signal(seL4_CPtr dest)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysSend, dest, 0);
}

#ifdef CONFIG_SET_TLS_BASE_SELF
LIBSEL4_INLINE_FUNC void seL4_SetTLSBase(seL4_Word tls_base)
{
    (void)sel4_trap_short((seL4_Word)seL4_SysSetTLSBase, tls_base, 0);
}
#endif
