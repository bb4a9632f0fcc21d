/* SPDX-License-Identifier: BSD-2-Clause */
/* Chunks of the extra boot information that only PCs have. */
#pragma once

#include <sel4/macros.h>
#include <sel4/simple_types.h>

#define SEL4_MULTIBOOT_MAX_MMAP_ENTRIES 50
#define SEL4_MULTIBOOT_RAM_REGION_TYPE 1

/* One entry of a Multiboot 1 memory map. */
typedef struct seL4_X86_mb_mmap {
    seL4_Uint32 size;
    seL4_Uint64 base_addr;
    seL4_Uint64 length;
    seL4_Uint32 type;
} SEL4_PACKED seL4_X86_mb_mmap_t;

SEL4_COMPILE_ASSERT(mb_mmap_entry_size, sizeof(seL4_X86_mb_mmap_t) == 24)
