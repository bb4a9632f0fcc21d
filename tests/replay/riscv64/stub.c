/* SPDX-License-Identifier: BSD-2-Clause */
/* The stub of RISC-V. */
#include <kit/kit.h>
#include <runtime/string.h>
#include "../play.h"

#define STUB_JUMP (STUB + 0x3f0)
#define DATA_PAGE 0ul

/*
 * Position-independent, copied to STUB. Stores to addresses below 2048 need no register but x0; offsets are those of
 * struct stub_data. No register is left to jump with, either: the last instruction is written for each turn.
 */
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    ".option push\n"
    ".option norvc\n"
    ".option norelax\n"
    ".globl stub_code\n"
    "stub_code:\n"
    "0:  ecall\n"
    "    sd ra, 0x108(zero)\n"
    "    sd sp, 0x110(zero)\n"
    "    sd gp, 0x118(zero)\n"
    "    sd s0, 0x120(zero)\n"
    "    sd s1, 0x128(zero)\n"
    "    sd s2, 0x130(zero)\n"
    "    sd s3, 0x138(zero)\n"
    "    sd s4, 0x140(zero)\n"
    "    sd s5, 0x148(zero)\n"
    "    sd s6, 0x150(zero)\n"
    "    sd s7, 0x158(zero)\n"
    "    sd s8, 0x160(zero)\n"
    "    sd s9, 0x168(zero)\n"
    "    sd s10, 0x170(zero)\n"
    "    sd s11, 0x178(zero)\n"
    "    sd a0, 0x180(zero)\n"
    "    sd a1, 0x188(zero)\n"
    "    sd a2, 0x190(zero)\n"
    "    sd a3, 0x198(zero)\n"
    "    sd a4, 0x1a0(zero)\n"
    "    sd a5, 0x1a8(zero)\n"
    "    sd a6, 0x1b0(zero)\n"
    "    sd a7, 0x1b8(zero)\n"
    "    sd t0, 0x1c0(zero)\n"
    "    sd t1, 0x1c8(zero)\n"
    "    sd t2, 0x1d0(zero)\n"
    "    sd t3, 0x1d8(zero)\n"
    "    sd t4, 0x1e0(zero)\n"
    "    sd t5, 0x1e8(zero)\n"
    "    sd t6, 0x1f0(zero)\n"
    "    sd tp, 0x1f8(zero)\n"
    "    ld sp, 0x200(zero)\n"
    "    ld t0, 0x208(zero)\n"
    "    jalr t0\n"
    "1:  auipc t0, %pcrel_hi(2f)\n"
    "    sw a0, %pcrel_lo(1b)(t0)\n"
    "    fence.i\n"
    "    ld ra, 0x108(zero)\n"
    "    ld sp, 0x110(zero)\n"
    "    ld gp, 0x118(zero)\n"
    "    ld s0, 0x120(zero)\n"
    "    ld s1, 0x128(zero)\n"
    "    ld s2, 0x130(zero)\n"
    "    ld s3, 0x138(zero)\n"
    "    ld s4, 0x140(zero)\n"
    "    ld s5, 0x148(zero)\n"
    "    ld s6, 0x150(zero)\n"
    "    ld s7, 0x158(zero)\n"
    "    ld s8, 0x160(zero)\n"
    "    ld s9, 0x168(zero)\n"
    "    ld s10, 0x170(zero)\n"
    "    ld s11, 0x178(zero)\n"
    "    ld a0, 0x180(zero)\n"
    "    ld a1, 0x188(zero)\n"
    "    ld a2, 0x190(zero)\n"
    "    ld a3, 0x198(zero)\n"
    "    ld a4, 0x1a0(zero)\n"
    "    ld a5, 0x1a8(zero)\n"
    "    ld a6, 0x1b0(zero)\n"
    "    ld a7, 0x1b8(zero)\n"
    "    ld t0, 0x1c0(zero)\n"
    "    ld t1, 0x1c8(zero)\n"
    "    ld t2, 0x1d0(zero)\n"
    "    ld t3, 0x1d8(zero)\n"
    "    ld t4, 0x1e0(zero)\n"
    "    ld t5, 0x1e8(zero)\n"
    "    ld t6, 0x1f0(zero)\n"
    "    ld tp, 0x1f8(zero)\n"
    "    j 2f\n"
    ".org stub_code + 0x3f0\n" /* STUB_JUMP */
    "2:  j 2b\n"
    ".org stub_code + 0x400\n" /* STUB_LOAD */
    "    lb zero, (s2)\n"
    "    j 0b + 4\n"
    ".org stub_code + 0x410\n" /* STUB_STORE */
    "    sb zero, (s2)\n"
    "    j 0b + 4\n"
    ".org stub_code + 0x420\n" /* STUB_UNDEFINED */
    "    .word 0\n"
    "    j 0b + 4\n"
    ".org stub_code + 0x430\n" /* STUB_PRIVILEGED */
    "    csrr zero, sstatus\n"
    "    j 0b + 4\n"
    ".org stub_code + 0x440\n" /* STUB_BREAKPOINT */
    "    ebreak\n"
    "    j 0b + 4\n"
    ".org stub_code + 0x450\n" /* STUB_END */
    "3:  .word 0\n"
    "    j 3b\n"
    ".org stub_code + 0x460\n"
    ".option pop\n"
    ".text\n");

/* Unprivileged ISA, section 2.3 and 2.5: the instruction `j` from STUB_JUMP to the place, which is behind it. */
unsigned long stub_jump(unsigned long place)
{
    unsigned long distance = place - STUB_JUMP;
    unsigned long bits_10_1 = distance >> 1 & 0x3ff;
    unsigned long bit_11 = distance >> 11 & 1;
    unsigned long bits_19_12 = distance >> 12 & 0xff;
    unsigned long bit_20 = distance >> 20 & 1;

    return bit_20 << 31 | bits_10_1 << 21 | bit_11 << 20 | bits_19_12 << 12 | 0x6f;
}

/* Data is not executed: threads that are sent there fault, as anywhere below UNMAPPED_END. */
void stub_place(void)
{
    seL4_CPtr data = kit_frame();

    require_ok(kit_map(kit_frame(), seL4_CapInitThreadVSpace, STUB, seL4_AllRights));
    memcpy((void *)STUB, stub_code, STUB_CODE_BYTES);
    __asm__ volatile("fence.i" : : : "memory");
    require_ok(kit_map(data, seL4_CapInitThreadVSpace, DATA_PAGE, seL4_AllRights));
    require_ok(seL4_RISCV_Page_Map(data, seL4_CapInitThreadVSpace, DATA_PAGE, seL4_AllRights,
                                   seL4_RISCV_ExecuteNever));
}
