/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the kit depends on the ISA and is small. */
#pragma once

#include <sel4/sel4.h>

#define KIT_FRAME_TYPE seL4_RISCV_4K_Page

static inline seL4_Error kit_unmap(seL4_CPtr frame)
{
    return seL4_RISCV_Page_Unmap(frame);
}

/* The firmware lets programs read the clock. */
static inline unsigned long kit_clock(void)
{
    unsigned long now;

    __asm__ volatile("rdtime %0" : "=r"(now));
    return now;
}
