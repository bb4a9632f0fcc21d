/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables, pages, address space identifiers, and interrupts with a trigger. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_PageTable_Map(seL4_RISCV_PageTable _service, seL4_CPtr vspace,
                                                        seL4_Word vaddr, seL4_RISCV_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, RISCVPageTableMap, 1, 2, vaddr, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_PageTable_Unmap(seL4_RISCV_PageTable _service)
{
    return sel4_invoke_plain(_service, RISCVPageTableUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_Page_Map(seL4_RISCV_Page _service, seL4_CPtr vspace, seL4_Word vaddr,
                                                   seL4_CapRights_t rights, seL4_RISCV_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, RISCVPageMap, 1, 3, vaddr, rights.words[0], (seL4_Word)attr, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_Page_Unmap(seL4_RISCV_Page _service)
{
    return sel4_invoke_plain(_service, RISCVPageUnmap, 0, 0, 0, 0, 0, 0);
}

typedef struct seL4_RISCV_Page_GetAddress_result {
    int error;
    seL4_Word paddr;
} seL4_RISCV_Page_GetAddress_t;

LIBSEL4_INLINE_FUNC seL4_RISCV_Page_GetAddress_t seL4_RISCV_Page_GetAddress(seL4_RISCV_Page _service)
{
    sel4_registers_t out = sel4_invoke(_service, RISCVPageGetAddress, 0, 0, 0, 0, 0, 0);
    seL4_RISCV_Page_GetAddress_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_ASIDControl_MakePool(seL4_RISCV_ASIDControl _service, seL4_Untyped untyped,
                                                               seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, untyped);
    seL4_SetCap(1, root);
    return sel4_invoke_plain(_service, RISCVASIDControlMakePool, 2, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_RISCV_ASIDPool_Assign(seL4_RISCV_ASIDPool _service, seL4_CPtr vspace)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, RISCVASIDPoolAssign, 1, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_GetTrigger(seL4_IRQControl _service, seL4_Word irq, seL4_Word trigger,
                                                          seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke_plain(_service, RISCVIRQIssueIRQHandlerTrigger, 1, 4, irq, trigger, index, depth);
}
