/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest's registers in the processor. Arm Architecture Reference Manual for A-profile, D17. */
#include <arch/arch.h>
#include <vcpu_fields.h>
#include <vcpu_hw.h>

#define READ(name) \
    ({ \
        word_t value_ = 0; \
        __asm__ volatile("mrs %0, " name : "=r"(value_)); \
        value_; \
    })
#define WRITE(name, value) __asm__ volatile("msr " name ", %0" : : "r"((word_t)(value)) : "memory")
#define BARRIER() __asm__ volatile("isb" : : : "memory")

#define ALL_ONES 0xffffffffu

#define PMU_NONE 0u
#define PMU_NOT_ARMS 15u

/* What the processor has: counted at boot. */
static word_t monitor_count[GUEST_MONITOR_ARRAYS];
static bool has_pmu, has_errors, has_sme;

/* Registers of extensions, for which assemblers have no names unless told so. */
#define VDISR_EL2 "s3_4_c12_c1_1"
#define TPIDR2_EL0 "s3_3_c13_c0_5"

static word_t read_other(word_t reg)
{
    if (reg >= GUEST_PMCR && !has_pmu)
        return 0;
    switch (reg) {
    case GUEST_CSSELR: return READ("csselr_el1");
    case GUEST_MDSCR: return READ("mdscr_el1");
    case GUEST_MDCCINT: return READ("mdccint_el1");
    case GUEST_OSLOCK: return oslsr_locked(READ("oslsr_el1"));
    case GUEST_OSDLR: return READ("osdlr_el1");
    case GUEST_DISR: return has_errors ? READ(VDISR_EL2) : 0;
    case GUEST_TPIDR2: return has_sme ? READ(TPIDR2_EL0) : 0;
    case GUEST_PMCR: return READ("pmcr_el0");
    case GUEST_PMUSERENR: return READ("pmuserenr_el0");
    case GUEST_PMCNTEN: return READ("pmcntenset_el0");
    case GUEST_PMINTEN: return READ("pmintenset_el1");
    case GUEST_PMOVS: return READ("pmovsset_el0");
    case GUEST_PMSELR: return READ("pmselr_el0");
    case GUEST_PMCCNTR: return READ("pmccntr_el0");
    case GUEST_PMCCFILTR: return READ("pmccfiltr_el0");
    }
    return 0;
}

word_t hw_guest_read(word_t reg)
{
    switch (reg) {
    case seL4_VCPUReg_SCTLR: return READ("sctlr_el1");
    case seL4_VCPUReg_CPACR: return READ("cpacr_el1");
    case seL4_VCPUReg_TTBR0: return READ("ttbr0_el1");
    case seL4_VCPUReg_TTBR1: return READ("ttbr1_el1");
    case seL4_VCPUReg_TCR: return READ("tcr_el1");
    case seL4_VCPUReg_MAIR: return READ("mair_el1");
    case seL4_VCPUReg_AMAIR: return READ("amair_el1");
    case seL4_VCPUReg_CIDR: return READ("contextidr_el1");
    case seL4_VCPUReg_ACTLR: return READ("actlr_el1");
    case seL4_VCPUReg_AFSR0: return READ("afsr0_el1");
    case seL4_VCPUReg_AFSR1: return READ("afsr1_el1");
    case seL4_VCPUReg_ESR: return READ("esr_el1");
    case seL4_VCPUReg_FAR: return READ("far_el1");
    case seL4_VCPUReg_PAR: return READ("par_el1");
    case seL4_VCPUReg_VBAR: return READ("vbar_el1");
    case seL4_VCPUReg_TPIDR_EL1: return READ("tpidr_el1");
    case seL4_VCPUReg_VMPIDR_EL2: return READ("vmpidr_el2");
    case seL4_VCPUReg_SP_EL1: return READ("sp_el1");
    case seL4_VCPUReg_ELR_EL1: return READ("elr_el1");
    case seL4_VCPUReg_SPSR_EL1: return READ("spsr_el1");
    case seL4_VCPUReg_CNTV_CTL: return READ("cntv_ctl_el0");
    case seL4_VCPUReg_CNTV_CVAL: return READ("cntv_cval_el0");
    case seL4_VCPUReg_CNTVOFF: return READ("cntvoff_el2");
    case seL4_VCPUReg_CNTKCTL_EL1: return READ("cntkctl_el1");
    }
    return read_other(reg);
}

/* Registers of which one sets bits and another clears them. */
#define WRITE_SET(set, clear, value) \
    ({ \
        WRITE(clear, ALL_ONES); \
        WRITE(set, value); \
    })

static void write_other(word_t reg, word_t value)
{
    if (reg >= GUEST_PMCR && !has_pmu)
        return;
    switch (reg) {
    case GUEST_CSSELR: WRITE("csselr_el1", value); return;
    case GUEST_MDSCR: WRITE("mdscr_el1", value); return;
    case GUEST_MDCCINT: WRITE("mdccint_el1", value); return;
    case GUEST_OSLOCK: WRITE("oslar_el1", value); return;
    case GUEST_OSDLR: WRITE("osdlr_el1", value); return;
    case GUEST_DISR:
        if (has_errors)
            WRITE(VDISR_EL2, value);
        return;
    case GUEST_TPIDR2:
        if (has_sme)
            WRITE(TPIDR2_EL0, value);
        return;
    case GUEST_PMCR: WRITE("pmcr_el0", value); return;
    case GUEST_PMUSERENR: WRITE("pmuserenr_el0", value); return;
    case GUEST_PMCNTEN: WRITE_SET("pmcntenset_el0", "pmcntenclr_el0", value); return;
    case GUEST_PMINTEN: WRITE_SET("pmintenset_el1", "pmintenclr_el1", value); return;
    case GUEST_PMOVS: WRITE_SET("pmovsset_el0", "pmovsclr_el0", value); return;
    case GUEST_PMSELR: WRITE("pmselr_el0", value); return;
    case GUEST_PMCCNTR: WRITE("pmccntr_el0", value); return;
    case GUEST_PMCCFILTR: WRITE("pmccfiltr_el0", value); return;
    }
}

void hw_guest_write(word_t reg, word_t value)
{
    switch (reg) {
    case seL4_VCPUReg_SCTLR: WRITE("sctlr_el1", value); return;
    case seL4_VCPUReg_CPACR: WRITE("cpacr_el1", value); return;
    case seL4_VCPUReg_TTBR0: WRITE("ttbr0_el1", value); return;
    case seL4_VCPUReg_TTBR1: WRITE("ttbr1_el1", value); return;
    case seL4_VCPUReg_TCR: WRITE("tcr_el1", value); return;
    case seL4_VCPUReg_MAIR: WRITE("mair_el1", value); return;
    case seL4_VCPUReg_AMAIR: WRITE("amair_el1", value); return;
    case seL4_VCPUReg_CIDR: WRITE("contextidr_el1", value); return;
    case seL4_VCPUReg_ACTLR: WRITE("actlr_el1", value); return;
    case seL4_VCPUReg_AFSR0: WRITE("afsr0_el1", value); return;
    case seL4_VCPUReg_AFSR1: WRITE("afsr1_el1", value); return;
    case seL4_VCPUReg_ESR: WRITE("esr_el1", value); return;
    case seL4_VCPUReg_FAR: WRITE("far_el1", value); return;
    case seL4_VCPUReg_PAR: WRITE("par_el1", value); return;
    case seL4_VCPUReg_VBAR: WRITE("vbar_el1", value); return;
    case seL4_VCPUReg_TPIDR_EL1: WRITE("tpidr_el1", value); return;
    case seL4_VCPUReg_VMPIDR_EL2: WRITE("vmpidr_el2", value); return;
    case seL4_VCPUReg_SP_EL1: WRITE("sp_el1", value); return;
    case seL4_VCPUReg_ELR_EL1: WRITE("elr_el1", value); return;
    case seL4_VCPUReg_SPSR_EL1: WRITE("spsr_el1", value); return;
    case seL4_VCPUReg_CNTV_CTL: WRITE("cntv_ctl_el0", value); return;
    case seL4_VCPUReg_CNTV_CVAL: WRITE("cntv_cval_el0", value); return;
    case seL4_VCPUReg_CNTVOFF: WRITE("cntvoff_el2", value); return;
    case seL4_VCPUReg_CNTKCTL_EL1: WRITE("cntkctl_el1", value); return;
    }
    write_other(reg, value);
}

word_t hw_guest_tpidrro(void)
{
    return READ("tpidrro_el0");
}

/* ---- registers that there are several of ---- */

/* One case for each of 16 registers of a name. */
#define EACH_16(each, name, suffix) \
    each(0, name "0" suffix) each(1, name "1" suffix) each(2, name "2" suffix) each(3, name "3" suffix) \
    each(4, name "4" suffix) each(5, name "5" suffix) each(6, name "6" suffix) each(7, name "7" suffix) \
    each(8, name "8" suffix) each(9, name "9" suffix) each(10, name "10" suffix) each(11, name "11" suffix) \
    each(12, name "12" suffix) each(13, name "13" suffix) each(14, name "14" suffix) each(15, name "15" suffix)
#define READ_CASE(n, name) case n: return READ(name);
#define WRITE_CASE(n, name) case n: WRITE(name, value); return;

#define READ_ONE_OF_16(i, name, suffix) switch (i) { EACH_16(READ_CASE, name, suffix) } return 0
#define WRITE_ONE_OF_16(i, name, suffix) switch (i) { EACH_16(WRITE_CASE, name, suffix) } return

static word_t breakpoint_value_read(word_t i) { READ_ONE_OF_16(i, "dbgbvr", "_el1"); }
static word_t breakpoint_control_read(word_t i) { READ_ONE_OF_16(i, "dbgbcr", "_el1"); }
static word_t watchpoint_value_read(word_t i) { READ_ONE_OF_16(i, "dbgwvr", "_el1"); }
static word_t watchpoint_control_read(word_t i) { READ_ONE_OF_16(i, "dbgwcr", "_el1"); }
static void breakpoint_value_write(word_t i, word_t value) { WRITE_ONE_OF_16(i, "dbgbvr", "_el1"); }
static void breakpoint_control_write(word_t i, word_t value) { WRITE_ONE_OF_16(i, "dbgbcr", "_el1"); }
static void watchpoint_value_write(word_t i, word_t value) { WRITE_ONE_OF_16(i, "dbgwvr", "_el1"); }
static void watchpoint_control_write(word_t i, word_t value) { WRITE_ONE_OF_16(i, "dbgwcr", "_el1"); }

static void event_select(word_t i)
{
    WRITE("pmselr_el0", i);
    BARRIER();
}

word_t hw_guest_monitor_count(word_t array)
{
    return monitor_count[array];
}

word_t hw_guest_monitor_read(word_t array, word_t i)
{
    switch ((enum guest_monitor)array) {
    case GUEST_BREAKPOINT_VALUE: return breakpoint_value_read(i);
    case GUEST_BREAKPOINT_CONTROL: return breakpoint_control_read(i);
    case GUEST_WATCHPOINT_VALUE: return watchpoint_value_read(i);
    case GUEST_WATCHPOINT_CONTROL: return watchpoint_control_read(i);
    case GUEST_EVENT_TYPE: event_select(i); return READ("pmxevtyper_el0");
    case GUEST_EVENT_COUNT: event_select(i); return READ("pmxevcntr_el0");
    case GUEST_MONITOR_ARRAYS: break;
    }
    return 0;
}

void hw_guest_monitor_write(word_t array, word_t i, word_t value)
{
    switch ((enum guest_monitor)array) {
    case GUEST_BREAKPOINT_VALUE: breakpoint_value_write(i, value); return;
    case GUEST_BREAKPOINT_CONTROL: breakpoint_control_write(i, value); return;
    case GUEST_WATCHPOINT_VALUE: watchpoint_value_write(i, value); return;
    case GUEST_WATCHPOINT_CONTROL: watchpoint_control_write(i, value); return;
    case GUEST_EVENT_TYPE: event_select(i); WRITE("pmxevtyper_el0", value); return;
    case GUEST_EVENT_COUNT: event_select(i); WRITE("pmxevcntr_el0", value); return;
    case GUEST_MONITOR_ARRAYS: return;
    }
}

/* ---- translation ---- */

void hw_hcr_write(word_t value)
{
    WRITE("hcr_el2", value);
}

/* The address space that has been loaded, and the treatment of the levels below, take effect before. */
void hw_guest_tlb_flush(void)
{
    __asm__ volatile("isb\n\t"
                     "tlbi vmalle1\n\t"
                     "dsb nsh\n\t"
                     "isb" : : : "memory");
}

word_t hw_guest_translate(word_t address)
{
    word_t guests = READ("par_el1");
    word_t result = 0;

    __asm__ volatile("at s1e1r, %0\n\tisb" : : "r"(address) : "memory");
    result = READ("par_el1");
    WRITE("par_el1", guests);
    return result;
}

/* ---- boot ---- */

void hw_guest_boot(void)
{
    word_t features = READ("id_aa64dfr0_el1");

    monitor_count[GUEST_BREAKPOINT_VALUE] = dfr0_breakpoints(features) + 1;
    monitor_count[GUEST_BREAKPOINT_CONTROL] = dfr0_breakpoints(features) + 1;
    monitor_count[GUEST_WATCHPOINT_VALUE] = dfr0_watchpoints(features) + 1;
    monitor_count[GUEST_WATCHPOINT_CONTROL] = dfr0_watchpoints(features) + 1;
    has_errors = pfr0_errors(READ("id_aa64pfr0_el1")) != 0;
    has_sme = pfr1_sme(READ("id_aa64pfr1_el1")) != 0;
    has_pmu = dfr0_pmu(features) != PMU_NONE && dfr0_pmu(features) != PMU_NOT_ARMS;
    if (!has_pmu)
        return;
    monitor_count[GUEST_EVENT_TYPE] = pmcr_counters(READ("pmcr_el0"));
    monitor_count[GUEST_EVENT_COUNT] = monitor_count[GUEST_EVENT_TYPE];
}
