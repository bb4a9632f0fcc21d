/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the kernel's own page tables, stage 1 of EL2: Arm ARM D8.3. */
#ifndef BOOT_PTE_H
#define BOOT_PTE_H

/* Indices into MAIR_EL2: those that other software for EL2 uses, as its tables may be in use when MAIR_EL2 is set. */
#define MEMORY_INDEX_DEVICE 0u
#define MEMORY_INDEX_NORMAL 4u
#define MEMORY_KINDS 0xff440c0400u /* 0 to 3: devices, strictest first, not cached; 4: write-back */

#define PTE_TABLE 0x3u
#define PTE_PAGE 0x3u
#define PTE_BLOCK 0x1u
#define PTE_NORMAL (0x740u | MEMORY_INDEX_NORMAL << 2) /* accessed, inner shareable, of EL2 */
#define PTE_DEVICE (0x440u | MEMORY_INDEX_DEVICE << 2 | PTE_EXECUTE_NEVER)
#define PTE_READ_ONLY 0x80u

/* To be combined with PTE_PAGE or PTE_BLOCK. */
#define PTE_BOOT (word_t) PTE_NORMAL
#define PTE_CODE (word_t)(PTE_NORMAL | PTE_READ_ONLY)
#define PTE_READ (PTE_NORMAL | PTE_READ_ONLY | PTE_EXECUTE_NEVER)
#define PTE_DATA (PTE_NORMAL | PTE_EXECUTE_NEVER)

#endif
