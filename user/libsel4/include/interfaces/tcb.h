/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads. */
#pragma once

#include <interfaces/invoke.h>

/* Words of seL4_UserContext. */
#define SEL4_USER_CONTEXT_WORDS (sizeof(seL4_UserContext) / sizeof(seL4_Word))

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_ReadRegisters(seL4_TCB _service, seL4_Bool suspend_source,
                                                      seL4_Uint8 arch_flags, seL4_Word count, seL4_UserContext *regs)
{
    seL4_Word flags = (seL4_Word)(suspend_source & 1) | ((seL4_Word)arch_flags << 8);
    sel4_registers_t out = sel4_invoke(_service, TCBReadRegisters, 0, 2, flags, count, 0, 0);
    if (sel4_invoke_error(out) != seL4_NoError) {
        return sel4_invoke_error(out);
    }

    /* The kernel may know fewer registers than the caller asked for; the reply says how many came. */
    seL4_Word *words = (seL4_Word *)regs;
    seL4_Word got = seL4_MessageInfo_get_length(sel4_registers_info(out));
    const seL4_Word first[4] = {out.mr0, out.mr1, out.mr2, out.mr3};
    for (seL4_Word i = 0; i < got && i < SEL4_USER_CONTEXT_WORDS; i++) {
        words[i] = i < 4 ? first[i] : seL4_GetMR((int)i);
    }
    return seL4_NoError;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_WriteRegisters(seL4_TCB _service, seL4_Bool resume_target,
                                                       seL4_Uint8 arch_flags, seL4_Word count, seL4_UserContext *regs)
{
    const seL4_Word *words = (const seL4_Word *)regs;
    seL4_Word flags = (seL4_Word)(resume_target & 1) | ((seL4_Word)arch_flags << 8);
    for (seL4_Word i = 2; i < SEL4_USER_CONTEXT_WORDS; i++) {
        seL4_SetMR((int)i + 2, words[i]);
    }
    return sel4_invoke_plain(_service, TCBWriteRegisters, 0, SEL4_USER_CONTEXT_WORDS + 2, flags, count, words[0],
                             words[1]);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_CopyRegisters(seL4_TCB _service, seL4_TCB source, seL4_Bool suspend_source,
                                                      seL4_Bool resume_target, seL4_Bool transfer_frame,
                                                      seL4_Bool transfer_integer, seL4_Uint8 arch_flags)
{
    seL4_Word flags = (seL4_Word)(suspend_source & 1) | ((seL4_Word)(resume_target & 1) << 1) |
                      ((seL4_Word)(transfer_frame & 1) << 2) | ((seL4_Word)(transfer_integer & 1) << 3) |
                      ((seL4_Word)arch_flags << 8);
    seL4_SetCap(0, source);
    return sel4_invoke_plain(_service, TCBCopyRegisters, 1, 1, flags, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_Configure(seL4_TCB _service, seL4_CNode cspace_root,
                                                  seL4_Word cspace_root_data, seL4_CPtr vspace_root,
                                                  seL4_Word vspace_root_data, seL4_Word buffer, seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, cspace_root);
    seL4_SetCap(1, vspace_root);
    seL4_SetCap(2, bufferFrame);
    return sel4_invoke_plain(_service, TCBConfigure, 3, 3, cspace_root_data, vspace_root_data, buffer, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetPriority(seL4_TCB _service, seL4_CPtr authority, seL4_Word priority)
{
    seL4_SetCap(0, authority);
    return sel4_invoke_plain(_service, TCBSetPriority, 1, 1, priority, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetMCPriority(seL4_TCB _service, seL4_CPtr authority, seL4_Word mcp)
{
    seL4_SetCap(0, authority);
    return sel4_invoke_plain(_service, TCBSetMCPriority, 1, 1, mcp, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetSchedParams(seL4_TCB _service, seL4_CPtr authority, seL4_Word mcp,
                                                       seL4_Word priority, seL4_CPtr sched_context, seL4_CPtr fault_ep)
{
    seL4_SetCap(0, authority);
    seL4_SetCap(1, sched_context);
    seL4_SetCap(2, fault_ep);
    return sel4_invoke_plain(_service, TCBSetSchedParams, 3, 2, mcp, priority, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetTimeoutEndpoint(seL4_TCB _service, seL4_CPtr timeout_fault_ep)
{
    seL4_SetCap(0, timeout_fault_ep);
    return sel4_invoke_plain(_service, TCBSetTimeoutEndpoint, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetIPCBuffer(seL4_TCB _service, seL4_Word buffer, seL4_CPtr bufferFrame)
{
    seL4_SetCap(0, bufferFrame);
    return sel4_invoke_plain(_service, TCBSetIPCBuffer, 1, 1, buffer, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetSpace(seL4_TCB _service, seL4_CPtr fault_ep, seL4_CNode cspace_root,
                                                 seL4_Word cspace_root_data, seL4_CPtr vspace_root,
                                                 seL4_Word vspace_root_data)
{
    seL4_SetCap(0, fault_ep);
    seL4_SetCap(1, cspace_root);
    seL4_SetCap(2, vspace_root);
    return sel4_invoke_plain(_service, TCBSetSpace, 3, 2, cspace_root_data, vspace_root_data, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_Suspend(seL4_TCB _service)
{
    return sel4_invoke_plain(_service, TCBSuspend, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_Resume(seL4_TCB _service)
{
    return sel4_invoke_plain(_service, TCBResume, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_BindNotification(seL4_TCB _service, seL4_CPtr notification)
{
    seL4_SetCap(0, notification);
    return sel4_invoke_plain(_service, TCBBindNotification, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_UnbindNotification(seL4_TCB _service)
{
    return sel4_invoke_plain(_service, TCBUnbindNotification, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetTLSBase(seL4_TCB _service, seL4_Word tls_base)
{
    return sel4_invoke_plain(_service, TCBSetTLSBase, 0, 1, tls_base, 0, 0, 0);
}

typedef struct seL4_TCB_SetFlags_result {
    int error;
    seL4_Word flags;
} seL4_TCB_SetFlags_t;

LIBSEL4_INLINE_FUNC seL4_TCB_SetFlags_t seL4_TCB_SetFlags(seL4_TCB _service, seL4_Word clear, seL4_Word set)
{
    sel4_registers_t out = sel4_invoke(_service, TCBSetFlags, 0, 2, clear, set, 0, 0);
    seL4_TCB_SetFlags_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

#ifdef CONFIG_HARDWARE_DEBUG_API
LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_SetBreakpoint(seL4_TCB _service, seL4_Uint16 bp_num, seL4_Word vaddr,
                                                      seL4_Word type, seL4_Word size, seL4_Word rw)
{
    seL4_SetMR(4, rw);
    return sel4_invoke_plain(_service, TCBSetBreakpoint, 0, 5, bp_num, vaddr, type, size);
}

typedef struct seL4_TCB_GetBreakpoint_result {
    int error;
    seL4_Word vaddr;
    seL4_Word type;
    seL4_Word size;
    seL4_Word rw;
    seL4_Bool is_enabled;
} seL4_TCB_GetBreakpoint_t;

LIBSEL4_INLINE_FUNC seL4_TCB_GetBreakpoint_t seL4_TCB_GetBreakpoint(seL4_TCB _service, seL4_Uint16 bp_num)
{
    sel4_registers_t out = sel4_invoke(_service, TCBGetBreakpoint, 0, 1, bp_num, 0, 0, 0);
    seL4_TCB_GetBreakpoint_t result = {(int)sel4_invoke_error(out), out.mr0, out.mr1, out.mr2, out.mr3,
                                       (seL4_Bool)(seL4_GetMR(4) & 1)};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_TCB_UnsetBreakpoint(seL4_TCB _service, seL4_Uint16 bp_num)
{
    return sel4_invoke_plain(_service, TCBUnsetBreakpoint, 0, 1, bp_num, 0, 0, 0);
}

typedef struct seL4_TCB_ConfigureSingleStepping_result {
    int error;
    seL4_Bool bp_was_consumed;
} seL4_TCB_ConfigureSingleStepping_t;

LIBSEL4_INLINE_FUNC seL4_TCB_ConfigureSingleStepping_t seL4_TCB_ConfigureSingleStepping(seL4_TCB _service,
                                                                                        seL4_Uint16 bp_num,
                                                                                        seL4_Word num_instructions)
{
    sel4_registers_t out = sel4_invoke(_service, TCBConfigureSingleStepping, 0, 2, bp_num, num_instructions, 0, 0);
    seL4_TCB_ConfigureSingleStepping_t result = {(int)sel4_invoke_error(out), (seL4_Bool)(out.mr0 & 1)};
    return result;
}
#endif
