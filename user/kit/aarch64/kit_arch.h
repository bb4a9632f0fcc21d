/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the kit depends on the ISA and is small: user/kit/x86_64/kit_arch.h says what each is for. */
#pragma once

#include <sel4/sel4.h>

#define KIT_FRAME_TYPE seL4_ARM_SmallPageObject
#define KIT_LARGE_FRAME_TYPE seL4_ARM_LargePageObject
#define KIT_HUGE_FRAME_TYPE seL4_ARM_HugePageObject
#define KIT_TABLE_TYPE seL4_ARM_PageTableObject
#define KIT_ROOT_TYPE seL4_ARM_VSpaceObject

#define KIT_LABEL_FRAME_MAP ARMPageMap
#define KIT_LABEL_FRAME_UNMAP ARMPageUnmap
#define KIT_LABEL_FRAME_ADDRESS ARMPageGetAddress
#define KIT_LABEL_POOL_MAKE ARMASIDControlMakePool
#define KIT_LABEL_POOL_ASSIGN ARMASIDPoolAssign

#define KIT_IP pc
#define KIT_SP sp
#define KIT_TLS tpidr_el0
#define KIT_ARGUMENT x0
#define KIT_ARGUMENT_2 x1
#define KIT_CALL_NUMBER x7
#define KIT_CALL_CAP x0
#define KIT_CALL_INFO x1
#define KIT_CALL_MR0 x2

/* The number is the syndrome of an exception of unknown reason, of a 32-bit instruction. */
#define KIT_UNDEFINED "udf #0"
#define KIT_UNDEFINED_BYTES 4
#define KIT_UNDEFINED_EXCEPTION 0x02000000
#define KIT_TRAP_BYTES 4
#define KIT_PAUSE "yield"
/* Code that must not use the FPU by itself is compiled without it. */
#define KIT_FPU_TOUCH ".arch_extension fp\n\tfmov d0, xzr"

static inline seL4_Error kit_unmap(seL4_CPtr frame)
{
    return seL4_ARM_Page_Unmap(frame);
}

/* The configuration lets programs read the physical counter. */
static inline unsigned long kit_clock(void)
{
    unsigned long now;

    __asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r"(now) : : "memory");
    return now;
}

/* Instructions, when an emulator that counts them has a physical counter of 1 GHz. */
static inline unsigned long kit_cycles(void)
{
    unsigned long now;

    __asm__ volatile("mrs %0, cntpct_el0" : "=r"(now));
    return now;
}

seL4_Word kit_clock_per_us(void);

static inline seL4_Error kit_pool_make(seL4_CPtr untyped, seL4_CPtr slot)
{
    return seL4_ARM_ASIDControl_MakePool(seL4_CapASIDControl, untyped, seL4_CapInitThreadCNode, slot, seL4_WordBits);
}

static inline seL4_Error kit_pool_assign(seL4_CPtr pool, seL4_CPtr root)
{
    return seL4_ARM_ASIDPool_Assign(pool, root);
}

static inline seL4_Word kit_frame_address(seL4_CPtr frame)
{
    return seL4_ARM_Page_GetAddress(frame).paddr;
}
