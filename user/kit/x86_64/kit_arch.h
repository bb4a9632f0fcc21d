/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the kit depends on the ISA and is small. */
#pragma once

#include <sel4/sel4.h>

#define KIT_FRAME_TYPE seL4_X86_4K /* 4 KiB */
#define KIT_LARGE_FRAME_TYPE seL4_X86_LargePageObject /* 2 MiB */
#define KIT_HUGE_FRAME_TYPE seL4_X64_HugePageObject /* 1 GiB */
#define KIT_TABLE_TYPE seL4_X86_PageTableObject /* holds 4 KiB frames */
#define KIT_ROOT_TYPE seL4_X64_PML4Object

/* Labels of the methods every ISA has under another name. */
#define KIT_LABEL_FRAME_MAP X86PageMap
#define KIT_LABEL_FRAME_UNMAP X86PageUnmap
#define KIT_LABEL_FRAME_ADDRESS X86PageGetAddress
#define KIT_LABEL_POOL_MAKE X86ASIDControlMakePool
#define KIT_LABEL_POOL_ASSIGN X86ASIDPoolAssign

/* Registers of seL4_UserContext by what they are for. */
#define KIT_IP rip
#define KIT_SP rsp
#define KIT_TLS fs_base
#define KIT_ARGUMENT rdi /* of a C function */
#define KIT_ARGUMENT_2 rsi
#define KIT_CALL_NUMBER rdx
#define KIT_CALL_CAP rdi
#define KIT_CALL_INFO rsi
#define KIT_CALL_MR0 r10

/* Instructions, for asm statements. */
#define KIT_UNDEFINED "ud2"
#define KIT_UNDEFINED_BYTES 2
#define KIT_UNDEFINED_EXCEPTION 6 /* the number its handler is told */
#define KIT_TRAP_BYTES 2 /* of the system call instruction */
#define KIT_PAUSE "pause"
#define KIT_FPU_TOUCH "pxor %%xmm0, %%xmm0" /* for statements with operand lists */

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

/* What an emulator that counts instructions makes their number. */
static inline unsigned long kit_cycles(void)
{
    return kit_clock();
}

/* Ticks of kit_clock. */
seL4_Word kit_clock_per_us(void);

static inline seL4_Error kit_pool_make(seL4_CPtr untyped, seL4_CPtr slot)
{
    return seL4_X86_ASIDControl_MakePool(seL4_CapASIDControl, untyped, seL4_CapInitThreadCNode, slot, seL4_WordBits);
}

static inline seL4_Error kit_pool_assign(seL4_CPtr pool, seL4_CPtr root)
{
    return seL4_X86_ASIDPool_Assign(pool, root);
}

/* The physical address of a frame. */
static inline seL4_Word kit_frame_address(seL4_CPtr frame)
{
    return seL4_X86_Page_GetAddress(frame).paddr;
}
