/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O ports, memory of devices behind an IOMMU, and interrupts of the I/O APIC and of messages. */
#pragma once

#include <interfaces/invoke.h>

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPortControl_Issue(seL4_X86_IOPortControl _service, seL4_Word first_port,
                                                            seL4_Word last_port, seL4_CNode root, seL4_Word index,
                                                            seL4_Uint8 depth)
{
    seL4_SetCap(0, root);
    return sel4_invoke_plain(_service, X86IOPortControlIssue, 1, 4, first_port, last_port, index, depth);
}

typedef struct seL4_X86_IOPort_In8_result {
    int error;
    seL4_Uint8 result;
} seL4_X86_IOPort_In8_t;

LIBSEL4_INLINE_FUNC seL4_X86_IOPort_In8_t seL4_X86_IOPort_In8(seL4_X86_IOPort _service, seL4_Uint16 port)
{
    sel4_registers_t out = sel4_invoke(_service, X86IOPortIn8, 0, 1, port, 0, 0, 0);
    seL4_X86_IOPort_In8_t result = {(int)sel4_invoke_error(out), (seL4_Uint8)out.mr0};
    return result;
}

typedef struct seL4_X86_IOPort_In16_result {
    int error;
    seL4_Uint16 result;
} seL4_X86_IOPort_In16_t;

LIBSEL4_INLINE_FUNC seL4_X86_IOPort_In16_t seL4_X86_IOPort_In16(seL4_X86_IOPort _service, seL4_Uint16 port)
{
    sel4_registers_t out = sel4_invoke(_service, X86IOPortIn16, 0, 1, port, 0, 0, 0);
    seL4_X86_IOPort_In16_t result = {(int)sel4_invoke_error(out), (seL4_Uint16)out.mr0};
    return result;
}

typedef struct seL4_X86_IOPort_In32_result {
    int error;
    seL4_Uint32 result;
} seL4_X86_IOPort_In32_t;

LIBSEL4_INLINE_FUNC seL4_X86_IOPort_In32_t seL4_X86_IOPort_In32(seL4_X86_IOPort _service, seL4_Uint16 port)
{
    sel4_registers_t out = sel4_invoke(_service, X86IOPortIn32, 0, 1, port, 0, 0, 0);
    seL4_X86_IOPort_In32_t result = {(int)sel4_invoke_error(out), (seL4_Uint32)out.mr0};
    return result;
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPort_Out8(seL4_X86_IOPort _service, seL4_Word port, seL4_Word data)
{
    return sel4_invoke_plain(_service, X86IOPortOut8, 0, 2, port, data, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPort_Out16(seL4_X86_IOPort _service, seL4_Word port, seL4_Word data)
{
    return sel4_invoke_plain(_service, X86IOPortOut16, 0, 2, port, data, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPort_Out32(seL4_X86_IOPort _service, seL4_Word port, seL4_Word data)
{
    return sel4_invoke_plain(_service, X86IOPortOut32, 0, 2, port, data, 0, 0);
}

#ifdef CONFIG_IOMMU
LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPageTable_Map(seL4_X86_IOPageTable _service, seL4_CPtr iospace,
                                                        seL4_Word ioaddr)
{
    seL4_SetCap(0, iospace);
    return sel4_invoke_plain(_service, X86IOPageTableMap, 1, 1, ioaddr, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_IOPageTable_Unmap(seL4_X86_IOPageTable _service)
{
    return sel4_invoke_plain(_service, X86IOPageTableUnmap, 0, 0, 0, 0, 0, 0);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_X86_Page_MapIO(seL4_X86_Page _service, seL4_X86_IOSpace iospace,
                                                   seL4_CapRights_t rights, seL4_Word ioaddr)
{
    seL4_SetCap(0, iospace);
    return sel4_invoke_plain(_service, X86PageMapIO, 1, 2, rights.words[0], ioaddr, 0, 0);
}
#endif

LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_GetIOAPIC(seL4_IRQControl _service, seL4_CNode root, seL4_Word index,
                                                         seL4_Uint8 depth, seL4_Word ioapic, seL4_Word pin,
                                                         seL4_Word level, seL4_Word polarity, seL4_Word vector)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, level);
    seL4_SetMR(5, polarity);
    seL4_SetMR(6, vector);
    return sel4_invoke_plain(_service, X86IRQIssueIRQHandlerIOAPIC, 1, 7, index, depth, ioapic, pin);
}

LIBSEL4_INLINE_FUNC seL4_Error seL4_IRQControl_GetMSI(seL4_IRQControl _service, seL4_CNode root, seL4_Word index,
                                                      seL4_Uint8 depth, seL4_Word pci_bus, seL4_Word pci_dev,
                                                      seL4_Word pci_func, seL4_Word handle, seL4_Word vector)
{
    seL4_SetCap(0, root);
    seL4_SetMR(4, pci_func);
    seL4_SetMR(5, handle);
    seL4_SetMR(6, vector);
    return sel4_invoke_plain(_service, X86IRQIssueIRQHandlerMSI, 1, 7, index, depth, pci_bus, pci_dev);
}
