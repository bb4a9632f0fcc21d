/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the kernel's own page tables: privileged architecture, 4.4. */
#ifndef BOOT_PTE_H
#define BOOT_PTE_H

#define PTE_VALID 0x1u
#define PTE_READ_BIT 0x2u
#define PTE_WRITE_BIT 0x4u
#define PTE_EXECUTE_BIT 0x8u
#define PTE_GLOBAL 0x20u
#define PTE_USED 0xc0u /* accessed, dirty */

#define PTE_TABLE PTE_VALID
#define PTE_READ (PTE_VALID | PTE_READ_BIT | PTE_GLOBAL | PTE_USED)
#define PTE_CODE (PTE_READ | PTE_EXECUTE_BIT)
#define PTE_DATA (PTE_READ | PTE_WRITE_BIT)
#define PTE_BOOT (PTE_DATA | PTE_EXECUTE_BIT)

/* The page number begins at bit 10, where the address has it at bit 12. */
#define PTE_ADDRESS(physical) ((physical) >> 2)

#endif
