/* SPDX-License-Identifier: BSD-2-Clause */
/* Names from the time when x86 meant 32 bits. */
#pragma once

#include <sel4/arch/objecttype.h>
#include <sel4/arch/types.h>

#define seL4_IA32_PDPTObject seL4_X86_PDPTObject
#define seL4_IA32_4K seL4_X86_4K
#define seL4_IA32_LargePage seL4_X86_LargePageObject
#define seL4_IA32_PageTableObject seL4_X86_PageTableObject
#define seL4_IA32_PageDirectoryObject seL4_X86_PageDirectoryObject
#define seL4_IA32_IOPageTableObject seL4_X86_IOPageTableObject
