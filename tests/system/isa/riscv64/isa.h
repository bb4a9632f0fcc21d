/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the tests depends on the ISA and is small: tests/system/isa/x86_64/isa.h says what each is for. */
#pragma once

#include <sel4/sel4.h>

#define ISA_WINDOW 0x1000000000UL

#define ISA_OBJECT_TYPES 11
#define ISA_OBJECT_BITS [seL4_RISCV_Giga_Page] = 30, [seL4_RISCV_4K_Page] = 12, [seL4_RISCV_Mega_Page] = 21, \
    [seL4_RISCV_PageTableObject] = 12
#define ISA_TABLE_TYPES seL4_RISCV_PageTableObject
#define ISA_BOOT_CAPS seL4_CapIRQControl

#define ISA_TABLES 2
#define ISA_TABLE_LIST {seL4_RISCV_PageTableObject, RISCVPageTableMap, 30}, \
    {seL4_RISCV_PageTableObject, RISCVPageTableMap, 21}
#define ISA_MAP_REPLACES 0

#define ISA_INITIAL_REGISTER(index) 0

#define ISA_TICKS_DIVISOR frame_ticks_per_us()

#define ISA_LAST_PAGE 0x3fffffe000UL
#define ISA_REFUSED_PAGE 0x3ffffff000UL

#define ISA_ADDRESSES_CHECKED 0
#define ISA_CODE_WRITTEN() __asm__ volatile("fence.i" : : : "memory")

static inline seL4_Word isa_context_kept(seL4_Word index, seL4_Word value)
{
    (void)index;
    return value;
}
#define ISA_FRAME_WORDS 16
#define ISA_PATTERN_IS_KEPT(index) 1
/* pc, sp, ra, a0 to a6. */
#define ISA_UNKNOWN_WORDS {0, 2, 1, 16, 17, 18, 19, 20, 21, 22}
#define ISA_ASM_UNKNOWN_CALL "ecall"
#define ISA_UNKNOWN_PLUS(i) 0
#define ISA_TIMEOUT_WORDS 32

#define ISA_ASM_CALL_LOOP(name, number) #name "_loop: li a7, " #number "\n" #name "_trap: ecall\n" \
    #name "_next: j " #name "_loop\n"
#define ISA_ASM_READ "ld t0, 0(a0)"
#define ISA_ASM_WRITE "sd a1, 0(a0)"
#define ISA_ASM_JUMP "jr a0"
#define ISA_ASM_JUMP_TO(label) "j " #label

#define ISA_STATUS_READ 5UL
#define ISA_STATUS_WRITE 7UL
#define ISA_STATUS_WRITE_DENIED 7UL
#define ISA_STATUS_WITHOUT_LEVEL(status) (status)
#define ISA_STATUS_MAYBE 0UL
#define ISA_IS_FETCH(prefetch, status) ((prefetch) == 1 && (status) == 1)
#define ISA_KERNEL_ADDRESS 0xffffffff80000000UL

static inline seL4_Word isa_thread_pointer(void)
{
    seL4_Word base;

    __asm__ volatile("mv %0, tp" : "=r"(base));
    return base;
}
#define ISA_TLS_WORD 31

#define ISA_IDENTIFY_ROOT 3
#define ISA_IDENTIFY_OBJECTS {seL4_RISCV_PageTableObject, 0, 3}
#define ISA_IDENTIFY_CAPS {seL4_CapInitThreadVSpace, ISA_IDENTIFY_ROOT}

/* Kept by every system call; of the programs of tests/system/hostile. */
#define ISA_STATE_REGISTER s1
