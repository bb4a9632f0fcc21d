/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept apart: registers of guests from each other's, and from those of threads without VCPU. */
#include "tests.h"

#define SLICE_US 500
#define ROUNDS 3000
#define PROBE_PRIORITY GUEST_PRIORITY

/*
 * Registers of a guest that hold what they are given, at least in the bits of the mask. VBAR, TTBR0, TCR, MAIR, SCTLR,
 * CPACR and TPIDR_EL1 serve the guest; they differ between the guests where they can. Registers of debugging and of the
 * performance monitor are not part of the interface, but of the processor.
 */
#define PATTERN_REGISTERS(each) \
    each(1, "ttbr1_el1", 0x0000fffffffff000) each(2, "contextidr_el1", 0xffffffff) each(3, "esr_el1", 0xffffffff) \
    each(4, "far_el1", ~0UL) each(5, "elr_el1", ~0UL) each(6, "sp_el0", ~0UL) each(7, "spsr_el1", 0xf0000000) \
    each(8, "tpidr_el0", ~0UL) each(9, "tpidrro_el0", ~0UL) each(10, "cntv_cval_el0", ~0UL) \
    each(11, "cntkctl_el1", 0x3) each(12, "csselr_el1", 0xf) each(13, "mdscr_el1", 0x1000) \
    each(14, "dbgbvr0_el1", 0x0000fffffffffffc) each(15, "dbgbcr0_el1", 0x6) \
    each(16, "dbgwvr0_el1", 0x0000fffffffffff8) each(17, "dbgwcr0_el1", 0x1e) each(18, "pmuserenr_el0", 0xf) \
    each(19, "pmccfiltr_el0", 0xf0000000) each(20, "pmselr_el0", 0x1f) each(21, "pmccntr_el0", ~0UL) \
    each(22, "par_el1", 0x0000fffffffff000) each(23, "dbgbvr1_el1", 0x0000fffffffffffc)

/* Different for each guest and register; 1 bits and 0 bits change places between the guests. */
static uint64_t pattern(const struct guest *guest, uint64_t number)
{
    uint64_t word = 0x9e3779b97f4a7c15 * (number + 1);

    return guest->index == 0 ? word : ~word;
}

/* The counter does not count: PMCR_EL0.E is 0. */
static void patterns_write(const struct guest *guest)
{
#define WRITE_PATTERN(number, name, mask) GUEST_WRITE(name, pattern(guest, number) & (mask));
    PATTERN_REGISTERS(WRITE_PATTERN)
}

static void patterns_check(struct guest *guest)
{
#define CHECK_PATTERN(number, name, mask) \
    guest_check(guest, number, GUEST_READ(name) & (mask), pattern(guest, number) & (mask));
    PATTERN_REGISTERS(CHECK_PATTERN)
    guest_check(guest, 40, GUEST_READ("ttbr0_el1"), (uint64_t)&guest->table1);
    guest_check(guest, 41, GUEST_READ("tpidr_el1"), (uint64_t)guest);
    guest_check(guest, 42, GUEST_READ("mair_el1"), 0xff);
    guest_check(guest, 43, GUEST_READ("cpacr_el1"), 0x300000);
    guest_check(guest, 44, GUEST_READ("mpidr_el1") & 0xff, guest->index);
    guest_check(guest, 45, *(volatile uint64_t *)GUEST_OWN_PAGE, pattern(guest, 45));
}

/*
 * Fills all vector registers, and looks at them so many times; the compiler, which uses them too, sees one statement.
 * Returns what differed.
 */
#define EACH_VECTOR ".irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"
static uint64_t vectors_hold(uint64_t word, uint64_t times)
{
    uint64_t differs = 0, lower, upper, next;

    __asm__ volatile("mov %3, %4\n\t"
                     EACH_VECTOR
                     "dup v\\n\\().2d, %3\n\t"
                     "add %3, %3, #1\n\t"
                     ".endr\n"
                     "1: mov %3, %4\n\t"
                     EACH_VECTOR
                     "mov %1, v\\n\\().d[0]\n\t"
                     "mov %2, v\\n\\().d[1]\n\t"
                     "eor %1, %1, %3\n\t"
                     "eor %2, %2, %3\n\t"
                     "orr %0, %0, %1\n\t"
                     "orr %0, %0, %2\n\t"
                     "add %3, %3, #1\n\t"
                     ".endr\n\t"
                     "subs %5, %5, #1\n\t"
                     "b.ne 1b"
                     : "+r"(differs), "=&r"(lower), "=&r"(upper), "=&r"(next), "+r"(word), "+r"(times) : : "cc", "v0",
                     "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15",
                     "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29",
                     "v30", "v31");
    return differs;
}

static void work_patterns(struct guest *guest)
{
    *(volatile uint64_t *)GUEST_OWN_PAGE = pattern(guest, 45);
    patterns_write(guest);
    for (guest->rounds = 0; guest->rounds < ROUNDS; guest->rounds++) {
        patterns_check(guest);
        if (guest->wrong != 0)
            return;
    }
    guest_check(guest, 50, vectors_hold(pattern(guest, 50), ROUNDS), 0);
}

static struct probe probe;
static volatile int native_stop;
static volatile unsigned long native_rounds, native_found;

/* A thread without VCPU beside them: it reads its thread pointer and computes. */
static void native(void *argument)
{
    seL4_Word base = isa_thread_pointer();

    (void)argument;
    while (!native_stop && native_found == 0) {
        native_found = vectors_hold(0x123456789, 300) | (isa_thread_pointer() ^ base);
        native_rounds++;
    }
}

static void patterns_run(void)
{
    native_stop = 0;
    native_rounds = native_found = 0;
    probe_make(&probe, (struct kit_options){.priority = PROBE_PRIORITY, .sc = kit_sched_context(SLICE_US, SLICE_US)});
    probe_start(&probe, native, 0);
    for (unsigned i = 0; i < GUESTS; i++) {
        monitor_make(i, work_patterns, SLICE_US);
        CHECK_OK(seL4_ARM_VCPU_WriteRegs(monitored[i].vcpu, seL4_VCPUReg_VMPIDR_EL2, 0x80000000 | i));
    }
    for (unsigned i = 0; i < GUESTS; i++)
        monitor_start(i);
    monitor_serve(GUESTS);
    native_stop = 1;
    CHECK_EQUAL(probe_wait(&probe), PROBE_RETURNED);
    CHECK_EQUAL(native_found, 0);
    CHECK(native_rounds > 0);
    for (unsigned i = 0; i < GUESTS; i++) {
        CHECK_EQUAL(guests[i].wrong, 0);
        CHECK_EQUAL(guests[i].found, 0);
        CHECK_EQUAL(guests[i].unexpected, 0);
        CHECK_EQUAL(guests[i].rounds, ROUNDS);
    }
}

/* covers: hyp.md 1.2 saved; hyp.md 1.4 PAR_EL1 must be preserved; fpu-tls-misc.md 1 A thread with a VCPU */
TEST(registers)
{
    patterns_run();
}

/* What the monitor reads is what the guest had. covers: hyp.md 1.2 ReadReg saved copy */
TEST(registers_read)
{
    static const struct {
        seL4_Word reg, number, mask;
    } some[] = {{seL4_VCPUReg_TTBR1, 1, 0x0000fffffffff000}, {seL4_VCPUReg_CIDR, 2, 0xffffffff},
                {seL4_VCPUReg_FAR, 4, ~0UL}, {seL4_VCPUReg_ELR_EL1, 5, ~0UL}, {seL4_VCPUReg_CNTV_CVAL, 10, ~0UL},
                {seL4_VCPUReg_CNTKCTL_EL1, 11, 0x3}, {seL4_VCPUReg_PAR, 22, 0x0000fffffffff000}};

    patterns_run();
    for (unsigned i = 0; i < GUESTS; i++) {
        for (unsigned n = 0; n < sizeof(some) / sizeof(some[0]); n++) {
            CHECK_EQUAL(seL4_ARM_VCPU_ReadRegs(monitored[i].vcpu, some[n].reg).value & some[n].mask,
                        pattern(&guests[i], some[n].number) & some[n].mask);
        }
    }
}

/* A new guest finds nothing of the ones before. */
static void work_look(struct guest *guest)
{
#define CHECK_ZERO(number, name, mask) guest_check(guest, number, GUEST_READ(name) & (mask), 0);
    PATTERN_REGISTERS(CHECK_ZERO)
}

/* covers: hyp.md 1.3 New VCPU */
TEST(new_guest_finds_nothing)
{
    patterns_run();
    for (unsigned i = 0; i < GUESTS; i++)
        CHECK_OK(seL4_TCB_Suspend(monitored[i].thread.tcb));
    monitor_make(0, work_look, SLICE_US);
    monitor_start(0);
    monitor_serve(1);
    CHECK_EQUAL(guests[0].wrong, 0);
    CHECK_EQUAL(guests[0].found, 0);
}

const struct frame_test apart_tests[] = {
    ENTRY("hyp.1.2.registers-apart", registers),
    ENTRY("hyp.1.2.registers-read", registers_read),
    ENTRY("hyp.1.3.new-guest-finds-nothing", new_guest_finds_nothing),
    FRAME_END,
};
