/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's virt machine for AArch64: its timer, code that is not for programs. */
#include "../../clock.h"
#include "../boot_arguments.h"

#define STORM_PERIOD_US 50

/* ---- the storm: every program may set this timer, and some do ---- */

void isa_storm_issue(seL4_CPtr slot)
{
    CHECK_OK(clock_issue(slot, 0));
}

void isa_storm_blow(void)
{
    clock_start(STORM_PERIOD_US);
}

void isa_storm_next(void)
{
    clock_next();
}

void isa_storm_end(void)
{
    clock_stop();
}

/* ---- what hostile threads have; not the capability for calls of the firmware, which ends the machine ---- */

void isa_begin(void)
{
}

void isa_world_fill(struct world *world)
{
    for (int i = 0; i < 4; i++)
        give_new(world, seL4_ARM_PageTableObject, 0, ALL_METHODS_OF(Table));
}

void isa_worlds_fill(void)
{
    give_some(made(seL4_ARM_VCPUObject, 0), ALL_METHODS_OF(Guest));
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
 * Registers of the kernel and of guests, ways in and out, caches and translations, flags, what is not aligned, jumps,
 * FPU state, timers. Each piece has a cell; what is behind it there does nothing.
 */
#define P(text) ".balign 16\n " text "\n"
__asm__(".section .text.soup, \"ax\"\n.balign 16\nsoup_pieces:\n"
        P("mrs x10, sctlr_el1") P("msr sctlr_el1, x9") P("msr ttbr0_el1, x9\n isb") P("msr tcr_el1, x9")
        P("msr vbar_el1, x9") P("msr vbar_el1, x9\n svc #0") P("msr cpacr_el1, x9") P("msr elr_el1, x9\n eret")
        P("msr spsr_el1, x9") P("msr sp_el0, x9") P("msr tpidr_el1, x9") P("msr tpidrro_el0, x9")
        P("msr cntkctl_el1, x9")
        P("msr hcr_el2, x9") P("msr vttbr_el2, x9") P("msr vbar_el2, x9") P("msr elr_el2, x9\n eret")
        P("mrs x10, currentel") P("mrs x10, midr_el1") P("mrs x10, hcr_el2") P("msr scr_el3, x9") P("msr mdscr_el1, x9")
        P("msr oslar_el1, x9") P("msr pmcr_el0, x9") P("mrs x10, pmccntr_el0") P("msr cntv_ctl_el0, x9")
        P("msr cntv_cval_el0, xzr") P("msr cntp_ctl_el0, x9") P("msr cntp_cval_el0, x9") P("msr cntp_cval_el0, xzr")
        P("mrs x10, icc_iar1_el1") P("msr icc_eoir1_el1, x9") P("msr icc_pmr_el1, xzr") P("mrs x10, ich_hcr_el2")
        P("msr icc_sgi1r_el1, x9") P("msr daifset, #15") P("msr daifclr, #15") P("msr spsel, #1") P("msr spsel, #0")
        P("eret") P("drps") P("hvc #0") P("smc #0") P("hlt #7") P("brk #1") P("udf #0") P(".inst 0xffffffff")
        P("svc #0") P("svc #0xffff") P("svc #0\n svc #0\n svc #0") P("mov x7, #-1\n svc #0") P("mov x7, #-11\n svc #0")
        P("mov x7, #-2\n svc #0") P("mov x7, #-7\n svc #0") P("wfi") P("wfe") P("sevl\n wfe") P("yield")
        P("tlbi vmalle1") P("tlbi alle1") P("tlbi alle2") P("tlbi vae1, x9") P("tlbi ipas2e1, x9") P("at s1e1r, x9")
        P("at s12e0w, x9") P("ic iallu") P("ic ivau, x9") P("dc csw, x9") P("dc ivac, x9") P("dc civac, x9")
        P("dc cvau, x9") P("dc zva, x9") P("mov x10, sp\n dc zva, x10") P("msr nzcv, x9\n b.eq .+4") P("msr fpcr, x9")
        P("mov sp, x9") P("mov sp, x9\n svc #0") P("msr tpidr_el0, x9\n svc #0") P("str x9, [sp]") P("ldr x10, [x9]")
        P("str x10, [x9]") P("ldr x10, [x9, #1]!") P("ldxr x10, [x9]") P("stxr w11, x10, [x9]")
        P("mov x10, sp\n ldxr x11, [x10]")
        P("b .") P("br x9") P("blr x9") P("ret") P("ret x9") P("add x9, x9, #1\n br x9") P("fmov d0, x9\n fsqrt d1, d0")
        P("fdiv d2, d1, d0\n fcvtzs x10, d2") P("ldr q1, [x9]") P("str q31, [sp, #-16]!") P(".inst 0x04bf5029")
        P(".inst 0xd503477f") P("isb\n mrs x9, cntpct_el0\n br x9")
        ".balign 16\nsoup_pieces_end:\n.text\n");
#undef P

extern const unsigned char soup_pieces[], soup_pieces_end[];

void isa_soup_fill(unsigned char *cell)
{
    seL4_Word pieces = (seL4_Word)(soup_pieces_end - soup_pieces) / CELL;

    memcpy(cell, soup_pieces + (random() >> 20) % pieces * CELL, CELL);
}
