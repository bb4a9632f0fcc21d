/* SPDX-License-Identifier: BSD-2-Clause */
/* What of the tests depends on the ISA and is small. */
#pragma once

#include <sel4/sel4.h>

/* A page of the address space that tests map frames at; nothing else is near it. */
#define ISA_WINDOW 0x10000000000UL

/* Number of types, and log2 of the sizes of the ISA's objects by type. */
#define ISA_OBJECT_TYPES 15
#define ISA_OBJECT_BITS [seL4_X86_PDPTObject] = 12, [seL4_X64_PML4Object] = 12, [seL4_X64_HugePageObject] = 30, \
    [seL4_X86_4K] = 12, [seL4_X86_LargePageObject] = 21, [seL4_X86_PageTableObject] = 12, \
    [seL4_X86_PageDirectoryObject] = 12, [seL4_X86_IOPageTableObject] = 12
/* Tables and roots, all that cannot be copied before they are mapped. */
#define ISA_TABLE_TYPES seL4_X86_PDPTObject, seL4_X64_PML4Object, seL4_X86_PageTableObject, \
    seL4_X86_PageDirectoryObject, seL4_X86_IOPageTableObject
/* Capabilities of the boot thread that no other ISA has. */
#define ISA_BOOT_CAPS seL4_CapIOPortControl

/* Tables from below the root: types, Map methods, log2 of what one covers. */
#define ISA_TABLES 3
#define ISA_TABLE_LIST {seL4_X86_PDPTObject, X86PDPTMap, 39}, \
    {seL4_X86_PageDirectoryObject, X86PageDirectoryMap, 30}, {seL4_X86_PageTableObject, X86PageTableMap, 21}
/* Map replaces another frame's mapping, or refuses. */
#define ISA_MAP_REPLACES 1

/* A word of seL4_UserContext of a thread that was never given registers. */
#define ISA_INITIAL_REGISTER(index) ((index) == 2 ? 0x202 : 0)

/* All ticks by this are the most microseconds that are counted. */
#define ISA_TICKS_DIVISOR frame_ticks_per_us()

/* The last page of user memory and the first address that Map refuses. */
#define ISA_LAST_PAGE 0x7fffffffe000UL
#define ISA_REFUSED_PAGE 0x7ffffffff000UL

/* Registers that hold addresses are made canonical, or refuse what is not. */
#define ISA_ADDRESSES_CHECKED 1
/* Code was written that is executed next. */
#define ISA_CODE_WRITTEN() ((void)0)

/* What a thread has in word `index` of seL4_UserContext after `value` was written there. */
static inline seL4_Word isa_context_kept(seL4_Word index, seL4_Word value)
{
    const seL4_Word ip = 0, flags = 2, fs_base = 18, sign = value >> 47;

    if (index == flags)
        return (value & 0xcd5) | 0x202;
    return (index == ip || index >= fs_base) && sign != 0 && sign != 0x1ffff ? 0 : value;
}
/* The frame registers come first; the rest are the integer registers. */
#define ISA_FRAME_WORDS 18
/* Registers of a thread that tests set by number. */
#define ISA_PATTERN_IS_KEPT(index) ((index) != 2)
/* Of a message of UnknownSyscall: where each of its words but the number stands in seL4_UserContext. */
#define ISA_UNKNOWN_WORDS {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 0, 1, 2}
/* Raises UnknownSyscall whatever the registers hold. */
#define ISA_ASM_UNKNOWN_CALL "int $200"
/* What is added to word i by the time of the call: the next instruction, say. */
#define ISA_UNKNOWN_PLUS(i) 0
/* Words of the reply to a Timeout fault: so many of seL4_UserContext. */
#define ISA_TIMEOUT_WORDS 19

/* A loop of one system call whose labels are NAME_loop, NAME_trap, NAME_next. */
#define ISA_ASM_CALL_LOOP(name, number) #name "_loop: movq $" #number ", %rdx\n" #name "_trap: syscall\n" \
    #name "_next: jmp " #name "_loop\n"
/* Accesses at an address in KIT_ARGUMENT. */
#define ISA_ASM_READ "movq (%rdi), %rax"
#define ISA_ASM_WRITE "movq %rsi, (%rdi)"
#define ISA_ASM_JUMP "jmp *%rdi"
#define ISA_ASM_JUMP_TO(label) "jmp " #label

/* The last word of a VMFault: page error code. 1: the page is there, 2: write, 4: user mode, 16: fetch. */
#define ISA_STATUS_READ 4UL
#define ISA_STATUS_WRITE 6UL
#define ISA_STATUS_WRITE_DENIED 7UL
#define ISA_STATUS_WITHOUT_LEVEL(status) (status)
/* Of a place in the kernel's half: this bit may be set. */
#define ISA_STATUS_MAYBE 1UL
/* CPUs need not tell fetches from reads. */
#define ISA_IS_FETCH(prefetch, status) (((status) & ~16UL) == 4 && (prefetch) == (status) >> 4)
#define ISA_KERNEL_ADDRESS 0xffffffff80000000UL

/* The TLS register. The first word of a thread's variables is their own address; not every CPU reads the register. */
static inline seL4_Word isa_thread_pointer(void)
{
    seL4_Word base;

    __asm__ volatile("movq %%fs:0, %0" : "=r"(base));
    return base;
}
#define ISA_TLS_WORD 18 /* of seL4_UserContext */

/* Numbers that seL4_DebugCapIdentify gives: a root, and the ISA's other objects and capabilities. */
#define ISA_IDENTIFY_ROOT 9
#define ISA_IDENTIFY_OBJECTS {seL4_X86_PageTableObject, 0, 3}, {seL4_X86_PageDirectoryObject, 0, 5}, \
    {seL4_X86_PDPTObject, 0, 7}, {seL4_X64_PML4Object, 0, ISA_IDENTIFY_ROOT}
#define ISA_IDENTIFY_CAPS {seL4_CapIOPortControl, 31}, {kit_console_ports(), 19}

/* Kept by every system call; of the programs of tests/system/hostile. */
#define ISA_STATE_REGISTER rbx
