/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of the kernel's own page tables. Intel SDM vol. 3, 4.5. */
#ifndef BOOT_PTE_H
#define BOOT_PTE_H

#define PTE_PRESENT 0x1u
#define PTE_WRITE 0x2u
#define PTE_WRITE_THROUGH 0x8u
#define PTE_CACHE_DISABLED 0x10u
#define PTE_USED 0x60u /* accessed, dirty */
#define PTE_LARGE 0x80u
#define PTE_GLOBAL 0x100u
#define PTE_NO_EXECUTE ((word_t)1 << 63)

#define PTE_TABLE (PTE_PRESENT | PTE_WRITE)
#define PTE_CODE (PTE_PRESENT | PTE_USED)
#define PTE_READ (PTE_CODE | PTE_NO_EXECUTE)
#define PTE_DATA (PTE_CODE | PTE_WRITE | PTE_NO_EXECUTE)
#define PTE_DEVICE (PTE_DATA | PTE_CACHE_DISABLED | PTE_WRITE_THROUGH)

#endif
