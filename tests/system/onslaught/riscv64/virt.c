/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for RISC-V: its clock, code that is not for programs. */
#include "../../clock.h"
#include "../boot_arguments.h"

#define STORM_PERIOD_US 50

/* ---- the storm ---- */

void isa_storm_issue(seL4_CPtr slot)
{
    CHECK_OK(clock_issue(slot, 0));
}

/* The clock is nobody's but ours: it needs no more than another alarm. */
void isa_storm_blow(void)
{
    clock_next();
}

void isa_storm_next(void)
{
    clock_next();
}

void isa_storm_end(void)
{
    clock_stop();
}

/* ---- what hostile threads have; the SBI is the kernel's, and devices are what their frames are given for ---- */

void isa_begin(void)
{
    clock_start(STORM_PERIOD_US);
}

void isa_world_fill(struct world *world)
{
    for (int i = 0; i < 4; i++)
        give_new(world, seL4_RISCV_PageTableObject, 0, ALL_METHODS_OF(Table));
}

void isa_worlds_fill(void)
{
}

seL4_Error isa_line(seL4_Word line, seL4_CPtr slot)
{
    return seL4_IRQControl_Get(seL4_CapIRQControl, line, ROOT, slot, 64);
}

void isa_check_back(void)
{
}

/* ---- the soup ---- */

/*
 * Registers of the kernel, its ways in and out, what changes stacks and thread pointers, what is not aligned, jumps,
 * FPU state. Each piece has a cell; what is behind it there does nothing.
 */
#define P(text) ".balign 16\n " text "\n"
__asm__(".section .text.soup, \"ax\"\n.option push\n.option norvc\n.balign 16\nsoup_pieces:\n"
        P("csrr t2, sstatus") P("csrw sstatus, t1") P("csrs sstatus, t1") P("csrw sie, t1") P("csrw stvec, t1")
        P("csrrw sp, sscratch, sp") P("csrw sepc, t1\n sret") P("csrw satp, t1") P("csrw stval, t1")
        P("csrw scounteren, t1") P("csrw 0x14d, zero") P("csrr t2, 0x14d") P("csrw mstatus, t1") P("csrr t2, mhartid")
        P("csrw 0x600, t1") P("csrw 0x680, t1") P("csrw 0x280, t1") P("csrw 0x7b0, t1") P("csrw 0x7a0, t1")
        P("csrw 0x3a0, t1") P("csrr t2, 0x15") P("csrw 0x8, t1") P("csrw 0xc01, t1")
        P("sret") P("mret") P(".insn 4, 0x00200073") P(".insn 4, 0x7b200073") P("wfi") P("sfence.vma")
        P("sfence.vma t1, t2") P(".insn 4, 0x16000073") P(".insn 4, 0x62000073") P(".insn 4, 0x6c0542f3")
        P(".4byte 0") P(".insn 4, 0xffffffff") P(".insn 4, 0xc0001073") P(".insn 4, 0x0000000b") P("ebreak")
        P(".2byte 0x9002, 0x9002") P("ecall") P("ecall\n ecall\n ecall") P("li a7, -1\n ecall") P("li a7, -11\n ecall")
        P("li a7, -2\n ecall") P("li a7, 8\n li a6, 0\n ecall") P("mv sp, zero") P("mv sp, t1\n ecall")
        P("mv tp, t1") P("mv gp, t1") P("mv tp, zero\n ecall") P("j .") P("jr t1") P("jalr t1")
        P("addi t1, t1, 1\n jr t1")
        P("addi t1, t1, 2\n jr t1") P("ret") P("ld t2, 0(t1)") P("sd t2, 0(t1)") P("ld t2, 1(sp)") P("sd t2, -1(sp)")
        P("lr.d t2, (sp)\n sc.d t2, t2, (sp)") P("lr.d t2, (t1)") P("sc.d t2, t2, (t1)") P("amoadd.d t2, t2, (sp)")
        P("amoswap.w t2, t2, (t1)") P("fld f1, 0(sp)") P("fsd f1, 0(t1)") P("fdiv.d f2, f1, f0\n fcvt.l.d t2, f2")
        P("fscsr t1") P("fmv.d.x f31, t1\n fsqrt.d f31, f31") P("fence") P("fence.i") P("rdtime t1\n jr t1")
        P("rdcycle t2") P("li t1, -1\n sd t1, 0(t1)") P("div t2, t1, zero")
        ".balign 16\nsoup_pieces_end:\n.option pop\n.text\n");
#undef P

extern const unsigned char soup_pieces[], soup_pieces_end[];

void isa_soup_fill(unsigned char *cell)
{
    seL4_Word pieces = (seL4_Word)(soup_pieces_end - soup_pieces) / CELL;

    memcpy(cell, soup_pieces + (random() >> 20) % pieces * CELL, CELL);
}
