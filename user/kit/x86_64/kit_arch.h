/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the kit depends on the ISA and is small. */
#pragma once

#include <sel4/sel4.h>

#define KIT_FRAME_TYPE seL4_X86_4K /* 4 KiB */

static inline seL4_Error kit_unmap(seL4_CPtr frame)
{
    return seL4_X86_Page_Unmap(frame);
}

static inline unsigned long kit_clock(void)
{
    unsigned low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (unsigned long)high << 32 | low;
}
