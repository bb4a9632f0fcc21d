/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables, pages, and address space identifiers. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PDPT_Map(seL4_X86_PDPT _service, seL4_CPtr pml4, seL4_Word vaddr,
                                                 seL4_X86_VMAttributes attr)
{
    seL4_SetCap(0, pml4);
    return sel4_invoke_plain(_service, X86PDPTMap, 1, 2, vaddr, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PDPT_Unmap(seL4_X86_PDPT _service)
{
    return sel4_invoke_plain(_service, X86PDPTUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PageDirectory_Map(seL4_X86_PageDirectory _service, seL4_CPtr vspace,
                                                          seL4_Word vaddr, seL4_X86_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, X86PageDirectoryMap, 1, 2, vaddr, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PageDirectory_Unmap(seL4_X86_PageDirectory _service)
{
    return sel4_invoke_plain(_service, X86PageDirectoryUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PageTable_Map(seL4_X86_PageTable _service, seL4_CPtr vspace, seL4_Word vaddr,
                                                      seL4_X86_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, X86PageTableMap, 1, 2, vaddr, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_PageTable_Unmap(seL4_X86_PageTable _service)
{
    return sel4_invoke_plain(_service, X86PageTableUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_Page_Map(seL4_X86_Page _service, seL4_CPtr vspace, seL4_Word vaddr,
                                                 seL4_CapRights_t rights, seL4_X86_VMAttributes attr)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, X86PageMap, 1, 3, vaddr, rights.words[0], (seL4_Word)attr, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_Page_Unmap(seL4_X86_Page _service)
{
    return sel4_invoke_plain(_service, X86PageUnmap, 0, 0, 0, 0, 0, 0);
}

typedef struct seL4_X86_Page_GetAddress_result {
    int error;
    seL4_Word paddr;
} seL4_X86_Page_GetAddress_t;

LIBSEL4_INLINE_FUNC seL4_X86_Page_GetAddress_t seL4_X86_Page_GetAddress(seL4_X86_Page _service)
{
    sel4_registers_t out = sel4_invoke(_service, X86PageGetAddress, 0, 0, 0, 0, 0, 0);
    seL4_X86_Page_GetAddress_t result = {(int)sel4_invoke_error(out), out.mr0};
    return result;
}

#ifdef CONFIG_VTX
LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_Page_MapEPT(seL4_X86_Page _service, seL4_X86_EPTPML4 eptpml4, seL4_Word gpa,
                                                    seL4_CapRights_t rights, seL4_X86_EPT_VMAttributes attr)
{
    seL4_SetCap(0, eptpml4);
    return sel4_invoke_plain(_service, X86PageMapEPT, 1, 3, gpa, rights.words[0], (seL4_Word)attr, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPDPT_Map(seL4_X86_EPTPDPT _service, seL4_CPtr eptpml4, seL4_Word gpa,
                                                    seL4_X86_EPT_VMAttributes attr)
{
    seL4_SetCap(0, eptpml4);
    return sel4_invoke_plain(_service, X86EPTPDPTMap, 1, 2, gpa, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPDPT_Unmap(seL4_X86_EPTPDPT _service)
{
    return sel4_invoke_plain(_service, X86EPTPDPTUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPD_Map(seL4_X86_EPTPD _service, seL4_CPtr eptpml4, seL4_Word gpa,
                                                  seL4_X86_EPT_VMAttributes attr)
{
    seL4_SetCap(0, eptpml4);
    return sel4_invoke_plain(_service, X86EPTPDMap, 1, 2, gpa, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPD_Unmap(seL4_X86_EPTPD _service)
{
    return sel4_invoke_plain(_service, X86EPTPDUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPT_Map(seL4_X86_EPTPT _service, seL4_CPtr eptpml4, seL4_Word gpa,
                                                  seL4_X86_EPT_VMAttributes attr)
{
    seL4_SetCap(0, eptpml4);
    return sel4_invoke_plain(_service, X86EPTPTMap, 1, 2, gpa, (seL4_Word)attr, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_EPTPT_Unmap(seL4_X86_EPTPT _service)
{
    return sel4_invoke_plain(_service, X86EPTPTUnmap, 0, 0, 0, 0, 0, 0);
}
#endif

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_ASIDControl_MakePool(seL4_X86_ASIDControl _service, seL4_Untyped untyped,
                                                             seL4_CNode root, seL4_Word index, seL4_Uint8 depth)
{
    seL4_SetCap(0, untyped);
    seL4_SetCap(1, root);
    return sel4_invoke_plain(_service, X86ASIDControlMakePool, 2, 2, index, depth, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_ASIDPool_Assign(seL4_X86_ASIDPool _service, seL4_CPtr vspace)
{
    seL4_SetCap(0, vspace);
    return sel4_invoke_plain(_service, X86ASIDPoolAssign, 1, 0, 0, 0, 0, 0);
}
