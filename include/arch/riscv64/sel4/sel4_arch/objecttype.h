/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <sel4/config.h>
#include <sel4/objecttype.h>

typedef enum _mode_object {
    seL4_RISCV_Giga_Page = seL4_NonArchObjectTypeCount,
    seL4_ModeObjectTypeCount
} seL4_seL4ArchObjectType;

/* Only with four levels of page tables; the kernel never accepts this number. */
#define seL4_RISCV_Tera_Page 0xffffffff
