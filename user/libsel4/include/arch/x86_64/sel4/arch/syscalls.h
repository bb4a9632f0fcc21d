/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that only x86 has. */
#pragma once

#include <sel4/arch/vmenter.h>
#include <sel4/syscalls.h>

#ifdef CONFIG_VTX
/*
 * Runs the thread's guest until it exits or the bound notification is signalled. Words in and out are those of
 * sel4/arch/vmenter.h; returns SEL4_VMENTER_RESULT_NOTIF (with the badge in sender) or SEL4_VMENTER_RESULT_FAULT.
 */
LIBSEL4_INLINE_FUNC seL4_Word seL4_VMEnter(seL4_Word *sender)
{
    seL4_MessageInfo_t info = {{0}};
    sel4_registers_t out = sel4_trap((seL4_Word)seL4_SysVMEnter, sel4_registers_load(0, info));
    return sel4_registers_store(out, sender).words[0];
}
#endif

#ifdef CONFIG_KERNEL_X86_DANGEROUS_MSR
LIBSEL4_INLINE_FUNC void seL4_X86DangerousWRMSR(seL4_Uint32 msr, seL4_Uint64 value)
{
    sel4_registers_t in = sel4_registers_empty(msr);
    in.mr0 = value;
    in.info = seL4_MessageInfo_new(0, 0, 0, 1).words[0];
    (void)sel4_trap((seL4_Word)seL4_SysX86DangerousWRMSR, in);
}

LIBSEL4_INLINE_FUNC seL4_Uint64 seL4_X86DangerousRDMSR(seL4_Uint32 msr)
{
    return sel4_trap((seL4_Word)seL4_SysX86DangerousRDMSR, sel4_registers_empty(msr)).mr0;
}
#endif
