/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the kit depends on the ISA and is small: user/kit/x86_64/kit_arch.h says what each is for. */
#pragma once

#include <sel4/sel4.h>

#define KIT_FRAME_TYPE seL4_RISCV_4K_Page
#define KIT_LARGE_FRAME_TYPE seL4_RISCV_Mega_Page
#define KIT_HUGE_FRAME_TYPE seL4_RISCV_Giga_Page
#define KIT_TABLE_TYPE seL4_RISCV_PageTableObject
#define KIT_ROOT_TYPE seL4_RISCV_PageTableObject

#define KIT_LABEL_FRAME_MAP RISCVPageMap
#define KIT_LABEL_FRAME_UNMAP RISCVPageUnmap
#define KIT_LABEL_FRAME_ADDRESS RISCVPageGetAddress
#define KIT_LABEL_POOL_MAKE RISCVASIDControlMakePool
#define KIT_LABEL_POOL_ASSIGN RISCVASIDPoolAssign

#define KIT_IP pc
#define KIT_SP sp
#define KIT_TLS tp
#define KIT_ARGUMENT a0
#define KIT_ARGUMENT_2 a1
#define KIT_CALL_NUMBER a7
#define KIT_CALL_CAP a0
#define KIT_CALL_INFO a1
#define KIT_CALL_MR0 a2

/* Assemblers make 4 bytes of unimp unless they are told to compress it. */
#define KIT_UNDEFINED ".insn 4, 0xc0001073"
#define KIT_UNDEFINED_BYTES 4
#define KIT_UNDEFINED_EXCEPTION 2
#define KIT_TRAP_BYTES 4
#define KIT_PAUSE "nop"
#define KIT_FPU_TOUCH "fmv.d.x f0, zero"

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

static inline unsigned long kit_cycles(void)
{
    unsigned long now;

    __asm__ volatile("rdcycle %0" : "=r"(now));
    return now;
}

seL4_Word kit_clock_per_us(void);

static inline seL4_Error kit_pool_make(seL4_CPtr untyped, seL4_CPtr slot)
{
    return seL4_RISCV_ASIDControl_MakePool(seL4_CapASIDControl, untyped, seL4_CapInitThreadCNode, slot, seL4_WordBits);
}

static inline seL4_Error kit_pool_assign(seL4_CPtr pool, seL4_CPtr root)
{
    return seL4_RISCV_ASIDPool_Assign(pool, root);
}

static inline seL4_Word kit_frame_address(seL4_CPtr frame)
{
    return seL4_RISCV_Page_GetAddress(frame).paddr;
}
