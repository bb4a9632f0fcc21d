/* SPDX-License-Identifier: BSD-2-Clause */
/* Every kind of exception, privileged instructions and registers, caches and translations, what is not aligned. */
#include "../hostile.h"

/* What a piece may end in: the undefined instruction behind all of them, or one of these faults at the piece. */
enum { END = 1, UNDEFINED = 2, TRAPPED = 4, MEMORY = 8, CALL = 16 };
/* As the processor is made: registers of features it lacks are undefined, others trap. */
#define PRIVILEGED (UNDEFINED | TRAPPED)

static char stack[8192] __attribute__((aligned(4096)));
#define STACK_TOP ((seL4_Word)stack + 4096)

/* Each piece begins at wild_NAME. */
#define READS(name) X(read_##name, "mrs x9, " #name, PRIVILEGED)
#define WRITES(name) X(write_##name, "mov x9, #-1\n msr " #name ", x9", PRIVILEGED)
#define PIECES \
    READS(sctlr_el1) READS(actlr_el1) READS(cpacr_el1) READS(ttbr0_el1) READS(ttbr1_el1) READS(tcr_el1) \
    READS(esr_el1) READS(far_el1) READS(par_el1) READS(mair_el1) READS(vbar_el1) READS(contextidr_el1) \
    READS(tpidr_el1) READS(cntkctl_el1) READS(csselr_el1) READS(elr_el1) READS(spsr_el1) READS(sp_el0) \
    READS(sp_el1) READS(currentel) READS(spsel) READS(isr_el1) READS(midr_el1) READS(mpidr_el1) READS(ccsidr_el1) \
    READS(hcr_el2) READS(vttbr_el2) READS(vtcr_el2) READS(sctlr_el2) READS(ttbr0_el2) READS(vbar_el2) \
    READS(elr_el2) READS(spsr_el2) READS(esr_el2) READS(cptr_el2) READS(mdcr_el2) READS(cnthctl_el2) \
    READS(cntvoff_el2) READS(cnthp_ctl_el2) READS(scr_el3) READS(vbar_el3) READS(mdscr_el1) READS(oslsr_el1) \
    READS(dbgbvr0_el1) READS(dbgwcr0_el1) READS(pmcr_el0) READS(pmccntr_el0) \
    X(read_pmuserenr_el0, "mrs x9, pmuserenr_el0", END | PRIVILEGED) \
    READS(cntvct_el0) READS(cntv_ctl_el0) READS(cntv_cval_el0) READS(daif) READS(s3_0_c15_c0_0) READS(icc_iar1_el1) \
    READS(icc_sre_el1) READS(ich_hcr_el2) \
    WRITES(sctlr_el1) WRITES(ttbr0_el1) WRITES(tcr_el1) WRITES(vbar_el1) WRITES(cpacr_el1) WRITES(contextidr_el1) \
    WRITES(tpidrro_el0) WRITES(cntkctl_el1) WRITES(elr_el1) WRITES(spsr_el1) WRITES(sp_el0) WRITES(hcr_el2) \
    WRITES(vttbr_el2) WRITES(vbar_el2) WRITES(sp_el1) WRITES(mdscr_el1) WRITES(oslar_el1) WRITES(dbgbcr0_el1) \
    WRITES(pmcr_el0) WRITES(cntv_ctl_el0) WRITES(cntfrq_el0) WRITES(icc_eoir1_el1) WRITES(icc_pmr_el1) \
    X(mask_interrupts, "msr daifset, #15", PRIVILEGED) X(stack_select, "msr spsel, #1", PRIVILEGED) \
    X(eret, "eret", UNDEFINED) X(hvc, "hvc #1", UNDEFINED) X(smc, "smc #1", UNDEFINED) X(drps, "drps", UNDEFINED) \
    X(halt, "hlt #7", UNDEFINED) X(zeros, ".inst 0", UNDEFINED) X(ones, ".inst 0xffffffff", UNDEFINED) \
    X(brk, "brk #1", TRAPPED) X(odd, "adr x9, .+5\n br x9", TRAPPED) \
    X(tlbi, "tlbi vmalle1", PRIVILEGED) X(tlbi_all, "tlbi alle1", PRIVILEGED) X(tlbi_2, "tlbi alle2", PRIVILEGED) \
    X(tlbi_stage2, "tlbi ipas2e1, x0", PRIVILEGED) X(tlbi_page, "tlbi vae1, x0", PRIVILEGED) \
    X(at, "at s1e1r, x0", PRIVILEGED) X(at_2, "at s12e0r, x0", PRIVILEGED) X(ic_all, "ic iallu", PRIVILEGED) \
    X(dc_set, "dc csw, x0", PRIVILEGED) X(dc_invalidate, "mov x9, sp\n dc ivac, x9", PRIVILEGED) \
    X(dc_isw, "dc isw, xzr", PRIVILEGED) \
    X(dc_clean, "mov x9, sp\n dc cvac, x9\n dc cvau, x9\n dc civac, x9\n ic ivau, x9\n dsb ish\n isb", END) \
    X(dc_zero, "sub x9, sp, #256\n dc zva, x9", END | PRIVILEGED) X(dc_null, "dc civac, xzr", MEMORY | END) \
    X(ic_null, "ic ivau, xzr", MEMORY | END) X(zero_null, "dc zva, xzr", MEMORY | PRIVILEGED) \
    X(wait, "wfi\n wfe\n sev\n sevl\n yield", END) X(barriers, "dmb sy\n dsb sy\n isb\n clrex", END) \
    X(cache_type, "mrs x9, ctr_el0\n mrs x9, dczid_el0", END) \
    X(counter, "mrs x9, cntpct_el0\n mrs x9, cntfrq_el0", END) \
    X(flags, "msr nzcv, x9\n mrs x9, nzcv\n mrs x9, fpcr\n mrs x9, fpsr", END) \
    X(unaligned, "sub x9, sp, #9\n ldr x10, [x9]\n str x10, [x9]", END) \
    X(unaligned_pages, "ldr x9, [sp, #-4]", END | MEMORY) \
    X(exclusive, "sub x9, sp, #9\n ldxr x10, [x9]", TRAPPED | MEMORY | END) \
    X(read_null, "ldr x9, [x8]", MEMORY) X(read_far, "mov x9, #0x10000000000\n ldr x9, [x9]", MEMORY) \
    X(read_upper, "mov x9, #0xffff000000000000\n ldr x9, [x9]", MEMORY) \
    X(write_gic, "mov x9, #0x8000000\n str wzr, [x9]", MEMORY) \
    X(write_window, "mov x9, #0x8000000000\n movk x9, #0x6000, lsl #16\n str xzr, [x9]", MEMORY) \
    X(jump_far, "mov x9, #0x10000000000\n br x9", MEMORY) X(jump_upper, "mov x9, #0xffff000000000000\n br x9", MEMORY) \
    X(sve, ".inst 0x04bf5029", PRIVILEGED) X(sme, ".inst 0xd503477f", PRIVILEGED) \
    X(call, "mov x7, #200\n svc #0xffff", CALL)

/* x8 is 0: the address nobody has. */
#define X(name, text, ends) ".balign 16\n wild_" #name ": " text "\n b wild_end\n"
__asm__(".text\n" PIECES "wild_end: " KIT_UNDEFINED "\n");
#undef X
#define X(name, text, ends) extern const char wild_##name[];
PIECES
#undef X
extern const char wild_end[];

static const struct piece {
    const char *name, *at;
    unsigned ends;
} pieces[] = {
#define X(name, text, ends) {#name, wild_##name, ends},
    PIECES
#undef X
};

static unsigned end_of(seL4_Word label)
{
    switch (label) {
    case seL4_Fault_UserException:
        return seL4_GetMR(seL4_UserException_FaultIP) == (seL4_Word)wild_end ? END : UNDEFINED;
    case seL4_Fault_VCPUFault:
        return TRAPPED;
    case seL4_Fault_VMFault:
        return MEMORY;
    case seL4_Fault_UnknownSyscall:
        return CALL;
    }
    return 0;
}

/* covers: ipc.md 8 UserException; ipc.md 8 VMFault; ipc.md 8 AArch64 EL2 kernel: any other; fpu-tls-misc.md 5 AArch64 */
TEST(every_exception)
{
    char what[60];

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        seL4_UserContext registers = {.pc = (seL4_Word)pieces[i].at, .sp = STACK_TOP};
        unsigned end = end_of(victim_run(&registers));

        snprintf(what, sizeof(what), "end of %s, of 0x%x", pieces[i].name, pieces[i].ends);
        frame_check_equal(end & pieces[i].ends, end, what, __FILE__, __LINE__);
    }
    healthy_answers();
    healthy_had_time();
}

/* covers: syscalls.md 1 numbers; ipc.md 8 UnknownSyscall */
TEST(every_call_number)
{
    extern const char edge_call[];
    seL4_UserContext registers = {.pc = (seL4_Word)edge_call, .sp = STACK_TOP};

    probe_make(&victim, (struct kit_options){.priority = PRIORITY});
    healthy_begin();
    for (unsigned bit = 6; bit < seL4_WordBits; bit++) {
        registers.x7 = 1UL << bit;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_Syscall), registers.x7);
        registers.x7 = ~registers.x7;
        CHECK_EQUAL(victim_run(&registers), seL4_Fault_UnknownSyscall);
        CHECK_EQUAL(seL4_GetMR(seL4_UnknownSyscall_FaultIP), (seL4_Word)edge_call);
    }
    healthy_answers();
}

const struct frame_test instruction_tests[] = {
    ENTRY("ipc.8.every-exception", every_exception),
    ENTRY("syscalls.1.every-call-number", every_call_number),
    FRAME_END,
};
