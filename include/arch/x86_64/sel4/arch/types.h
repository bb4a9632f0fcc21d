/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>
#include <sel4/sel4_arch/types.h>

typedef seL4_Word seL4_X86_ASIDControl;
typedef seL4_Word seL4_X86_ASIDPool;
typedef seL4_Word seL4_X86_IOSpace;
typedef seL4_Word seL4_X86_IOPort;
typedef seL4_Word seL4_X86_IOPortControl;
typedef seL4_Word seL4_X86_Page;
typedef seL4_Word seL4_X86_PageDirectory;
typedef seL4_Word seL4_X86_PageTable;
typedef seL4_Word seL4_X86_IOPageTable;
typedef seL4_Word seL4_X86_VCPU;
typedef seL4_Word seL4_X86_EPTPML4;
typedef seL4_Word seL4_X86_EPTPDPT;
typedef seL4_Word seL4_X86_EPTPD;
typedef seL4_Word seL4_X86_EPTPT;

/* Memory types of a mapping: bit 0 PWT, bit 1 PCD, bit 2 PAT. */
typedef enum {
    seL4_X86_Default_VMAttributes = 0,
    seL4_X86_WriteBack = 0,
    seL4_X86_WriteThrough = 1,
    seL4_X86_CacheDisabled = 2,
    seL4_X86_Uncacheable = 3,
    seL4_X86_WriteCombining = 4,
    SEL4_FORCE_LONG_ENUM(seL4_X86_VMAttributes)
} seL4_X86_VMAttributes;

/* Memory types of a guest's mapping. */
typedef enum {
    seL4_X86_EPT_Uncacheable = 0,
    seL4_X86_EPT_WriteCombining = 1,
    seL4_X86_EPT_WriteThrough = 4,
    seL4_X86_EPT_WriteProtected = 5,
    seL4_X86_EPT_WriteBack = 6,
    seL4_X86_EPT_Default_VMAttributes = 6,
    seL4_X86_EPT_Uncached_VMAttributes = 6,
    SEL4_FORCE_LONG_ENUM(seL4_X86_EPT_VMAttributes)
} seL4_X86_EPT_VMAttributes;

/* Registers for seL4_X86_VCPU_WriteRegisters, in message order. */
typedef struct seL4_VCPUContext_ {
    seL4_Word eax, ebx, ecx, edx, esi, edi, ebp;
    seL4_Word r8, r9, r10, r11, r12, r13, r14, r15;
} seL4_VCPUContext;

/* What seL4_CNode_Mint takes as badge to make the capability of one PCI function out of seL4_CapIOSpace. */
typedef struct seL4_X86_IOSpace_CapData {
    seL4_Uint64 words[1];
} seL4_X86_IOSpace_CapData_t;

SEL4_FIELD(seL4_X86_IOSpace_CapData, pciFun, 0, 3)
SEL4_FIELD(seL4_X86_IOSpace_CapData, pciDev, 3, 5)
SEL4_FIELD(seL4_X86_IOSpace_CapData, pciBus, 8, 8)
SEL4_FIELD(seL4_X86_IOSpace_CapData, domainID, 16, 16)

LIBSEL4_INLINE_FUNC SEL4_CONST seL4_X86_IOSpace_CapData_t seL4_X86_IOSpace_CapData_new(seL4_Uint64 domainID,
                                                                                      seL4_Uint64 pciBus,
                                                                                      seL4_Uint64 pciDev,
                                                                                      seL4_Uint64 pciFun)
{
    seL4_X86_IOSpace_CapData_t data = {{0}};
    data = seL4_X86_IOSpace_CapData_set_domainID(data, domainID);
    data = seL4_X86_IOSpace_CapData_set_pciBus(data, pciBus);
    data = seL4_X86_IOSpace_CapData_set_pciDev(data, pciDev);
    return seL4_X86_IOSpace_CapData_set_pciFun(data, pciFun);
}
