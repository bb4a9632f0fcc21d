/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces, page tables, pages, maintenance of caches, and address space identifiers. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VSpace_Clean_Data(seL4_ARM_VSpace _service, seL4_Word start, seL4_Word end)
{
    return sel4_invoke_plain(_service, ARMVSpaceClean_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VSpace_Invalidate_Data(seL4_ARM_VSpace _service, seL4_Word start, seL4_Word end)
{
    return sel4_invoke_plain(_service, ARMVSpaceInvalidate_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VSpace_CleanInvalidate_Data(seL4_ARM_VSpace _service, seL4_Word start,
                                                                    seL4_Word end)
{
    return sel4_invoke_plain(_service, ARMVSpaceCleanInvalidate_Data, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_VSpace_Unify_Instruction(seL4_ARM_VSpace _service, seL4_Word start,
                                                                 seL4_Word end)
{
    return sel4_invoke_plain(_service, ARMVSpaceUnify_Instruction, 0, 2, start, end, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_PageTable_Map(seL4_ARM_PageTable _service, seL4_CPtr vspace, seL4_Word vaddr,
                                                      seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, ARMPageTableMap, 1, 2, vaddr, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_PageTable_Unmap(seL4_ARM_PageTable _service)
{
    return sel4_invoke_plain(_service, ARMPageTableUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_Map(seL4_ARM_Page _service, seL4_CPtr vspace, seL4_Word vaddr,
                                                 seL4_CapRights_t rights, seL4_ARM_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, ARMPageMap, 1, 3, vaddr, rights.words[0], (seL4_Word)attr, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_Unmap(seL4_ARM_Page _service)
{
    return sel4_invoke_plain(_service, ARMPageUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_Clean_Data(seL4_ARM_Page _service, seL4_Word start_offset,
                                                        seL4_Word end_offset)
{
    return sel4_invoke_plain(_service, ARMPageClean_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_Invalidate_Data(seL4_ARM_Page _service, seL4_Word start_offset,
                                                             seL4_Word end_offset)
{
    return sel4_invoke_plain(_service, ARMPageInvalidate_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_CleanInvalidate_Data(seL4_ARM_Page _service, seL4_Word start_offset,
                                                                  seL4_Word end_offset)
{
    return sel4_invoke_plain(_service, ARMPageCleanInvalidate_Data, 0, 2, start_offset, end_offset, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_Page_Unify_Instruction(seL4_ARM_Page _service, seL4_Word start_offset,
                                                               seL4_Word end_offset)
{
    return sel4_invoke_plain(_service, ARMPageUnify_Instruction, 0, 2, start_offset, end_offset, 0, 0);
}

typedef struct seL4_ARM_Page_GetAddress_result {
    int error;
    seL4_Word paddr;
} seL4_ARM_Page_GetAddress_t;

LIBSEL4_INLINE_FUNC seL4_ARM_Page_GetAddress_t seL4_ARM_Page_GetAddress(seL4_ARM_Page _service)
{
    sel4_registers_t out = sel4_invoke(_service, ARMPageGetAddress, 0, 0, 0, 0, 0, 0);
    seL4_ARM_Page_GetAddress_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_ASIDControl_MakePool(seL4_ARM_ASIDControl _service, seL4_Untyped untyped,
                                                             seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, untyped);
    seL4_SetCap(1, root);
    return sel4_invoke_plain(_service, ARMASIDControlMakePool, 2, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_ARM_ASIDPool_Assign(seL4_ARM_ASIDPool _service, seL4_CPtr vspace)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, ARMASIDPoolAssign, 1, 0, 0, 0, 0, 0);
}
