/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the tests depends on the ISA and is small: tests/system/isa/x86_64/isa.h says what each is for. */
#pragma once

#include <sel4/sel4.h>

#define ISA_WINDOW 0x1000000000UL

#define ISA_OBJECT_TYPES 13
#define ISA_OBJECT_BITS [seL4_ARM_HugePageObject] = 30, [seL4_ARM_VSpaceObject] = 13, \
    [seL4_ARM_SmallPageObject] = 12, [seL4_ARM_LargePageObject] = 21, [seL4_ARM_PageTableObject] = 12, \
    [seL4_ARM_VCPUObject] = 12
#define ISA_TABLE_TYPES seL4_ARM_PageTableObject, seL4_ARM_VSpaceObject
#define ISA_BOOT_CAPS seL4_CapSMC

#define ISA_TABLES 2
#define ISA_TABLE_LIST {seL4_ARM_PageTableObject, ARMPageTableMap, 30}, \
    {seL4_ARM_PageTableObject, ARMPageTableMap, 21}
#define ISA_MAP_REPLACES 1

/* Program state: EL0, without fast interrupts; kernels for release mask system errors, too. */
#ifdef CONFIG_DEBUG_BUILD
#define ISA_SPSR 0x40UL
#else
#define ISA_SPSR 0x140UL
#endif
#define ISA_INITIAL_REGISTER(index) ((index) == 2 ? ISA_SPSR : 0)

/* 62.5 ticks per microsecond on QEMU: the kernel counts by milliseconds. */
#define ISA_TICKS_DIVISOR isa_ticks_divisor()
static inline seL4_Word isa_ticks_divisor(void)
{
    seL4_Word hertz = 0;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hertz));
    return hertz % 1000000 == 0 ? hertz / 1000000 : hertz / 1000;
}

#define ISA_LAST_PAGE 0xfffffff000UL
#define ISA_REFUSED_PAGE 0x10000000000UL

#define ISA_ADDRESSES_CHECKED 0
/* Of a page that nothing was executed from before; QEMU has no instruction cache to clean. */
#define ISA_CODE_WRITTEN() __asm__ volatile("dsb ish\n\tisb" : : : "memory")

static inline seL4_Word isa_context_kept(seL4_Word index, seL4_Word value)
{
    const seL4_Word spsr = 2;

    return index == spsr ? (value & 0xf0000000) | ISA_SPSR : value;
}
#define ISA_FRAME_WORDS 17
#define ISA_PATTERN_IS_KEPT(index) ((index) != 2)
/* x0 to x7, pc, sp, the instruction behind pc, spsr. */
#define ISA_UNKNOWN_WORDS {3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 0, 2}
#define ISA_ASM_UNKNOWN_CALL "svc #0"
#define ISA_UNKNOWN_PLUS(i) ((i) == seL4_UnknownSyscall_LR ? 4UL : 0UL)
#define ISA_TIMEOUT_WORDS 34

#define ISA_ASM_CALL_LOOP(name, number) #name "_loop: mov x7, #" #number "\n" #name "_trap: svc #0\n" \
    #name "_next: b " #name "_loop\n"
#define ISA_ASM_READ "ldr x9, [x0]"
#define ISA_ASM_WRITE "str x1, [x0]"
#define ISA_ASM_JUMP "br x0"
#define ISA_ASM_JUMP_TO(label) "b " #label

/* Syndromes of stage 2: 8 bytes from x9 or x1; translation, permission; without the level. */
#define ISA_STATUS_READ 0x93c98004UL
#define ISA_STATUS_WRITE 0x93c18044UL
#define ISA_STATUS_WRITE_DENIED 0x93c1804cUL
#define ISA_STATUS_WITHOUT_LEVEL(status) ((status) & ~3UL)
#define ISA_STATUS_MAYBE 0UL
#define ISA_IS_FETCH(prefetch, status) ((prefetch) == 1 && (status) == 0x82000004)
/* The kernel has an address space of its own: this is a page without mapping like others. */
#define ISA_KERNEL_ADDRESS (ISA_WINDOW + 0x1ff000)

static inline seL4_Word isa_thread_pointer(void)
{
    seL4_Word base;

    __asm__ volatile("mrs %0, tpidr_el0" : "=r"(base));
    return base;
}
#define ISA_TLS_WORD 34

#define ISA_IDENTIFY_ROOT 9
#define ISA_IDENTIFY_OBJECTS {seL4_ARM_PageTableObject, 0, 3}, {seL4_ARM_VSpaceObject, 0, ISA_IDENTIFY_ROOT}, \
    {seL4_ARM_VCPUObject, 0, 15}
#define ISA_IDENTIFY_CAPS {seL4_CapInitThreadVSpace, ISA_IDENTIFY_ROOT}, {seL4_CapSMC, 25}

/* Kept by every system call; of the programs of tests/system/hostile. */
#define ISA_STATE_REGISTER x19
